package dev.headroom.sched.linux.fair;

/**
 * The tunables of CFS, scaled with the number of CPUs as {@code kernel/sched/fair.c} scales them by default (factor 1 +
 * log2 of the number of CPUs, at most 8 CPUs counted).
 *
 * @param latencyNs {@code sched_latency}: period in which every runnable task runs once
 * @param minGranularityNs {@code sched_min_granularity}: shortest slice
 * @param wakeupGranularityNs {@code sched_wakeup_granularity}: lead in virtual time a woken task needs to preempt
 */
public record FairParameters(long latencyNs, long minGranularityNs, long wakeupGranularityNs) {

    private static final long UNSCALED_LATENCY_NS = 6_000_000;
    private static final long UNSCALED_MIN_GRANULARITY_NS = 750_000;
    private static final long UNSCALED_WAKEUP_GRANULARITY_NS = 1_000_000;

    /** Returns the defaults of kernels 3.x to 6.5 for a machine with so many CPUs. */
    public static FairParameters defaults(final int cpus) {
        final int factor = 1 + 31 - Integer.numberOfLeadingZeros(Math.min(cpus, 8));
        return new FairParameters(
                UNSCALED_LATENCY_NS * factor,
                UNSCALED_MIN_GRANULARITY_NS * factor,
                UNSCALED_WAKEUP_GRANULARITY_NS * factor);
    }

    /** Returns the time in ns in which {@code tasks} runnable tasks should each run once. */
    public long periodNs(final int tasks) {
        return Math.max(latencyNs, tasks * minGranularityNs);
    }
}
