package dev.headroom.engine;

import java.util.Arrays;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;

/**
 * A 4-ary winner tree (tournament tree) over numbered slots, each with one due time; the root knows the earliest slot.
 *
 * <p>Setting, moving and clearing a due time are the same operation: a walk from the slot's leaf to the root that takes
 * the smallest of four keys a level. Where a heap moves entries about, here every slot keeps its leaf, so the walk
 * reads and writes fixed places and needs no branch on the data. At equal times the lower slot wins.
 *
 * <p>A key is one number, the due time after a base time, followed by the slot in the lowest bits: time and tie rule
 * are one comparison. What is due too far after the base for the bits that are left (26 days or more with 1,000 slots,
 * five hours or more with 100,000) waits at the horizon until it comes first; then the base moves up and all keys are
 * made anew, in linear time but once in so many simulated hours.
 *
 * <p>Source: D. E. Knuth, The Art of Computer Programming, volume 3, section 5.4.1 (selection trees). O(log slots) for
 * {@link #set}, O(1) for the first. Not thread safe.
 */
final class TimerTree {

    /** Keys stay below 2^62, so that their differences cannot overflow. */
    private static final int KEY_BITS = 62;

    /**
     * Index of the root. The children of the root are 4 to 7, and so on; groups of four siblings are aligned, so that
     * {@code node ^ 1}, {@code node ^ 2} and {@code node ^ 3} are the siblings of a node, and its parent is
     * {@code (node >> 2) + 2}.
     */
    private static final int ROOT = 3;

    private final int slotCount;

    /** Who knows the due time of each slot, in ns; asked only when all keys are made anew. */
    private final IntToLongFunction dueNs;

    /** Smallest key at or below each node. */
    private final long[] keys;

    /** Index of the leaf of slot 0; the other leaves follow it. */
    private final int firstLeaf;

    /** Low bits of a key that hold the slot. */
    private final int slotBits;

    /** Key times from here on are no times: this one says later, the next one never. */
    private final long horizonNs;

    /** No due time lies before it, in ns. */
    private long baseNs;

    /**
     * Builds the tree in linear time.
     *
     * @param slotCount number of slots
     * @param dueNs the due time of each slot in ns, {@link Timer#NEVER_NS} for none; it is asked again later, so it
     *     must know of a change when {@link #set} is called
     */
    TimerTree(int slotCount, IntToLongFunction dueNs) {
        this.slotCount = slotCount;
        this.dueNs = dueNs;
        slotBits = Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(0, slotCount - 1));
        horizonNs = (1L << (KEY_BITS - slotBits)) - 2;
        int innerNodes = (slotCount + 1) / 3; // each turns one leaf into four: n leaves need (n - 1) / 3, rounded up
        firstLeaf = ROOT + innerNodes;
        keys = new long[ROOT + 1 + 4 * innerNodes];
        rebaseToEarliest();
    }

    /** Returns the earliest due time in ns, {@link Timer#NEVER_NS} if there is none. */
    long firstNs() {
        long timeNs = keys[ROOT] >> slotBits;
        return timeNs < horizonNs ? baseNs + timeNs : firstBeyondHorizonNs(timeNs);
    }

    /** Returns the slot of {@link #firstNs()}, the lowest at equal times; meaningless if there is none. */
    int firstSlot() {
        return (int) keys[ROOT] & ((1 << slotBits) - 1);
    }

    /**
     * Sets the due time of a slot.
     *
     * <p>The smaller key is taken with a sign mask because compilers turn {@code ?:} into a branch here, which
     * mispredicts every other time and more than halves the rate. The siblings are compared with each other first,
     * which does not wait for the level below; so the chain of dependent steps is half as long as with two children.
     *
     * @param slot the slot
     * @param slotDueNs new due time in ns, {@link Timer#NEVER_NS} for none
     */
    void set(int slot, long slotDueNs) {
        if (slotDueNs < baseNs) {
            rebase(slotDueNs); // the base had moved up a long way, and now something is due before it
            return;
        }
        final long[] key = keys;
        int node = firstLeaf + slot;
        long smallest = key(slot, slotDueNs);
        key[node] = smallest;
        while (node > ROOT) {
            long sibling = key[node ^ 1];
            long difference = key[node ^ 2] - sibling;
            sibling += difference & (difference >> 63);
            difference = key[node ^ 3] - sibling;
            sibling += difference & (difference >> 63);
            difference = sibling - smallest;
            smallest += difference & (difference >> 63);
            node = (node >> 2) + 2;
            key[node] = smallest;
        }
    }

    private long key(int slot, long slotDueNs) {
        long timeNs = slotDueNs - baseNs;
        if (timeNs >= horizonNs) {
            timeNs = slotDueNs == Timer.NEVER_NS ? horizonNs + 1 : horizonNs;
        }
        return timeNs << slotBits | slot;
    }

    private long firstBeyondHorizonNs(long timeNs) {
        if (timeNs > horizonNs) {
            return Timer.NEVER_NS;
        }
        rebaseToEarliest();
        return firstNs();
    }

    private void rebaseToEarliest() {
        rebase(IntStream.range(0, slotCount).mapToLong(dueNs).min().orElse(0));
    }

    /**
     * Makes all keys anew so that the given time, in ns, lies half way to the horizon: there is room on either side.
     */
    private void rebase(long timeNs) {
        baseNs = Math.max(0, timeNs - horizonNs / 2);
        Arrays.fill(keys, (horizonNs + 1) << slotBits);
        for (int slot = 0; slot < slotCount; slot++) {
            keys[firstLeaf + slot] = key(slot, dueNs.applyAsLong(slot));
        }
        for (int node = keys.length - 1; node > ROOT; node--) {
            int parent = (node >> 2) + 2;
            keys[parent] = Math.min(keys[parent], keys[node]);
        }
    }
}
