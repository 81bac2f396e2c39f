package dev.headroom.sched.linux.deadline;

import dev.headroom.sched.linux.core.RealTimeThrottling;

/** Bandwidths as the kernel writes them: shares of a CPU in fixed point. */
final class Bandwidth {

    /** Binary digits behind the point. */
    static final int SHIFT = 20;
    /** All of a CPU. */
    static final long UNIT = 1L << SHIFT;

    private Bandwidth() {}

    /** The share of some run time in every period, rounded down. */
    static long of(final long runtimeNs, final long periodNs) {
        return (runtimeNs << SHIFT) / periodNs;
    }

    /** The share that DEADLINE tasks may have of each CPU. */
    static long most(final RealTimeThrottling throttling) {
        return throttling.runtimeNs() == RealTimeThrottling.UNLIMITED_NS
                ? UNIT
                : of(throttling.runtimeNs(), throttling.periodNs());
    }
}
