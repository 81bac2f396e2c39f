package dev.headroom.sched.linux.fair;

import dev.headroom.sched.SchedTask;
import dev.headroom.sched.SchedulingPolicy;
import dev.headroom.sched.linux.core.KernelVersion;

/**
 * Moves entities in and out of the queues on all levels of the group hierarchy of a CPU.
 *
 * <p>Design. A task enters its group's queue; if that was empty, the group's entity enters the queue of the parent
 * group, and so on. A pick goes down from the root: on each level the {@link FairPolicy} chooses an entity, and if that
 * is a group, its queue is next. The current entities of all levels are out of their trees.
 *
 * <p>The kernel picks while the previous task is still in place and changes only the levels that differ. Here the
 * previous one is put back first on all levels; an entity that is picked again at the same instant goes on as if it had
 * never stopped ({@link FairQueue#goesOn}), which is the same.
 *
 * <p>CPU time reaches {@link FairCpu#ranNs} whenever the machine accounts. It is charged to the entities, and slices,
 * deadlines and quotas are judged, where the kernel calls {@code update_curr}: at ticks, when something enters or
 * leaves the queue, at wake-ups, when a task is put back.
 *
 * <p>Source: {@code enqueue_task_fair}, {@code dequeue_entities}, {@code pick_next_task_fair} and what they call,
 * {@code kernel/sched/fair.c} of Linux 4.9 to 6.18, read for the rules.
 */
final class FairHierarchy {

    private final FairClock clock;
    private final FairPolicy policy;
    private final LoadTracking load;
    private final Throttling throttling;

    FairHierarchy(
            final FairClock clock, final FairPolicy policy, final LoadTracking load, final KernelVersion version) {
        this.clock = clock;
        this.policy = policy;
        this.load = load;
        throttling = new Throttling(clock, this, load, version);
    }

    Throttling throttling() {
        return throttling;
    }

    FairPolicy policy() {
        return policy;
    }

    /** Charges the current entity of a queue with what it ran since the last time. */
    void updateCurrent(final FairQueue queue) {
        final FairEntity current = queue.current;
        if (current == null) {
            return;
        }
        final long ranNs = queue.cpu.ranNs - current.chargedNs;
        if (ranNs <= 0) {
            return;
        }
        current.chargedNs = queue.cpu.ranNs;
        current.ranNs += ranNs;
        current.lastRanNs = clock.nowNs;
        final boolean givesWay = policy.charge(queue, current, ranNs);
        throttling.charge(queue, ranNs);
        if (givesWay && queue.entities > 1) {
            queue.cpu.reschedule();
            queue.clearBuddies(current);
        }
    }

    /** Says in which queue a task that is in none competes from now on. */
    void settle(final FairEntity task, final FairQueue queue) {
        if (task.queue == queue) {
            return;
        }
        if (task.delayed) {
            dequeue(task, Flags.SLEEP | Flags.DELAYED);
        }
        if (task.queue != null) {
            policy.forget(task.queue, task);
            load.remove(task.queue, task);
            task.lastRanNs = 0;
        }
        task.queue = queue;
    }

    /** Makes a task runnable in its queue. */
    void enqueueTask(final FairEntity task, final int flags) {
        if (task.delayed && changed(task)) {
            dequeue(task, Flags.SLEEP | Flags.DELAYED);
        }
        LoadTracking.expect(task);
        if (task.delayed) {
            resume(task);
            return;
        }
        if (changed(task)) {
            reweight(task.queue, task, Load.scaled(task.task.weight()));
            task.adoptAttributes();
        }
        if (!task.attached) {
            load.age(task.queue, task);
        }
        if (Flags.has(flags, Flags.INITIAL)) {
            load.guessUse(task.queue, task);
        }
        enqueue(task, flags);
        task.queue.cpu.listTask(task);
    }

    /** A delayed task moves to another queue, where it is delayed too; the use that a CPU expects leaves it out. */
    void moveDelayed(final FairEntity task, final FairQueue to) {
        dequeue(task, Flags.MOVE);
        settle(task, to);
        enqueue(task, Flags.MOVE);
        to.cpu.listTask(task);
        task.delayed = true;
        countDelayed(task);
    }

    private static boolean changed(final FairEntity task) {
        return task.weight != Load.scaled(task.task.weight())
                || task.idle != (task.task.policy() == SchedulingPolicy.IDLE);
    }

    private void enqueue(final FairEntity task, final int flagsOfTask) {
        final int idle = task.idle ? 1 : 0;
        int flags = flagsOfTask;
        FairEntity entity = task;
        while (entity != null && !entity.queued) {
            final FairQueue queue = entity.queue;
            if (!entity.isTask()) {
                policy.adoptSlice(entity, entity.own);
            }
            enqueueEntity(queue, entity, flags);
            queue.tasks++;
            queue.idleTasks += idle;
            if (queue.takenOut) {
                throttling.waits(queue);
                return;
            }
            flags = Flags.WAKE_UP;
            entity = entity.parent();
        }
        if (entity != null && entity.delayed) {
            resume(entity);
        }
        countUpwards(entity, 1, idle, 0);
    }

    /** The tasks below an entity that stays in its queue became more or fewer. */
    void countUpwards(final FairEntity from, final int tasks, final int idle, final int delayed) {
        for (FairEntity entity = from; entity != null; entity = entity.parent()) {
            final FairQueue queue = entity.queue;
            refresh(queue, entity);
            policy.adoptSlice(entity, entity.own);
            queue.tasks += tasks;
            queue.idleTasks += idle;
            queue.delayedTasks += delayed;
            if (queue.takenOut) {
                return;
            }
        }
    }

    private void refresh(final FairQueue queue, final FairEntity entity) {
        load.update(queue, entity, LoadTracking.REPORT);
        entity.runnableBelow = entity.own.runnableTasks();
        updateShares(entity);
    }

    /** An entity enters its queue. */
    void enqueueEntity(final FairQueue queue, final FairEntity entity, final int flags) {
        updateCurrent(queue);
        load.update(queue, entity, LoadTracking.REPORT | LoadTracking.ATTACH);
        if (entity.own != null) {
            entity.runnableBelow = entity.own.runnableTasks();
            updateShares(entity);
        }
        policy.place(queue, entity, flags);
        entity.created = false;
        queue.entered(entity);
        entity.queued = true;
        policy.insert(queue, entity);
        if (queue.entities == 1) {
            throttling.firstEntered(queue);
        }
    }

    /**
     * Takes an entity, the current one too, out of its queue, and the groups above that have nothing left out of
     * theirs; one that goes to sleep may stay as a delayed one.
     */
    void dequeue(final FairEntity from, final int flagsOfFirst) {
        if (from.isTask() && !from.queued) {
            // It waits for its group's next quota.
            from.queue.limbo.remove(from);
            return;
        }
        if (from.isTask() && !from.delayed) {
            load.age(from.queue, from);
            load.expectNoMore(from, Flags.has(flagsOfFirst, Flags.SLEEP));
        }
        final int tasks = from.isTask() ? 1 : 0;
        final int idle = from.idle ? 1 : 0;
        final int delayed = from.isTask() && from.delayed ? 1 : 0;
        final boolean sleeps = Flags.has(flagsOfFirst, Flags.SLEEP);
        int flags = flagsOfFirst;
        FairEntity entity = from;
        while (entity != null) {
            final FairQueue queue = entity.queue;
            if (!dequeueEntity(queue, entity, flags)) {
                if (entity.isTask()) {
                    countDelayed(entity);
                    return;
                }
                break;
            }
            queue.tasks -= tasks;
            queue.idleTasks -= idle;
            queue.delayedTasks -= delayed;
            if (entity.isTask()) {
                queue.cpu.unlistTask(entity);
            }
            if (queue.takenOut) {
                return;
            }
            entity = entity.parent();
            if (queue.entities > 0) {
                if (sleeps && tasks > 0 && entity != null && !queue.isInThrottledHierarchy()) {
                    // Others of the group may go on with warm caches.
                    FairQueue.preferNext(entity);
                }
                break;
            }
            flags = (flags | Flags.SLEEP) & ~(Flags.DELAYED | Flags.SPECIAL);
        }
        countUpwards(entity, -tasks, -idle, -delayed);
    }

    private static void countDelayed(final FairEntity task) {
        for (FairEntity entity = task; entity != null; entity = entity.parent()) {
            entity.queue.delayedTasks++;
            if (entity.queue.takenOut) {
                return;
            }
        }
    }

    /** Takes an entity out of its queue; returns false if it stays as a delayed one. */
    boolean dequeueEntity(final FairQueue queue, final FairEntity entity, final int flags) {
        updateCurrent(queue);
        queue.clearBuddies(entity);
        if (policy.delays(queue, entity, flags)) {
            load.update(queue, entity, LoadTracking.AGE);
            entity.delayed = true;
            return false;
        }
        final boolean moves = Flags.has(flags, Flags.MOVE) && entity.isTask();
        load.update(queue, entity, LoadTracking.REPORT | (moves ? LoadTracking.DETACH : LoadTracking.AGE));
        policy.leaving(queue, entity, flags);
        if (entity != queue.current) {
            policy.remove(queue, entity);
        }
        if (entity == queue.previous) {
            queue.previous = null;
        }
        entity.queued = false;
        entity.delayed = false;
        queue.left(entity);
        policy.left(queue, entity, flags);
        throttling.giveBack(queue);
        if (entity.own != null) {
            entity.runnableBelow = entity.own.runnableTasks();
            updateShares(entity);
        }
        return true;
    }

    /** A delayed entity has something to run again. */
    private void resume(final FairEntity entity) {
        policy.resume(entity.queue, entity);
        load.update(entity.queue, entity, LoadTracking.AGE);
        entity.delayed = false;
        for (FairEntity e = entity; e != null && entity.isTask(); e = e.parent()) {
            e.queue.delayedTasks--;
            if (e.queue.takenOut) {
                return;
            }
        }
    }

    /** The part of its group's weight that a group's entity has on this CPU follows the loads. */
    private void updateShares(final FairEntity entity) {
        final FairQueue own = entity.own;
        if (own.weight == 0 || own.isInThrottledHierarchy()) {
            return;
        }
        final long shares = own.group.sharesOf(own);
        if (shares != entity.weight) {
            reweight(entity.queue, entity, shares);
        }
    }

    private void reweight(final FairQueue queue, final FairEntity entity, final long weight) {
        if (!entity.queued) {
            policy.reweighting(queue, entity, weight);
            load.reweight(queue, entity, weight);
            return;
        }
        updateCurrent(queue);
        final boolean waits = entity != queue.current;
        policy.reweighting(queue, entity, weight);
        queue.left(entity);
        if (waits) {
            policy.remove(queue, entity);
        }
        load.reweight(queue, entity, weight);
        policy.reweighted(queue, entity);
        if (waits) {
            policy.insert(queue, entity);
        }
        queue.entered(entity);
    }

    /** The current task stops being it; it may have left its queue. */
    void putBack(final FairEntity task) {
        for (FairEntity entity = task; entity != null; entity = entity.parent()) {
            final FairQueue queue = entity.queue;
            if (entity.queued) {
                updateCurrent(queue);
            }
            throttling.check(queue);
            if (entity.queued) {
                policy.insert(queue, entity);
                load.update(queue, entity, LoadTracking.AGE);
            }
            queue.current = null;
            queue.previous = entity;
            queue.previousAtNs = clock.nowNs;
        }
    }

    /** Picks the task to run next on a CPU, where nobody is current, or returns null. */
    FairEntity pick(final FairCpu cpu) {
        FairQueue queue = cpu.root();
        while (queue.entities > 0) {
            final FairEntity entity = policy.pick(queue, clock.nowNs);
            if (entity.delayed) {
                dequeue(entity, Flags.SLEEP | Flags.DELAYED);
                queue = cpu.root();
            } else if (entity.isTask() && throttling.stops(entity)) {
                queue = cpu.root();
            } else if (entity.isTask()) {
                makeCurrent(entity, true);
                return entity;
            } else {
                queue = entity.own;
            }
        }
        return null;
    }

    /**
     * A waiting task and the groups above it become current.
     *
     * @param mayGoOn whether those that were current at this very time go on
     */
    void makeCurrent(final FairEntity task, final boolean mayGoOn) {
        for (FairEntity entity = task; entity != null; entity = entity.parent()) {
            final FairQueue queue = entity.queue;
            final boolean goesOn = mayGoOn && queue.goesOn(entity, clock.nowNs);
            if (entity.queued) {
                // A group that is throttled is in no queue, and a task of it may come from another class and run on.
                load.update(queue, entity, LoadTracking.REPORT);
                policy.remove(queue, entity);
            }
            queue.current = entity;
            entity.chargedNs = queue.cpu.ranNs;
            if (!goesOn) {
                queue.clearBuddies(entity);
                policy.picked(queue, entity);
                entity.ranAtPickNs = entity.ranNs;
            }
        }
        task.freshlyWoken = false;
        task.queue.cpu.relistTask(task);
    }

    /** The tick finds a task running. */
    void tick(final FairEntity current) {
        for (FairEntity entity = current; entity != null; entity = entity.parent()) {
            final FairQueue queue = entity.queue;
            updateCurrent(queue);
            load.update(queue, entity, LoadTracking.REPORT);
            if (entity.own != null) {
                updateShares(entity);
            }
            if (queue.entities > 1 && policy.tickPreempts(queue, entity)) {
                queue.cpu.reschedule();
            }
        }
    }

    /** A task was enqueued on a CPU whose current task is a fair one; reschedules if it preempts. */
    void checkPreemption(final FairEntity current, final FairEntity woken) {
        final FairCpu cpu = woken.queue.cpu;
        if (current != woken
                && !woken.queue.isInThrottledHierarchy()
                && !cpu.needsReschedule
                && preempts(current, woken)) {
            cpu.reschedule();
        }
    }

    private boolean preempts(final FairEntity current, final FairEntity woken) {
        if (policy.preemptsIdleTasks() && current.idle && !woken.idle) {
            return true;
        }
        final FairEntity one = current.besides(woken);
        final FairEntity other = woken.besides(current);
        if (one.idle && !other.idle) {
            policy.preemptsIdle(one);
            return true;
        }
        if (one.idle != other.idle || woken.task.policy() != SchedulingPolicy.OTHER) {
            return false;
        }
        updateCurrent(one.queue);
        return policy.wakeUpPreempts(one, other, current.queue);
    }

    /** The current task of a CPU yields. */
    void yield(final FairEntity current) {
        current.queue.clearBuddies(current);
        updateCurrent(current.queue);
        policy.yield(current.queue, current);
    }

    /** Computes where a task that is created on a CPU starts. */
    void create(final FairEntity task, final FairQueue besideParent) {
        updateCurrent(besideParent);
        policy.create(besideParent, task);
        task.average.startFull(task.weight, clock.nowNs);
    }

    /** The task of an entity, which is in no queue, is of another class from now on. */
    void leaveClass(final FairEntity entity) {
        if (entity.queue == null) {
            return;
        }
        if (entity.delayed) {
            dequeue(entity, Flags.SLEEP | Flags.DELAYED);
        }
        policy.changeClass(entity.queue, entity, true);
        load.remove(entity.queue, entity);
    }

    /** The task of an entity, which is in no queue, is of this class from now on. */
    void joinClass(final FairEntity entity, final SchedTask task) {
        if (entity.queue != null && !task.isQueued()) {
            policy.changeClass(entity.queue, entity, false);
        }
    }
}
