package dev.headroom.plan;

import dev.headroom.document.DocumentNode;
import dev.headroom.sched.SchedAttributes;
import dev.headroom.units.CpuSet;
import dev.headroom.workload.Workload;
import java.util.Optional;

/**
 * A task as the document describes it, before it is known on which machine it runs.
 *
 * @param name unique within the plan
 * @param workload what it does
 * @param attributes what it asks of the scheduler
 * @param cpus CPUs it asks for; empty to use all of its container
 * @param wish whether it takes the CPUs of its container where it cannot have {@code cpus}, as {@code cyclictest -a}
 * @param place where its mistakes are reported
 */
record TaskSpec(
        String name,
        Workload workload,
        SchedAttributes attributes,
        Optional<CpuSet> cpus,
        boolean wish,
        DocumentNode place) {}
