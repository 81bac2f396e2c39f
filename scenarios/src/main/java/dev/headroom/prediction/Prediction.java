package dev.headroom.prediction;

import dev.headroom.plan.Plan;
import java.util.List;

/**
 * What the simulation says about a plan.
 *
 * @param plan the plan, with the amount that was simulated
 * @param variants the plan itself first, then its variants in order
 */
public record Prediction(Plan plan, List<VariantPrediction> variants) {

    /** Copies the list. */
    public Prediction {
        variants = List.copyOf(variants);
    }

    /** Returns the worst verdict of the required variants. */
    public Verdict verdict() {
        return variants.stream()
                .filter(prediction -> prediction.variant().required())
                .map(VariantPrediction::verdict)
                .reduce(Verdict.MET, Verdict::or);
    }

    /** Returns the simulated time of all replications of a variant together in ns. */
    public long simulatedNs() {
        return Math.multiplyExact(plan.length().durationNs(), plan.length().replications());
    }
}
