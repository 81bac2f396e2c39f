package dev.headroom.sched.linux.fair;

import dev.headroom.sched.linux.core.KernelVersion;
import dev.headroom.sched.linux.core.LinuxConfig;

/**
 * The tunables of the fair class, scaled with the number of CPUs as {@code kernel/sched/fair.c} scales them by default
 * (factor 1 + log2 of the number of CPUs, at most 8 CPUs counted).
 *
 * @param latencyNs CFS, {@code sched_latency}: period in which every runnable task runs once
 * @param minGranularityNs CFS, {@code sched_min_granularity}: shortest slice
 * @param wakeupGranularityNs CFS, {@code sched_wakeup_granularity}: lead in virtual time a woken task needs to preempt
 * @param idleMinGranularityNs CFS, {@code sched_idle_min_granularity}: shortest slice of a task of policy IDLE beside
 *     others, not scaled
 * @param baseSliceNs EEVDF, {@code sched_base_slice}: length of a request
 * @param tickNs time between two ticks
 */
record FairParameters(
        long latencyNs,
        long minGranularityNs,
        long wakeupGranularityNs,
        long idleMinGranularityNs,
        long baseSliceNs,
        long tickNs) {

    /** Number of tasks from which a period is longer than the latency, {@code sched_nr_latency}. */
    static final int LATENCY_TASKS = 8;

    private static final long LATENCY_NS = 6_000_000;
    private static final long MIN_GRANULARITY_NS = 750_000;
    private static final long WAKEUP_GRANULARITY_NS = 1_000_000;
    /** From 6.6; just below a multiple of the tick from 6.12 on, so that no slice needs a tick more. */
    private static final long FIRST_BASE_SLICE_NS = 750_000;

    private static final long BASE_SLICE_NS = 700_000;
    private static final int CPUS_COUNTED = 8;
    private static final long SECOND_NS = 1_000_000_000;

    /** Returns the defaults of a kernel on a machine. */
    static FairParameters defaults(final LinuxConfig config) {
        final KernelVersion version = config.version();
        final int cpus = Math.min(config.topology().cpus(), CPUS_COUNTED);
        final int factor = 1 + 31 - Integer.numberOfLeadingZeros(cpus);
        return new FairParameters(
                LATENCY_NS * factor,
                MIN_GRANULARITY_NS * factor,
                WAKEUP_GRANULARITY_NS * factor,
                MIN_GRANULARITY_NS,
                (version.isAtLeast(6, 12) ? BASE_SLICE_NS : FIRST_BASE_SLICE_NS) * factor,
                SECOND_NS / config.tickHz());
    }

    /** Returns the time in ns in which {@code tasks} runnable tasks should each run once. */
    long periodNs(final int tasks) {
        return tasks > LATENCY_TASKS ? tasks * minGranularityNs : latencyNs;
    }
}
