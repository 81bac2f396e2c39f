package dev.headroom.random;

import org.apache.commons.math3.util.FastMath;

/**
 * The distribution without memory: times between independent events.
 *
 * @param meanNs the mean in ns, above 0
 */
public record Exponential(double meanNs) implements Distribution {
    /** Refuses a mean that is not positive and finite with an {@link IllegalArgumentException}. */
    public Exponential {
        Arguments.positive("meanNs", meanNs);
    }

    @Override
    public double quantileNs(final double p) {
        return -meanNs * FastMath.log1p(-Arguments.probability(p));
    }

    @Override
    public double cdf(final double ns) {
        return ns <= 0.0 ? 0.0 : -FastMath.expm1(-ns / meanNs);
    }

    @Override
    public double survival(final double ns) {
        return ns <= 0.0 ? 1.0 : FastMath.exp(-ns / meanNs);
    }

    @Override
    public double expectedExcessNs(final double levelNs) {
        return levelNs <= 0.0 ? meanNs - levelNs : meanNs * survival(levelNs);
    }

    /** The time left has the same distribution as the whole. */
    @Override
    public double residualQuantileNs(final double p) {
        return quantileNs(p);
    }

    @Override
    public Exponential scaled(final double factor) {
        return new Exponential(meanNs * Arguments.positive("factor", factor));
    }
}
