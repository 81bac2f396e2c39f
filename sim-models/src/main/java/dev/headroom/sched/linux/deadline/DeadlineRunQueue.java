package dev.headroom.sched.linux.deadline;

import dev.headroom.sched.SchedTask;
import dev.headroom.sched.linux.core.CpuPriorities;
import dev.headroom.sched.linux.core.CpuQueues.CpuQueue;
import dev.headroom.sched.linux.core.PushableTasks;
import java.util.Arrays;

/**
 * The reservations of one CPU that can run, earliest deadline first and first come first among equals. The current task
 * keeps its place.
 */
final class DeadlineRunQueue {

    /** The CPU. */
    final int cpu;

    private final CpuQueue cpuQueue;
    private final CpuPriorities priorities;
    private final CpuDeadlines deadlines;
    private final PushableTasks pushable = new PushableTasks();
    private DeadlineEntity[] entities = new DeadlineEntity[4];
    private int size;
    private long earliestNs;

    DeadlineRunQueue(
            final int cpu, final CpuQueue cpuQueue, final CpuPriorities priorities, final CpuDeadlines deadlines) {
        this.cpu = cpu;
        this.cpuQueue = cpuQueue;
        this.priorities = priorities;
        this.deadlines = deadlines;
    }

    /** Waiting tasks that may run elsewhere. */
    PushableTasks pushable() {
        return pushable;
    }

    /** The deadlines of the root domain. */
    CpuDeadlines deadlines() {
        return deadlines;
    }

    /** The task that is current on the CPU, of whatever class, or null. */
    SchedTask current() {
        return cpuQueue.current;
    }

    /** Number of reservations that can run, the server of the fair class included. */
    int size() {
        return size;
    }

    /** The reservation with the earliest deadline, or null. */
    DeadlineEntity first() {
        return size == 0 ? null : entities[0];
    }

    /** Whether a task with this deadline would be the first. */
    boolean wouldBeFirst(final long deadlineNs) {
        return size == 0 || deadlineNs < earliestNs;
    }

    void add(final DeadlineEntity entity) {
        if (size == entities.length) {
            entities = Arrays.copyOf(entities, 2 * size);
        }
        int at = size++;
        while (at > 0 && entity.isBefore(entities[at - 1])) {
            entities[at] = entities[at - 1];
            at--;
        }
        entities[at] = entity;
        entity.on = this;
        if (entity.task != null) {
            cpuQueue.addedUrgent(1);
            if (entity.task != cpuQueue.current && entity.task.isMigratable()) {
                pushable.add(entity.task, entity.deadlineNs);
            }
        }
        if (size == 1) {
            priorities.setDeadline(cpu, true);
        }
        if (at == 0) {
            earliestChanged();
        }
    }

    void remove(final DeadlineEntity entity) {
        int at = 0;
        while (entities[at] != entity) {
            at++;
        }
        size--;
        System.arraycopy(entities, at + 1, entities, at, size - at);
        entities[size] = null;
        entity.on = null;
        if (entity.task != null) {
            cpuQueue.removedUrgent(1);
            pushable.remove(entity.task);
        }
        if (size == 0) {
            priorities.setDeadline(cpu, false);
            deadlines.clear(cpu);
        } else if (at == 0) {
            earliestChanged();
        }
    }

    private void earliestChanged() {
        earliestNs = entities[0].deadlineNs;
        deadlines.set(cpu, earliestNs);
    }
}
