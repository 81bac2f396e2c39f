package dev.headroom.sched.linux.fair;

import dev.headroom.sched.linux.core.KernelVersion;

/**
 * Keeps the averages of entities and queues, and the loads of groups that are sums over CPUs.
 *
 * <p>Design. The sums of a queue contain those of its entities, running, waiting or asleep, from {@link #attach} to
 * {@link #detach}; entity and queue decay alike. What comes and goes below a group changes the averages of the group's
 * entity at once, as if the tasks had always been there.
 *
 * <p>Deviation. The load of a task that wakes on another CPU leaves its old queue at once, not at that queue's next
 * update.
 *
 * <p>Source: {@code update_load_avg} and what it calls, {@code kernel/sched/fair.c} of Linux 4.15 to 6.12, read for the
 * rules.
 */
final class LoadTracking {

    /** Nothing but bringing up to date. */
    static final int AGE = 0;
    /** Report a changed load to the group. */
    static final int REPORT = 1;
    /** Attach the entity unless it is. */
    static final int ATTACH = 1 << 1;
    /** Detach the entity. */
    static final int DETACH = 1 << 2;

    /** Least time between two reports of a queue from 6.7 on. */
    private static final long REPORT_INTERVAL_NS = 1_000_000;
    /** What is used less than expected by less than this is not less. */
    private static final long EXPECTED_MARGIN = FairAverage.FULL / 100;
    /** A load that differs by less than this part is not reported. */
    private static final int REPORTED_PART = 64;

    private final FairClock clock;
    /** Whether a queue reports seldom, from 6.7 on. */
    private final boolean limitsReports;
    /** Whether a task that waited for its CPU is still expected to use what it used before, from 6.8 on. */
    private final boolean knowsStarving;
    /** Whether the first guess of a task's use takes weight and load in the same unit, from 6.10 on. */
    private final boolean guessesInOneUnit;

    LoadTracking(final FairClock clock, final KernelVersion version) {
        this.clock = clock;
        limitsReports = version.isAtLeast(6, 7);
        knowsStarving = version.isAtLeast(6, 8);
        guessesInOneUnit = version.isAtLeast(6, 10);
    }

    /**
     * Brings an entity, its queue and its group up to date; what they did since the last time must not have changed.
     */
    void update(final FairQueue queue, final FairEntity entity, final int action) {
        if (entity.attached) {
            age(queue, entity);
        }
        final boolean changed = ageQueue(queue) | propagate(queue, entity);
        if (!entity.attached && Flags.has(action, ATTACH)) {
            attach(queue, entity);
            report(queue);
        } else if (entity.attached && Flags.has(action, DETACH)) {
            detach(queue, entity);
            report(queue);
        } else if (changed && Flags.has(action, REPORT)) {
            report(queue);
        }
    }

    /** Brings an entity up to date. */
    void age(final FairQueue queue, final FairEntity entity) {
        final boolean running = queue.current == entity;
        final long nowNs = queue.averageNs(clock.nowNs);
        if (entity.average.advance(nowNs, entity.queued ? 1 : 0, entity.runnable(), running)) {
            entity.average.average(Load.down(entity.weight));
        }
    }

    private boolean ageQueue(final FairQueue queue) {
        final long nowNs = queue.averageNs(clock.nowNs);
        final boolean running = queue.current != null;
        if (!queue.average.advance(nowNs, Load.down(queue.weight), queue.runnableTasks(), running)) {
            return false;
        }
        queue.average.average(1);
        return true;
    }

    /** Brings all queues of a CPU up to date, those with nothing to run too. */
    void updateAll(final FairCpu cpu) {
        for (int group = cpu.queues.length - 1; group >= 0; group--) {
            final FairQueue queue = cpu.queues[group];
            if (ageQueue(queue)) {
                report(queue);
            }
            if (queue.entity != null) {
                update(queue.entity.queue, queue.entity, AGE);
            }
        }
    }

    /** The load of an entity becomes part of its queue's. */
    private void attach(final FairQueue queue, final FairEntity entity) {
        entity.average.alignTo(queue.average, Load.down(entity.weight));
        queue.average.add(entity.average, Load.down(entity.weight));
        entity.attached = true;
        passOn(queue, entity.average.loadSum);
    }

    private void detach(final FairQueue queue, final FairEntity entity) {
        queue.average.remove(entity.average, Load.down(entity.weight));
        entity.attached = false;
        passOn(queue, -entity.average.loadSum);
    }

    /** A sleeping task leaves a queue for good. */
    void remove(final FairQueue queue, final FairEntity entity) {
        if (entity.attached) {
            update(queue, entity, DETACH);
        }
    }

    private static void passOn(final FairQueue queue, final long loadSum) {
        queue.propagates = true;
        queue.propagatedSum += loadSum;
    }

    /** What came and went in the queue of a group reaches the entity of the group and the queue above. */
    private boolean propagate(final FairQueue queue, final FairEntity entity) {
        final FairQueue own = entity.own;
        if (own == null || !own.propagates) {
            return false;
        }
        own.propagates = false;
        passOn(queue, own.propagatedSum);
        final FairAverage mine = entity.average;
        final long divider = queue.average.divider();
        final long use = own.average.use;
        queue.average.addUse(use - mine.use, use * divider - mine.useSum);
        mine.use = use;
        mine.useSum = use * divider;
        final long runnable = own.average.runnable;
        queue.average.addRunnable(runnable - mine.runnable, runnable * divider - mine.runnableSum);
        mine.runnable = runnable;
        mine.runnableSum = runnable * divider;
        propagateLoad(queue, entity, divider);
        return true;
    }

    private static void propagateLoad(final FairQueue queue, final FairEntity entity, final long divider) {
        final FairQueue own = entity.own;
        final FairAverage mine = entity.average;
        long sum = own.propagatedSum;
        own.propagatedSum = 0;
        if (sum == 0) {
            return;
        }
        if (sum > 0) {
            // As long as the CPU is not full, tasks are runnable one after the other.
            sum = Math.min(sum + mine.loadSum, divider);
        } else {
            final long perWeight = own.weight > 0 ? own.average.loadSum / Load.down(own.weight) : 0;
            sum = Math.min(mine.loadSum, perWeight);
        }
        sum = Math.max(sum, mine.useSum / FairAverage.FULL);
        final long weight = Load.down(entity.weight);
        final long load = weight * sum / divider;
        queue.average.addLoad(load - mine.load, weight * (sum - mine.loadSum));
        mine.load = load;
        mine.loadSum = sum;
    }

    /** Tells the group the load of a queue if it changed enough. */
    private void report(final FairQueue queue) {
        if (queue.entity == null || limitsReports && clock.nowNs - queue.reportedAtNs < REPORT_INTERVAL_NS) {
            return;
        }
        final long change = queue.average.load - queue.reportedLoad;
        if (Math.abs(change) > queue.reportedLoad / REPORTED_PART) {
            queue.group.load += change;
            queue.reportedLoad = queue.average.load;
            queue.reportedAtNs = clock.nowNs;
        }
    }

    /** Sets the weight of an entity and the load that follows from it. */
    void reweight(final FairQueue queue, final FairEntity entity, final long weight) {
        if (entity.attached) {
            queue.average.addLoad(-entity.average.load, -Load.down(entity.weight) * entity.average.loadSum);
        }
        entity.weight = weight;
        entity.average.load = Load.down(weight) * entity.average.loadSum / entity.average.divider();
        if (entity.attached) {
            queue.average.addLoad(entity.average.load, Load.down(weight) * entity.average.loadSum);
        }
    }

    /** First guess of the use of a new task, from the load of its queue and what is left of the CPU. */
    void guessUse(final FairQueue queue, final FairEntity task) {
        final FairAverage all = queue.average;
        final long most = (FairAverage.FULL - all.use) / 2;
        if (most <= 0) {
            return;
        }
        final long weight = guessesInOneUnit ? Load.down(task.weight) : task.weight;
        final long likely = all.use == 0 ? most : all.use * weight / (all.load + 1);
        task.average.use = Math.min(most, likely);
        task.average.runnable = task.average.use;
    }

    /** A task becomes runnable: its CPU should expect what it used before it slept, however long that was. */
    static void expect(final FairEntity task) {
        task.queue.cpu.expectedUse += task.expectedUse;
    }

    /**
     * A task stops being runnable on its CPU; what it used counts as soon as it is more, a quarter of what it is less
     * unless it had to wait.
     */
    void expectNoMore(final FairEntity task, final boolean sleeps) {
        task.queue.cpu.expectedUse -= task.expectedUse;
        final long less = task.expectedUse - task.average.use;
        if (sleeps && less <= 0) {
            task.expectedUse = task.average.use;
        } else if (sleeps && less >= EXPECTED_MARGIN && !isStarved(task)) {
            task.expectedUse -= less / 4;
        }
    }

    private boolean isStarved(final FairEntity task) {
        return knowsStarving && task.average.use + EXPECTED_MARGIN < task.average.runnable;
    }
}
