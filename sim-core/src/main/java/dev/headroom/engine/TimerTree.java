package dev.headroom.engine;

/**
 * A winner tree (tournament tree) over numbered slots, each with one due time; the root knows the earliest slot.
 *
 * <p>Setting, moving and clearing a due time are the same operation: a walk from the slot's leaf to the root that
 * compares two times a level. Where a heap moves entries about, here every slot keeps its leaf, so the walk reads and
 * writes fixed places and needs no branch on the data. At equal times the lower slot wins.
 *
 * <p>Source: D. E. Knuth, The Art of Computer Programming, volume 3, section 5.4.1 (selection trees). O(log slots) for
 * {@link #set}, O(1) for the first. Not thread safe.
 */
final class TimerTree {

    /** Number of leaves, a power of two; node 1 is the root, node i has the children 2i and 2i + 1. */
    private final int leaves;

    /** Earliest due time below each node, in ns. */
    private final long[] dueNs;

    /** The slot to which {@link #dueNs} of the same node belongs. */
    private final int[] winner;

    /**
     * Builds the tree in linear time.
     *
     * @param slotDueNs due time of each slot in ns, {@link Timer#NEVER_NS} for none; it is copied
     */
    TimerTree(long[] slotDueNs) {
        leaves = slotDueNs.length <= 1 ? 1 : Integer.highestOneBit(slotDueNs.length - 1) << 1;
        dueNs = new long[2 * leaves];
        winner = new int[2 * leaves];
        for (int slot = 0; slot < leaves; slot++) {
            dueNs[leaves + slot] = slot < slotDueNs.length ? slotDueNs[slot] : Timer.NEVER_NS;
            winner[leaves + slot] = slot;
        }
        for (int node = leaves - 1; node >= 1; node--) {
            int better = dueNs[2 * node + 1] < dueNs[2 * node] ? 2 * node + 1 : 2 * node;
            dueNs[node] = dueNs[better];
            winner[node] = winner[better];
        }
    }

    /** Returns the earliest due time in ns, {@link Timer#NEVER_NS} if there is none. */
    long firstNs() {
        return dueNs[1];
    }

    /** Returns the slot with the earliest due time, the lowest at equal times; meaningless if there is none. */
    int firstSlot() {
        return winner[1];
    }

    /**
     * Sets the due time of a slot.
     *
     * <p>The choice at each level is written with a sign mask because compilers turn {@code ?:} into a branch here,
     * which mispredicts every other time and more than halves the rate. {@code node & 1} makes the left sibling win at
     * equal times. The subtraction cannot overflow as all times lie in 0 to 2^61.
     *
     * @param slot the slot
     * @param slotDueNs new due time in ns, {@link Timer#NEVER_NS} for none
     */
    void set(int slot, long slotDueNs) {
        final long[] due = dueNs;
        final int[] win = winner;
        int node = leaves + slot;
        long bestNs = slotDueNs;
        int best = slot;
        due[node] = bestNs;
        while (node > 1) {
            long siblingNs = due[node ^ 1];
            long siblingWins = (siblingNs - bestNs - (node & 1)) >> 63;
            bestNs ^= (bestNs ^ siblingNs) & siblingWins;
            best ^= (best ^ win[node ^ 1]) & (int) siblingWins;
            node >>= 1;
            due[node] = bestNs;
            win[node] = best;
        }
    }
}
