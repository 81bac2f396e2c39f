package dev.headroom.random;

import org.apache.commons.math3.util.FastMath;

/**
 * The Pareto distribution truncated at a largest duration: a heavy tail that ends, as every pause of a real machine
 * does. Density proportional to x<sup>-alpha-1</sup> from {@code minNs} to {@code maxNs}.
 *
 * @param minNs the shortest duration in ns, above 0
 * @param alpha the tail index, above 0; the smaller, the heavier the tail
 * @param maxNs the longest duration in ns, above {@code minNs}
 */
public record Pareto(double minNs, double alpha, double maxNs) implements Distribution {
    /** Refuses impossible parameters with an {@link IllegalArgumentException}. */
    public Pareto {
        Arguments.positive("minNs", minNs);
        Arguments.positive("alpha", alpha);
        Arguments.positive("maxNs", maxNs);
        Arguments.ordered(minNs, maxNs);
    }

    @Override
    public double meanNs() {
        return minNs + expectedExcessNs(minNs);
    }

    @Override
    public double quantileNs(final double p) {
        final double beyondMax = untruncatedSurvival(maxNs);
        final double q = 1.0 - Arguments.probability(p);
        final double untruncated = beyondMax + q * (1.0 - beyondMax);
        return Math.min(minNs * FastMath.pow(untruncated, -1.0 / alpha), maxNs);
    }

    @Override
    public double cdf(final double ns) {
        if (ns <= minNs) {
            return 0.0;
        }
        return ns >= maxNs ? 1.0 : truncated(-FastMath.expm1(-alpha * FastMath.log(ns / minNs)));
    }

    @Override
    public double survival(final double ns) {
        if (ns <= minNs) {
            return 1.0;
        }
        return ns >= maxNs ? 0.0 : truncated(untruncatedSurvival(ns) - untruncatedSurvival(maxNs));
    }

    @Override
    public double expectedExcessNs(final double levelNs) {
        if (levelNs < minNs) {
            return meanNs() - levelNs;
        }
        if (levelNs >= maxNs) {
            return 0.0;
        }
        // Integral of the untruncated survival (x/min)^-alpha from the level to max, minus the part beyond max.
        final double beta = 1.0 - alpha;
        final double logRatio = FastMath.log(maxNs / levelNs);
        final double growth = beta == 0.0 ? logRatio : FastMath.expm1(beta * logRatio) / beta;
        final double areaNs = levelNs * untruncatedSurvival(levelNs) * growth;
        return Math.max(truncated(areaNs - untruncatedSurvival(maxNs) * (maxNs - levelNs)), 0.0);
    }

    @Override
    public Pareto scaled(final double factor) {
        Arguments.positive("factor", factor);
        return new Pareto(minNs * factor, alpha, maxNs * factor);
    }

    private double untruncatedSurvival(final double ns) {
        return FastMath.pow(ns / minNs, -alpha);
    }

    /** A measure of the untruncated distribution below the largest duration, as a share of all that is there. */
    private double truncated(final double untruncated) {
        return untruncated / -FastMath.expm1(-alpha * FastMath.log(maxNs / minNs));
    }
}
