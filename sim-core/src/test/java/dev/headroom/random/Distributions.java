package dev.headroom.random;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Draws distributions for property tests, over the range of durations that models use. */
final class Distributions {
    private Distributions() {}

    static Arbitrary<Distribution> any() {
        return Arbitraries.oneOf(continuous(), ns().map(Constant::new), mixture(ns().map(Constant::new)));
    }

    /** Without atoms, so that cdf and quantile are inverse. */
    static Arbitrary<Distribution> continuous() {
        return Arbitraries.oneOf(simple(), simple(), mixture(simple()));
    }

    /** Neither mixtures nor constants. */
    static Arbitrary<Distribution> simple() {
        final Arbitrary<Double> factor = Arbitraries.doubles().between(1.5, 1e4);
        return Arbitraries.oneOf(
                Combinators.combine(ns(), factor).as((minNs, f) -> new Uniform(minNs, minNs * f)),
                ns().map(Exponential::new),
                Combinators.combine(ns(), Arbitraries.doubles().between(0.05, 2.5))
                        .as(Lognormal::new),
                Combinators.combine(ns(), Arbitraries.doubles().between(0.3, 4.0), factor)
                        .as((minNs, alpha, f) -> new Pareto(minNs, alpha, minNs * f)),
                Combinators.combine(ns(), factor)
                        .as((minNs, f) -> new Empirical(List.of(
                                new Empirical.Point(0.0, minNs),
                                new Empirical.Point(0.6, minNs * 1.2),
                                new Empirical.Point(0.99, minNs * 1.4),
                                new Empirical.Point(1.0, minNs * f)))));
    }

    private static Arbitrary<Distribution> mixture(final Arbitrary<? extends Distribution> parts) {
        return Combinators.combine(Arbitraries.doubles().between(0.01, 0.99), parts, parts)
                .as((weight, first, second) ->
                        Mixture.of(new Mixture.Component(weight, first), new Mixture.Component(1.0 - weight, second)));
    }

    private static Arbitrary<Double> ns() {
        return Arbitraries.doubles().between(1e3, 1e6);
    }
}
