package dev.headroom.machine;

import dev.headroom.sched.SchedAttributes;
import dev.headroom.sched.SchedulingPolicy;
import java.util.ArrayList;
import java.util.List;

/**
 * The mutexes of a machine.
 *
 * <p>Design. An uncontended lock costs nothing, as with a futex. A task that finds the lock held goes to sleep and
 * waits in the order of urgency, equals in the order of arrival. A lock that inherits priority
 * ({@code PTHREAD_PRIO_INHERIT}, rt_mutex) makes its holder as urgent as the most urgent waiter, and if the holder
 * waits for such a lock itself, its holder too; it is handed to the first waiter when it is released. Any other lock
 * becomes free when it is released; the first waiter is woken and tries again, and a task that comes in between gets
 * it.
 *
 * <p>DEADLINE tasks wait in the order of the deadlines that they had when they began to wait. A holder for which one
 * waits runs under policy DEADLINE by its reservation, unless it has an earlier deadline of its own; its run time does
 * not end then.
 *
 * <p>Deviation. The time for system calls is that of going to sleep and of waking up.
 *
 * <p>Source: {@code pthread_mutexattr_setprotocol(3)}, Documentation/locking/rt-mutex-design and
 * {@code rt_mutex_setprio} of Linux 5.10 to 6.12, read for the rules.
 */
final class Locks {

    private final Machine machine;
    private final List<Lock> locks = new ArrayList<>();

    Locks(final Machine machine, final MachineConfig config, final Causes causes) {
        this.machine = machine;
        for (final LockConfig lock : config.locks()) {
            final int[] causeOfHolder = new int[config.tasks().size()];
            for (int id = 0; id < causeOfHolder.length; id++) {
                final TaskConfig task = config.tasks().get(id);
                causeOfHolder[id] = task.takes(lock.name()) ? causes.waitingFor(lock.name(), task.name()) : -1;
            }
            locks.add(new Lock(lock, causeOfHolder));
        }
    }

    Lock get(final int index) {
        return locks.get(index);
    }

    /**
     * A running task asks for a lock.
     *
     * @return whether it has it now; else it waits for it
     */
    boolean acquire(final MachineTask task, final Lock lock, final long nowNs) {
        if (lock.holder() == null) {
            take(lock, task);
        }
        if (lock.holder() == task) {
            return true;
        }
        task.blockedOn = lock;
        enqueue(lock, task);
        inherit(lock, task, nowNs);
        return false;
    }

    private void enqueue(final Lock lock, final MachineTask task) {
        task.waitingDeadlineNs = machine.scheduler.deadlineNs(task.sched);
        lock.add(task);
    }

    private void take(final Lock lock, final MachineTask task) {
        lock.setHolder(task);
        task.held.add(lock);
        task.blockedOn = null;
    }

    /** A running task gives a lock back. */
    void release(final MachineTask task, final Lock lock, final long nowNs) {
        final MachineTask next = lock.first();
        task.held.remove(lock);
        if (next != null) {
            lock.bookWaits(nowNs);
            lock.remove(next);
        }
        lock.setHolder(null);
        if (next != null && lock.inherits()) {
            take(lock, next);
            inherit(lock, task, nowNs);
        } else if (next != null) {
            next.blockedOn = null;
        }
        if (lock.inherits()) {
            adjust(task, task, nowNs);
        }
        if (next != null && !next.sched.isQueued()) {
            machine.wakeBy(task, next, nowNs);
        }
    }

    /** The waiters of a lock have changed because of what a running task does. */
    private void inherit(final Lock lock, final MachineTask actor, final long nowNs) {
        if (lock.inherits()) {
            adjust(lock.holder(), actor, nowNs);
        }
    }

    /** Gives a task the urgency that it asked for or that it inherits, and so on along the chain of holders. */
    private void adjust(final MachineTask task, final MachineTask actor, final long nowNs) {
        final SchedAttributes effective = effective(task);
        if (effective.equals(task.sched.attributes())) {
            return;
        }
        machine.setAttributes(actor, task, effective, nowNs);
        if (task.blockedOn != null) {
            task.blockedOn.remove(task);
            enqueue(task.blockedOn, task);
            inherit(task.blockedOn, actor, nowNs);
        }
    }

    private SchedAttributes effective(final MachineTask task) {
        MachineTask donor = null;
        for (int i = 0; i < task.held.size(); i++) {
            final Lock lock = task.held.get(i);
            final MachineTask first = lock.inherits() ? lock.first() : null;
            if (first != null && (donor == null || Lock.isMoreUrgent(first, donor))) {
                donor = first;
            }
        }
        if (donor == null) {
            return task.asked;
        }
        final boolean ownDeadline = task.asked.policy() == SchedulingPolicy.DEADLINE;
        if (donor.sched.policy() == SchedulingPolicy.DEADLINE) {
            return ownDeadline && machine.scheduler.deadlineNs(task.sched) <= donor.waitingDeadlineNs
                    ? task.asked
                    : task.asked.inheriting(donor.sched.reservation());
        }
        final int priority = donor.sched.priority();
        if (ownDeadline || priority <= task.asked.priority()) {
            return task.asked;
        }
        return task.asked.policy() == SchedulingPolicy.RR
                ? SchedAttributes.rr(priority)
                : SchedAttributes.fifo(priority);
    }
}
