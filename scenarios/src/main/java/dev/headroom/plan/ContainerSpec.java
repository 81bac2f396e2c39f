package dev.headroom.plan;

import dev.headroom.document.DocumentNode;
import dev.headroom.units.CpuSet;
import java.util.List;
import java.util.Optional;

/**
 * A container as the document describes it.
 *
 * @param name unique within a variant
 * @param cpus its cpuset; empty for the shield, or all CPUs if there is none
 * @param tasks its tasks, at least one
 * @param place where a mistake about its CPUs is reported
 */
record ContainerSpec(String name, Optional<CpuSet> cpus, List<TaskSpec> tasks, DocumentNode place) {

    /** Returns the container on other CPUs. */
    ContainerSpec on(final CpuSet others, final DocumentNode otherPlace) {
        return new ContainerSpec(name, Optional.of(others), tasks, otherPlace);
    }
}
