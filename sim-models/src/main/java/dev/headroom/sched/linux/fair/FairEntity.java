package dev.headroom.sched.linux.fair;

import dev.headroom.sched.SchedTask;
import dev.headroom.sched.SchedulingPolicy;

/**
 * What competes in a {@link FairQueue}: a task, or a control group on one CPU. The kernel's {@code struct
 * sched_entity}.
 *
 * <p>Times are ns; virtual times are ns of an entity of nice 0.
 */
final class FairEntity {

    /** The task, null for a group. */
    final SchedTask task;
    /** The queue of the group on this CPU, null for a task. */
    final FairQueue own;
    /** Recent load and use. */
    final FairAverage average = new FairAverage();

    /** The queue in which it competes; null for a task that was never placed. */
    FairQueue queue;
    /** Load weight, {@link Load#NICE_0} for nice 0. */
    long weight;
    /** Whether it is of policy IDLE and gives way to every other at wake-up; a group never is. */
    boolean idle;
    /** Whether it is in its queue, waiting or current. */
    boolean queued;
    /** Whether it sleeps but stays in its queue until its negative lag is gone. */
    boolean delayed;

    /** Virtual run time. */
    long virtualNs;
    /** EEVDF: virtual time by which its present request is to be served. */
    long deadlineNs;
    /** EEVDF: how far its virtual run time was behind the average when it left. */
    long lagNs;
    /** EEVDF: up to 6.16 the deadline at which it was picked, later the virtual time until which it keeps the CPU. */
    long protectNs;
    /** Whether that is a distance from {@link #virtualNs}, while its weight changes. */
    boolean protectRelative;
    /** EEVDF: length of its requests. */
    long sliceNs;
    /** Whether the slice was asked for, or is that of a group's tasks. */
    boolean ownSlice;
    /**
     * CFS: the virtual run time is relative to its queue's; EEVDF: the deadline is relative to the virtual run time.
     */
    boolean relative;

    /** The CPU's run clock up to which its time is charged. */
    long chargedNs;
    /** CPU time so far. */
    long ranNs;
    /** CPU time when it was last picked. */
    long ranAtPickNs;
    /** When a task last ran on its CPU, 0 if it did not. */
    long lastRanNs;

    /** Use to expect of a task when it runs again, times 1024 ({@code util_est}). */
    long expectedUse;
    /** Whether its load is part of the load of its queue. */
    boolean attached;
    /** Tasks that could run below a group: what its runnable average counts. */
    int runnableBelow;
    /** Whether a task is ending: it leaves at once, and is not delayed. */
    boolean exits;
    /** Whether a task was never in a queue. */
    boolean created = true;
    /** Whether a task woke up and has not run since. */
    boolean freshlyWoken;

    /** Place in the order of {@link EntityTree}, set there. */
    long orderNs;
    /** Neighbours in the list of tasks of its CPU, set by {@link FairCpu}. */
    FairEntity before;
    /** See {@link #before}. */
    FairEntity after;

    private FairEntity(final SchedTask task, final FairQueue own) {
        this.task = task;
        this.own = own;
    }

    /** Makes the entity of a task, not placed yet. */
    static FairEntity of(final SchedTask task) {
        final FairEntity entity = new FairEntity(task, null);
        entity.adoptAttributes();
        return entity;
    }

    /** Makes the entity of a group on a CPU, in the queue of the parent group. */
    static FairEntity of(final FairQueue own, final FairQueue parent, final long weight) {
        final FairEntity entity = new FairEntity(null, own);
        entity.queue = parent;
        entity.weight = weight;
        entity.attached = true;
        return entity;
    }

    /** Takes weight and policy from the task. */
    void adoptAttributes() {
        weight = Load.scaled(task.weight());
        idle = task.policy() == SchedulingPolicy.IDLE;
    }

    boolean isTask() {
        return task != null;
    }

    /** Returns the group's entity above, null at the top. */
    FairEntity parent() {
        return queue.entity;
    }

    /** Returns what its runnable average counts now. */
    int runnable() {
        if (own != null) {
            return runnableBelow;
        }
        return queued && !delayed ? 1 : 0;
    }

    /** Returns this entity or the one above it that competes in the same queue as another one or one above that. */
    FairEntity besides(final FairEntity other) {
        FairEntity mine = this;
        FairEntity theirs = other;
        while (mine.queue != theirs.queue) {
            final int difference = mine.queue.depth - theirs.queue.depth;
            mine = difference >= 0 ? mine.parent() : mine;
            theirs = difference <= 0 ? theirs.parent() : theirs;
        }
        return mine;
    }
}
