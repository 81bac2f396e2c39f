package dev.headroom.plan;

import dev.headroom.sched.SchedulingPolicy;
import dev.headroom.units.CpuSet;
import dev.headroom.workload.Workload;
import java.util.Optional;

/**
 * A task as the document describes it, before it is known on which machine it runs.
 *
 * @param name unique within the plan
 * @param workload what it does
 * @param policy scheduling policy
 * @param priority 1 to 99 for real-time policies, else 0
 * @param weight load weight
 * @param pin CPU it asks for, as {@code cyclictest -a} does; empty to use all of its container
 */
record TaskSpec(
        String name, Workload workload, SchedulingPolicy policy, int priority, int weight, Optional<CpuSet> pin) {}
