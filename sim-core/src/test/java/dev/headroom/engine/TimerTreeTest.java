package dev.headroom.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimerTreeTest {

    @Test
    void aTreeWithoutSlotsHasNothingDue() {
        assertThat(new TreeUnderTest(new long[0]).firstNs()).isEqualTo(Timer.NEVER_NS);
    }

    @Test
    void theOnlySlotIsAlwaysFirst() {
        TreeUnderTest tree = new TreeUnderTest(new long[] {7});
        assertThat(tree.firstSlot()).isZero();
        assertThat(tree.firstNs()).isEqualTo(7);
        tree.set(0, Timer.NEVER_NS);
        assertThat(tree.firstNs()).isEqualTo(Timer.NEVER_NS);
    }

    @Test
    void ofTwoSlotsTheEarlierIsFirstWhicheverSideItIsOn() {
        TreeUnderTest tree = new TreeUnderTest(new long[] {5, 4});
        assertThat(tree.firstSlot()).isEqualTo(1);
        tree.set(0, 3);
        assertThat(tree.firstSlot()).isZero();
        tree.set(0, 9);
        assertThat(tree.firstSlot()).isEqualTo(1);
    }

    @Test
    void theLowerSlotIsFirstAtEqualTimesWhicheverWasSetLast() {
        TreeUnderTest tree = new TreeUnderTest(new long[] {5, 5, 5});
        assertThat(tree.firstSlot()).isZero();
        tree.set(2, 1);
        tree.set(1, 1);
        assertThat(tree.firstSlot()).isEqualTo(1);
        tree.set(0, 1);
        assertThat(tree.firstSlot()).isZero();
        tree.set(1, 1);
        assertThat(tree.firstSlot()).isZero();
    }

    @Test
    void theLargestAndTheSmallestTimeCompareRight() {
        TreeUnderTest tree = new TreeUnderTest(new long[] {Timer.NEVER_NS - 1, 0, Timer.NEVER_NS});
        assertThat(tree.firstSlot()).isEqualTo(1);
        tree.set(1, Timer.NEVER_NS);
        assertThat(tree.firstSlot()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 7, 8, 9, 31, 33, 1000, 1024, 1025})
    void theFirstIsWhatASearchThroughAllSlotsFinds(int slotCount) {
        SplittableRandom random = new SplittableRandom(slotCount);
        checkAgainstSearch(slotCount, () -> random.nextInt(4) == 0 ? Timer.NEVER_NS : random.nextInt(20));
    }

    /** With 1,000 slots the horizon is 2^52 - 2 ns; the times lie on both sides of it and of many others. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 33, 1000})
    void timesBeyondTheHorizonOfTheKeysCompareRight(int slotCount) {
        SplittableRandom random = new SplittableRandom(slotCount);
        checkAgainstSearch(
                slotCount,
                () -> random.nextInt(4) == 0
                        ? Timer.NEVER_NS
                        : Math.min(
                                random.nextLong() >>> random.nextInt(2, 40), Timer.NEVER_NS - 1 - random.nextInt(2)));
    }

    @Test
    void armingDownwardsFromFarAwayStaysInOrder() {
        TreeUnderTest tree =
                new TreeUnderTest(new long[] {Timer.NEVER_NS, Timer.NEVER_NS, Timer.NEVER_NS, Timer.NEVER_NS});
        long dueNs = Timer.NEVER_NS - 1;
        for (int step = 0; dueNs > 0; step++, dueNs /= 2) {
            tree.set(step % 4, dueNs);
            assertThat(tree.firstNs()).isEqualTo(dueNs);
            assertThat(tree.firstSlot()).isEqualTo(step % 4);
        }
    }

    @Test
    void aTimeBeforeThatToWhichTheTreeHasMovedUpIsStillFirst() {
        long[] dueNs = new long[1000];
        Arrays.fill(dueNs, 1L << 60);
        TreeUnderTest tree = new TreeUnderTest(dueNs);
        assertThat(tree.firstNs()).isEqualTo(1L << 60);
        tree.set(500, 3);
        assertThat(tree.firstNs()).isEqualTo(3);
        assertThat(tree.firstSlot()).isEqualTo(500);
        tree.set(500, Timer.NEVER_NS);
        assertThat(tree.firstNs()).isEqualTo(1L << 60);
        assertThat(tree.firstSlot()).isZero();
    }

    private static void checkAgainstSearch(int slotCount, LongSupplier times) {
        SplittableRandom random = new SplittableRandom(slotCount);
        long[] dueNs = new long[slotCount];
        Arrays.setAll(dueNs, slot -> times.getAsLong());
        TreeUnderTest tree = new TreeUnderTest(dueNs.clone());
        for (int step = 0; step < 2_000; step++) {
            int expected = 0;
            for (int slot = 1; slot < slotCount; slot++) {
                expected = dueNs[slot] < dueNs[expected] ? slot : expected;
            }
            assertThat(tree.firstNs()).isEqualTo(dueNs[expected]);
            if (dueNs[expected] != Timer.NEVER_NS) {
                assertThat(tree.firstSlot()).isEqualTo(expected);
            }
            // Changing the first slot more often than chance would, as a simulation does, lets the first time move up.
            int slot = random.nextInt(4) == 0 ? random.nextInt(slotCount) : expected;
            dueNs[slot] = times.getAsLong();
            tree.set(slot, dueNs[slot]);
        }
    }

    /** A tree with the due times that its owner keeps. */
    private static final class TreeUnderTest {
        private final long[] dueNs;
        private final TimerTree tree;

        TreeUnderTest(long[] dueNs) {
            this.dueNs = dueNs;
            this.tree = new TimerTree(dueNs.length, slot -> dueNs[slot]);
        }

        void set(int slot, long slotDueNs) {
            dueNs[slot] = slotDueNs;
            tree.set(slot, slotDueNs);
        }

        long firstNs() {
            return tree.firstNs();
        }

        int firstSlot() {
            return tree.firstSlot();
        }
    }
}
