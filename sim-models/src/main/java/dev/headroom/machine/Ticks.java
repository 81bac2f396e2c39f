package dev.headroom.machine;

import dev.headroom.engine.Timer;
import dev.headroom.random.RandomStreams;
import dev.headroom.sched.SchedulingPolicy;

/**
 * When CPUs tick.
 *
 * <p>Design. Busy CPUs, with a periodic kernel also idle ones, tick at the tick frequency; all at the same instants, or
 * with {@code skew_tick} spread over half a period. A CPU in full dynticks mode ticks while it has a DEADLINE task,
 * several tasks that take turns, or from 6.6 on a task whose group has a quota; else not, but for one tick in a second
 * before 4.17.
 *
 * <p>Deviation. RR counts as taking turns with whatever waits, not only with RR.
 *
 * <p>Source: {@code tick_setup_sched_timer}, {@code sched_can_stop_tick} and {@code scheduler_tick_max_deferment} of
 * Linux, read for the rules.
 */
final class Ticks {

    private static final long RESIDUAL_NS = 1_000_000_000L;

    private final MachineConfig config;
    private final long periodNs;
    private final long phaseNs;
    private final long skewNs;

    Ticks(final MachineConfig config, final RandomStreams random) {
        this.config = config;
        periodNs = config.kernel().tickPeriodNs();
        phaseNs = (long) (random.stream("tick-phase").nextDouble() * periodNs);
        skewNs = config.settings().skewTick() ? periodNs / 2 / config.topology().cpus() : 0;
    }

    /** The first tick of a CPU after a time. */
    long nextNs(final int cpu, final long nowNs) {
        final long ownNs = phaseNs + skewNs * cpu;
        return (nowNs - ownNs + periodNs) / periodNs * periodNs + ownNs;
    }

    /** Returns whether a CPU can go without ticks while nothing needs them. */
    boolean isNohzFull(final int cpu) {
        return config.settings().nohzFull().contains(cpu) && !config.kernel().ticksWhenIdle();
    }

    /** Returns whether a CPU ticks while it is idle. */
    boolean comeWhenIdle(final int cpu) {
        return config.kernel().ticksWhenIdle() && !config.settings().offline().contains(cpu);
    }

    /** Returns whether a CPU in full dynticks mode needs ticks for its current task, one of so many. */
    boolean areNeeded(final MachineTask current, final int runnable) {
        final SchedulingPolicy policy = current.sched.policy();
        return policy == SchedulingPolicy.DEADLINE
                || policy != SchedulingPolicy.FIFO && runnable > 1
                || policy.isFair()
                        && config.kernel().series().isAtLeast(6, 6)
                        && config.isLimited(current.sched.group());
    }

    /** Arms the tick of a CPU that needs none. */
    void armResidual(final int cpu, final Timer tick, final long nowNs) {
        if (!config.kernel().series().isAtLeast(4, 17)) {
            tick.arm(nextNs(cpu, nowNs + RESIDUAL_NS - periodNs));
        }
    }
}
