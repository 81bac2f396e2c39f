package dev.headroom.sched.linux.deadline;

import dev.headroom.sched.Reservation;
import dev.headroom.sched.SchedTask;
import dev.headroom.sched.linux.core.SchedulerTimers;

/**
 * A reservation and its state: the constant bandwidth server (CBS) of a task.
 *
 * <p>Design. Run time counts down while the task runs. When it is used up, the task waits until its next period and
 * gets a new run time and a deadline one period later; what it overran is taken off. A task that wakes up keeps
 * deadline and rest of its run time if it can use them without getting more than its bandwidth until the deadline; else
 * a new period starts at once. With a deadline before the period's end the rest is cut down instead.
 *
 * <p>A task for which another DEADLINE task waits uses the reservation of that one and is not made to wait. It gets the
 * other's relative deadline and run time when it begins a period, not the other's absolute deadline.
 *
 * <p>Numbers are rounded as the kernel rounds them: bandwidths to 2^-20, the comparison at wake-up to 1024 ns.
 *
 * <p>Source: L. Abeni and G. Buttazzo, "Integrating multimedia applications in hard real-time systems", RTSS 1998; L.
 * Abeni, G. Lipari and J. Lelli, "Constant bandwidth server revisited", SIGBED Review 11 (2015);
 * {@code update_dl_entity} and {@code replenish_dl_entity} of {@code kernel/sched/deadline.c}, read for the rules.
 */
class DeadlineEntity {

    private static final int SCALE = 10;
    private static final long LONG_AGO_NS = Long.MIN_VALUE / 2;

    /** The task, null for a server of other tasks. */
    final SchedTask task;
    /** Gives back the run time. */
    final SchedulerTimers.Timer replenishment;
    /** Ends the claim of a blocked task to its bandwidth. */
    final SchedulerTimers.Timer inactive;

    /** Run time left in this period in ns; negative after an overrun. */
    long runtimeNs;
    /** Absolute deadline in ns. */
    long deadlineNs = LONG_AGO_NS;
    /** Whether it waits for its next period. */
    boolean throttled;
    /** Whether the task has given the rest of its run time away. */
    boolean yielded;
    /** Blocked, and its bandwidth counts as used until {@link #inactive} is due. */
    boolean nonContending;
    /** CPU time in ns that was not charged yet. */
    long ranNs;
    /** The CPU among whose bandwidths this one is counted, -1 for none. */
    int bandwidthCpu = -1;
    /** The run queue in which it stands, null if it stands in none. */
    DeadlineRunQueue on;

    private final DeadlineRules rules;
    private Reservation own;
    private Reservation lent;
    private long bandwidth;
    private long density;

    DeadlineEntity(
            final SchedTask task,
            final DeadlineRules rules,
            final SchedulerTimers.Timer replenishment,
            final SchedulerTimers.Timer inactive) {
        this.task = task;
        this.rules = rules;
        this.replenishment = replenishment;
        this.inactive = inactive;
    }

    /** Takes over what is reserved; deadline and rest of the run time stay. */
    void follow(final Reservation newReservation) {
        if (own != newReservation) {
            own = newReservation;
            bandwidth = Bandwidth.of(own.runtimeNs(), own.periodNs());
            density = Bandwidth.of(own.runtimeNs(), own.deadlineNs());
        }
    }

    /** The reservation that the task has made, null if it has made none. */
    Reservation own() {
        return own;
    }

    /** Uses the reservation of a task that waits for this one, or with null its own one again. */
    void borrow(final Reservation newLent) {
        lent = newLent;
    }

    /** Whether it uses the reservation of another task; then it is never kept waiting. */
    boolean isBorrowing() {
        return lent != null;
    }

    /** The reservation by which it gets deadlines and run time. */
    Reservation reservation() {
        return lent != null ? lent : own;
    }

    /** Share of a CPU in units of {@link Bandwidth#UNIT}. */
    long bandwidth() {
        return bandwidth;
    }

    /** Whether it runs before another one; the same deadline is not before. */
    boolean isBefore(final DeadlineEntity other) {
        return deadlineNs < other.deadlineNs;
    }

    boolean isImplicit() {
        return reservation().deadlineNs() == reservation().periodNs();
    }

    long nextPeriodNs() {
        return deadlineNs - reservation().deadlineNs() + reservation().periodNs();
    }

    /** When the timer that is about to be armed must be due. */
    long timerNs() {
        return rules.waitsForNextPeriod() ? nextPeriodNs() : deadlineNs;
    }

    /** Whether it becomes runnable after its deadline and before its next period, for which it has to wait. */
    boolean isBetweenPeriods(final long nowNs) {
        return rules.waitsForNextPeriod() && !isImplicit() && deadlineNs < nowNs && nowNs < nextPeriodNs();
    }

    /** Whether the rest of the run time until the deadline is more than the bandwidth allows. */
    final boolean overflows(final long nowNs) {
        final long left = (reservation().deadlineNs() >> SCALE) * (runtimeNs >> SCALE);
        final long right = (deadlineNs - nowNs >> SCALE) * (reservation().runtimeNs() >> SCALE);
        return right < left;
    }

    /** A new period starts now. */
    void startPeriod(final long nowNs) {
        deadlineNs = nowNs + reservation().deadlineNs();
        runtimeNs = reservation().runtimeNs();
    }

    /** The task wakes up. */
    void wakeUp(final long nowNs) {
        if (deadlineNs < nowNs || overflows(nowNs)) {
            if (rules.revisedWakeUp() && !isImplicit() && deadlineNs >= nowNs) {
                cutDown(nowNs);
            } else {
                startPeriod(nowNs);
            }
        }
    }

    /** Leaves as much run time as the reservation gives until its deadline. */
    final void cutDown(final long nowNs) {
        runtimeNs = density * (deadlineNs - nowNs) >> Bandwidth.SHIFT;
    }

    /** A runnable task begins to use the reservation of another one, which overrides its wait. */
    void startBorrowing(final long nowNs) {
        throttled = false;
        if (deadlineNs == LONG_AGO_NS) {
            startPeriod(nowNs);
        } else {
            replenish(nowNs);
        }
    }

    /** The wait for the next period is over. */
    void replenish(final long nowNs) {
        if (yielded && runtimeNs > 0) {
            runtimeNs = 0;
        }
        while (runtimeNs <= 0) {
            deadlineNs += reservation().periodNs();
            runtimeNs += reservation().runtimeNs();
        }
        if (deadlineNs < nowNs) {
            startPeriod(nowNs);
        }
        yielded = false;
        throttled = false;
    }

    /** The time until which the run time used so far lasts at the reserved rate. */
    long zeroLagNs() {
        final long period = reservation().periodNs();
        final boolean exact = Math.multiplyHigh(runtimeNs, period) == runtimeNs * period >> 63;
        return deadlineNs
                - (exact
                        ? runtimeNs * period / reservation().runtimeNs()
                        : (long) ((double) runtimeNs / reservation().runtimeNs() * period));
    }
}
