package dev.headroom.report;

import dev.headroom.document.JsonText;
import dev.headroom.plan.Objective;
import dev.headroom.prediction.CauseShare;
import dev.headroom.prediction.Judge;
import dev.headroom.prediction.Judgement;
import dev.headroom.prediction.Prediction;
import dev.headroom.prediction.TaskPrediction;
import dev.headroom.prediction.VariantPrediction;
import dev.headroom.profile.Profile;
import dev.headroom.stats.Interval;
import dev.headroom.stats.ReplicatedLatency;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The report of a prediction for programs: the same bytes for the same plan, profiles, seed and version.
 *
 * <p>Every quantity is {@code {value, low, high}}: low and high are 95 % confidence bounds, {@code null} where there is
 * none. {@code max_us} is the median of the longest latency of a replication with its 5 % and 95 % quantiles.
 */
public final class PredictionJson {

    /** Name and version of the document format. */
    public static final String FORMAT = "headroom-prediction/1";

    private static final String[] QUANTILES = {"50", "90", "99", "99.9", "99.99", "99.999"};
    private static final double US = 1e-3;

    private PredictionJson() {}

    /**
     * Writes a prediction.
     *
     * @param prediction what the simulation said
     * @param version version of the program
     * @return the document, ending in a line feed
     */
    public static String write(final Prediction prediction, final String version) {
        return JsonText.write(JsonText.object(
                "format", FORMAT,
                "version", version,
                "plan",
                        JsonText.object(
                                "name", prediction.plan().name(),
                                "sha256", prediction.plan().digest()),
                "seed", prediction.plan().length().seed(),
                "replications", prediction.plan().length().replications(),
                "duration_ns", prediction.plan().length().durationNs(),
                "confidence", Judge.CONFIDENCE,
                "verdict", prediction.verdict().key(),
                "warnings", prediction.plan().warnings().size(),
                "variants",
                        prediction.variants().stream()
                                .map(PredictionJson::variant)
                                .toList()));
    }

    private static Map<String, Object> variant(final VariantPrediction prediction) {
        final Profile profile = prediction.variant().profile();
        return JsonText.object(
                "name", prediction.variant().name(),
                "required", prediction.variant().required(),
                "profile", JsonText.object("id", profile.id(), "sha256", profile.digest()),
                "verdict", prediction.verdict().key(),
                "busy_cpus", interval(prediction.busyCpus(), 1, true),
                "steal", prediction.steal(),
                "objectives",
                        prediction.judgements().stream()
                                .map(PredictionJson::judgement)
                                .toList(),
                "tasks", prediction.tasks().stream().map(PredictionJson::task).toList(),
                "cpus",
                        prediction.cpus().stream()
                                .map(cpu -> JsonText.object(
                                        "cpu", cpu.cpu(),
                                        "utilisation", cpu.utilisation(),
                                        "user", cpu.user(),
                                        "kernel", cpu.kernel(),
                                        "interrupt", cpu.interrupt(),
                                        "idle", cpu.idle(),
                                        "steal", cpu.stolen()))
                                .toList(),
                "assumed", new Surroundings(prediction.variant()).assumed());
    }

    private static Map<String, Object> judgement(final Judgement judgement) {
        final Objective objective = judgement.objective();
        final Map<String, Object> object = JsonText.object(
                "task", judgement.task(),
                "measure", objective.measure().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        if (objective.measure() == Objective.Measure.DEADLINE_MISSES) {
            object.put("max_misses", objective.missesMax());
        } else {
            object.put("max_us", objective.limitNs() * US);
            object.put("probability", objective.probability());
        }
        object.put("verdict", judgement.verdict().key());
        object.put("activations", judgement.activations());
        object.put("violations", judgement.violations());
        object.put("violation_probability_high", judgement.violationShareHigh());
        return object;
    }

    private static Map<String, Object> task(final TaskPrediction task) {
        final Map<String, Object> object = JsonText.object(
                "task", task.name(),
                "container", task.container(),
                "activations", task.activations(),
                "skipped", task.skipped(),
                "misses", task.deadlineMisses(),
                "latency_limit_misses", task.latencyMisses(),
                "latency", quantities(task.latency()),
                "response", quantities(task.response()),
                "causes_of_mean", causes(task.causesOfMean()),
                "causes_of_top", causes(task.causesOfTop()));
        if (!task.causesOfJobs().isEmpty()) {
            object.put("causes_of_jobs", causes(task.causesOfJobs()));
        }
        return object;
    }

    private static Map<String, Object> quantities(final ReplicatedLatency values) {
        final Map<String, Object> object = JsonText.object();
        if (values.replications() == 0) {
            return object;
        }
        object.put("mean_us", interval(values.meanNs(Judge.CONFIDENCE), US, true));
        for (final String percent : QUANTILES) {
            final double probability = Double.parseDouble(percent) / 100;
            object.put(
                    "p" + percent + "_us",
                    interval(
                            values.quantileNs(probability, Judge.CONFIDENCE),
                            US,
                            values.supportsQuantile(probability, Judge.CONFIDENCE)));
        }
        final long samples = Math.max(1, values.pooled().count() / values.replications());
        object.put("max_us", interval(values.maximumOf(samples).ninetyPercentNs(), US, true));
        return object;
    }

    /** Bounds that are not known come out as null. */
    private static Map<String, Object> interval(final Interval interval, final double factor, final boolean highKnown) {
        return JsonText.object(
                "value", interval.value() * factor,
                "low", interval.low() * factor,
                "high", highKnown ? interval.high() * factor : Double.POSITIVE_INFINITY);
    }

    private static List<Map<String, Object>> causes(final List<CauseShare> causes) {
        return causes.stream()
                .map(cause -> JsonText.object("cause", cause.cause(), "share", cause.share()))
                .toList();
    }
}
