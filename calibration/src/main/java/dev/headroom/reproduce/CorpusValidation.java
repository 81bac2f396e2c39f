package dev.headroom.reproduce;

import dev.headroom.compare.CaseComparison;
import dev.headroom.compare.CaseFacts;
import dev.headroom.compare.MeasuredQuantity;
import dev.headroom.compare.Prediction;
import dev.headroom.compare.Quantities;
import dev.headroom.compare.Tolerances;
import dev.headroom.compare.ValidationReport;
import dev.headroom.evidence.CaseDescription;
import dev.headroom.evidence.FittedRows;
import dev.headroom.evidence.MeasuredLatency;
import dev.headroom.format.hofer.HoferCorpus;
import dev.headroom.profile.Profile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntConsumer;

/**
 * Predicts every case of a corpus, then compares.
 *
 * <p>All predictions are fixed before the first result is read.
 */
public final class CorpusValidation {

    /** For each environment a profile of another machine: far enough off to be seen, and not absurd. */
    private static final Map<String, String> WRONG_COSTS = Map.of(
            "bm-std", "c5-prt", "bm-prt", "c5-std", "c5-std", "bm-prt", "c5-prt", "bm-std", "c5-rtapp", "bm-std");

    private final HoferCorpus corpus;
    private final Map<String, Profile> profiles;
    private final CasePredictor predictor;
    private final boolean negativeControl;

    /**
     * Prepares a validation.
     *
     * @param corpus descriptions and results
     * @param profiles profiles by id
     * @param predictor makes predictions
     * @param negativeControl whether each case gets the costs of another machine, to see that it disagrees
     */
    public CorpusValidation(
            final HoferCorpus corpus,
            final Map<String, Profile> profiles,
            final CasePredictor predictor,
            final boolean negativeControl) {
        this.corpus = corpus;
        this.profiles = new TreeMap<>(profiles);
        this.predictor = predictor;
        this.negativeControl = negativeControl;
    }

    /**
     * Runs it.
     *
     * @param progress told how many cases are predicted
     * @return the report
     */
    public ValidationReport run(final IntConsumer progress) {
        final List<CaseDescription> cases = corpus.cases();
        final List<Prediction> predictions = new ArrayList<>();
        for (final CaseDescription described : cases) {
            predictions.add(predict(described));
            progress.accept(predictions.size());
        }
        final Tolerances tolerances = Tolerances.standard();
        final List<CaseComparison> comparisons = new ArrayList<>();
        for (int i = 0; i < cases.size(); i++) {
            comparisons.add(compare(cases.get(i), predictions.get(i), tolerances));
        }
        return new ValidationReport(comparisons);
    }

    private Prediction predict(final CaseDescription described) {
        final String id = CaseMachine.profileId(described);
        final Profile profile = profiles.get(id);
        if (profile == null || CaseMachine.notModelled(described).isPresent()) {
            return Prediction.notModelled(
                    id, predictor.seed(), CaseMachine.notModelled(described).orElse("there is no profile " + id));
        }
        return predictor.predict(negativeControl ? wrong(profile) : profile, described);
    }

    /** The costs of another machine, and no loop that was calibrated on this one. */
    private Profile wrong(final Profile right) {
        final Profile other = profiles.get(WRONG_COSTS.getOrDefault(right.id(), right.id()));
        return right.withCosts(other.costs(), other.alternatives()).named(right.id() + "-negative-control");
    }

    private CaseComparison compare(
            final CaseDescription described, final Prediction prediction, final Tolerances tolerances) {
        final Optional<MeasuredLatency> measured = corpus.measured(described);
        final SortedMap<String, MeasuredQuantity> quantities = measured.map(
                        latency -> Quantities.of(latency, described.task().measure(), tolerances.resolutionUs()))
                .orElseGet(TreeMap::new);
        // No profile was fitted to what cannot be simulated.
        final boolean fitted = prediction.notModelled().isEmpty() && FittedRows.uses(described);
        return CaseComparison.of(
                CaseFacts.of(described, fitted),
                prediction,
                measured.map(latency -> OptionalLong.of(latency.samples())).orElseGet(OptionalLong::empty),
                quantities,
                tolerances);
    }
}
