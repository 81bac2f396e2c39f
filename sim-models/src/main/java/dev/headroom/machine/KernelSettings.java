package dev.headroom.machine;

import dev.headroom.sched.linux.core.IsoLimit;
import dev.headroom.sched.linux.core.RealTimeThrottling;
import dev.headroom.units.CpuSet;

/**
 * What an administrator sets of a kernel: boot parameters and sysctls.
 *
 * @param throttling {@code sched_rt_runtime_us} and {@code sched_rt_period_us}
 * @param timerSlackNs time in ns by which the timer of a fair task may expire late, to share an interrupt
 * @param skewTick {@code skew_tick}: whether CPUs tick at different instants
 * @param isolated {@code isolcpus}: CPUs without scheduling domain and without daemons
 * @param nohzFull {@code nohz_full}: CPUs that do not tick while one task has them
 * @param offline CPUs that are unplugged
 * @param threadedInterrupts whether device interrupts and the timers of fair tasks are handled by threads, as on
 *     PREEMPT_RT
 * @param realTimeGroups {@code CONFIG_RT_GROUP_SCHED}: whether groups have real-time run time of their own; a machine
 *     with a group that has some is taken to have it
 * @param isoLimit {@code iso_cpu} and {@code iso_period} of experimental kernels
 */
public record KernelSettings(
        RealTimeThrottling throttling,
        long timerSlackNs,
        boolean skewTick,
        CpuSet isolated,
        CpuSet nohzFull,
        CpuSet offline,
        boolean threadedInterrupts,
        boolean realTimeGroups,
        IsoLimit isoLimit) {

    /** What every kernel gives a fair task: 50 us. */
    public static final long DEFAULT_TIMER_SLACK_NS = 50_000L;

    /** Nothing set, nothing throttled, no slack: what costs are fitted with. */
    public static final KernelSettings PLAIN = new KernelSettings(
            RealTimeThrottling.OFF,
            0,
            false,
            CpuSet.none(),
            CpuSet.none(),
            CpuSet.none(),
            false,
            false,
            IsoLimit.DEFAULT);

    /** Refuses a negative slack. */
    public KernelSettings {
        if (timerSlackNs < 0) {
            throw new IllegalArgumentException("a timer slack of " + timerSlackNs + " ns is negative");
        }
    }

    /** Makes the settings of a kernel without real-time run time of groups; the parameters are those of the record. */
    public KernelSettings(
            final RealTimeThrottling throttling,
            final long timerSlackNs,
            final boolean skewTick,
            final CpuSet isolated,
            final CpuSet nohzFull,
            final CpuSet offline,
            final boolean threadedInterrupts) {
        this(
                throttling,
                timerSlackNs,
                skewTick,
                isolated,
                nohzFull,
                offline,
                threadedInterrupts,
                false,
                IsoLimit.DEFAULT);
    }

    /** Returns the same settings of a kernel with or without real-time run time of groups. */
    public KernelSettings withRealTimeGroups(final boolean groups) {
        return new KernelSettings(
                throttling, timerSlackNs, skewTick, isolated, nohzFull, offline, threadedInterrupts, groups, isoLimit);
    }

    /** Returns the same settings with other throttling. */
    public KernelSettings withThrottling(final RealTimeThrottling other) {
        return new KernelSettings(
                other,
                timerSlackNs,
                skewTick,
                isolated,
                nohzFull,
                offline,
                threadedInterrupts,
                realTimeGroups,
                isoLimit);
    }

    /** Returns the same settings with another timer slack in ns. */
    public KernelSettings withTimerSlackNs(final long otherNs) {
        return new KernelSettings(
                throttling,
                otherNs,
                skewTick,
                isolated,
                nohzFull,
                offline,
                threadedInterrupts,
                realTimeGroups,
                isoLimit);
    }

    /** Returns the same settings with ticks skewed or not. */
    public KernelSettings withSkewTick(final boolean skew) {
        return new KernelSettings(
                throttling,
                timerSlackNs,
                skew,
                isolated,
                nohzFull,
                offline,
                threadedInterrupts,
                realTimeGroups,
                isoLimit);
    }

    /** Returns the same settings with other isolated CPUs. */
    public KernelSettings withIsolated(final CpuSet cpus) {
        return new KernelSettings(
                throttling,
                timerSlackNs,
                skewTick,
                cpus,
                nohzFull,
                offline,
                threadedInterrupts,
                realTimeGroups,
                isoLimit);
    }

    /** Returns the same settings with other CPUs in full dynticks mode. */
    public KernelSettings withNohzFull(final CpuSet cpus) {
        return new KernelSettings(
                throttling,
                timerSlackNs,
                skewTick,
                isolated,
                cpus,
                offline,
                threadedInterrupts,
                realTimeGroups,
                isoLimit);
    }

    /** Returns the same settings with other CPUs unplugged. */
    public KernelSettings withOffline(final CpuSet cpus) {
        return new KernelSettings(
                throttling,
                timerSlackNs,
                skewTick,
                isolated,
                nohzFull,
                cpus,
                threadedInterrupts,
                realTimeGroups,
                isoLimit);
    }

    /** Returns the same settings with interrupts handled by threads or not. */
    public KernelSettings withThreadedInterrupts(final boolean threaded) {
        return new KernelSettings(
                throttling, timerSlackNs, skewTick, isolated, nohzFull, offline, threaded, realTimeGroups, isoLimit);
    }

    /** Returns the same settings with another limit of ISO tasks. */
    public KernelSettings withIsoLimit(final IsoLimit limit) {
        return new KernelSettings(
                throttling,
                timerSlackNs,
                skewTick,
                isolated,
                nohzFull,
                offline,
                threadedInterrupts,
                realTimeGroups,
                limit);
    }
}
