package dev.headroom.plan;

import dev.headroom.document.DocumentNode;
import dev.headroom.units.CpuSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A container as the document describes it.
 *
 * @param name unique within a variant
 * @param cpus its cpuset; empty for the shield, or all CPUs if there is none
 * @param partition {@code cpuset.cpus.partition}
 * @param exclusive {@code cpuset.cpu_exclusive}: whether no other container may have one of its CPUs
 * @param group its control group; empty for the root group
 * @param tasks its tasks, at least one
 * @param place where a mistake about its CPUs is reported
 * @param node where other mistakes are reported
 */
record ContainerSpec(
        String name,
        Optional<CpuSet> cpus,
        Partition partition,
        boolean exclusive,
        Optional<GroupSpec> group,
        List<TaskSpec> tasks,
        DocumentNode place,
        DocumentNode node) {

    /** What {@code cpuset.cpus.partition} of cgroup v2 can say. */
    enum Partition {
        /** Part of the partition of its parent. */
        MEMBER,
        /** A scheduling domain of its own. */
        ROOT,
        /** CPUs of its own without load balancing. */
        ISOLATED;

        String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Returns whether its CPUs are taken from everybody else. */
    boolean isPartition() {
        return partition != Partition.MEMBER;
    }

    /** Returns the container on other CPUs. */
    ContainerSpec on(final CpuSet others, final DocumentNode otherPlace) {
        return new ContainerSpec(name, Optional.of(others), partition, exclusive, group, tasks, otherPlace, node);
    }
}
