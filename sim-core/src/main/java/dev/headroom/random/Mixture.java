package dev.headroom.random;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * One of several distributions, chosen at random each time: a fast path and, now and then, a slow one.
 *
 * @param components what is mixed; their weights are normalised to sum to 1
 */
public record Mixture(List<Component> components) implements Distribution {
    /** Weights this close to 1 in sum are left alone, so that a mixture made from another's components is its equal. */
    private static final double SUM_TOLERANCE = 1e-12;

    private static final int BISECTIONS_MAX = 200;

    /**
     * One of the distributions of a mixture.
     *
     * @param weight how often it is chosen, relative to the other components, above 0
     * @param distribution what is drawn from when it is chosen
     */
    public record Component(double weight, Distribution distribution) {
        /** Refuses a weight that is not positive and finite with an {@link IllegalArgumentException}. */
        public Component {
            Arguments.positive("weight", weight);
            if (distribution == null) {
                throw new IllegalArgumentException("A component of a mixture needs a distribution");
            }
        }
    }

    /** Refuses an empty list with an {@link IllegalArgumentException}. */
    public Mixture {
        if (components.isEmpty()) {
            throw new IllegalArgumentException("A mixture needs at least one component");
        }
        final double sum = components.stream().mapToDouble(Component::weight).sum();
        components = Math.abs(sum - 1.0) <= SUM_TOLERANCE
                ? List.copyOf(components)
                : components.stream()
                        .map(c -> new Component(c.weight() / sum, c.distribution()))
                        .toList();
    }

    /**
     * The mixture of the given components.
     *
     * @param components what is mixed, at least one
     * @return the mixture
     */
    public static Mixture of(final Component... components) {
        return new Mixture(List.of(components));
    }

    @Override
    public double meanNs() {
        return weighted(Distribution::meanNs);
    }

    /** Found by bisection: a mixture has no inverse in closed form, and may have jumps where Newton would fail. */
    @Override
    public double quantileNs(final double p) {
        Arguments.probability(p);
        double lowNs = Double.POSITIVE_INFINITY;
        double highNs = 0.0;
        for (final Component component : components) {
            final double quantileNs = component.distribution().quantileNs(p);
            lowNs = Math.min(lowNs, quantileNs);
            highNs = Math.max(highNs, quantileNs);
        }
        if (p == 0.0 || p == 1.0) {
            return p == 0.0 ? lowNs : highNs;
        }
        // The quantile lies between the smallest and the largest quantile of the components, ends included.
        if (reaches(lowNs, p)) {
            return lowNs;
        }
        for (int i = 0; i < BISECTIONS_MAX; i++) {
            final double middleNs = lowNs + (highNs - lowNs) / 2.0;
            if (middleNs <= lowNs || middleNs >= highNs) {
                break;
            }
            if (reaches(middleNs, p)) {
                highNs = middleNs;
            } else {
                lowNs = middleNs;
            }
        }
        return highNs;
    }

    @Override
    public double cdf(final double ns) {
        return Math.min(weighted(d -> d.cdf(ns)), 1.0);
    }

    @Override
    public double survival(final double ns) {
        return Math.min(weighted(d -> d.survival(ns)), 1.0);
    }

    @Override
    public double expectedExcessNs(final double levelNs) {
        return weighted(d -> d.expectedExcessNs(levelNs));
    }

    @Override
    public Mixture scaled(final double factor) {
        Arguments.positive("factor", factor);
        return new Mixture(components.stream()
                .map(c -> new Component(c.weight(), c.distribution().scaled(factor)))
                .toList());
    }

    /** Whether a share p is at or below ns, asked on the side where probabilities are small and hence precise. */
    private boolean reaches(final double ns, final double p) {
        return p < 0.5 ? cdf(ns) >= p : survival(ns) <= 1.0 - p;
    }

    private double weighted(final ToDoubleFunction<Distribution> measure) {
        double sum = 0.0;
        for (final Component component : components) {
            sum += component.weight() * measure.applyAsDouble(component.distribution());
        }
        return sum;
    }
}
