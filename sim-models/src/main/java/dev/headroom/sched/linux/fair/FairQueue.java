package dev.headroom.sched.linux.fair;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The entities of one control group on one CPU, the kernel's {@code struct cfs_rq}.
 *
 * <p>The current entity is not in the tree of those that wait.
 */
final class FairQueue {

    /** No time. */
    static final long NOT_THROTTLED = -1;

    final FairCpu cpu;
    final FairGroup group;
    /** How many groups are above. */
    final int depth;
    /** The entity of the group on this CPU, in the queue of the parent group; null for the root. */
    final FairEntity entity;

    final EntityTree waiting = new EntityTree();
    /** The entity that runs, or whose group runs. */
    FairEntity current;
    /** The entity that was current until {@link #previousAtNs}. */
    FairEntity previous;
    /** See {@link #previous}. */
    long previousAtNs = -1;

    /** Preferred at the next pick. */
    FairEntity next;
    /** CFS: was preempted last and is preferred after {@link #next}. */
    FairEntity last;
    /** CFS: yielded and is passed over at the next pick. */
    FairEntity skip;

    /** Sum of the weights of the entities. */
    long weight;
    /** Number of entities, delayed ones included. */
    int entities;
    /** How many of them are of policy IDLE. */
    int idleEntities;
    /** Number of tasks here and in the groups below, delayed ones included, those of throttled groups below not. */
    int tasks;
    /** How many of these are delayed. */
    int delayedTasks;
    /** How many of these are of policy IDLE. */
    int idleTasks;

    /** CFS: the least virtual run time, never falling; EEVDF: a point near the average to count keys from. */
    long zeroNs;
    /** EEVDF: sum over the waiting of weight times (virtual run time - {@link #zeroNs}). */
    long weightedKeys;
    /** EEVDF: sum of the weights of the waiting. */
    long keyWeight;

    final FairAverage average = new FairAverage();
    /** Load that was last reported to the group. */
    long reportedLoad;
    /** When it was reported. */
    long reportedAtNs;
    /** Load that came or went here and is not yet passed on to the entity of the group. */
    boolean propagates;
    /** See {@link #propagates}. */
    long propagatedSum;

    /** Time that may still be used of what was taken from the group's quota, ns. */
    long runtimeLeftNs;
    /** Whether it used up its quota. */
    boolean throttled;
    /** Whether it is out of the queue above because of that, and the tasks above do not count those here. */
    boolean takenOut;
    /** From 6.18 on: tasks that wait outside of the queue for the next quota, last come first. */
    final Deque<FairEntity> limbo = new ArrayDeque<>(0);
    /** How many of this queue and those above are throttled. */
    int throttleCount;
    /** When tasks began to wait for its next quota, {@link #NOT_THROTTLED} if they do not. */
    long throttledAtNs = NOT_THROTTLED;
    /** Whether its averages stand still. */
    private boolean frozen;
    /** When they stopped. */
    private long frozenAtNs;
    /** How long they stood still before. */
    private long frozenNs;

    FairQueue(final FairCpu cpu, final FairGroup group, final FairQueue parent) {
        this.cpu = cpu;
        this.group = group;
        depth = parent == null ? 0 : parent.depth + 1;
        entity = parent == null ? null : FairEntity.of(this, parent, group.shares);
    }

    /** Whether this queue or one above is throttled. */
    boolean isInThrottledHierarchy() {
        return throttleCount > 0;
    }

    /** Whether all entities are of policy IDLE. */
    boolean isIdleOnly() {
        return entities > 0 && entities == idleEntities;
    }

    /** The number of tasks that can run, here and in groups below. */
    int runnableTasks() {
        return tasks - delayedTasks;
    }

    /** Whether an entity was put back at this very time, so that picking it again means to go on. */
    boolean goesOn(final FairEntity candidate, final long nowNs) {
        return candidate == previous && previousAtNs == nowNs;
    }

    /** Time of the averages, which stands still while the queue is out of the queues above. */
    long averageNs(final long nowNs) {
        return (frozen ? frozenAtNs : nowNs) - frozenNs;
    }

    void freeze(final long nowNs) {
        frozen = true;
        frozenAtNs = nowNs;
    }

    void thaw(final long nowNs) {
        if (frozen) {
            frozen = false;
            frozenNs += nowNs - frozenAtNs;
        }
    }

    void entered(final FairEntity entered) {
        weight += entered.weight;
        entities++;
        idleEntities += entered.idle ? 1 : 0;
    }

    void left(final FairEntity gone) {
        weight -= gone.weight;
        entities--;
        idleEntities -= gone.idle ? 1 : 0;
    }

    /** Forgets an entity as next, last and skip, here and above where that was because of it. */
    void clearBuddies(final FairEntity entity) {
        for (FairEntity e = entity; e != null && e.queue.next == e; e = e.parent()) {
            e.queue.next = null;
        }
        for (FairEntity e = entity; e != null && e.queue.last == e; e = e.parent()) {
            e.queue.last = null;
        }
        for (FairEntity e = entity; e != null && e.queue.skip == e; e = e.parent()) {
            e.queue.skip = null;
        }
    }

    /** Prefers an entity at the next pick, and the groups above it. */
    static void preferNext(final FairEntity entity) {
        for (FairEntity e = entity; e != null && e.queued && !e.idle; e = e.parent()) {
            e.queue.next = e;
        }
    }

    /** Prefers an entity after the next one, and the groups above it. */
    static void preferLast(final FairEntity entity) {
        for (FairEntity e = entity; e != null && e.queued && !e.idle; e = e.parent()) {
            e.queue.last = e;
        }
    }

    /** Passes over an entity at the next pick, and over the groups above it. */
    static void passOver(final FairEntity entity) {
        for (FairEntity e = entity; e != null; e = e.parent()) {
            e.queue.skip = e;
        }
    }
}
