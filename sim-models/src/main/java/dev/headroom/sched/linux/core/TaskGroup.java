package dev.headroom.sched.linux.core;

import dev.headroom.sched.Scheduler;

/**
 * A control group with a {@code cpu} controller.
 *
 * @param name path for people, such as {@code /containers/plc}
 * @param parent index of the parent in {@link LinuxConfig#groups()}, 0 for the root, which is no entry itself: entry i
 *     of the list is group i + 1
 * @param weight load weight, 1024 for the default ({@code cpu.shares} of v1, {@code cpu.weight} * 1024 / 100 of v2)
 * @param quotaNs CPU time in ns in every period, {@link #UNLIMITED_NS} for none
 * @param periodNs period of the quota in ns
 * @param burstNs unused quota in ns that may be carried over
 * @param realTimeRuntimeNs {@code cpu.rt_runtime_us} in ns, 0 for none
 * @param realTimePeriodNs {@code cpu.rt_period_us} in ns
 * @param phaseNs time in ns at which a period of the quota ends, before the end of the first period; the kernel's
 *     periods are on a grid from boot on, from 6.3 on with a random offset
 */
public record TaskGroup(
        String name,
        int parent,
        long weight,
        long quotaNs,
        long periodNs,
        long burstNs,
        long realTimeRuntimeNs,
        long realTimePeriodNs,
        long phaseNs) {

    /** No quota. */
    public static final long UNLIMITED_NS = Scheduler.NEVER_NS;

    private static final long DEFAULT_PERIOD_NS = 100_000_000L;
    private static final long DEFAULT_REAL_TIME_PERIOD_NS = 1_000_000_000L;

    /** Makes a group whose first period of the quota begins at time 0. */
    public TaskGroup(
            final String name,
            final int parent,
            final long weight,
            final long quotaNs,
            final long periodNs,
            final long burstNs,
            final long realTimeRuntimeNs,
            final long realTimePeriodNs) {
        this(name, parent, weight, quotaNs, periodNs, burstNs, realTimeRuntimeNs, realTimePeriodNs, 0);
    }

    /** Makes a group with a weight and neither quota nor real-time run time. */
    public static TaskGroup weighted(final String name, final int parent, final long weight) {
        return new TaskGroup(name, parent, weight, UNLIMITED_NS, DEFAULT_PERIOD_NS, 0, 0, DEFAULT_REAL_TIME_PERIOD_NS);
    }

    /** Makes a group of default weight with a quota. */
    public static TaskGroup limited(final String name, final int parent, final long quotaNs, final long periodNs) {
        return new TaskGroup(name, parent, 1024, quotaNs, periodNs, 0, 0, DEFAULT_REAL_TIME_PERIOD_NS);
    }

    /** Returns whether the group has a quota. */
    public boolean isLimited() {
        return quotaNs != UNLIMITED_NS;
    }
}
