package dev.headroom.sched.linux.core;

import dev.headroom.sched.Scheduler;

/**
 * The share of time that real-time tasks may use.
 *
 * @param runtimeNs {@code sched_rt_runtime_us} in ns, {@link #UNLIMITED_NS} for -1
 * @param periodNs {@code sched_rt_period_us} in ns
 */
public record RealTimeThrottling(long runtimeNs, long periodNs) {

    /** No limit. */
    public static final long UNLIMITED_NS = Scheduler.NEVER_NS;

    /** Real-time tasks may use all of the time. */
    public static final RealTimeThrottling OFF = new RealTimeThrottling(UNLIMITED_NS, 1_000_000_000L);

    /** What every kernel starts with: 0.95 s in every second. */
    public static final RealTimeThrottling DEFAULT = new RealTimeThrottling(950_000_000L, 1_000_000_000L);
}
