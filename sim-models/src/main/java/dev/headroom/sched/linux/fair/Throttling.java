package dev.headroom.sched.linux.fair;

import dev.headroom.sched.linux.core.KernelVersion;
import java.util.ArrayList;
import java.util.List;

/**
 * Control of CPU bandwidth: groups with a quota per period.
 *
 * <p>Design. The queues of a group take time from its pool in slices of 5 ms and are charged with what they use. One
 * that has used up its time while the pool is empty makes its CPU reschedule, and is throttled when its task is put
 * back: the group's entity leaves the parent's queue with all tasks below. So a quota is overrun by what runs until a
 * tick or a wake-up looks. At the end of a period the pool is refilled, and throttled queues get what they overran plus
 * 1 ns each, in the order in which they were throttled, as long as there is some; with that they run until they take
 * the next slice. A queue that has nothing to run returns all but 1 ms, which 5 ms later goes to throttled ones.
 *
 * <p>Deviations. Throttled queues on other CPUs run again at once instead of after an interrupt.
 *
 * <p>Source: {@code kernel/sched/fair.c} of Linux 5.14 to 6.12, read for the rules.
 */
final class Throttling {

    private final FairClock clock;
    private final FairHierarchy hierarchy;
    private final LoadTracking load;
    private final boolean stopsTasks;
    private final boolean countsEmpty;
    private final List<FairGroup> limited = new ArrayList<>();

    Throttling(
            final FairClock clock,
            final FairHierarchy hierarchy,
            final LoadTracking load,
            final KernelVersion version) {
        this.clock = clock;
        this.hierarchy = hierarchy;
        this.load = load;
        stopsTasks = version.isAtLeast(6, 18);
        countsEmpty = !version.isAtLeast(6, 6);
    }

    /** Controls a group with a quota. */
    void add(final FairGroup group) {
        limited.add(group);
    }

    /** A queue used so many ns. */
    void charge(final FairQueue queue, final long ranNs) {
        final Bandwidth bandwidth = queue.group.bandwidth;
        if (bandwidth == null) {
            return;
        }
        queue.runtimeLeftNs -= ranNs;
        if (queue.runtimeLeftNs <= 0
                && !queue.throttled
                && !take(bandwidth, queue, Bandwidth.SLICE_NS)
                && queue.current != null) {
            queue.cpu.reschedule();
        }
    }

    /** Takes time for a queue until it has so much; returns whether it has any. */
    private boolean take(final Bandwidth bandwidth, final FairQueue queue, final long targetNs) {
        bandwidth.start(clock.nowNs);
        if (bandwidth.leftNs > 0) {
            final long takenNs = Math.min(bandwidth.leftNs, targetNs - queue.runtimeLeftNs);
            bandwidth.leftNs -= takenNs;
            bandwidth.idle = false;
            queue.runtimeLeftNs += takenNs;
        }
        return queue.runtimeLeftNs > 0;
    }

    /** The task of a queue is put back: throttles the queue if it has no time left. */
    void check(final FairQueue queue) {
        if (queue.group.bandwidth != null && queue.runtimeLeftNs <= 0 && !queue.throttled) {
            throttle(queue);
        }
    }

    /** A queue that was empty has something to run: throttles it if it has no time. */
    void firstEntered(final FairQueue queue) {
        if (queue.group.bandwidth == null || queue.current != null || queue.throttled) {
            return;
        }
        charge(queue, 0);
        check(queue);
    }

    private void throttle(final FairQueue queue) {
        final Bandwidth bandwidth = queue.group.bandwidth;
        if (take(bandwidth, queue, 1)) {
            return;
        }
        bandwidth.throttled.add(queue);
        queue.throttled = true;
        for (final FairGroup below : queue.group.subtree) {
            below.queues[queue.cpu.id].throttleCount++;
        }
        if (!stopsTasks) {
            takeOut(queue);
        }
    }

    /** Takes the entity of a queue out of the queue above. */
    private void takeOut(final FairQueue queue) {
        for (final FairGroup below : queue.group.subtree) {
            if (below.queues[queue.cpu.id].throttleCount == 1) {
                below.queues[queue.cpu.id].freeze(clock.nowNs);
            }
        }
        FairEntity entity = queue.entity;
        while (entity != null && entity.queued) {
            final FairQueue above = entity.queue;
            final int flags = Flags.SLEEP | Flags.SPECIAL | (entity.delayed ? Flags.DELAYED : 0);
            hierarchy.dequeueEntity(above, entity, flags);
            above.tasks -= queue.tasks;
            above.idleTasks -= queue.idleTasks;
            above.delayedTasks -= queue.delayedTasks;
            entity = entity.parent();
            if (above.entities > 0) {
                count(entity, queue, -1);
                break;
            }
        }
        queue.takenOut = true;
        if (queue.entities > 0 || countsEmpty) {
            queue.throttledAtNs = clock.nowNs;
        }
    }

    /** The tasks of a queue leave or come back to those above an entity that stays queued. */
    private void count(final FairEntity from, final FairQueue queue, final int sign) {
        for (FairEntity entity = from; entity != null && entity.queued; entity = entity.parent()) {
            final FairQueue above = entity.queue;
            load.update(above, entity, sign < 0 ? LoadTracking.AGE : LoadTracking.REPORT);
            entity.runnableBelow = entity.own.runnableTasks();
            above.tasks += sign * queue.tasks;
            above.idleTasks += sign * queue.idleTasks;
            above.delayedTasks += sign * queue.delayedTasks;
            if (above.takenOut) {
                return;
            }
        }
    }

    private void unthrottle(final FairQueue queue) {
        queue.throttled = false;
        if (queue.throttledAtNs != FairQueue.NOT_THROTTLED) {
            queue.group.bandwidth.throttledNs += clock.nowNs - queue.throttledAtNs;
            queue.throttledAtNs = FairQueue.NOT_THROTTLED;
        }
        for (final FairGroup below : queue.group.subtree) {
            final FairQueue released = below.queues[queue.cpu.id];
            if (--released.throttleCount == 0) {
                released.thaw(clock.nowNs);
            }
        }
        if (stopsTasks) {
            release(queue);
        } else {
            queue.takenOut = false;
            if (queue.entities > 0) {
                bringBack(queue);
            }
        }
    }

    /** Puts the entity of a queue into the queue above again. */
    private void bringBack(final FairQueue queue) {
        FairEntity entity = queue.entity;
        while (entity != null && !entity.queued) {
            final FairQueue above = entity.queue;
            hierarchy.enqueueEntity(above, entity, Flags.WAKE_UP);
            above.tasks += queue.tasks;
            above.idleTasks += queue.idleTasks;
            above.delayedTasks += queue.delayedTasks;
            if (above.takenOut) {
                return;
            }
            entity = entity.parent();
        }
        count(entity, queue, 1);
    }

    /** Returns whether a runnable task may not run because a quota above it is used up. */
    boolean holds(final FairEntity task) {
        final FairQueue queue = task.queue;
        return queue != null && queue.isInThrottledHierarchy() && (!stopsTasks || queue.limbo.contains(task));
    }

    /** Stops a task that was picked if its queue or one above is throttled; returns whether it did. */
    boolean stops(final FairEntity task) {
        final FairQueue queue = task.queue;
        if (!stopsTasks || !queue.isInThrottledHierarchy()) {
            return false;
        }
        hierarchy.dequeue(task, Flags.SLEEP | Flags.SPECIAL);
        queue.limbo.push(task);
        for (FairQueue q = queue; q != null; q = q.entity == null ? null : q.entity.queue) {
            if (q.throttled && q.throttledAtNs == FairQueue.NOT_THROTTLED) {
                q.throttledAtNs = clock.nowNs;
            }
        }
        return true;
    }

    /** Lets the tasks go on that were stopped in a queue and those below. */
    private void release(final FairQueue queue) {
        for (final FairGroup below : queue.group.subtree) {
            final FairQueue released = below.queues[queue.cpu.id];
            while (released.throttleCount == 0 && !released.limbo.isEmpty()) {
                hierarchy.enqueueTask(released.limbo.pop(), Flags.WAKE_UP);
            }
        }
    }

    /** A task is known to run: its queue and those above have 1 ns at least. */
    void letRun(final FairEntity task) {
        for (FairQueue queue = task.queue; queue != null; queue = queue.entity == null ? null : queue.entity.queue) {
            if (queue.throttled) {
                queue.group.bandwidth.throttled.remove(queue);
                queue.runtimeLeftNs = Math.max(1, queue.runtimeLeftNs);
                unthrottle(queue);
            }
        }
    }

    /** A CPU is known to be idle: what has something to run there has no time, and no pool has. */
    void stopAll(final FairCpu cpu) {
        for (final FairGroup group : limited) {
            final FairQueue queue = group.queues[cpu.id];
            if (queue.runnableTasks() > 0 && !queue.isInThrottledHierarchy()) {
                queue.runtimeLeftNs = Math.min(0, queue.runtimeLeftNs);
                group.bandwidth.leftNs = 0;
                throttle(queue);
            }
        }
    }

    /** A task came to a queue that is out of the queue above. */
    void waits(final FairQueue queue) {
        if (queue.throttledAtNs == FairQueue.NOT_THROTTLED) {
            queue.throttledAtNs = clock.nowNs;
        }
    }

    /** A queue from which an entity left returns its time if nothing is left in it. */
    void giveBack(final FairQueue queue) {
        final Bandwidth bandwidth = queue.group.bandwidth;
        final long overNs = queue.runtimeLeftNs - Bandwidth.KEPT_NS;
        if (bandwidth == null || queue.entities > 0 || overNs <= 0) {
            return;
        }
        queue.runtimeLeftNs -= overNs;
        bandwidth.leftNs += overNs;
        if (bandwidth.leftNs > Bandwidth.SLICE_NS && !bandwidth.throttled.isEmpty()) {
            bandwidth.startSlack(clock.nowNs);
        }
    }

    long nextTimerNs() {
        long nextNs = Long.MAX_VALUE;
        for (int i = 0; i < limited.size(); i++) {
            nextNs = Math.min(nextNs, limited.get(i).bandwidth.nextTimerNs());
        }
        return nextNs;
    }

    /** Does what is due now. */
    void timer() {
        for (int i = 0; i < limited.size(); i++) {
            final Bandwidth bandwidth = limited.get(i).bandwidth;
            if (bandwidth.periodEnds(clock.nowNs)) {
                beginPeriod(bandwidth);
            }
            if (bandwidth.slackEnds(clock.nowNs)) {
                distribute(bandwidth);
            }
        }
    }

    private void beginPeriod(final Bandwidth bandwidth) {
        bandwidth.refill();
        if (bandwidth.throttled.isEmpty()) {
            if (bandwidth.idle) {
                bandwidth.stop();
            }
            bandwidth.idle = true;
            return;
        }
        bandwidth.throttledPeriods++;
        distribute(bandwidth);
        bandwidth.idle = false;
    }

    /** Gives what is in the pool to throttled queues, just enough for each to run. */
    private void distribute(final Bandwidth bandwidth) {
        while (!bandwidth.throttled.isEmpty() && bandwidth.leftNs > 0) {
            final FairQueue queue = bandwidth.throttled.get(0);
            final long givenNs = Math.min(bandwidth.leftNs, 1 - queue.runtimeLeftNs);
            bandwidth.leftNs -= givenNs;
            queue.runtimeLeftNs += givenNs;
            if (queue.runtimeLeftNs <= 0) {
                return;
            }
            bandwidth.throttled.remove(0);
            unthrottle(queue);
        }
    }
}
