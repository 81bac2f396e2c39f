package dev.headroom.fit;

import dev.headroom.evidence.MeasuredHistogram;
import dev.headroom.random.Empirical;
import java.util.ArrayList;
import java.util.List;

/**
 * The distribution behind a histogram of execution times: its quantiles, linear in between, up to the 99th percentile;
 * beyond, an exponential tail with the mean excess that was measured there. Longer runs than the measured one need the
 * tail: their maxima lie beyond everything in the histogram.
 */
final class LoopLaw {

    private static final double[] BODY = {0.001, 0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98};
    private static final double TAIL_FROM = 0.99;
    /** Rows of the tail for each power of ten, and the powers of ten that it reaches beyond its begin. */
    private static final int ROWS_PER_DECADE = 4;

    private static final int DECADES = 6;
    private static final double NS_PER_US = 1000;

    private LoopLaw() {}

    /**
     * Makes the distribution.
     *
     * @param measured readings cut to whole us: a reading k stands for [k, k + 1) us
     * @param lessNs what to take off every time in ns
     * @return the distribution in ns
     */
    static Empirical of(final MeasuredHistogram measured, final double lessNs) {
        final HistogramQuantiles quantiles = new HistogramQuantiles(measured);
        final List<Empirical.Point> points = new ArrayList<>();
        points.add(point(0, quantiles.minUs(), lessNs));
        for (final double probability : BODY) {
            points.add(point(probability, quantiles.quantileUs(probability), lessNs));
        }
        final double fromUs = quantiles.quantileUs(TAIL_FROM);
        final double scaleUs = quantiles.meanExcessUs(fromUs);
        final int rows = ROWS_PER_DECADE * DECADES;
        for (int row = 0; row <= rows; row++) {
            final double decades = (double) row / ROWS_PER_DECADE;
            final double beyond = (1 - TAIL_FROM) * Math.pow(10, -decades);
            points.add(point(row == rows ? 1 : 1 - beyond, fromUs + scaleUs * Math.log(10) * decades, lessNs));
        }
        return new Empirical(points);
    }

    private static Empirical.Point point(final double probability, final double us, final double lessNs) {
        return new Empirical.Point(probability, us * NS_PER_US - lessNs);
    }
}
