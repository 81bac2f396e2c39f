package dev.headroom.random;

import org.apache.commons.math3.special.Erf;
import org.apache.commons.math3.util.FastMath;

/**
 * A duration whose logarithm is normally distributed: many small factors multiplied, as in most code path lengths.
 *
 * @param medianNs the median in ns, above 0
 * @param sigma the standard deviation of the natural logarithm, above 0 and at most 10
 */
public record Lognormal(double medianNs, double sigma) implements Distribution {
    /** At sigma 10 the mean is e^50 times the median; more is a mistake in the input. */
    private static final double SIGMA_MAX = 10.0;

    private static final double SQRT_2 = FastMath.sqrt(2.0);

    /** Refuses impossible parameters with an {@link IllegalArgumentException}. */
    public Lognormal {
        Arguments.positive("medianNs", medianNs);
        if (Arguments.positive("sigma", sigma) > SIGMA_MAX) {
            throw new IllegalArgumentException("sigma must be at most " + SIGMA_MAX + ", not " + sigma);
        }
    }

    @Override
    public double meanNs() {
        return medianNs * FastMath.exp(sigma * sigma / 2.0);
    }

    @Override
    public double quantileNs(final double p) {
        return medianNs * FastMath.exp(sigma * SQRT_2 * Erf.erfInv(2.0 * Arguments.probability(p) - 1.0));
    }

    @Override
    public double cdf(final double ns) {
        return ns <= 0.0 ? 0.0 : normalSurvival(-deviations(ns));
    }

    @Override
    public double survival(final double ns) {
        return ns <= 0.0 ? 1.0 : normalSurvival(deviations(ns));
    }

    @Override
    public double expectedExcessNs(final double levelNs) {
        if (levelNs <= 0.0) {
            return meanNs() - levelNs;
        }
        final double z = deviations(levelNs);
        return Math.max(meanNs() * normalSurvival(z - sigma) - levelNs * normalSurvival(z), 0.0);
    }

    @Override
    public Lognormal scaled(final double factor) {
        return new Lognormal(medianNs * Arguments.positive("factor", factor), sigma);
    }

    private double deviations(final double ns) {
        return FastMath.log(ns / medianNs) / sigma;
    }

    private static double normalSurvival(final double z) {
        return 0.5 * Erf.erfc(z / SQRT_2);
    }
}
