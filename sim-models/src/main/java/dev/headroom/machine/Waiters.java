package dev.headroom.machine;

import java.util.ArrayList;
import java.util.List;

/** The tasks to whose ledgers a CPU books its time: those that wait for it, and its current one while it works. */
final class Waiters {

    private final Machine machine;
    private final List<MachineTask> tasks = new ArrayList<>();

    Waiters(final Machine machine) {
        this.machine = machine;
    }

    void add(final MachineTask task) {
        tasks.add(task);
    }

    void remove(final MachineTask task) {
        tasks.remove(task);
    }

    /** The CPU stood still since the last booking. */
    void bookStall(final long nowNs) {
        for (int i = 0; i < tasks.size(); i++) {
            tasks.get(i).ledger().book(machine.causes.stall, nowNs);
        }
    }

    /**
     * Books the time since the last booking.
     *
     * @param cause what the CPU did
     * @param current the task that worked, or null
     */
    void book(final int cause, final MachineTask current, final long nowNs) {
        for (int i = 0; i < tasks.size(); i++) {
            final MachineTask task = tasks.get(i);
            final int own = isThrottled(task, current) ? machine.causes.throttled(task.sched.policy()) : cause;
            task.ledger().book(task == current ? machine.causes.ownWork : own, nowNs);
        }
    }

    /** Books a stretch of a kernel path, which began at a point of the path; all were booked when it began. */
    void bookPath(final KernelPath path, final long fromNs, final long elapsedNs, final MachineTask current) {
        for (int i = 0; i < tasks.size(); i++) {
            final MachineTask task = tasks.get(i);
            if (isThrottled(task, current)) {
                task.ledger().bookPart(machine.causes.throttled(task.sched.policy()), elapsedNs);
            } else {
                path.book(task.ledger(), fromNs, fromNs + elapsedNs);
            }
        }
    }

    private boolean isThrottled(final MachineTask task, final MachineTask current) {
        return machine.mayThrottle && task != current && machine.scheduler.isThrottled(task.sched);
    }
}
