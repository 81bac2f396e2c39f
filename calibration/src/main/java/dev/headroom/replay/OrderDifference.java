package dev.headroom.replay;

import dev.headroom.replay.SwitchStatistics.SwitchedIn;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * How two orders of switches differ: the least number of switches to leave out on either side so that the rest is the
 * same, and how far the times of the rest lie apart.
 *
 * <p>Source: E. W. Myers, "An O(ND) difference algorithm and its variations", Algorithmica 1 (1986), the greedy forward
 * search.
 */
final class OrderDifference {

    /** With more differences than this the orders have nothing to do with each other: every switch counts as one. */
    private static final int MOST = 1500;

    /**
     * A switch that stands in both orders.
     *
     * @param atNs its time in the left one
     * @param byNs how far the other one lies from it
     */
    record Shift(long atNs, long byNs) {}

    private final List<SwitchedIn> left;
    private final List<SwitchedIn> right;
    private final List<Shift> shifts = new ArrayList<>();
    private final List<Long> differencesNs = new ArrayList<>();

    private OrderDifference(final List<SwitchedIn> left, final List<SwitchedIn> right) {
        this.left = left;
        this.right = right;
    }

    /** Compares the switches of one CPU in two traces. */
    static OrderDifference of(final List<SwitchedIn> left, final List<SwitchedIn> right) {
        final OrderDifference difference = new OrderDifference(left, right);
        difference.search();
        Collections.sort(difference.differencesNs);
        return difference;
    }

    private void search() {
        final List<int[]> fronts = new ArrayList<>();
        final int most = Math.min(MOST, left.size() + right.size());
        int[] front = new int[2 * most + 3];
        for (int d = 0; d <= most; d++) {
            for (int k = -d; k <= d; k += 2) {
                final boolean down = k == -d || k != d && front[most + k] < front[most + k + 2];
                int x = down ? front[most + k + 2] : front[most + k] + 1;
                while (x < left.size() && x - k < right.size() && same(x, x - k)) {
                    x++;
                }
                front[most + 1 + k] = x;
                if (x >= left.size() && x - k >= right.size()) {
                    fronts.add(front.clone());
                    trace(fronts, most, d, k);
                    return;
                }
            }
            fronts.add(front.clone());
        }
        left.forEach(switched -> differencesNs.add(switched.timeNs()));
        right.forEach(switched -> differencesNs.add(switched.timeNs()));
    }

    private boolean same(final int i, final int j) {
        return left.get(i).pid() == right.get(j).pid();
    }

    /** Walks back over the fronts and collects what is equal. */
    private void trace(final List<int[]> fronts, final int most, final int depth, final int diagonal) {
        int x = left.size();
        int k = diagonal;
        for (int d = depth; d >= 0; d--) {
            final int[] before = d == 0 ? null : fronts.get(d - 1);
            final boolean down = d > 0 && (k == -d || k != d && before[most + k] < before[most + k + 2]);
            final int start = d == 0 ? 0 : down ? before[most + k + 2] : before[most + k] + 1;
            while (x > start) {
                x--;
                final long atNs = left.get(x).timeNs();
                shifts.add(new Shift(atNs, Math.abs(atNs - right.get(x - k).timeNs())));
            }
            if (d > 0) {
                final int place = down ? x - k - 1 : x - 1;
                differencesNs.add(
                        down ? right.get(place).timeNs() : left.get(place).timeNs());
                x = down ? x : x - 1;
                k = down ? k + 1 : k - 1;
            }
        }
    }

    /** Returns the times in ns of the switches that stand in one order only, sorted. */
    List<Long> differencesNs() {
        return differencesNs;
    }

    /** Returns how far the equal switches lie apart. */
    List<Shift> shifts() {
        return shifts;
    }
}
