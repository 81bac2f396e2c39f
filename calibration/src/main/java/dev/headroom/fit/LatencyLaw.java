package dev.headroom.fit;

import java.util.function.DoubleUnaryOperator;

/**
 * The distribution of a latency: cells up to the end of the grid, a survival function beyond.
 *
 * @param cells probabilities of the cells of {@link Grid}
 * @param tailSurvival probability of a latency above so many ns, valid from the end of the grid
 */
record LatencyLaw(double[] cells, DoubleUnaryOperator tailSurvival) {

    private static final double END_NS = Grid.CELLS * Grid.STEP_NS;
    private static final double LONGEST_NS = 1e9;
    private static final double US = 1000;
    private static final int CELLS_PER_US = (int) (US / Grid.STEP_NS);

    /** Mean in us of readings that are each cut to whole us, as cyclictest cuts them. */
    double meanOfWholeUs() {
        double mean = 0;
        double mass = 0;
        for (int cell = 0; cell < cells.length; cell++) {
            mean += cells[cell] * (cell / CELLS_PER_US);
            mass += cells[cell];
        }
        final double beyond = Math.max(0, 1 - mass);
        double tail = tailSurvival.applyAsDouble(END_NS);
        double fromNs = END_NS;
        double excessNs = 0;
        // Integral of the survival function on a logarithmic scale.
        while (fromNs < LONGEST_NS && tail > 1e-12) {
            final double toNs = fromNs * 1.25;
            final double next = tailSurvival.applyAsDouble(toNs);
            excessNs += (tail + next) / 2 * (toNs - fromNs);
            fromNs = toNs;
            tail = next;
        }
        return mean + beyond * (END_NS / US - 0.5) + excessNs / US;
    }

    /** The quantile in us, by linear interpolation. */
    double quantileUs(final double p) {
        double mass = 0;
        for (int cell = 0; cell < cells.length; cell++) {
            if (mass + cells[cell] >= p && cells[cell] > 0) {
                return (cell + (p - mass) / cells[cell]) * Grid.STEP_NS / US;
            }
            mass += cells[cell];
        }
        return levelUs(1 - p);
    }

    /** The level in us above which a share of latencies lies. */
    double levelUs(final double share) {
        double above = 1;
        for (int cell = 0; cell < cells.length; cell++) {
            final double next = above - cells[cell];
            if (next <= share) {
                return (cell + 1) * Grid.STEP_NS / US;
            }
            above = next;
        }
        double lowNs = END_NS;
        double highNs = LONGEST_NS;
        for (int step = 0; step < 60; step++) {
            final double middleNs = Math.sqrt(lowNs * highNs);
            if (tailSurvival.applyAsDouble(middleNs) > share) {
                lowNs = middleNs;
            } else {
                highNs = middleNs;
            }
        }
        return lowNs / US;
    }
}
