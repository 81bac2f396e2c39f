package dev.headroom.format.recorded;

import dev.headroom.units.CpuSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What describes a recorded case: machine, tasks, groups and cpusets; no result.
 *
 * @param id name of the case
 * @param description one sentence
 * @param host the machine
 * @param durationS length of the run without tracing in s
 * @param tracedDurationS length of the traced run in s
 * @param tasks in the order of the scenario
 * @param groups CPU limits by group name
 * @param cpusets CPUs by cpuset name
 * @param rootLoadBalance {@code sched_load_balance} of the root cpuset
 * @param commonShares shares of the one group that all tasks were put into, if there was one
 * @param autogroup whether each session forms a group of its own
 * @param interruptsMovedTo text that says where the interrupts were served, {@code default} for anywhere
 */
public record Scenario(
        String id,
        String description,
        Host host,
        long durationS,
        long tracedDurationS,
        List<ScenarioTask> tasks,
        Map<String, GroupLimits> groups,
        Map<String, CpuSet> cpusets,
        boolean rootLoadBalance,
        OptionalLong commonShares,
        boolean autogroup,
        String interruptsMovedTo) {

    private static final Pattern MOVED = Pattern.compile(".*\\bCPU ?([0-9]{1,3})\\b.*");

    /**
     * The machine.
     *
     * @param cpus number of CPUs
     * @param kernel release of the kernel
     * @param tickHz tick frequency in 1/s
     * @param realTimeRuntimeUs {@code sched_rt_runtime_us}
     * @param realTimePeriodUs {@code sched_rt_period_us}
     * @param realTimeGroups whether groups have real-time budgets of their own
     */
    public record Host(
            int cpus,
            String kernel,
            int tickHz,
            long realTimeRuntimeUs,
            long realTimePeriodUs,
            boolean realTimeGroups) {}

    /**
     * CPU limits of a cgroup v1.
     *
     * @param shares {@code cpu.shares}
     * @param quotaUs {@code cpu.cfs_quota_us}, if limited
     * @param periodUs {@code cpu.cfs_period_us}
     * @param realTimeRuntimeUs {@code cpu.rt_runtime_us}
     */
    public record GroupLimits(long shares, OptionalLong quotaUs, long periodUs, long realTimeRuntimeUs) {}

    /** Copies the list. */
    public Scenario {
        tasks = List.copyOf(tasks);
    }

    /** Returns the CPU at which the interrupts were served, if the text names one. */
    public OptionalInt interruptCpu() {
        final Matcher moved = MOVED.matcher(interruptsMovedTo);
        return moved.matches() ? OptionalInt.of(Integer.parseInt(moved.group(1))) : OptionalInt.empty();
    }
}
