package dev.headroom.machine;

import dev.headroom.machine.LockConfig.Protocol;
import dev.headroom.sched.SchedulingPolicy;
import java.util.ArrayList;
import java.util.List;

/** A mutex in execution: its holder and the tasks that wait for it, most urgent first. */
final class Lock {

    /** Above all real-time priorities. */
    private static final int DEADLINE_URGENCY = 100;

    private final LockConfig config;
    private final List<MachineTask> waiters = new ArrayList<>();
    private final int[] causeOfHolder;
    private MachineTask holder;

    /**
     * Makes a free lock.
     *
     * @param config its name and protocol
     * @param causeOfHolder for each task the cause under which others book the time in which it holds the lock
     */
    Lock(final LockConfig config, final int[] causeOfHolder) {
        this.config = config;
        this.causeOfHolder = causeOfHolder;
    }

    /** Whether a waiter is served before another one: by priority, DEADLINE tasks by their deadlines. */
    static boolean isMoreUrgent(final MachineTask one, final MachineTask other) {
        final int urgency = urgency(one);
        return urgency > urgency(other)
                || urgency == DEADLINE_URGENCY
                        && urgency(other) == DEADLINE_URGENCY
                        && one.waitingDeadlineNs < other.waitingDeadlineNs;
    }

    private static int urgency(final MachineTask task) {
        return task.sched.policy() == SchedulingPolicy.DEADLINE ? DEADLINE_URGENCY : task.sched.priority();
    }

    boolean inherits() {
        return config.protocol() == Protocol.PI;
    }

    MachineTask holder() {
        return holder;
    }

    void setHolder(final MachineTask task) {
        holder = task;
    }

    /** Books the time since they went to sleep, or since the holder changed, to the holder. */
    void bookWaits(final long nowNs) {
        final int cause = causeOfHolder[holder.sched.id()];
        for (int i = 0; i < waiters.size(); i++) {
            final MachineTask waiter = waiters.get(i);
            // One that is still going to sleep has its time booked by its CPU.
            if (!waiter.sched.isQueued()) {
                waiter.ledger().book(cause, nowNs);
            }
        }
    }

    /** The most urgent waiter, or null. */
    MachineTask first() {
        return waiters.isEmpty() ? null : waiters.get(0);
    }

    void add(final MachineTask task) {
        int place = waiters.size();
        while (place > 0 && isMoreUrgent(task, waiters.get(place - 1))) {
            place--;
        }
        waiters.add(place, task);
    }

    void remove(final MachineTask task) {
        waiters.remove(task);
    }
}
