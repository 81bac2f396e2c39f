package dev.headroom.sched.linux.realtime;

/**
 * The real-time tasks of one group on one CPU, the kernel's {@code rt_rq}: one list per priority and a bit for each
 * list that is not empty.
 */
final class RealTimeQueue {

    private static final int PRIORITIES = 100;

    /** The CPU. */
    final int cpu;
    /** The queue of the group above, null for the root. */
    final RealTimeQueue parent;
    /** What stands for this queue in the one above, null for the root. */
    final RealTimeEntity entity;

    /** Budget of the group, null if nothing limits it. */
    RealTimeBandwidth bandwidth;
    /** CPU time in ns used in this period. */
    long timeNs;
    /** CPU time in ns that may be used in a period here. */
    long runtimeNs;
    /** Whether the tasks must wait for the next period. */
    boolean throttled;

    private final RealTimeEntity[] first = new RealTimeEntity[PRIORITIES];
    private final RealTimeEntity[] last = new RealTimeEntity[PRIORITIES];
    private long low;
    private long high;
    private int tasks;

    RealTimeQueue(final int cpu, final RealTimeQueue parent) {
        this.cpu = cpu;
        this.parent = parent;
        this.entity = parent == null ? null : new RealTimeEntity(this);
    }

    /** Number of tasks in it and in the groups below that may run. */
    int tasks() {
        return tasks;
    }

    /** Priority of the most urgent task, 0 if there is none. */
    int highestPriority() {
        return high != 0 ? 127 - Long.numberOfLeadingZeros(high) : low != 0 ? 63 - Long.numberOfLeadingZeros(low) : 0;
    }

    /** The entity that is to run first, or null. */
    RealTimeEntity first() {
        return first[highestPriority()];
    }

    /** Whether other entities of the same priority stand in the list. */
    static boolean hasEquals(final RealTimeEntity entity) {
        return entity.before != null || entity.after != null;
    }

    /** Puts an entity into the list of its priority. */
    void add(final RealTimeEntity added, final boolean atHead) {
        added.on = this;
        added.listPriority = added.priority();
        tasks += added.tasks();
        link(added, atHead);
    }

    /** Takes an entity out. */
    void remove(final RealTimeEntity removed) {
        tasks -= removed.tasks();
        unlink(removed);
        removed.on = null;
    }

    /** Moves an entity behind or before its equals. */
    void move(final RealTimeEntity moved, final boolean toHead) {
        unlink(moved);
        link(moved, toHead);
    }

    private void link(final RealTimeEntity added, final boolean atHead) {
        final int list = added.listPriority;
        if (atHead) {
            added.after = first[list];
            first[list] = added;
        } else {
            added.before = last[list];
            last[list] = added;
        }
        if (added.after != null) {
            added.after.before = added;
        } else {
            last[list] = added;
        }
        if (added.before != null) {
            added.before.after = added;
        } else {
            first[list] = added;
        }
        if (list < 64) {
            low |= 1L << list;
        } else {
            high |= 1L << list;
        }
    }

    private void unlink(final RealTimeEntity removed) {
        final int list = removed.listPriority;
        if (removed.before == null) {
            first[list] = removed.after;
        } else {
            removed.before.after = removed.after;
        }
        if (removed.after == null) {
            last[list] = removed.before;
        } else {
            removed.after.before = removed.before;
        }
        removed.before = null;
        removed.after = null;
        if (first[list] == null) {
            if (list < 64) {
                low &= ~(1L << list);
            } else {
                high &= ~(1L << list);
            }
        }
    }
}
