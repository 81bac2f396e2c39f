package dev.headroom.sched.linux.core;

import dev.headroom.sched.Scheduler;

/**
 * The share of time that real-time tasks may use.
 *
 * @param runtimeNs {@code sched_rt_runtime_us} in ns, {@link #UNLIMITED_NS} for -1
 * @param periodNs {@code sched_rt_period_us} in ns
 * @param runningPeriodEndNs when the period ends that runs from the start, of real-time tasks that ran before;
 *     {@link #NONE_NS} if the first one begins with the first task
 */
public record RealTimeThrottling(long runtimeNs, long periodNs, long runningPeriodEndNs) {

    /** No period runs from the start. */
    public static final long NONE_NS = -1;

    /** No limit. */
    public static final long UNLIMITED_NS = Scheduler.NEVER_NS;

    /** Real-time tasks may use all of the time. */
    public static final RealTimeThrottling OFF = new RealTimeThrottling(UNLIMITED_NS, 1_000_000_000L);

    /** What every kernel starts with: 0.95 s in every second. */
    public static final RealTimeThrottling DEFAULT = new RealTimeThrottling(950_000_000L, 1_000_000_000L);

    /** Makes a limit whose first period begins with the first task. */
    public RealTimeThrottling(final long runtimeNs, final long periodNs) {
        this(runtimeNs, periodNs, NONE_NS);
    }

    /** Returns the same limit with a period that runs from the start. */
    public RealTimeThrottling withRunningPeriodUntil(final long endNs) {
        return new RealTimeThrottling(runtimeNs, periodNs, endNs);
    }
}
