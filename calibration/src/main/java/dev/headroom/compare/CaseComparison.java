package dev.headroom.compare;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One case: what was predicted, what was measured, and the verdict.
 *
 * <p>A quantity is <em>judged</em> if it was both predicted and measured and has a tolerance; the maximum of a run that
 * is shorter than asked for is not. {@link Tolerance#judge} says how one quantity comes out. The case then is
 *
 * <ul>
 *   <li><em>not-modelled</em> if there is no prediction;
 *   <li>else <em>inconclusive</em> if nothing can be judged (no result, or nothing left of a cut histogram);
 *   <li>else <em>disagree</em> if at least one judged quantity disagrees;
 *   <li>else <em>inconclusive</em> if at least one is undecided;
 *   <li>else <em>agree</em>.
 * </ul>
 *
 * @param facts the case
 * @param prediction what was predicted
 * @param samples number of samples measured, if known
 * @param measured measured quantities by name; empty if the corpus holds no result
 * @param logRatios ln(predicted / measured) of every quantity that has both figures, each above 0
 * @param outcomes outcome of every judged quantity
 * @param verdict the verdict
 * @param why the verdict's reason, as a sentence
 */
public record CaseComparison(
        CaseFacts facts,
        Prediction prediction,
        OptionalLong samples,
        SortedMap<String, MeasuredQuantity> measured,
        SortedMap<String, Double> logRatios,
        SortedMap<String, Outcome> outcomes,
        Verdict verdict,
        String why) {

    /**
     * Compares one case.
     *
     * @param facts the case
     * @param prediction what was predicted
     * @param samples number of samples measured, if known
     * @param measured measured quantities by name; empty if the corpus holds no result
     * @param tolerances what is allowed
     * @return the comparison
     */
    public static CaseComparison of(
            final CaseFacts facts,
            final Prediction prediction,
            final OptionalLong samples,
            final SortedMap<String, MeasuredQuantity> measured,
            final Tolerances tolerances) {
        final SortedMap<String, Double> logRatios = new TreeMap<>(Quantities.ORDER);
        final SortedMap<String, Outcome> outcomes = new TreeMap<>(Quantities.ORDER);
        measured.forEach((name, reading) -> {
            final PredictedQuantity predicted = prediction.quantities().get(name);
            if (predicted == null) {
                return;
            }
            logRatio(predicted, reading).ifPresent(ratio -> logRatios.put(name, ratio));
            if (!(facts.shortRun() && Quantities.isMaximum(name))) {
                tolerances.of(name).ifPresent(limit -> outcomes.put(name, limit.judge(predicted, reading)));
            }
        });
        final Verdict verdict = verdict(prediction, outcomes);
        final CaseComparison compared = new CaseComparison(
                facts,
                prediction,
                samples,
                Collections.unmodifiableSortedMap(new TreeMap<>(measured)),
                Collections.unmodifiableSortedMap(logRatios),
                Collections.unmodifiableSortedMap(outcomes),
                verdict,
                "");
        return compared.withWhy(new Reason(compared).sentence());
    }

    private CaseComparison withWhy(final String sentence) {
        return new CaseComparison(facts, prediction, samples, measured, logRatios, outcomes, verdict, sentence);
    }

    private static OptionalDouble logRatio(final PredictedQuantity predicted, final MeasuredQuantity measured) {
        final double value = measured.value().orElse(0);
        return value > 0 && predicted.value() > 0
                ? OptionalDouble.of(Math.log(predicted.value() / value))
                : OptionalDouble.empty();
    }

    private static Verdict verdict(final Prediction prediction, final SortedMap<String, Outcome> outcomes) {
        if (prediction.notModelled().isPresent()) {
            return Verdict.NOT_MODELLED;
        }
        if (outcomes.containsValue(Outcome.DISAGREE)) {
            return Verdict.DISAGREE;
        }
        final boolean undecided = outcomes.isEmpty() || outcomes.containsValue(Outcome.UNDECIDED);
        return undecided ? Verdict.INCONCLUSIVE : Verdict.AGREE;
    }

    /**
     * Returns the quantities with an outcome, the farthest miss first.
     *
     * @param outcome the outcome looked for
     * @return their names, by descending |ln ratio|, those without ratio last
     */
    public List<String> withOutcome(final Outcome outcome) {
        final List<String> names = new ArrayList<>();
        outcomes.forEach((name, found) -> {
            if (found == outcome) {
                names.add(name);
            }
        });
        names.sort(Comparator.comparingDouble(name -> -Math.abs(logRatios.getOrDefault(name, 0.0))));
        return names;
    }
}
