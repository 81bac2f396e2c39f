package dev.headroom.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.replay.SwitchStatistics.SwitchedIn;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class OrderDifferenceTest {

    private static List<SwitchedIn> order(final long offsetNs, final int... pids) {
        final List<SwitchedIn> order = new ArrayList<>();
        for (int i = 0; i < pids.length; i++) {
            order.add(new SwitchedIn(1000L * i + offsetNs, pids[i]));
        }
        return order;
    }

    @Test
    void equalOrdersDifferInTheirTimesOnly() {
        final OrderDifference difference = OrderDifference.of(order(0, 1, 2, 1), order(7, 1, 2, 1));
        assertThat(difference.differencesNs()).isEmpty();
        assertThat(difference.shifts()).extracting(OrderDifference.Shift::byNs).containsExactly(7L, 7L, 7L);
    }

    @Test
    void aSwitchTooMuchIsOneDifferenceAtItsTime() {
        // Left: 1 2 3; right: 1 9 2 3, where the 9 stands at 1000 ns.
        final OrderDifference difference = OrderDifference.of(order(0, 1, 2, 3), order(0, 1, 9, 2, 3));
        assertThat(difference.differencesNs()).containsExactly(1000L);
        assertThat(difference.shifts()).hasSize(3);
    }

    @Test
    void anEmptyOrderDiffersByAllSwitchesOfTheOther() {
        assertThat(OrderDifference.of(order(0), order(0, 1, 2)).differencesNs()).containsExactly(0L, 1000L);
        assertThat(OrderDifference.of(order(0, 1, 2), order(0)).differencesNs()).containsExactly(0L, 1000L);
    }

    @Test
    void ordersThatHaveNothingInCommonDifferByAllSwitchesOfBoth() {
        final int[] left = new int[1000];
        final int[] right = new int[2000];
        java.util.Arrays.fill(left, 1);
        java.util.Arrays.fill(right, 2);
        assertThat(OrderDifference.of(order(0, left), order(0, right)).differencesNs())
                .hasSize(3000);
    }

    @Property(tries = 500)
    void theNumberOfDifferencesIsTheLeastPossible(@ForAll final long seed) {
        final SplittableRandom random = new SplittableRandom(seed);
        final int[] left = random.ints(random.nextInt(30), 0, 4).toArray();
        final int[] right = random.ints(random.nextInt(30), 0, 4).toArray();
        final OrderDifference difference = OrderDifference.of(order(0, left), order(0, right));
        final int common = longestCommonSubsequence(left, right);
        assertThat(difference.differencesNs()).hasSize(left.length + right.length - 2 * common);
        assertThat(difference.shifts()).hasSize(common);
    }

    private static int longestCommonSubsequence(final int[] left, final int[] right) {
        final int[][] length = new int[left.length + 1][right.length + 1];
        for (int i = 1; i <= left.length; i++) {
            for (int j = 1; j <= right.length; j++) {
                length[i][j] = left[i - 1] == right[j - 1]
                        ? length[i - 1][j - 1] + 1
                        : Math.max(length[i - 1][j], length[i][j - 1]);
            }
        }
        return length[left.length][right.length];
    }
}
