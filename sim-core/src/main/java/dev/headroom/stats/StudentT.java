package dev.headroom.stats;

import org.apache.commons.math3.distribution.TDistribution;

/** Student's t distribution, as far as confidence intervals need it; computed by commons-math3. */
public final class StudentT {
    private StudentT() {}

    /**
     * The two-sided critical value: a t-distributed number is within plus or minus this with the given confidence.
     *
     * @param confidence the confidence, above 0 and below 1, for example 0.95
     * @param degreesOfFreedom above 0
     * @return the critical value
     * @throws IllegalArgumentException if an argument is out of range
     */
    public static double criticalValue(final double confidence, final double degreesOfFreedom) {
        requireConfidence(confidence);
        if (!(degreesOfFreedom > 0.0)) {
            throw new IllegalArgumentException("Degrees of freedom must be above 0, not " + degreesOfFreedom);
        }
        // Without a generator of its own, which the default constructor would seed from the clock.
        return new TDistribution(null, degreesOfFreedom).inverseCumulativeProbability((1.0 + confidence) / 2.0);
    }

    static void requireConfidence(final double confidence) {
        if (!(confidence > 0.0 && confidence < 1.0)) {
            throw new IllegalArgumentException(
                    "A confidence is above 0 and below 1, for example 0.95, not " + confidence);
        }
    }
}
