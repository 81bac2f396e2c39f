package dev.headroom.random;

/**
 * All durations of an interval are equally likely.
 *
 * @param minNs the shortest duration in ns, zero or more
 * @param maxNs the longest duration in ns, above {@code minNs}
 */
public record Uniform(double minNs, double maxNs) implements Distribution {
    /** Refuses impossible bounds with an {@link IllegalArgumentException}. */
    public Uniform {
        Arguments.notNegative("minNs", minNs);
        Arguments.notNegative("maxNs", maxNs);
        Arguments.ordered(minNs, maxNs);
    }

    @Override
    public double meanNs() {
        return minNs + (maxNs - minNs) / 2.0;
    }

    @Override
    public double quantileNs(final double p) {
        return p < 0.5
                ? minNs + (maxNs - minNs) * Arguments.probability(p)
                : maxNs - (maxNs - minNs) * (1.0 - Arguments.probability(p));
    }

    @Override
    public double cdf(final double ns) {
        return Math.min(Math.max((ns - minNs) / (maxNs - minNs), 0.0), 1.0);
    }

    @Override
    public double survival(final double ns) {
        return Math.min(Math.max((maxNs - ns) / (maxNs - minNs), 0.0), 1.0);
    }

    @Override
    public double expectedExcessNs(final double levelNs) {
        if (levelNs <= minNs) {
            return meanNs() - levelNs;
        }
        final double aboveNs = Math.max(maxNs - levelNs, 0.0);
        return aboveNs * aboveNs / (2.0 * (maxNs - minNs));
    }

    @Override
    public double residualQuantileNs(final double p) {
        final double fromStartNs = meanNs() * Arguments.probability(p);
        // Up to minNs the survival function is 1 and the density of the residual is flat, then it falls linearly.
        return fromStartNs <= minNs ? fromStartNs : maxNs - Math.sqrt(2.0 * (maxNs - minNs) * meanNs() * (1.0 - p));
    }

    @Override
    public Uniform scaled(final double factor) {
        Arguments.positive("factor", factor);
        return new Uniform(minNs * factor, maxNs * factor);
    }
}
