package dev.headroom.sched.linux.fair;

import dev.headroom.sched.linux.core.KernelVersion;

/**
 * The completely fair scheduler, kernels before 6.6.
 *
 * <p>Design. Every entity has a virtual run time that advances with its CPU time divided by its weight; the leftmost
 * runs. A tick preempts the current entity when it has had its slice (its share by weight of the scheduling period), or
 * when it is further ahead of the leftmost than a slice. A wake-up preempts when the current entity is ahead of the
 * woken one by more than the wake-up granularity. A sleeper returns at most half a latency behind the queue's minimum
 * (gentle fair sleepers); a new task starts one slice ahead of it (start debit).
 *
 * <p>Buddies bend the order as far as the wake-up granularity allows: next (the one that preempted, or the group of the
 * one that went to sleep), last (the one that was preempted, from 8 tasks on), skip (the one that yielded).
 *
 * <p>From 5.13 on the period counts the tasks of the CPU instead of those of the queue ({@code ALT_PERIOD}), and no
 * slice is below the minimum granularity ({@code BASE_SLICE}). From 6.1 on (in the mainline from 6.3 on) no slice is
 * above the latency.
 *
 * <p>Deviations. Features have the defaults of their version. Groups of {@code cpu.idle} are not known.
 *
 * <p>Source: {@code kernel/sched/fair.c} and {@code features.h} of Linux 4.9 to 6.5, read for the rules.
 */
final class CfsPolicy implements FairPolicy {

    private final FairParameters parameters;
    private final boolean countsTasksOfCpu;
    private final boolean limitsSlices;
    private final boolean favoursWorkersOverIdle;

    CfsPolicy(final FairParameters parameters, final KernelVersion version) {
        this.parameters = parameters;
        countsTasksOfCpu = version.isAtLeast(5, 13);
        favoursWorkersOverIdle = version.isAtLeast(5, 15);
        limitsSlices = version.isAtLeast(6, 1);
    }

    @Override
    public void insert(final FairQueue queue, final FairEntity entity) {
        queue.waiting.insert(entity, entity.virtualNs);
    }

    @Override
    public void remove(final FairQueue queue, final FairEntity entity) {
        queue.waiting.remove(entity);
    }

    @Override
    public boolean charge(final FairQueue queue, final FairEntity current, final long ranNs) {
        current.virtualNs += Load.virtualNs(ranNs, current.weight);
        advanceMinimum(queue);
        return false;
    }

    private static void advanceMinimum(final FairQueue queue) {
        final FairEntity first = queue.waiting.first();
        final boolean runs = queue.current != null && queue.current.queued;
        if (first == null && !runs) {
            return;
        }
        long leastNs = runs ? queue.current.virtualNs : first.virtualNs;
        if (first != null) {
            leastNs = Math.min(leastNs, first.virtualNs);
        }
        queue.zeroNs = Math.max(queue.zeroNs, leastNs);
    }

    @Override
    public void create(final FairQueue queue, final FairEntity task) {
        final long debitNs = Load.virtualNs(sliceNs(queue, task), task.weight);
        task.virtualNs = queue.zeroNs + debitNs;
        if (queue.current != null) {
            task.virtualNs = Math.max(task.virtualNs, queue.current.virtualNs);
        }
        task.virtualNs -= queue.zeroNs;
        task.relative = true;
    }

    @Override
    public void place(final FairQueue queue, final FairEntity entity, final int flags) {
        final boolean wakesUp = Flags.has(flags, Flags.WAKE_UP);
        if (entity.created && !Flags.has(flags, Flags.INITIAL)) {
            // It was created asleep long ago, or belonged to another class until now, or is a group that was empty.
            entity.virtualNs = wakesUp ? queue.zeroNs - parameters.latencyNs() : queue.zeroNs;
        } else if (entity.relative) {
            entity.virtualNs += queue.zeroNs;
        }
        entity.relative = false;
        if (wakesUp) {
            placeSleeper(queue, entity);
        }
    }

    /** A sleeper keeps its place but gets credit for half a latency at most. */
    private void placeSleeper(final FairQueue queue, final FairEntity entity) {
        final boolean lessCredit = favoursWorkersOverIdle && entity.idle;
        final long creditNs = (lessCredit ? parameters.minGranularityNs() : parameters.latencyNs()) / 2;
        entity.virtualNs = Math.max(entity.virtualNs, queue.zeroNs - creditNs);
    }

    @Override
    public boolean delays(final FairQueue queue, final FairEntity entity, final int flags) {
        return false;
    }

    @Override
    public void leaving(final FairQueue queue, final FairEntity entity, final int flags) {}

    @Override
    public void left(final FairQueue queue, final FairEntity entity, final int flags) {
        // Relative to the minimum before the entity's own departure lets it move on.
        if (!Flags.has(flags, Flags.SLEEP)) {
            forget(queue, entity);
        }
        advanceMinimum(queue);
    }

    @Override
    public void forget(final FairQueue queue, final FairEntity entity) {
        if (!entity.relative) {
            entity.virtualNs -= queue.zeroNs;
            entity.relative = true;
        }
    }

    @Override
    public void changeClass(final FairQueue queue, final FairEntity entity, final boolean leaves) {
        if (leaves && !entity.relative) {
            placeSleeper(queue, entity);
            forget(queue, entity);
        } else if (!leaves && entity.relative) {
            entity.virtualNs += queue.zeroNs;
            entity.relative = false;
        }
    }

    @Override
    public void resume(final FairQueue queue, final FairEntity entity) {
        throw new IllegalStateException("CFS delays nobody");
    }

    @Override
    public void reweighting(final FairQueue queue, final FairEntity entity, final long newWeight) {}

    @Override
    public void reweighted(final FairQueue queue, final FairEntity entity) {}

    @Override
    public void adoptSlice(final FairEntity group, final FairQueue own) {}

    @Override
    public FairEntity pick(final FairQueue queue, final long nowNs) {
        final FairEntity left = queue.waiting.first();
        if (queue.next != null && lead(queue.next, left) < 1) {
            return queue.next;
        }
        if (queue.last != null && lead(queue.last, left) < 1) {
            return queue.last;
        }
        if (queue.skip == left && queue.waiting.size() > 1 && lead(queue.waiting.get(1), left) < 1) {
            return queue.waiting.get(1);
        }
        return left;
    }

    /** Returns 1 if one entity is ahead of another by more than the granularity, 0 by less, -1 if it is not ahead. */
    private int lead(final FairEntity one, final FairEntity other) {
        final long leadNs = one.virtualNs - other.virtualNs;
        if (leadNs <= 0) {
            return -1;
        }
        return leadNs > Load.virtualNs(parameters.wakeupGranularityNs(), other.weight) ? 1 : 0;
    }

    @Override
    public void picked(final FairQueue queue, final FairEntity entity) {}

    @Override
    public boolean tickPreempts(final FairQueue queue, final FairEntity current) {
        long idealNs = sliceNs(queue, current);
        if (limitsSlices) {
            idealNs = Math.min(idealNs, parameters.latencyNs());
        }
        final long ranNs = current.ranNs - current.ranAtPickNs;
        if (ranNs > idealNs) {
            // It had its turn; buddies must not bring it back.
            queue.clearBuddies(current);
            return true;
        }
        return ranNs >= parameters.minGranularityNs() && current.virtualNs - queue.waiting.first().virtualNs > idealNs;
    }

    /** The time that an entity should run at a stretch: its share of the period on every level. */
    private long sliceNs(final FairQueue queue, final FairEntity entity) {
        final int beside = countsTasksOfCpu ? queue.cpu.root().tasks : queue.entities;
        long sliceNs = parameters.periodNs(beside + (entity.queued ? 0 : 1));
        sliceNs = Load.shareNs(sliceNs, entity.weight, queue.weight + (entity.queued ? 0 : entity.weight));
        for (FairEntity e = queue.entity; e != null; e = e.parent()) {
            sliceNs = Load.shareNs(sliceNs, e.weight, e.queue.weight + (e.queued ? 0 : e.weight));
        }
        if (!countsTasksOfCpu) {
            return sliceNs;
        }
        final boolean idleBesideOthers = favoursWorkersOverIdle && entity.idle && !queue.isIdleOnly();
        return Math.max(sliceNs, idleBesideOthers ? parameters.idleMinGranularityNs() : parameters.minGranularityNs());
    }

    @Override
    public boolean preemptsIdleTasks() {
        return true;
    }

    @Override
    public void preemptsIdle(final FairEntity current) {}

    @Override
    public boolean wakeUpPreempts(final FairEntity current, final FairEntity woken, final FairQueue ofTask) {
        if (lead(current, woken) < 1) {
            return false;
        }
        FairQueue.preferNext(woken);
        if (ofTask.entities >= FairParameters.LATENCY_TASKS && current.isTask()) {
            // If it comes back soon, its caches are still warm.
            FairQueue.preferLast(current);
        }
        return true;
    }

    @Override
    public void yield(final FairQueue queue, final FairEntity task) {
        FairQueue.passOver(task);
    }
}
