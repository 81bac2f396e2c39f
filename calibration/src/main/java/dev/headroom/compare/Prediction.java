package dev.headroom.compare;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A finished prediction of one case, or the reason why there is none.
 *
 * @param profile name of the profile used
 * @param seed seed of the simulation
 * @param quantities predicted quantities by name, in the order of {@link Quantities#ORDER}; empty if not modelled
 * @param notModelled why the case cannot be predicted, as a sentence; nothing if it was
 */
public record Prediction(
        String profile, long seed, SortedMap<String, PredictedQuantity> quantities, Optional<String> notModelled) {

    /** Copies the map, so that the record does not change. */
    public Prediction {
        final SortedMap<String, PredictedQuantity> ordered = new TreeMap<>(Quantities.ORDER);
        ordered.putAll(quantities);
        quantities = Collections.unmodifiableSortedMap(ordered);
    }

    /**
     * Makes a prediction.
     *
     * @param profile name of the profile used
     * @param seed seed of the simulation
     * @param quantities predicted quantities by name
     * @return the prediction
     */
    public static Prediction of(
            final String profile, final long seed, final Map<String, PredictedQuantity> quantities) {
        return new Prediction(profile, seed, sorted(quantities), Optional.empty());
    }

    /**
     * Says that a case lies outside what the models know.
     *
     * @param profile name of the profile asked for
     * @param seed seed of the run
     * @param why the reason, as a sentence for the user
     * @return a prediction without quantities
     */
    public static Prediction notModelled(final String profile, final long seed, final String why) {
        return new Prediction(profile, seed, sorted(Map.of()), Optional.of(why));
    }

    private static SortedMap<String, PredictedQuantity> sorted(final Map<String, PredictedQuantity> quantities) {
        final SortedMap<String, PredictedQuantity> sorted = new TreeMap<>(Quantities.ORDER);
        sorted.putAll(quantities);
        return sorted;
    }
}
