package dev.headroom.report;

import dev.headroom.plan.Objective;
import dev.headroom.plan.Objective.Measure;
import dev.headroom.prediction.Judgement;
import dev.headroom.prediction.Prediction;
import dev.headroom.prediction.TaskPrediction;
import dev.headroom.prediction.VariantPrediction;
import dev.headroom.units.Durations;
import java.util.ArrayList;
import java.util.List;

/** The verdicts in plain words: is it safe, how sure are we, what does the simulated time support. */
final class Words {

    private Words() {}

    /** Returns the verdict on a variant as a headline. */
    static String headline(final VariantPrediction variant) {
        if (variant.judgements().isEmpty()) {
            return "no objectives to judge";
        }
        return switch (variant.verdict()) {
            case MET -> "all objectives met";
            case OPEN -> "no objective violated, but not enough was simulated to show all of them";
            case MISSED -> "an objective is MISSED";
        };
    }

    /** Returns a sentence for every objective. */
    static List<String> objectives(final VariantPrediction variant, final List<Objective> objectives) {
        final List<String> sentences = new ArrayList<>();
        for (final Objective objective : objectives) {
            final List<Judgement> judgements = variant.judgements().stream()
                    .filter(judgement -> judgement.objective().equals(objective))
                    .toList();
            if (!judgements.isEmpty()) {
                sentences.add(objective.words() + ": " + sentence(objective, judgements));
            }
        }
        return sentences;
    }

    private static String sentence(final Objective objective, final List<Judgement> judgements) {
        Judgement worst = judgements.get(0);
        for (final Judgement judgement : judgements) {
            final int order = judgement.verdict().compareTo(worst.verdict());
            if (order > 0 || order == 0 && judgement.violationShareHigh() > worst.violationShareHigh()) {
                worst = judgement;
            }
        }
        final String who = judgements.size() == 1 ? worst.task() : "each of " + judgements.size() + " tasks";
        final String seen = worst.violations() == 0
                ? "none of the " + Numbers.count(worst.activations()) + " activations of " + who + " violates it"
                : Numbers.count(worst.violations()) + " of " + Numbers.count(worst.activations()) + " activations of "
                        + worst.task() + " violate it";
        final String bound = "the probability is below " + Numbers.oneIn(worst.violationShareHigh()) + " at 95 %";
        if (worst.activations() == 0) {
            return "missed; " + worst.task() + " never ran";
        }
        if (objective.measure() == Measure.DEADLINE_MISSES) {
            return worst.verdict().key() + "; " + seen + "; " + bound;
        }
        return switch (worst.verdict()) {
            case MET -> "met; " + seen + "; " + bound;
            case MISSED -> "MISSED; " + seen;
            case OPEN ->
                "not shown; " + seen + ", which supports only that " + bound
                        + (worst.violations() == 0
                                ? "; " + Durations.format(worst.neededNs()) + " without a violation would show it"
                                : "");
        };
    }

    /** Returns what the simulated time can and cannot say. */
    static List<String> support(final Prediction prediction) {
        final long fewest = prediction.variants().stream()
                .flatMap(variant -> variant.tasks().stream())
                .mapToLong(TaskPrediction::activations)
                .min()
                .orElse(0);
        final List<String> sentences = new ArrayList<>();
        sentences.add("Simulated: " + prediction.plan().length().replications() + " replications of "
                + Durations.format(prediction.plan().length().durationNs()) + ", together "
                + Durations.format(prediction.simulatedNs()) + " for each variant.");
        if (fewest > 0) {
            sentences.add("Where nothing was seen in " + Numbers.count(fewest)
                    + " activations, the fewest of any task, its probability is below "
                    + Numbers.oneIn(-StrictMath.expm1(StrictMath.log(0.05) / fewest))
                    + " at 95 % (rule of three, activations taken as independent); nothing rarer is shown.");
        }
        final int starts = prediction.plan().length().replications();
        sentences.add("Every replication starts the tasks at other times and keeps their distance; " + starts
                + " such starts were simulated. A start that makes things worse and is rarer than "
                + Numbers.oneIn(-StrictMath.expm1(StrictMath.log(0.05) / starts)) + " may be missing among them.");
        final boolean drawn = prediction.variants().stream()
                .noneMatch(variant -> variant.variant().profile().alternatives().isEmpty());
        sentences.add("Intervals are 95 % confidence intervals of the simulation; "
                + (drawn
                        ? "each replication takes other costs that explain the measurements about as well. They do not "
                                + "contain errors of the model."
                        : "they do not contain errors of the profile or of the model.")
                + " '?' is an upper bound that the simulated time does not support; '*' marks "
                + "the longest of a run where it is extrapolated from the tail.");
        return sentences;
    }

    /** Returns the answer to the question of the plan in one sentence. */
    static String answer(final Prediction prediction) {
        if (prediction.plan().objectives().isEmpty()) {
            return "The plan demands nothing; this is what to expect.";
        }
        final int assumed = new Surroundings(prediction.variants().get(0).variant())
                .assumed()
                .size();
        final String caveat =
                assumed == 0 ? "" : " " + assumed + " numbers of the profile are assumptions, see the end.";
        return switch (prediction.verdict()) {
            case MET -> "Yes: the plan keeps its objectives, as far as profile and model hold." + caveat;
            case OPEN ->
                "Probably: nothing that was simulated violates an objective, but more must be simulated to be sure."
                        + caveat;
            case MISSED -> "No: the plan misses an objective." + caveat;
        };
    }
}
