package dev.headroom.random;

/**
 * Always the same duration.
 *
 * @param ns the duration in ns, zero or more
 */
public record Constant(double ns) implements Distribution {
    /** Refuses a negative or infinite duration with an {@link IllegalArgumentException}. */
    public Constant {
        Arguments.notNegative("ns", ns);
    }

    @Override
    public double meanNs() {
        return ns;
    }

    @Override
    public double quantileNs(final double p) {
        Arguments.probability(p);
        return ns;
    }

    @Override
    public double cdf(final double levelNs) {
        return levelNs >= ns ? 1.0 : 0.0;
    }

    @Override
    public double survival(final double levelNs) {
        return levelNs >= ns ? 0.0 : 1.0;
    }

    @Override
    public double expectedExcessNs(final double levelNs) {
        return Math.max(ns - levelNs, 0.0);
    }

    /** The time left of a constant section is uniform. */
    @Override
    public double residualQuantileNs(final double p) {
        return ns * Arguments.probability(p);
    }

    @Override
    public Constant scaled(final double factor) {
        return new Constant(ns * Arguments.positive("factor", factor));
    }
}
