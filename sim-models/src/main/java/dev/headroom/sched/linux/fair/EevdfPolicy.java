package dev.headroom.sched.linux.fair;

import dev.headroom.sched.linux.core.KernelVersion;

/**
 * Earliest eligible virtual deadline first, kernels from 6.6 on.
 *
 * <p>Design. The average of the virtual run times of a queue, weighted, is the service that everybody should have had;
 * what an entity is behind it is its lag. An entity that is not ahead is eligible; of these the one with the earliest
 * virtual deadline runs: virtual run time plus slice by weight. It keeps the CPU as long as it is eligible until its
 * slice is used up (run to parity); then it gets the next deadline and gives way. An entity that leaves keeps its lag
 * and comes back with it; the lag is made larger for what its return itself does to the average.
 *
 * <p>From 6.12 on an entity that goes to sleep while it is ahead stays in its queue until it is not (delayed dequeue;
 * no positive lag is earned by it), a move to another queue keeps what is left of a request, tasks have slices of their
 * own, the entity of a group has the shortest slice of its tasks, and an eligible one with a shorter slice breaks the
 * protection of the current one. From 6.17 on the protection ends when the shortest slice of the queue is used up, and
 * its end makes the current entity give way.
 *
 * <p>Deviations. Features have the defaults of their version. A change of weight keeps lag and relative deadline in all
 * versions, as since 6.12.10. Groups of {@code cpu.idle} are not known.
 *
 * <p>Source: {@code kernel/sched/fair.c} and {@code features.h} of Linux 6.6 to 6.18, read for the rules.
 */
final class EevdfPolicy implements FairPolicy {

    /** Keys are counted from a point that follows the average when it is this far away. */
    private static final long FAR_NS = 1L << 30;
    /** Never protected. */
    private static final long UNPROTECTED = Long.MIN_VALUE;

    /** Slices that a task may ask for. */
    private static final long LEAST_SLICE_NS = 100_000;

    private static final long MOST_SLICE_NS = 100_000_000;

    private final FairParameters parameters;
    private final boolean delaysAndSlices;
    private final boolean protectsShortestSlice;
    private final boolean forfeitsOnYield;

    EevdfPolicy(final FairParameters parameters, final KernelVersion version) {
        this.parameters = parameters;
        delaysAndSlices = version.isAtLeast(6, 12);
        protectsShortestSlice = version.isAtLeast(6, 17);
        forfeitsOnYield = version.isAtLeast(6, 18);
    }

    @Override
    public void insert(final FairQueue queue, final FairEntity entity) {
        final long weight = Load.down(entity.weight);
        queue.waiting.insert(entity, entity.deadlineNs);
        queue.weightedKeys += (entity.virtualNs - queue.zeroNs) * weight;
        queue.keyWeight += weight;
    }

    @Override
    public void remove(final FairQueue queue, final FairEntity entity) {
        final long weight = Load.down(entity.weight);
        queue.waiting.remove(entity);
        queue.weightedKeys -= (entity.virtualNs - queue.zeroNs) * weight;
        queue.keyWeight -= weight;
    }

    /** The weighted average of the virtual run times of a queue. */
    static long averageNs(final FairQueue queue) {
        long keys = queue.weightedKeys;
        long weight = queue.keyWeight;
        final FairEntity current = queue.current;
        if (current != null && current.queued) {
            keys += (current.virtualNs - queue.zeroNs) * Load.down(current.weight);
            weight += Load.down(current.weight);
        }
        return weight == 0 ? queue.zeroNs : queue.zeroNs + Math.floorDiv(keys, weight);
    }

    /** Returns whether an entity is not ahead of the average. */
    static boolean isEligible(final FairQueue queue, final FairEntity entity) {
        // The average is rounded down, virtual run times are whole: the comparison is exact.
        return entity.virtualNs <= averageNs(queue);
    }

    private static void followAverage(final FairQueue queue) {
        final long shiftNs = averageNs(queue) - queue.zeroNs;
        if (shiftNs > FAR_NS || shiftNs < -FAR_NS) {
            queue.zeroNs += shiftNs;
            queue.weightedKeys -= shiftNs * queue.keyWeight;
        }
    }

    @Override
    public boolean charge(final FairQueue queue, final FairEntity current, final long ranNs) {
        current.virtualNs += Load.virtualNs(ranNs, current.weight);
        followAverage(queue);
        final boolean used = current.virtualNs >= current.deadlineNs;
        if (used) {
            nextRequest(current);
        }
        return used || lostProtection(queue, current);
    }

    private void nextRequest(final FairEntity entity) {
        entity.deadlineNs = entity.virtualNs + virtualSliceNs(entity);
    }

    private long virtualSliceNs(final FairEntity entity) {
        if (!entity.ownSlice) {
            entity.sliceNs = parameters.baseSliceNs();
        }
        return Load.virtualNs(entity.sliceNs, entity.weight);
    }

    private boolean lostProtection(final FairQueue queue, final FairEntity current) {
        if (!delaysAndSlices || isProtected(current)) {
            return false;
        }
        return protectsShortestSlice || !isEligible(queue, current);
    }

    private boolean isProtected(final FairEntity current) {
        return protectsShortestSlice ? current.virtualNs < current.protectNs : current.protectNs == current.deadlineNs;
    }

    @Override
    public void picked(final FairQueue queue, final FairEntity entity) {
        entity.protectNs = entity.deadlineNs;
        if (protectsShortestSlice) {
            protectFor(entity, shortestSliceNs(queue, entity));
        }
    }

    private static void protectFor(final FairEntity current, final long sliceNs) {
        if (sliceNs < current.sliceNs) {
            current.protectNs =
                    Math.min(current.protectNs, current.virtualNs + Load.virtualNs(sliceNs, current.weight));
        }
    }

    /** The shortest slice of a queue's entities and one more, which may be the current one. */
    private static long shortestSliceNs(final FairQueue queue, final FairEntity current) {
        long shortestNs = current != null && current.queued ? current.sliceNs : Long.MAX_VALUE;
        for (int i = 0; i < queue.waiting.size(); i++) {
            shortestNs = Math.min(shortestNs, queue.waiting.get(i).sliceNs);
        }
        return shortestNs;
    }

    @Override
    public void adoptSlice(final FairEntity group, final FairQueue own) {
        if (delaysAndSlices && own.entities > 0) {
            group.ownSlice = true;
            group.sliceNs = shortestSliceNs(own, own.current);
        }
    }

    @Override
    public void create(final FairQueue queue, final FairEntity task) {
        task.lagNs = 0;
        task.relative = false;
    }

    @Override
    public void place(final FairQueue queue, final FairEntity entity, final int flags) {
        if (entity.isTask()) {
            entity.ownSlice = delaysAndSlices && entity.task.sliceNs() > 0;
            entity.sliceNs = Math.max(LEAST_SLICE_NS, Math.min(MOST_SLICE_NS, entity.task.sliceNs()));
        }
        final long sliceNs = virtualSliceNs(entity);
        entity.virtualNs = averageNs(queue) - placedLagNs(queue, entity);
        if (entity.relative) {
            entity.deadlineNs += entity.virtualNs;
            entity.relative = false;
            return;
        }
        // A newcomer has half a slice to go first: the others are half through theirs on average.
        entity.deadlineNs = entity.virtualNs + (Flags.has(flags, Flags.INITIAL) ? sliceNs / 2 : sliceNs);
    }

    /** With the entity in it the average moves towards it; before, the lag must be larger to be the kept one then. */
    private static long placedLagNs(final FairQueue queue, final FairEntity entity) {
        if (queue.entities == 0 || entity.lagNs == 0) {
            return 0;
        }
        long weight = queue.keyWeight;
        if (queue.current != null && queue.current.queued) {
            weight += Load.down(queue.current.weight);
        }
        return entity.lagNs * (weight + Load.down(entity.weight)) / Math.max(1, weight);
    }

    @Override
    public boolean delays(final FairQueue queue, final FairEntity entity, final int flags) {
        return delaysAndSlices
                && Flags.has(flags, Flags.SLEEP)
                && !Flags.has(flags, Flags.SPECIAL | Flags.DELAYED)
                && !isEligible(queue, entity);
    }

    @Override
    public void leaving(final FairQueue queue, final FairEntity entity, final int flags) {
        keepLag(queue, entity);
        if (delaysAndSlices && !Flags.has(flags, Flags.SLEEP)) {
            entity.deadlineNs -= entity.virtualNs;
            entity.relative = true;
        }
        if (Flags.has(flags, Flags.DELAYED)) {
            entity.lagNs = Math.min(0, entity.lagNs);
        }
    }

    private void keepLag(final FairQueue queue, final FairEntity entity) {
        final long mostNs = Load.virtualNs(Math.max(2 * entity.sliceNs, parameters.tickNs()), entity.weight);
        final long lagNs = averageNs(queue) - entity.virtualNs;
        entity.lagNs = Math.max(-mostNs, Math.min(mostNs, lagNs));
    }

    @Override
    public void left(final FairQueue queue, final FairEntity entity, final int flags) {}

    @Override
    public void forget(final FairQueue queue, final FairEntity entity) {}

    @Override
    public void changeClass(final FairQueue queue, final FairEntity entity, final boolean leaves) {}

    @Override
    public void resume(final FairQueue queue, final FairEntity entity) {
        keepLag(queue, entity);
        if (entity.lagNs > 0) {
            // Positive lag is not earned by sleeping.
            entity.lagNs = 0;
            queue.entities--;
            remove(queue, entity);
            place(queue, entity, 0);
            insert(queue, entity);
            queue.entities++;
        }
    }

    @Override
    public void reweighting(final FairQueue queue, final FairEntity entity, final long newWeight) {
        if (entity.queued) {
            keepLag(queue, entity);
            entity.deadlineNs -= entity.virtualNs;
            entity.relative = true;
            if (!protectsShortestSlice) {
                entity.protectNs = UNPROTECTED;
            } else if (isProtected(entity)) {
                entity.protectNs = (entity.protectNs - entity.virtualNs) * entity.weight / newWeight;
                entity.protectRelative = true;
            }
        }
        entity.lagNs = entity.lagNs * entity.weight / newWeight;
        if (entity.relative) {
            entity.deadlineNs = entity.deadlineNs * entity.weight / newWeight;
        }
    }

    @Override
    public void reweighted(final FairQueue queue, final FairEntity entity) {
        place(queue, entity, 0);
        if (entity.protectRelative) {
            entity.protectNs += entity.virtualNs;
            entity.protectRelative = false;
        }
    }

    @Override
    public FairEntity pick(final FairQueue queue, final long nowNs) {
        final FairEntity next = queue.next;
        if (delaysAndSlices && next != null && isEligible(queue, next)) {
            return next;
        }
        final FairEntity previous = queue.previousAtNs == nowNs ? queue.previous : null;
        return earliest(queue, previous, true);
    }

    /** The eligible entity with the earliest deadline, or a protected one that is, or just was, the current one. */
    private FairEntity earliest(final FairQueue queue, final FairEntity running, final boolean protect) {
        final boolean stays = running != null && running.queued;
        if (queue.entities == 1) {
            return stays ? running : queue.waiting.first();
        }
        final long averageNs = averageNs(queue);
        final boolean eligible = stays && running.virtualNs <= averageNs;
        if (eligible && protect && isProtected(running)) {
            return running;
        }
        FairEntity best = null;
        for (int i = 0; i < queue.waiting.size() && best == null; i++) {
            final FairEntity candidate = queue.waiting.get(i);
            best = candidate.virtualNs <= averageNs ? candidate : null;
        }
        final boolean first = eligible && (best == null || running.deadlineNs < best.deadlineNs);
        return first ? running : best;
    }

    @Override
    public boolean tickPreempts(final FairQueue queue, final FairEntity current) {
        return false;
    }

    @Override
    public boolean preemptsIdleTasks() {
        return !delaysAndSlices;
    }

    @Override
    public void preemptsIdle(final FairEntity current) {
        // Earlier kernels forgot that a protected one goes on at the next pick.
        current.protectNs = protectsShortestSlice ? UNPROTECTED : current.protectNs;
    }

    @Override
    public boolean wakeUpPreempts(final FairEntity current, final FairEntity woken, final FairQueue ofTask) {
        final FairQueue queue = current.queue;
        final boolean shorter = delaysAndSlices && woken.sliceNs < current.sliceNs;
        if (!protectsShortestSlice) {
            if (shorter && isEligible(queue, woken) && goesFirst(queue, woken, current)) {
                current.protectNs = UNPROTECTED;
            }
            return earliest(queue, current, true) == woken;
        }
        if (earliest(queue, current, !shorter) == woken) {
            current.protectNs = shorter ? UNPROTECTED : current.protectNs;
            return true;
        }
        if (shorter) {
            protectFor(current, woken.sliceNs);
        }
        return false;
    }

    private static boolean goesFirst(final FairQueue queue, final FairEntity woken, final FairEntity current) {
        return woken.deadlineNs < current.deadlineNs || !isEligible(queue, current);
    }

    @Override
    public void yield(final FairQueue queue, final FairEntity task) {
        if (!forfeitsOnYield) {
            task.deadlineNs += Load.virtualNs(task.sliceNs, task.weight);
        } else if (isEligible(queue, task)) {
            task.virtualNs = task.deadlineNs;
            nextRequest(task);
        }
    }
}
