package dev.headroom.compare;

import java.util.Arrays;

/**
 * A predicted figure with the interval that the prediction claims.
 *
 * <p>For a maximum the interval is the central 90 % of the distribution of the maximum of as many samples as were asked
 * for. Latencies are those that the instrument would read; a prediction of uncut times is at most one step too high in
 * its mean.
 *
 * @param value the point prediction, finite, at least 0
 * @param low lower end of the interval, at least 0 and at most {@code value}
 * @param high upper end of the interval, finite, at least {@code value}
 */
public record PredictedQuantity(double value, double low, double high) {

    private static final double LOW = 0.05;
    private static final double HIGH = 0.95;

    /**
     * Checks the interval.
     *
     * @throws IllegalArgumentException unless {@code 0 <= low <= value <= high} and all are finite
     */
    public PredictedQuantity {
        if (!(low >= 0 && low <= value && value <= high) || Double.isInfinite(high)) {
            throw new IllegalArgumentException("not a prediction: " + value + " in [" + low + ", " + high + "]");
        }
    }

    /**
     * Returns what replications say of a quantity: the median, and an interval in which nine of ten lie.
     *
     * @param values one value of each replication, at least one
     */
    public static PredictedQuantity ofReplications(final double... values) {
        final double[] sorted = values.clone();
        Arrays.sort(sorted);
        return new PredictedQuantity(
                sorted[sorted.length / 2],
                sorted[(int) Math.floor(LOW * (sorted.length - 1))],
                sorted[(int) Math.ceil(HIGH * (sorted.length - 1))]);
    }

    /** Returns the same value with the interval of another prediction, widened to hold it. */
    public PredictedQuantity withIntervalOf(final PredictedQuantity other) {
        return new PredictedQuantity(value, Math.min(value, other.low), Math.max(value, other.high));
    }

    /** Returns the width of the interval as ln(high / low); infinite where {@code low} is 0 and {@code high} is not. */
    double widthLn() {
        return high == low ? 0 : Math.log(high / low);
    }
}
