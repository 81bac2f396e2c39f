package dev.headroom.compare;

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

    /** Returns the width of the interval as ln(high / low); infinite where {@code low} is 0 and {@code high} is not. */
    double widthLn() {
        return high == low ? 0 : Math.log(high / low);
    }
}
