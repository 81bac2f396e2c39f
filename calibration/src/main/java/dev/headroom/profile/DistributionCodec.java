package dev.headroom.profile;

import dev.headroom.document.DocumentNode;
import dev.headroom.document.JsonText;
import dev.headroom.random.Constant;
import dev.headroom.random.Distribution;
import dev.headroom.random.Empirical;
import dev.headroom.random.Exponential;
import dev.headroom.random.Lognormal;
import dev.headroom.random.Mixture;
import dev.headroom.random.Pareto;
import dev.headroom.random.Uniform;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Distributions as documents: a mapping with a {@code kind} and its parameters. What a parameter is measured in is up
 * to the caller: plain numbers in the unit of a cost, or durations with their unit.
 */
public final class DistributionCodec {

    private static final List<String> KINDS =
            List.of("constant", "uniform", "exponential", "lognormal", "pareto", "mixture", "empirical");
    private static final int COMPONENTS_MAX = 16;
    private static final int POINTS_MAX = 1000;
    private static final double REAL_MAX = 1e18;

    private DistributionCodec() {}

    /**
     * Reads a distribution.
     *
     * @param node a mapping with {@code kind}
     * @param quantity reads a parameter that has the unit of the distribution; others are bare numbers
     * @return the distribution
     */
    public static Distribution read(final DocumentNode node, final ToDoubleFunction<DocumentNode> quantity) {
        final String kind = KINDS.get(node.required("kind", "kind: lognormal").word(KINDS, "kinds of distribution"));
        return switch (kind) {
            case "constant" -> {
                node.mapping("kind", "value");
                final double value = parameter(node, "value", quantity);
                yield node.built(() -> new Constant(value));
            }
            case "uniform" -> {
                node.mapping("kind", "min", "max");
                final double min = parameter(node, "min", quantity);
                final double max = parameter(node, "max", quantity);
                yield node.built(() -> new Uniform(min, max));
            }
            case "exponential" -> {
                node.mapping("kind", "mean");
                final double mean = parameter(node, "mean", quantity);
                yield node.built(() -> new Exponential(mean));
            }
            case "lognormal" -> {
                node.mapping("kind", "median", "sigma");
                final double median = parameter(node, "median", quantity);
                final double sigma = parameter(node, "sigma", bare -> bare.real(0, 10));
                yield node.built(() -> new Lognormal(median, sigma));
            }
            case "pareto" -> {
                node.mapping("kind", "min", "alpha", "max");
                final double min = parameter(node, "min", quantity);
                final double alpha = parameter(node, "alpha", bare -> bare.real(0, 100));
                final double max = parameter(node, "max", quantity);
                yield node.built(() -> new Pareto(min, alpha, max));
            }
            case "mixture" -> mixture(node, quantity);
            default -> empirical(node, quantity);
        };
    }

    private static Distribution mixture(final DocumentNode node, final ToDoubleFunction<DocumentNode> quantity) {
        node.mapping("kind", "components");
        final List<Mixture.Component> components = node
                .required("components", "components: [{weight: 1, value: {kind: ...}}]")
                .list(1, COMPONENTS_MAX)
                .stream()
                .map(item -> {
                    item.mapping("weight", "value");
                    final double weight = parameter(item, "weight", bare -> bare.real(0, REAL_MAX));
                    final Distribution value = read(item.required("value", "value: {kind: ...}"), quantity);
                    return item.built(() -> new Mixture.Component(weight, value));
                })
                .toList();
        return node.built(() -> new Mixture(components));
    }

    private static Distribution empirical(final DocumentNode node, final ToDoubleFunction<DocumentNode> quantity) {
        node.mapping("kind", "points");
        final List<Empirical.Point> points =
                node.required("points", "points: [{p: 0, value: ..}, {p: 1, value: ..}]").list(2, POINTS_MAX).stream()
                        .map(item -> {
                            item.mapping("p", "value");
                            final double probability = parameter(item, "p", bare -> bare.real(0, 1));
                            final double value = parameter(item, "value", quantity);
                            return item.built(() -> new Empirical.Point(probability, value));
                        })
                        .toList();
        return node.built(() -> new Empirical(points));
    }

    private static double parameter(
            final DocumentNode node, final String key, final ToDoubleFunction<DocumentNode> type) {
        return type.applyAsDouble(node.required(key, key + ": ..."));
    }

    /**
     * Writes a distribution, its parameters as plain numbers.
     *
     * @param distribution the distribution
     * @return a mapping for {@link JsonText}
     */
    public static Map<String, Object> write(final Distribution distribution) {
        if (distribution instanceof Constant constant) {
            return JsonText.object("kind", "constant", "value", constant.ns());
        }
        if (distribution instanceof Uniform uniform) {
            return JsonText.object("kind", "uniform", "min", uniform.minNs(), "max", uniform.maxNs());
        }
        if (distribution instanceof Exponential exponential) {
            return JsonText.object("kind", "exponential", "mean", exponential.meanNs());
        }
        if (distribution instanceof Lognormal lognormal) {
            return JsonText.object("kind", "lognormal", "median", lognormal.medianNs(), "sigma", lognormal.sigma());
        }
        if (distribution instanceof Pareto pareto) {
            return JsonText.object(
                    "kind", "pareto", "min", pareto.minNs(), "alpha", pareto.alpha(), "max", pareto.maxNs());
        }
        if (distribution instanceof Mixture mixture) {
            return JsonText.object(
                    "kind",
                    "mixture",
                    "components",
                    mixture.components().stream()
                            .map(part -> JsonText.object("weight", part.weight(), "value", write(part.distribution())))
                            .toList());
        }
        return JsonText.object(
                "kind",
                "empirical",
                "points",
                ((Empirical) distribution)
                        .points().stream()
                                .map(point -> JsonText.object("p", point.probability(), "value", point.ns()))
                                .toList());
    }
}
