package dev.headroom.sched.linux.realtime;

import dev.headroom.sched.SchedTask;

/** What stands in a {@link RealTimeQueue}: a task, or the queue of a group on the same CPU. */
final class RealTimeEntity {

    /** The task, null for a group. */
    final SchedTask task;
    /** The queue of the group, null for a task. */
    final RealTimeQueue group;

    /** The queue in which the entity stands, null if it stands in none. */
    RealTimeQueue on;
    /** Its place there. */
    int listPriority;

    RealTimeEntity before;
    RealTimeEntity after;

    RealTimeEntity(final SchedTask task) {
        this.task = task;
        this.group = null;
    }

    RealTimeEntity(final RealTimeQueue group) {
        this.task = null;
        this.group = group;
    }

    /** Priority from 1 to 99: of the task, or of the most urgent task in the group. */
    int priority() {
        return task == null ? group.highestPriority() : task.priority();
    }

    /** Number of tasks that it stands for. */
    int tasks() {
        return task == null ? group.tasks() : 1;
    }
}
