package dev.headroom.sched.linux.realtime;

import dev.headroom.sched.SchedTask;
import dev.headroom.sched.linux.core.CpuPriorities;
import dev.headroom.sched.linux.core.CpuQueues.CpuQueue;
import dev.headroom.sched.linux.core.PushableTasks;
import dev.headroom.sched.linux.core.Reschedules;
import dev.headroom.units.CpuSet;

/**
 * FIFO and RR on one CPU.
 *
 * <p>Design. The runnable task of the highest priority runs; among equals the one that waits longest. The current task
 * keeps its place in the list, so a preempted one is the first of its priority again. Tasks of a group stand in the
 * group's queue, and the queue stands in the one above with the priority of its most urgent task; whenever a task comes
 * or goes, all queues above it go behind their equals.
 *
 * <p>Source: {@code sched(7)}; {@code enqueue_rt_entity}, {@code dequeue_rt_stack} and {@code pick_next_rt_entity} of
 * {@code kernel/sched/rt.c}, Linux 4.4 to 6.18, read for the rules.
 */
final class RealTimeRunQueue {

    private final int cpu;
    private final CpuQueue cpuQueue;
    private final CpuPriorities priorities;
    private final Reschedules reschedules;
    private final CpuSet rootDomain;
    private final RealTimeQueue root;
    private final RealTimeQueue[] groups;
    private final PushableTasks pushable = new PushableTasks();

    private int counted;
    private int highest;
    private long ranNs;

    /**
     * Makes an empty run queue.
     *
     * @param groups the queues by the number of their group, the root first; one entry without group scheduling
     */
    RealTimeRunQueue(
            final int cpu,
            final CpuQueue cpuQueue,
            final CpuPriorities priorities,
            final Reschedules reschedules,
            final CpuSet rootDomain,
            final RealTimeQueue[] groups) {
        this.cpu = cpu;
        this.cpuQueue = cpuQueue;
        this.priorities = priorities;
        this.reschedules = reschedules;
        this.rootDomain = rootDomain;
        this.groups = groups;
        this.root = groups[0];
    }

    CpuSet rootDomain() {
        return rootDomain;
    }

    /** Waiting tasks that may run elsewhere. */
    PushableTasks pushable() {
        return pushable;
    }

    /** Priority of the most urgent runnable task, 0 if there is none; one that has to wait for run time counts too. */
    int highestPriority() {
        return highest;
    }

    /** The task that is current on the CPU, of whatever class, or null. */
    SchedTask current() {
        return cpuQueue.current;
    }

    void enqueue(final RealTimeEntity entity, final boolean atHead, final long nowNs) {
        final SchedTask task = entity.task;
        final RealTimeQueue queue = groups.length == 1 ? root : groups[task.group()];
        insertWithParents(entity, queue, atHead, nowNs);
        if (task != cpuQueue.current && task.isMigratable()) {
            pushable.add(task, -task.priority());
        }
    }

    void dequeue(final RealTimeEntity entity) {
        pushable.remove(entity.task);
        removeWithParents(entity);
    }

    private void insertWithParents(
            final RealTimeEntity entity, final RealTimeQueue into, final boolean atHead, final long nowNs) {
        delistParents(into);
        RealTimeEntity inserted = entity;
        for (RealTimeQueue queue = into; queue != null; queue = queue.parent) {
            insert(inserted, queue, atHead);
            if (queue.bandwidth != null) {
                queue.bandwidth.start(nowNs);
            }
            inserted = queue.entity;
        }
        changed();
    }

    private void removeWithParents(final RealTimeEntity entity) {
        final RealTimeQueue from = entity.on;
        delistParents(from);
        from.remove(entity);
        for (RealTimeQueue queue = from; queue.parent != null; queue = queue.parent) {
            insert(queue.entity, queue.parent, false);
        }
        changed();
    }

    /** Takes out what stands for a queue and those above, from the top, while their numbers of tasks still hold. */
    private static void delistParents(final RealTimeQueue queue) {
        if (queue.parent != null) {
            delistParents(queue.parent);
            if (queue.entity.on != null) {
                queue.parent.remove(queue.entity);
            }
        }
    }

    private static void insert(final RealTimeEntity entity, final RealTimeQueue into, final boolean atHead) {
        if (entity.group == null || entity.group.tasks() > 0 && !entity.group.throttled) {
            into.add(entity, atHead);
        }
    }

    /** Tells the other classes and CPUs what can run here. */
    private void changed() {
        final int able = root.throttled ? 0 : root.tasks();
        if (able > counted) {
            cpuQueue.addedUrgent(able - counted);
        } else if (able < counted) {
            cpuQueue.removedUrgent(counted - able);
        }
        counted = able;
        if (highest != root.highestPriority()) {
            highest = root.highestPriority();
            priorities.setRealTime(cpu, highest);
        }
    }

    /** The task to run, or null. */
    SchedTask first() {
        if (counted == 0) {
            return null;
        }
        RealTimeEntity entity = root.first();
        while (entity.task == null) {
            entity = entity.group.first();
        }
        return entity.task;
    }

    /** A task and the queues in which it stands go behind their equals. */
    void requeue(final RealTimeEntity entity, final boolean toHead) {
        entity.on.move(entity, toHead);
        for (RealTimeQueue queue = entity.on; queue.parent != null; queue = queue.parent) {
            if (queue.entity.on != null) {
                queue.parent.move(queue.entity, toHead);
            }
        }
    }

    /** Whether the task, or one of the queues in which it stands, has equals. */
    boolean hasEquals(final RealTimeEntity entity) {
        boolean equals = RealTimeQueue.hasEquals(entity);
        for (RealTimeQueue queue = entity.on; queue.parent != null; queue = queue.parent) {
            equals |= RealTimeQueue.hasEquals(queue.entity);
        }
        return equals;
    }

    /** The current task has run. */
    void ran(final long ns) {
        ranNs += ns;
    }

    /**
     * Charges what the current task has run to the budgets that bind it.
     *
     * @return whether it has to wait
     */
    boolean settle(final RealTimeEntity entity, final long nowNs) {
        final long chargedNs = ranNs;
        ranNs = 0;
        boolean exceeded = false;
        for (RealTimeQueue queue = entity.on; queue != null && chargedNs > 0; queue = queue.parent) {
            if (queue.bandwidth != null) {
                final long alsoNs = queue.parent == null ? takeDeadlineNs() : 0;
                exceeded |= queue.bandwidth.charge(queue, chargedNs + alsoNs, nowNs);
            }
        }
        return exceeded;
    }

    /** The CPU time in ns of DEADLINE tasks since the last call, which counts as real-time. */
    long takeDeadlineNs() {
        final long ns = cpuQueue.deadlineRanNs;
        cpuQueue.deadlineRanNs = 0;
        return ns;
    }

    /** The tasks of a queue have to wait for run time. */
    void leave(final RealTimeQueue queue) {
        if (queue.parent == null) {
            changed();
        } else if (queue.entity.on != null) {
            removeWithParents(queue.entity);
        }
    }

    /** The tasks of a queue have run time again. */
    void rejoin(final RealTimeQueue queue, final long nowNs) {
        if (queue.tasks() == 0) {
            return;
        }
        if (queue.parent == null) {
            changed();
        } else if (queue.entity.on == null) {
            insertWithParents(queue.entity, queue.parent, false, nowNs);
        }
        final SchedTask current = cpuQueue.current;
        if (current == null || queue.highestPriority() > CpuPriorities.of(current)) {
            reschedules.mark(cpu);
        }
    }

    /** Whether a queue in which the task stands has to wait for run time. */
    static boolean isThrottled(final RealTimeEntity entity) {
        for (RealTimeQueue queue = entity.on; queue != null; queue = queue.parent) {
            if (queue.throttled) {
                return true;
            }
        }
        return false;
    }
}
