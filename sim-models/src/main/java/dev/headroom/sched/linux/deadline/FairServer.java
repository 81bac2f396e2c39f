package dev.headroom.sched.linux.deadline;

import dev.headroom.sched.Reservation;
import dev.headroom.sched.linux.core.SchedulerTimers;

/**
 * The reservation that keeps time of one CPU for its fair tasks ({@code dl_server}).
 *
 * <p>Design. The server is deferred. While it waits, fair tasks that run by themselves, and idle time, use up its run
 * time, and each time it is used up a new period starts: where fair tasks get enough, it never runs. If they do not,
 * the server runs at zero laxity, that is, when the rest of its run time just fits before the deadline, until the run
 * time is used up; the task that runs then goes on until its CPU has switched, and that starts a new period in which
 * the server waits again. If no fair task runs then, it is an ordinary reservation that is replenished every period. It
 * stops when it is to run and finds no fair task. If fair tasks come back before its deadline it goes on at once, with
 * as much run time as its bandwidth gives until then.
 *
 * <p>Deviation. Earlier releases of 6.12, and 6.13 to 6.16, stop the server whenever the last fair task leaves and
 * start a new period when one comes; here it is always as in late releases of 6.12 (6.12.95 was compared) and 6.18.
 *
 * <p>Source: {@code dl_server_start}, {@code dl_server_timer}, {@code update_curr_dl_se} of
 * {@code kernel/sched/deadline.c}, Linux 6.12 to 6.18, read for the rules.
 */
final class FairServer extends DeadlineEntity {

    /** Less run time used meanwhile does not put off the start. */
    private static final long LEAST_DELAY_NS = 1_000_000L;

    /** The CPU. */
    final int cpu;

    /** Whether it has been started and not been stopped. */
    boolean active;

    private boolean armed;
    private boolean running;

    FairServer(
            final int cpu,
            final Reservation reservation,
            final DeadlineRules rules,
            final SchedulerTimers.Timer replenishment,
            final SchedulerTimers.Timer inactive) {
        super(null, rules, replenishment, inactive);
        this.cpu = cpu;
        follow(reservation);
        // The kernel starts its first period when it makes the run queues.
        deadlineNs = reservation.deadlineNs();
        runtimeNs = reservation.runtimeNs();
    }

    @Override
    long timerNs() {
        return armed ? deadlineNs - runtimeNs : super.timerNs();
    }

    @Override
    void startPeriod(final long nowNs) {
        super.startPeriod(nowNs);
        if (!running) {
            defer();
        }
    }

    private void defer() {
        throttled = true;
        armed = true;
    }

    @Override
    void wakeUp(final long nowNs) {
        if (deadlineNs < nowNs) {
            putOff(nowNs);
        } else if (!running) {
            defer();
        } else if (overflows(nowNs)) {
            cutDown(nowNs);
        }
    }

    @Override
    void replenish(final long nowNs) {
        if (armed && overflows(nowNs)) {
            deadlineNs = nowNs + reservation().deadlineNs();
            runtimeNs = reservation().runtimeNs();
        }
        super.replenish(nowNs);
        if (armed) {
            armed = false;
        } else if (!running && nowNs < deadlineNs - runtimeNs) {
            defer();
        }
    }

    /** Fair tasks, or idle time, used up the run time of a server that waits. */
    boolean isNotNeeded() {
        return throttled && runtimeNs <= 0;
    }

    /** Starts a period in which it waits for its turn. */
    void putOff(final long nowNs) {
        running = false;
        startPeriod(nowNs);
    }

    /** Whether the start, which is due, can wait longer, because fair tasks have run meanwhile. */
    boolean canWaitLonger(final long nowNs) {
        return armed && nowNs < deadlineNs - runtimeNs - LEAST_DELAY_NS;
    }

    /** The timer is due and the server gets its turn. */
    void takeTurn() {
        running |= armed;
    }

    /** Its wait could not be timed: it runs at once. */
    void stopWaiting() {
        armed = false;
        throttled = false;
    }

    /** Takes idle time off the run time. */
    void idled(final long ns) {
        if (runtimeNs < 0) {
            return;
        }
        runtimeNs -= ns;
        if (runtimeNs < 0) {
            running = false;
            runtimeNs = 0;
        }
    }
}
