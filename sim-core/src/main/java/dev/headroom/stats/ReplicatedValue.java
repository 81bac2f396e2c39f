package dev.headroom.stats;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.math3.stat.StatUtils;
import org.apache.commons.math3.util.FastMath;

/**
 * One number per replication, for example a mean latency, a utilisation or a count of misses, and what they say about
 * its expectation.
 *
 * <p>Replications are independent by construction (each has its own random streams), so Student's t over their values
 * is the right interval for the mean whatever the correlation within a replication (A. Law, "Simulation Modeling and
 * Analysis", section 9.4). For quantities that span magnitudes the same is done on the logarithm.
 */
public final class ReplicatedValue {
    private double[] values = new double[8];
    private int count;

    /** Without values at first. */
    public ReplicatedValue() {}

    /**
     * Adds the value of one more replication.
     *
     * @param value a finite number
     * @throws IllegalArgumentException if it is not finite
     */
    public void add(final double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("The value of a replication must be finite, not " + value);
        }
        if (count == values.length) {
            values = Arrays.copyOf(values, 2 * count);
        }
        values[count++] = value;
    }

    /**
     * How many replications there are.
     *
     * @return the count
     */
    public int count() {
        return count;
    }

    /**
     * The values in the order they were added.
     *
     * @return a new array
     */
    public double[] values() {
        return Arrays.copyOf(values, count);
    }

    /**
     * The arithmetic mean with Student's t interval.
     *
     * @param confidence for example 0.95
     * @return the mean; without bounds if there is a single replication
     * @throws IllegalStateException if there is none
     */
    public Interval mean(final double confidence) {
        return mean(confidence, v -> v, v -> v);
    }

    /**
     * The geometric mean with Student's t interval on the logarithm, for positive values that span magnitudes such as
     * maxima.
     *
     * @param confidence for example 0.95
     * @return the geometric mean; without bounds if there is a single replication
     * @throws IllegalStateException if there is no replication, or a value is not above 0
     */
    public Interval geometricMean(final double confidence) {
        for (final double value : values()) {
            if (value <= 0.0) {
                throw new IllegalStateException("A geometric mean needs values above 0, not " + value);
            }
        }
        return mean(confidence, FastMath::log, FastMath::exp);
    }

    private Interval mean(final double confidence, final DoubleUnaryOperator scale, final DoubleUnaryOperator inverse) {
        StudentT.requireConfidence(confidence);
        if (count == 0) {
            throw new IllegalStateException("Without a replication there is no mean");
        }
        final double[] scaled = Arrays.stream(values()).map(scale).toArray();
        final double mean = StatUtils.mean(scaled);
        final double value = inverse.applyAsDouble(mean);
        if (count == 1) {
            return Interval.unbounded(value);
        }
        final double standardError = FastMath.sqrt(StatUtils.variance(scaled) / count);
        final double half = StudentT.criticalValue(confidence, count - 1) * standardError;
        return new Interval(value, inverse.applyAsDouble(mean - half), inverse.applyAsDouble(mean + half));
    }
}
