package dev.headroom.engine;

import java.util.Arrays;

/**
 * A winner tree (tournament tree) over numbered slots, each with one due time; the root knows the earliest slot.
 *
 * <p>Setting, moving and clearing a due time are the same operation: a walk from the slot's leaf to the root that takes
 * the smaller of two keys a level. Where a heap moves entries about, here every slot keeps its leaf, so the walk reads
 * and writes fixed places and needs no branch on the data. At equal times the lower slot wins.
 *
 * <p>A key is one number, the due time after a base time, followed by the slot in the lowest bits: time and tie rule
 * are one comparison. What is due too far after the base for the bits that are left (with 1,000 slots 52 days, with
 * 100,000 nine hours) waits at the horizon until it comes first; then the base moves up and all keys are made anew, in
 * linear time but once in so many simulated hours.
 *
 * <p>Source: D. E. Knuth, The Art of Computer Programming, volume 3, section 5.4.1 (selection trees). O(log slots) for
 * {@link #set}, O(1) for the first. Not thread safe.
 */
final class TimerTree {

    /** Keys stay below 2^62, so that their differences cannot overflow. */
    private static final int KEY_BITS = 62;

    /** Due time of each slot in ns; {@link Timer#NEVER_NS} beyond the last one. */
    private final long[] dueNs;

    /** Smallest key below each node; node 1 is the root, node i has the children 2i and 2i + 1. */
    private final long[] keys;

    /** Number of leaves, a power of two. */
    private final int leaves;

    private final int slotBits;

    /** Key times from here on are no times: this one says later, the next one never. */
    private final long horizonNs;

    /** No due time lies before it, in ns. */
    private long baseNs;

    /**
     * Builds the tree in linear time.
     *
     * @param slotDueNs due time of each slot in ns, {@link Timer#NEVER_NS} for none; it is copied
     */
    TimerTree(long[] slotDueNs) {
        leaves = slotDueNs.length <= 1 ? 1 : Integer.highestOneBit(slotDueNs.length - 1) << 1;
        slotBits = Integer.numberOfTrailingZeros(leaves);
        horizonNs = (1L << (KEY_BITS - slotBits)) - 2;
        dueNs = Arrays.copyOf(slotDueNs, leaves);
        Arrays.fill(dueNs, slotDueNs.length, leaves, Timer.NEVER_NS);
        keys = new long[2 * leaves];
        rebase(Arrays.stream(dueNs).min().orElseThrow());
    }

    /** Returns the earliest due time in ns, {@link Timer#NEVER_NS} if there is none. */
    long firstNs() {
        long timeNs = keys[1] >> slotBits;
        return timeNs < horizonNs ? baseNs + timeNs : firstBeyondHorizonNs(timeNs);
    }

    /** Returns the slot of {@link #firstNs()}, the lowest at equal times; meaningless if there is none. */
    int firstSlot() {
        return (int) keys[1] & (leaves - 1);
    }

    /**
     * Sets the due time of a slot.
     *
     * <p>The smaller key is taken with a sign mask because compilers turn {@code ?:} into a branch here, which
     * mispredicts every other time and more than halves the rate.
     *
     * @param slot the slot
     * @param slotDueNs new due time in ns, {@link Timer#NEVER_NS} for none
     */
    void set(int slot, long slotDueNs) {
        dueNs[slot] = slotDueNs;
        if (slotDueNs < baseNs) {
            rebase(slotDueNs); // after a jump of the base, something is armed for a time before it
            return;
        }
        final long[] key = keys;
        int node = leaves + slot;
        long smallest = key(slot);
        key[node] = smallest;
        while (node > 1) {
            long difference = key[node ^ 1] - smallest;
            smallest += difference & (difference >> 63);
            node >>= 1;
            key[node] = smallest;
        }
    }

    private long key(int slot) {
        long timeNs = dueNs[slot] - baseNs;
        if (timeNs >= horizonNs) {
            timeNs = dueNs[slot] == Timer.NEVER_NS ? horizonNs + 1 : horizonNs;
        }
        return timeNs << slotBits | slot;
    }

    private long firstBeyondHorizonNs(long timeNs) {
        if (timeNs > horizonNs) {
            return Timer.NEVER_NS;
        }
        rebase(Arrays.stream(dueNs).min().orElseThrow());
        return firstNs();
    }

    private void rebase(long newBaseNs) {
        baseNs = newBaseNs;
        for (int slot = 0; slot < leaves; slot++) {
            keys[leaves + slot] = key(slot);
        }
        for (int node = leaves - 1; node >= 1; node--) {
            keys[node] = Math.min(keys[2 * node], keys[2 * node + 1]);
        }
    }
}
