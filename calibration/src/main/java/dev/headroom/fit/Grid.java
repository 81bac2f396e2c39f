package dev.headroom.fit;

import dev.headroom.random.Constant;
import dev.headroom.random.Distribution;

/**
 * Densities of durations on a regular grid, for sums of independent costs.
 *
 * <p>Cell k holds the probability of durations in [k, k + 1) steps; what lies beyond the last cell is in no cell.
 * Adding two durations adds half a step of rounding, which {@link #sum} takes back by splitting each product over two
 * cells.
 */
final class Grid {

    /** Width of a cell in ns. */
    static final double STEP_NS = 200;
    /** Number of cells: the grid ends at 80 us. */
    static final int CELLS = 400;

    private Grid() {}

    /** The density of one cost. */
    static double[] of(final Distribution distribution) {
        final double[] cells = new double[CELLS];
        double below = distribution instanceof Constant ? 0 : distribution.cdf(0);
        for (int cell = 0; cell < CELLS; cell++) {
            final double upTo = distribution.cdf((cell + 1) * STEP_NS - (distribution instanceof Constant ? 1e-6 : 0));
            cells[cell] = upTo - below;
            below = upTo;
        }
        return cells;
    }

    /** The density of the delay by something that is in progress for a share of the time; 0 ns otherwise. */
    static double[] ofDelay(final Distribution length, final double share, final double periodNs) {
        final double[] cells = new double[CELLS];
        double above = delaySurvival(length, 0, periodNs);
        for (int cell = 0; cell < CELLS; cell++) {
            final double next = delaySurvival(length, (cell + 1) * STEP_NS, periodNs);
            cells[cell] = share * (above - next);
            above = next;
        }
        return cells;
    }

    /**
     * Probability that a wake-up is delayed for longer than a time, given something that is in progress all the time.
     *
     * <p>A thread that wakes once in a period meets each occurrence at most once, at an instant that is uniform over
     * the shorter of occurrence and period; while it waits it does not wake again.
     */
    static double delaySurvival(final Distribution length, final double ns, final double periodNs) {
        return Math.max(0, length.expectedExcessNs(ns) - length.expectedExcessNs(ns + periodNs)) / length.meanNs();
    }

    /** Probability that what is left of something at a random instant is longer than a time. */
    static double residualSurvival(final Distribution length, final double ns) {
        return Math.max(0, length.expectedExcessNs(ns) / length.meanNs());
    }

    /** The density of the sum of two independent durations. */
    static double[] sum(final double[] a, final double[] b) {
        final double[] cells = new double[CELLS];
        for (int i = 0; i < CELLS; i++) {
            if (a[i] < 1e-12) {
                continue;
            }
            final double half = a[i] / 2;
            final int end = CELLS - i;
            for (int j = 0; j < end; j++) {
                final double mass = half * b[j];
                cells[i + j] += mass;
                if (i + j + 1 < CELLS) {
                    cells[i + j + 1] += mass;
                }
            }
        }
        return cells;
    }
}
