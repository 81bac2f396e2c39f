package dev.headroom.stats;

/**
 * An estimate with its confidence interval, in the unit of what is estimated.
 *
 * @param value the estimate
 * @param low the lower bound, not above the value; minus infinity if nothing is known
 * @param high the upper bound, not below the value; infinity if nothing is known
 */
public record Interval(double value, double low, double high) {
    /** Refuses bounds that do not enclose the value, and NaN, with an {@link IllegalArgumentException}. */
    public Interval {
        if (!(low <= value && value <= high)) {
            throw new IllegalArgumentException(value + " is not between " + low + " and " + high);
        }
    }

    /**
     * An estimate of unknown precision, for example from a single replication.
     *
     * @param value the estimate
     * @return the interval without bounds
     */
    public static Interval unbounded(final double value) {
        return new Interval(value, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
    }

    /**
     * Whether both bounds are finite.
     *
     * @return false if at least one is infinite
     */
    public boolean isBounded() {
        return low > Double.NEGATIVE_INFINITY && high < Double.POSITIVE_INFINITY;
    }

    /**
     * Whether a value is compatible with the estimate.
     *
     * @param other a value in the same unit
     * @return true if it lies between the bounds, bounds included
     */
    public boolean contains(final double other) {
        return low <= other && other <= high;
    }

    /**
     * The same estimate in another unit.
     *
     * @param factor what to multiply with, above 0
     * @return the scaled interval
     * @throws IllegalArgumentException if the factor is not above 0
     */
    public Interval scaled(final double factor) {
        if (!(factor > 0.0)) {
            throw new IllegalArgumentException("The factor must be above 0, not " + factor);
        }
        return new Interval(value * factor, low * factor, high * factor);
    }
}
