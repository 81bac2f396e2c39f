package dev.headroom.recorded;

import dev.headroom.compare.CaseComparison;
import dev.headroom.compare.Tolerances;
import dev.headroom.profile.Profile;
import java.util.Collection;
import java.util.Optional;

/** Predicts recorded cases with the profile of their machine and compares. */
public final class RecordedCases {

    private final Collection<Profile> profiles;
    private final ScenarioPredictor predictor;
    private final boolean negativeControl;
    private final Tolerances tolerances = Tolerances.recorded();

    /**
     * Prepares comparisons.
     *
     * @param profiles profiles to choose from: a case takes the one with its kernel release
     * @param predictor makes the predictions
     * @param negativeControl whether predictions are made deliberately wrong
     */
    public RecordedCases(
            final Collection<Profile> profiles, final ScenarioPredictor predictor, final boolean negativeControl) {
        this.profiles = profiles;
        this.predictor = predictor;
        this.negativeControl = negativeControl;
    }

    /** Predicts and compares a case. */
    public CaseComparison compare(final RecordedCase recorded) {
        final String release = recorded.scenario().host().kernel();
        final Optional<Profile> profile = profiles.stream()
                .filter(one -> one.kernel().value().version().equals(release))
                .findFirst();
        if (profile.isEmpty()) {
            return recorded.notModelled("no profile is of a machine with the kernel " + release + ".", tolerances);
        }
        return negativeControl
                ? recorded.negativeControl(profile.get(), otherCosts(profile.get()), predictor, tolerances)
                : recorded.compare(profile.get(), predictor, tolerances);
    }

    /** The first profile of another machine. */
    private dev.headroom.cost.CostModel otherCosts(final Profile right) {
        return profiles.stream()
                .filter(one -> !one.id().equals(right.id()))
                .findFirst()
                .orElse(right)
                .costs();
    }
}
