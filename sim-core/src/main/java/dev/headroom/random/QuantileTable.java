package dev.headroom.random;

/**
 * A quantile function as straight pieces. Both halves of (0, 1) are cut by the distance to their end, t = u or t = 1 -
 * u: every octave of t from 1/2 down to 2<sup>-40</sup> has 32 cells of equal width, the rest is one cell. A cell is
 * found from the exponent and the first five mantissa bits of t, without a search.
 *
 * <p>Each piece keeps the mean of its cell exactly and stays between the quantiles at the cell's ends, so the table as
 * a whole has the distribution's mean even where the quantile function jumps. Costs 40 kB per distribution, of which
 * sampling touches mostly the few cells next to 1/2.
 */
final class QuantileTable {
    private static final int SHIFT = 52 - 5;
    private static final int BASE = (int) (Double.doubleToRawLongBits(0x1.0p-40) >>> SHIFT);
    private static final int CELLS = (int) (Double.doubleToRawLongBits(0.5) >>> SHIFT) - BASE + 1;

    /** Stands for t = 0 where the distribution has no largest value; u comes no nearer to 1 than this. */
    private static final double NEAREST_TO_ONE = 1.0 - 0x1.0p-53;

    /**
     * Pairs of intercept and slope in ns as functions of t, by cell from t = 0 upwards: upper half, then lower half.
     */
    private final double[] pairs;

    private final int lastCell;

    private QuantileTable(final double[] pairs) {
        this.pairs = pairs;
        lastCell = pairs.length / 4 - 1;
    }

    /** What the table is made from: a quantile function and its mean over an interval of probability. */
    interface Source {
        double quantileNs(double p);

        /** The mean over (p0, p1), where the quantiles are q0Ns and q1Ns; may be rough, even NaN, at an extreme end. */
        double meanNs(double p0, double q0Ns, double p1, double q1Ns);
    }

    static QuantileTable constant(final double ns) {
        return new QuantileTable(new double[] {ns, 0.0, ns, 0.0});
    }

    static QuantileTable of(final Source source) {
        final double[] pairs = new double[4 * CELLS];
        double lowerNs = source.quantileNs(0.0);
        double upperNs = source.quantileNs(1.0);
        if (Double.isInfinite(upperNs)) {
            upperNs = source.quantileNs(NEAREST_TO_ONE);
        }
        double fromT = 0.0;
        for (int cell = 0; cell < CELLS; cell++) {
            final double toT = Double.longBitsToDouble((long) (BASE + cell) << SHIFT);
            final double lowerEndNs = source.quantileNs(toT);
            final double upperEndNs = source.quantileNs(1.0 - toT);
            final double lowerMeanNs = source.meanNs(fromT, lowerNs, toT, lowerEndNs);
            final double upperMeanNs = source.meanNs(1.0 - toT, upperEndNs, 1.0 - fromT, upperNs);
            put(pairs, CELLS + cell, fromT, lowerNs, toT, lowerEndNs, lowerMeanNs);
            put(pairs, cell, fromT, upperNs, toT, upperEndNs, upperMeanNs);
            lowerNs = lowerEndNs;
            upperNs = upperEndNs;
            fromT = toT;
        }
        return new QuantileTable(pairs);
    }

    /** The quantile for u from 0 to 1. Without branches: which half u falls into is not predictable. */
    double quantileNs(final double u) {
        final double fromMiddle = u - 0.5;
        final double t = 0.5 - Math.abs(fromMiddle);
        final int octaveCell = (int) (Double.doubleToRawLongBits(t) >>> SHIFT) - BASE + 1;
        final int cell = Math.min(Math.max(octaveCell, 0), lastCell);
        final int lower = (int) (Double.doubleToRawLongBits(fromMiddle) >>> 63);
        final int index = 2 * (cell + lower * (lastCell + 1));
        return pairs[index] + pairs[index + 1] * t;
    }

    private static void put(
            final double[] pairs,
            final int cell,
            final double fromT,
            final double fromNs,
            final double toT,
            final double toNs,
            final double wantedMeanNs) {
        final double minNs = Math.min(fromNs, toNs);
        final double maxNs = Math.max(fromNs, toNs);
        final double roughMeanNs = Double.isNaN(wantedMeanNs) ? (minNs + maxNs) / 2.0 : wantedMeanNs;
        final double meanNs = Math.min(Math.max(roughMeanNs, minNs), maxNs);
        // The widest piece around the mean that does not leave the cell's range.
        final double riseNs = 2.0 * Math.min(meanNs - minNs, maxNs - meanNs);
        final double slope = Math.copySign(riseNs, toNs - fromNs) / (toT - fromT);
        pairs[2 * cell] = meanNs - slope * (fromT + toT) / 2.0;
        pairs[2 * cell + 1] = slope;
    }
}
