package dev.headroom.machine;

import dev.headroom.units.CpuSet;

/**
 * A cpuset below the root.
 *
 * @param name name of the cgroup
 * @param cpus its CPUs
 * @param loadBalance its {@code sched_load_balance}
 */
public record CpusetConfig(String name, CpuSet cpus, boolean loadBalance) {

    /** Refuses an empty set. */
    public CpusetConfig {
        if (cpus.isEmpty()) {
            throw new IllegalArgumentException("cpuset " + name + " has no CPUs");
        }
    }
}
