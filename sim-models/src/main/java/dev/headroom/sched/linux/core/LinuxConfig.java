package dev.headroom.sched.linux.core;

import dev.headroom.topology.Topology;
import dev.headroom.units.CpuSet;
import java.util.List;

/**
 * Everything that the Linux scheduler of one machine or guest is configured with.
 *
 * @param topology the CPUs
 * @param partitions disjoint CPU sets in which load is balanced
 * @param version series of the kernel, which decides between rules
 * @param tickHz frequency of the tick in 1/s
 * @param groups control groups, parents first
 * @param throttling {@code sched_rt_runtime_us} and {@code sched_rt_period_us}
 * @param options how the kernel was built and its switches
 * @param isoLimit what the experimental ISO tasks may use
 */
public record LinuxConfig(
        Topology topology,
        List<CpuSet> partitions,
        KernelVersion version,
        int tickHz,
        List<TaskGroup> groups,
        RealTimeThrottling throttling,
        KernelOptions options,
        IsoLimit isoLimit) {

    /** Copies the lists and refuses groups whose parent does not stand before them. */
    public LinuxConfig {
        partitions = List.copyOf(partitions);
        groups = List.copyOf(groups);
        for (int i = 0; i < groups.size(); i++) {
            final TaskGroup group = groups.get(i);
            if (group.parent() < 0 || group.parent() > i) {
                throw new IllegalArgumentException(
                        "group " + group.name() + ": parent " + group.parent() + " does not stand before it");
            }
        }
    }

    /**
     * Makes a configuration with the options that a kernel of this version starts with, and the usual limit of ISO
     * tasks.
     */
    public LinuxConfig(
            final Topology topology,
            final List<CpuSet> partitions,
            final KernelVersion version,
            final int tickHz,
            final List<TaskGroup> groups,
            final RealTimeThrottling throttling) {
        this(
                topology,
                partitions,
                version,
                tickHz,
                groups,
                throttling,
                KernelOptions.defaults(version),
                IsoLimit.DEFAULT);
    }

    /** Returns the same with other options. */
    public LinuxConfig withOptions(final KernelOptions newOptions) {
        return new LinuxConfig(topology, partitions, version, tickHz, groups, throttling, newOptions, isoLimit);
    }

    /** Makes the configuration of a plain 4.9 kernel without groups and without real-time throttling. */
    public static LinuxConfig plain(final Topology topology, final List<CpuSet> partitions) {
        return new LinuxConfig(topology, partitions, new KernelVersion(4, 9), 250, List.of(), RealTimeThrottling.OFF);
    }
}
