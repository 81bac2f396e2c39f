package dev.headroom.machine;

import dev.headroom.sched.linux.core.IsoLimit;
import dev.headroom.sched.linux.core.RealTimeThrottling;
import dev.headroom.units.CpuSet;
import java.util.List;
import java.util.function.Consumer;

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
 * @param idle the idle states that CPUs may enter
 * @param frequency the frequency governor
 * @param replugs CPUs that go off-line and come back while the machine runs
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
        IsoLimit isoLimit,
        IdleConfig idle,
        FrequencyConfig frequency,
        List<Replug> replugs) {

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
            IsoLimit.DEFAULT,
            IdleConfig.POLLING,
            FrequencyConfig.PERFORMANCE,
            List.of());

    /** Copies the list; refuses a negative slack, and CPUs that go off-line where interrupts have threads. */
    public KernelSettings {
        replugs = List.copyOf(replugs);
        if (threadedInterrupts && !replugs.isEmpty()) {
            throw new IllegalArgumentException("threads of interrupts are not moved from CPUs that go off-line");
        }
        if (timerSlackNs < 0) {
            throw new IllegalArgumentException("a timer slack of " + timerSlackNs + " ns is negative");
        }
    }

    /** Settings in the making. */
    private static final class Draft {
        private RealTimeThrottling throttling;
        private long timerSlackNs;
        private boolean skewTick;
        private CpuSet isolated;
        private CpuSet nohzFull;
        private CpuSet offline;
        private boolean threadedInterrupts;
        private boolean realTimeGroups;
        private IsoLimit isoLimit;
        private IdleConfig idle;
        private FrequencyConfig frequency;
        private List<Replug> replugs;
    }

    private KernelSettings with(final Consumer<Draft> change) {
        final Draft draft = new Draft();
        draft.throttling = throttling;
        draft.timerSlackNs = timerSlackNs;
        draft.skewTick = skewTick;
        draft.isolated = isolated;
        draft.nohzFull = nohzFull;
        draft.offline = offline;
        draft.threadedInterrupts = threadedInterrupts;
        draft.realTimeGroups = realTimeGroups;
        draft.isoLimit = isoLimit;
        draft.idle = idle;
        draft.frequency = frequency;
        draft.replugs = replugs;
        change.accept(draft);
        return new KernelSettings(
                draft.throttling,
                draft.timerSlackNs,
                draft.skewTick,
                draft.isolated,
                draft.nohzFull,
                draft.offline,
                draft.threadedInterrupts,
                draft.realTimeGroups,
                draft.isoLimit,
                draft.idle,
                draft.frequency,
                draft.replugs);
    }

    /** Returns the same settings of a kernel with or without real-time run time of groups. */
    public KernelSettings withRealTimeGroups(final boolean groups) {
        return with(draft -> draft.realTimeGroups = groups);
    }

    /** Returns the same settings with other throttling. */
    public KernelSettings withThrottling(final RealTimeThrottling other) {
        return with(draft -> draft.throttling = other);
    }

    /** Returns the same settings with another timer slack in ns. */
    public KernelSettings withTimerSlackNs(final long otherNs) {
        return with(draft -> draft.timerSlackNs = otherNs);
    }

    /** Returns the same settings with ticks skewed or not. */
    public KernelSettings withSkewTick(final boolean skew) {
        return with(draft -> draft.skewTick = skew);
    }

    /** Returns the same settings with other isolated CPUs. */
    public KernelSettings withIsolated(final CpuSet cpus) {
        return with(draft -> draft.isolated = cpus);
    }

    /** Returns the same settings with other CPUs in full dynticks mode. */
    public KernelSettings withNohzFull(final CpuSet cpus) {
        return with(draft -> draft.nohzFull = cpus);
    }

    /** Returns the same settings with other CPUs unplugged. */
    public KernelSettings withOffline(final CpuSet cpus) {
        return with(draft -> draft.offline = cpus);
    }

    /** Returns the same settings with interrupts handled by threads or not. */
    public KernelSettings withThreadedInterrupts(final boolean threaded) {
        return with(draft -> draft.threadedInterrupts = threaded);
    }

    /** Returns the same settings with another limit of ISO tasks. */
    public KernelSettings withIsoLimit(final IsoLimit limit) {
        return with(draft -> draft.isoLimit = limit);
    }

    /** Returns the same settings with other idle states. */
    public KernelSettings withIdle(final IdleConfig states) {
        return with(draft -> draft.idle = states);
    }

    /** Returns the same settings with another frequency governor. */
    public KernelSettings withFrequency(final FrequencyConfig governor) {
        return with(draft -> draft.frequency = governor);
    }

    /** Returns the same settings with other CPUs that go off-line and come back. */
    public KernelSettings withReplugs(final List<Replug> list) {
        return with(draft -> draft.replugs = list);
    }
}
