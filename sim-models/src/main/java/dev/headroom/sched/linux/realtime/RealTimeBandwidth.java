package dev.headroom.sched.linux.realtime;

import dev.headroom.sched.linux.core.RealTimeThrottling;
import dev.headroom.sched.linux.core.SchedulerTimers;
import dev.headroom.units.CpuSet;

/**
 * The run time that real-time tasks may use in every period: of the machine ({@code sched_rt_runtime_us}) or of a group
 * ({@code cpu.rt_runtime_us}).
 *
 * <p>Design. Each CPU has a clock of its own that counts the CPU time of the tasks. When it passes the run time the
 * CPU's tasks wait. One period timer takes a run time off every clock and lets the tasks go on whose clock is below it
 * again. The timer starts when a task becomes runnable and stops when it finds nothing to do. Until Linux 5.9 a CPU
 * borrows what others of its root domain have left, a part of each, before its tasks have to wait; it never gives back.
 *
 * <p>Deviation. The timer looks at all CPUs; the kernel's looks at one root domain for groups below the root.
 *
 * <p>Source: {@code sched_rt_runtime_exceeded}, {@code do_sched_rt_period_timer}, {@code do_balance_runtime} and
 * {@code do_start_rt_bandwidth} of {@code kernel/sched/rt.c}, Linux 4.4 to 6.18, read for the rules.
 */
final class RealTimeBandwidth {

    private final long runtimeNs;
    private final long periodNs;
    private final boolean shares;
    private final boolean startsAtOnce;
    private final RealTimeRunQueue[] cpus;
    private final RealTimeQueue[] queues;
    private final SchedulerTimers timers;
    private final SchedulerTimers.Timer timer;

    private long expiryNs;
    private boolean active;

    /**
     * Gives a group a budget; its first period begins with its first task.
     *
     * @param rules what the kernel version decides
     * @param cpus the run queues of all CPUs
     * @param queues the queues of the group on all CPUs
     * @param runtimeNs run time in ns on each CPU in every period
     * @param periodNs length of a period in ns
     */
    static void limit(
            final Rules rules,
            final RealTimeRunQueue[] cpus,
            final RealTimeQueue[] queues,
            final long runtimeNs,
            final long periodNs) {
        limit(rules, cpus, queues, new RealTimeThrottling(runtimeNs, periodNs));
    }

    /** As above, with a period that may run already. */
    static void limit(
            final Rules rules,
            final RealTimeRunQueue[] cpus,
            final RealTimeQueue[] queues,
            final RealTimeThrottling throttling) {
        final long runtimeNs = throttling.runtimeNs();
        final RealTimeBandwidth bandwidth =
                new RealTimeBandwidth(rules, cpus, queues, runtimeNs, throttling.periodNs());
        for (final RealTimeQueue queue : queues) {
            queue.bandwidth = bandwidth;
            queue.runtimeNs = runtimeNs;
        }
        if (throttling.runningPeriodEndNs() != RealTimeThrottling.NONE_NS) {
            bandwidth.active = true;
            bandwidth.expiryNs = throttling.runningPeriodEndNs();
            rules.timers().arm(bandwidth.timer, bandwidth.expiryNs);
        }
    }

    private RealTimeBandwidth(
            final Rules rules,
            final RealTimeRunQueue[] cpus,
            final RealTimeQueue[] queues,
            final long runtimeNs,
            final long periodNs) {
        this.runtimeNs = runtimeNs;
        this.periodNs = periodNs;
        this.shares = rules.shares();
        this.startsAtOnce = rules.startsAtOnce();
        this.cpus = cpus;
        this.queues = queues;
        this.timers = rules.timers();
        timer = new SchedulerTimers.Timer(this::periodEnds);
    }

    /**
     * What the kernel version decides.
     *
     * @param shares whether CPUs borrow from each other
     * @param startsAtOnce whether the first period starts with the first task (from Linux 4.6), else at a whole number
     *     of periods
     * @param timers where the period timer is armed
     */
    record Rules(boolean shares, boolean startsAtOnce, SchedulerTimers timers) {}

    /** A task became runnable, or had to wait: there must be an end of the period. */
    void start(final long nowNs) {
        if (active) {
            return;
        }
        active = true;
        if (startsAtOnce) {
            // The timer is kicked, so that what was counted while it stood does not throttle anybody.
            expiryNs = expiryNs > nowNs ? expiryNs : nowNs + 1;
        } else {
            expiryNs = (nowNs / periodNs + 1) * periodNs;
        }
        for (final RealTimeQueue queue : queues) {
            if (queue.parent == null) {
                cpus[queue.cpu].takeDeadlineNs();
            }
        }
        timers.arm(timer, expiryNs);
    }

    /**
     * Counts CPU time on one CPU.
     *
     * @return whether the tasks there have to wait
     */
    boolean charge(final RealTimeQueue queue, final long ranNs, final long nowNs) {
        queue.timeNs += ranNs;
        if (!exceeds(queue)) {
            return false;
        }
        start(nowNs);
        return true;
    }

    private boolean exceeds(final RealTimeQueue queue) {
        if (queue.throttled) {
            return true;
        }
        if (queue.runtimeNs >= periodNs) {
            return false;
        }
        borrow(queue);
        if (queue.timeNs <= queue.runtimeNs) {
            return false;
        }
        if (runtimeNs == 0) {
            // A group without run time should have no tasks; it is not stopped for good.
            queue.timeNs = 0;
            return false;
        }
        queue.throttled = true;
        cpus[queue.cpu].leave(queue);
        return true;
    }

    private void borrow(final RealTimeQueue queue) {
        if (!shares || queue.timeNs <= queue.runtimeNs) {
            return;
        }
        final CpuSet span = cpus[queue.cpu].rootDomain();
        for (int cpu = span.first(); cpu >= 0 && queue.runtimeNs < periodNs; cpu = span.next(cpu)) {
            final RealTimeQueue other = queues[cpu];
            final long spareNs = other.runtimeNs - other.timeNs;
            if (other != queue && spareNs > 0) {
                final long partNs = Math.min(spareNs / span.size(), periodNs - queue.runtimeNs);
                other.runtimeNs -= partNs;
                queue.runtimeNs += partNs;
            }
        }
    }

    private void periodEnds(final long nowNs) {
        final long periods = (nowNs - expiryNs) / periodNs + 1;
        expiryNs += periods * periodNs;
        boolean idle = true;
        for (final RealTimeQueue queue : queues) {
            if (!shares) {
                queue.runtimeNs = runtimeNs;
            }
            if (queue.parent == null) {
                queue.timeNs += cpus[queue.cpu].takeDeadlineNs();
            }
            if (queue.timeNs > 0) {
                idle &= !relieve(queue, periods, nowNs);
            } else if (queue.tasks() > 0) {
                idle = false;
            }
        }
        active = !idle;
        if (active) {
            timers.arm(timer, expiryNs);
        }
    }

    /** Takes the run time of some periods off a CPU's clock; returns whether there is anything left to look after. */
    private boolean relieve(final RealTimeQueue queue, final long periods, final long nowNs) {
        if (queue.throttled) {
            borrow(queue);
        }
        queue.timeNs -= Math.min(queue.timeNs, periods * queue.runtimeNs);
        if (queue.throttled && queue.timeNs < queue.runtimeNs) {
            queue.throttled = false;
            cpus[queue.cpu].rejoin(queue, nowNs);
        }
        return queue.timeNs > 0 || queue.tasks() > 0;
    }
}
