package dev.headroom.compare;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a prediction is held against, from the measured figures of a whole corpus and no prediction.
 *
 * <p>The <em>spread of repeats</em> is |ln(a / b)| of two measurements of the same set and condition: a prediction as
 * good as a second measurement has the same median. The <em>baseline</em> is the prediction that needs no model: the
 * mean of all other cases with the same environment, kernel and load. It may use the repeats of the case itself, so it
 * is hard to beat where there are many.
 */
final class Yardsticks {

    /** Cases that the baseline averages over. */
    private record Peers(String environment, String kernel, boolean loaded, String quantity) {}

    /** Sum and number of the measured figures of some peers. */
    private record Pool(double sum, int count) {
        private static final Pool EMPTY = new Pool(0, 0);

        Pool plus(final double value) {
            return new Pool(sum + value, count + 1);
        }
    }

    private final Map<Peers, Pool> pools = new HashMap<>();

    Yardsticks(final Collection<CaseComparison> corpus) {
        for (final CaseComparison compared : corpus) {
            compared.measured()
                    .forEach((name, measured) -> measured.value()
                            .ifPresent(value -> pools.merge(
                                    peers(compared, name), Pool.EMPTY.plus(value), (old, one) -> old.plus(value))));
        }
    }

    private static Peers peers(final CaseComparison compared, final String quantity) {
        final CaseFacts facts = compared.facts();
        return new Peers(facts.environment(), facts.kernel(), facts.loaded(), quantity);
    }

    /**
     * The median |ln(baseline / measured)| per quantity.
     *
     * @param cases cases of the corpus given at construction
     * @return medians over those of the cases and quantities that have a log ratio of a prediction, too
     */
    SortedMap<String, Double> baseline(final Collection<CaseComparison> cases) {
        final SortedMap<String, List<Double>> ratios = new TreeMap<>(Quantities.ORDER);
        for (final CaseComparison compared : cases) {
            for (final String name : compared.logRatios().keySet()) {
                final double value = compared.measured().get(name).value().orElseThrow();
                meanOfOthers(peers(compared, name), value)
                        .ifPresent(mean -> ratios.computeIfAbsent(name, key -> new ArrayList<>())
                                .add(Math.abs(Math.log(mean / value))));
            }
        }
        return Tally.medians(ratios);
    }

    private OptionalDouble meanOfOthers(final Peers peers, final double value) {
        final Pool pool = pools.get(peers);
        final double mean = (pool.sum() - value) / (pool.count() - 1);
        return pool.count() > 1 && mean > 0 ? OptionalDouble.of(mean) : OptionalDouble.empty();
    }

    /**
     * The median |ln| between pairs of repeats per quantity.
     *
     * @param cases any cases
     * @return medians over all pairs that share a repeat key; quantities without a pair above 0 are left out
     */
    static SortedMap<String, Double> repeatSpread(final Collection<CaseComparison> cases) {
        final SortedMap<String, List<Double>> spreads = new TreeMap<>(Quantities.ORDER);
        final Map<String, SortedMap<String, List<Double>>> logsByRepeat = new TreeMap<>();
        for (final CaseComparison compared : cases) {
            final SortedMap<String, List<Double>> logs =
                    logsByRepeat.computeIfAbsent(compared.facts().repeatKey(), key -> new TreeMap<>(Quantities.ORDER));
            compared.measured().forEach((name, measured) -> {
                if (measured.value().orElse(0) > 0) {
                    logs.computeIfAbsent(name, key -> new ArrayList<>())
                            .add(Math.log(measured.value().getAsDouble()));
                }
            });
        }
        logsByRepeat
                .values()
                .forEach(logs -> logs.forEach((name, values) ->
                        spreads.computeIfAbsent(name, key -> new ArrayList<>()).addAll(distances(values))));
        return Tally.medians(spreads);
    }

    private static List<Double> distances(final List<Double> values) {
        final List<Double> distances = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            for (int j = i + 1; j < values.size(); j++) {
                distances.add(Math.abs(values.get(i) - values.get(j)));
            }
        }
        return distances;
    }
}
