package dev.headroom.report;

import dev.headroom.prediction.CauseShare;
import dev.headroom.prediction.CpuPrediction;
import dev.headroom.prediction.Judge;
import dev.headroom.prediction.Prediction;
import dev.headroom.prediction.TaskPrediction;
import dev.headroom.prediction.VariantPrediction;
import dev.headroom.profile.MeasuredCondition;
import dev.headroom.stats.Interval;
import dev.headroom.stats.MaximumDistribution;
import dev.headroom.stats.ReplicatedLatency;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The report of a prediction for people. */
public final class TextReport {

    private static final int COLUMNS = 110;
    private static final int CAUSES_MAX = 6;
    private static final double IDLE = 0.005;
    private static final String NO_BREAK = "\u00a0";

    private final Prediction prediction;
    private final StringBuilder out = new StringBuilder();

    private TextReport(final Prediction prediction) {
        this.prediction = prediction;
    }

    /**
     * Writes a report.
     *
     * @param prediction what the simulation said
     * @param version version of the program
     * @return the text, ending in a line feed
     */
    public static String write(final Prediction prediction, final String version) {
        return new TextReport(prediction).report(version);
    }

    private String report(final String version) {
        final String title = prediction.plan().name();
        out.append(title).append('\n').append("=".repeat(title.length())).append("\n\n");
        paragraph(0, Words.answer(prediction));
        out.append('\n');
        for (final VariantPrediction variant : prediction.variants()) {
            paragraph(
                    0,
                    variant.variant().name() + " ("
                            + variant.variant().profile().id() + "): " + Words.headline(variant));
            Words.objectives(variant, prediction.plan().objectives())
                    .forEach(sentence -> paragraph(2, "- " + sentence));
        }
        out.append('\n');
        Words.support(prediction).forEach(sentence -> paragraph(0, sentence));
        prediction.plan().warnings().forEach(warning -> paragraph(0, "Warning: " + warning + "."));
        prediction.variants().forEach(this::variant);
        assumed();
        out.append("\nHeadroom ")
                .append(version)
                .append(", seed ")
                .append(prediction.plan().length().seed());
        out.append(", plan ").append(prediction.plan().digest(), 0, 12).append('\n');
        return out.toString();
    }

    private void variant(final VariantPrediction prediction) {
        final Surroundings surroundings = new Surroundings(prediction.variant());
        final String head = prediction.variant().name() + ": "
                + prediction.variant().profile().title();
        out.append('\n')
                .append(head)
                .append('\n')
                .append("-".repeat(head.length()))
                .append('\n');
        paragraph(0, "Surroundings: " + surroundings.words() + ".");
        out.append("\nWake-up latency\n");
        latencyTable(prediction.tasks(), false);
        final List<TaskPrediction> computing =
                prediction.tasks().stream().filter(TaskPrediction::computes).toList();
        if (!computing.isEmpty()) {
            out.append("\nResponse time\n");
            latencyTable(computing, true);
        }
        measured(surroundings);
        out.append("\nWhere the latency comes from\n");
        causes("mean", prediction.causesOfMean());
        causes("top 0.1 %", prediction.causesOfTop());
        if (!prediction.causesOfJobs().isEmpty()) {
            out.append("\nWhere the time of jobs goes\n");
            causes("mean", prediction.causesOfJobs());
        }
        out.append("\nCPU use: ").append(cpus(prediction)).append('\n');
    }

    private void latencyTable(final List<TaskPrediction> tasks, final boolean ofResponse) {
        final TextTable table = ofResponse
                ? new TextTable("task", "mean", "p50", "p99", "p99.9", "longest (5..95 %)", "late")
                : new TextTable("task", "wake-ups", "mean", "p50", "p99", "p99.9", "longest (5..95 %)");
        for (final TaskPrediction task : tasks) {
            final ReplicatedLatency values = ofResponse ? task.response() : task.latency();
            final String activations = Numbers.count(task.activations());
            if (values.replications() == 0) {
                final String late = ofResponse ? Numbers.count(task.deadlineMisses()) : "-";
                table.row(task.name(), ofResponse ? "-" : activations, "-", "-", "-", "-", late);
                continue;
            }
            final String mean = Numbers.interval(values.meanNs(Judge.CONFIDENCE), true);
            final String median = Numbers.duration(values.pooled().quantileNs(0.5));
            final String max = maximum(values);
            if (ofResponse) {
                table.row(
                        task.name(),
                        mean,
                        median,
                        quantile(values, 0.99),
                        quantile(values, 0.999),
                        max,
                        Numbers.count(task.deadlineMisses()));
            } else {
                table.row(task.name(), activations, mean, median, quantile(values, 0.99), quantile(values, 0.999), max);
            }
        }
        out.append(table.text(2));
    }

    private static String quantile(final ReplicatedLatency values, final double probability) {
        return Numbers.interval(
                values.quantileNs(probability, Judge.CONFIDENCE),
                values.supportsQuantile(probability, Judge.CONFIDENCE));
    }

    private static String maximum(final ReplicatedLatency values) {
        final long samples = Math.max(1, values.pooled().count() / values.replications());
        final MaximumDistribution maximum = values.maximumOf(samples);
        final Interval ns = maximum.ninetyPercentNs();
        return Numbers.interval(ns, true) + (maximum.isSupported() ? "" : " *");
    }

    private void measured(final Surroundings surroundings) {
        final List<MeasuredCondition> conditions = surroundings.comparable();
        out.append("\nMeasured, comparable condition\n");
        if (conditions.isEmpty()) {
            paragraph(2, "The profile carries no measurement of such surroundings.");
        }
        for (final MeasuredCondition condition : conditions) {
            paragraph(
                    2,
                    condition.id() + ": mean " + Numbers.significant(condition.meanLowUs()) + " .. "
                            + Numbers.significant(condition.meanHighUs()) + " us, "
                            + condition.quantiles().stream()
                                    .map(quantile -> "p" + Numbers.significant(100 * quantile.probability()) + " "
                                            + Numbers.significant(quantile.us()) + " us, ")
                                    .collect(Collectors.joining())
                            + "longest of a run " + Numbers.significant(condition.maxMedianUs()) + " us ("
                            + Numbers.significant(condition.maxLowUs()) + " .. "
                            + Numbers.significant(condition.maxHighUs()) + "), " + condition.runs() + " runs of "
                            + Numbers.count(condition.samplesPerRun()) + " wake-ups. " + condition.sentence());
        }
    }

    private void causes(final String what, final List<CauseShare> causes) {
        final String list = causes.stream()
                .limit(CAUSES_MAX)
                .map(cause -> cause.cause() + " " + Numbers.percent(cause.share()))
                .collect(Collectors.joining(", "));
        final double rest =
                causes.stream().skip(CAUSES_MAX).mapToDouble(CauseShare::share).sum();
        paragraph(
                2,
                what + ": " + (list.isEmpty() ? "nothing recorded" : list)
                        + (rest > 0 ? ", others " + Numbers.percent(rest) : ""));
    }

    private static String cpus(final VariantPrediction prediction) {
        final List<String> parts = new ArrayList<>();
        int idle = 0;
        for (final CpuPrediction cpu : prediction.cpus()) {
            if (cpu.utilisation() < IDLE) {
                idle++;
            } else {
                parts.add("CPU " + cpu.cpu() + " " + Numbers.percent(cpu.utilisation()));
            }
        }
        if (idle > 0) {
            parts.add(idle + (idle == 1 ? " CPU" : " CPUs") + " idle");
        }
        return String.join(", ", parts) + "; stolen " + Numbers.percent(prediction.steal());
    }

    private void assumed() {
        final Map<String, List<String>> numbers = new LinkedHashMap<>();
        for (final VariantPrediction variant : prediction.variants()) {
            final List<String> all =
                    numbers.computeIfAbsent(variant.variant().profile().id(), id -> new ArrayList<>());
            new Surroundings(variant.variant())
                    .assumed().stream().filter(number -> !all.contains(number)).forEach(all::add);
        }
        out.append("\nAssumed numbers that took part\n");
        numbers.forEach((id, names) -> paragraph(2, id + ": " + (names.isEmpty() ? "none" : String.join(", ", names))));
    }

    /** Adds a paragraph in lines of bounded length; further lines of an indented one hang by two more blanks. */
    private void paragraph(final int indent, final String text) {
        final StringBuilder line = new StringBuilder(" ".repeat(indent));
        int start = indent;
        // A number stays with its unit.
        for (final String word : text.replace(" %", NO_BREAK + "%").split(" ")) {
            if (line.length() > start && line.length() + 1 + word.length() > COLUMNS) {
                out.append(line.toString().replace(NO_BREAK, " ")).append('\n');
                start = indent == 0 ? 0 : indent + 2;
                line.setLength(0);
                line.append(" ".repeat(start));
            }
            line.append(line.length() > start ? " " : "").append(word);
        }
        out.append(line.toString().replace(NO_BREAK, " ")).append('\n');
    }
}
