package dev.headroom.sched.linux.deadline;

import dev.headroom.sched.linux.core.SchedulerTimers;

/**
 * Enforces reservations: whoever has used up its run time leaves the run queue, and a timer brings it back.
 *
 * <p>Design. Run time is judged only where somebody charges it, at ticks and when a task is put back or blocks. A task
 * that has no run time left then waits until its timer, which is due at the start of its next period, unless that lies
 * in the past: then it gets its new run time at once.
 *
 * <p>Source: {@code enqueue_dl_entity}, {@code update_curr_dl_se} and {@code start_dl_timer} of
 * {@code kernel/sched/deadline.c}, Linux 4.4 to 6.18, read for the rules.
 */
final class DeadlineBudgets {

    private static final long MICROSECOND_NS = 1000;

    private final DeadlineRunQueue[] queues;
    private final ActiveBandwidth bandwidth;
    private final SchedulerTimers timers;

    DeadlineBudgets(final DeadlineRunQueue[] queues, final ActiveBandwidth bandwidth, final SchedulerTimers timers) {
        this.queues = queues;
        this.bandwidth = bandwidth;
        this.timers = timers;
    }

    /** A task wakes up, or a server starts. */
    void wakeUp(final DeadlineEntity entity, final int cpu, final long nowNs) {
        if (entity.isBorrowing() && entity.throttled) {
            startBorrowing(entity, nowNs);
        }
        waitBetweenPeriods(entity, nowNs);
        bandwidth.contend(entity, cpu, nowNs);
        if (!entity.throttled) {
            entity.wakeUp(nowNs);
            queueOrWait(entity, cpu, nowNs);
        }
    }

    /** A runnable task comes from another class, or with another reservation. */
    void restore(final DeadlineEntity entity, final int cpu, final long nowNs) {
        if (entity.isBorrowing()) {
            startBorrowing(entity, nowNs);
        }
        waitBetweenPeriods(entity, nowNs);
        bandwidth.attach(entity, cpu);
        if (!entity.throttled) {
            if (entity.deadlineNs < nowNs) {
                entity.startPeriod(nowNs);
            }
            queues[cpu].add(entity);
        }
    }

    private void startBorrowing(final DeadlineEntity entity, final long nowNs) {
        timers.cancel(entity.replenishment);
        entity.startBorrowing(nowNs);
    }

    /** A waiting task comes from another CPU. */
    void arrive(final DeadlineEntity entity, final int cpu, final long nowNs) {
        waitBetweenPeriods(entity, nowNs);
        bandwidth.attach(entity, cpu);
        if (!entity.throttled) {
            queues[cpu].add(entity);
        }
    }

    /** A waiting task, or one that changes, goes elsewhere. */
    void depart(final DeadlineEntity entity) {
        if (entity.on != null) {
            entity.on.remove(entity);
        }
        bandwidth.detach(entity, true);
    }

    /** A task blocks, or a server stops. */
    void block(final DeadlineEntity entity, final long nowNs) {
        if (entity.on != null) {
            entity.on.remove(entity);
        }
        bandwidth.stopContending(entity, nowNs);
    }

    private void waitBetweenPeriods(final DeadlineEntity entity, final long nowNs) {
        if (!entity.throttled && !entity.isBorrowing() && entity.isBetweenPeriods(nowNs) && arm(entity, nowNs)) {
            entity.throttled = true;
            entity.runtimeNs = Math.min(entity.runtimeNs, 0);
        }
    }

    /** The wait is over. */
    void replenish(final DeadlineEntity entity, final int cpu, final long nowNs) {
        entity.replenish(nowNs);
        queueOrWait(entity, cpu, nowNs);
    }

    /** A server may have been put off by its replenishment or its wake-up; a task never is. */
    private void queueOrWait(final DeadlineEntity entity, final int cpu, final long nowNs) {
        if (entity.throttled && arm(entity, nowNs)) {
            return;
        }
        if (entity instanceof FairServer server && server.throttled) {
            timers.cancel(server.replenishment);
            server.stopWaiting();
        }
        queues[cpu].add(entity);
    }

    /**
     * Charges CPU time.
     *
     * @param cpu the CPU of the task or server
     * @return whether the CPU should look at its run queue
     */
    boolean charge(final DeadlineEntity entity, final int cpu, final long ranNs, final long nowNs) {
        if (ranNs > 0) {
            entity.runtimeNs -= bandwidth.consumedNs(entity, ranNs, nowNs);
        }
        if (entity instanceof FairServer server && server.isNotNeeded()) {
            server.putOff(nowNs);
            wait(server, nowNs);
            return false;
        }
        final boolean usedUp = ranNs > 0 && entity.runtimeNs <= 0;
        return (usedUp || entity.yielded) && throttle(entity, cpu, nowNs);
    }

    private boolean throttle(final DeadlineEntity entity, final int cpu, final long nowNs) {
        entity.throttled = true;
        if (entity.on != null) {
            entity.on.remove(entity);
        }
        if (entity.isBorrowing() || !arm(entity, nowNs)) {
            replenish(entity, cpu, nowNs);
        }
        return queues[cpu].first() != entity;
    }

    /** Arms the timer of a reservation; returns false where its time has passed. */
    private boolean arm(final DeadlineEntity entity, final long nowNs) {
        final long dueNs = entity.timerNs();
        if ((dueNs - nowNs) / MICROSECOND_NS < 0) {
            return false;
        }
        if (!entity.replenishment.isArmed()) {
            timers.arm(entity.replenishment, Math.max(dueNs, nowNs));
        }
        return true;
    }

    /** Starts the wait of a server anew, or of one that can wait longer. */
    void wait(final FairServer server, final long nowNs) {
        timers.cancel(server.replenishment);
        arm(server, nowNs);
    }

    /** Nothing is to be brought back any more. */
    void cancel(final DeadlineEntity entity) {
        timers.cancel(entity.replenishment);
    }
}
