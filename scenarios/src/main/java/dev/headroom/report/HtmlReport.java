package dev.headroom.report;

import dev.headroom.observe.TimelineSource;
import dev.headroom.plan.Objective;
import dev.headroom.plan.Objective.Measure;
import dev.headroom.prediction.CauseShare;
import dev.headroom.prediction.Prediction;
import dev.headroom.prediction.TaskPrediction;
import dev.headroom.prediction.TracedActivation;
import dev.headroom.prediction.VariantPrediction;
import dev.headroom.stats.LatencyHistogram;
import dev.headroom.stats.ReplicatedLatency;
import dev.headroom.timeline.TimelineSvg;
import dev.headroom.units.Durations;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The report of a prediction as a page of its own: no scripts, nothing loaded from elsewhere. */
public final class HtmlReport {

    private static final int CAUSES_MAX = Html.COLOURS - 1;

    private final Prediction prediction;
    private final Optional<TracedActivation> latest;
    private final StringBuilder out = new StringBuilder();
    private final List<String> causes = new ArrayList<>();

    private HtmlReport(final Prediction prediction, final Optional<TracedActivation> latest) {
        this.prediction = prediction;
        this.latest = latest;
    }

    /**
     * Writes a report.
     *
     * @param prediction what the simulation said
     * @param latest the latest activation and what happened around it, if it is known
     * @param version version of the program
     * @return the page
     */
    public static String write(
            final Prediction prediction, final Optional<TracedActivation> latest, final String version) {
        return new HtmlReport(prediction, latest).page(version);
    }

    private String page(final String version) {
        final String title = Html.escaped(prediction.plan().name());
        out.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        out.append("<meta name=\"viewport\" content=\"width=device-width\">\n<title>")
                .append(title);
        out.append("</title>\n<style>\n").append(Html.style()).append("</style>\n</head>\n<body>\n");
        out.append("<h1>")
                .append(title)
                .append("</h1>\n<p class=\"answer ")
                .append(prediction.verdict().key());
        out.append("\">").append(Html.escaped(Words.answer(prediction))).append("</p>\n");
        verdicts();
        chart("Wake-up latency", Measure.LATENCY, TaskPrediction::latency);
        if (prediction.variants().stream()
                .anyMatch(variant -> variant.tasks().stream().anyMatch(TaskPrediction::computes))) {
            chart("Response time", Measure.RESPONSE, TaskPrediction::response);
        }
        causes();
        latest.ifPresent(this::activation);
        out.append("<h2>Numbers</h2>\n<pre class=\"small scroll\">");
        out.append(Html.escaped(TextReport.write(prediction, version))).append("</pre>\n</body>\n</html>\n");
        return out.toString();
    }

    private void verdicts() {
        for (final VariantPrediction variant : prediction.variants()) {
            out.append("<p><b>").append(Html.escaped(variant.variant().name())).append("</b> (");
            out.append(Html.escaped(variant.variant().profile().id())).append("): ");
            out.append(Html.escaped(Words.headline(variant))).append("</p>\n");
        }
        out.append("<p class=\"small\">");
        Words.support(prediction)
                .forEach(sentence -> out.append(Html.escaped(sentence)).append(' '));
        out.append("</p>\n");
    }

    /** One curve for each variant; for a plan without variants one for each task. */
    private void chart(
            final String title, final Measure measure, final Function<TaskPrediction, ReplicatedLatency> values) {
        final List<SurvivalChart.Curve> curves = new ArrayList<>();
        if (prediction.variants().size() == 1) {
            for (final TaskPrediction task : prediction.variants().get(0).tasks()) {
                add(curves, task.name(), values.apply(task).pooled());
            }
        } else {
            for (final VariantPrediction variant : prediction.variants()) {
                final LatencyHistogram all = new LatencyHistogram();
                variant.tasks().forEach(task -> all.merge(values.apply(task).pooled()));
                add(
                        curves,
                        variant.variant().name() + " ("
                                + variant.variant().profile().id() + ")",
                        all);
            }
        }
        if (curves.isEmpty()) {
            return;
        }
        out.append("<h2>").append(title).append("</h2>\n<p class=\"small\">Share of activations that are longer. ");
        out.append(prediction.variants().size() == 1 ? "" : "All tasks of a variant together. ");
        out.append("Curves end where the simulated time ends.</p>\n<p class=\"legend\">");
        for (int i = 0; i < curves.size(); i++) {
            out.append(Html.key(i, curves.get(i).name()));
        }
        out.append("</p>\n").append(SurvivalChart.draw(title, curves, limitsNs(measure)));
    }

    private List<Long> limitsNs(final Measure measure) {
        return prediction.plan().objectives().stream()
                .filter(objective -> objective.measure() == measure)
                .map(Objective::limitNs)
                .distinct()
                .toList();
    }

    private static void add(final List<SurvivalChart.Curve> curves, final String name, final LatencyHistogram values) {
        if (values.count() > 0) {
            curves.add(new SurvivalChart.Curve(name, values));
        }
    }

    private void causes() {
        final StringBuilder bars = new StringBuilder();
        for (final VariantPrediction variant : prediction.variants()) {
            final String name = Html.escaped(variant.variant().name());
            bars.append(bar(name + ": mean", variant.causesOfMean()));
            bars.append(bar(name + ": latest 0.1 % of the activations", variant.causesOfTop()));
        }
        out.append("<h2>Where the wake-up latency comes from</h2>\n<p class=\"legend\">");
        for (int i = 0; i < Math.min(causes.size(), CAUSES_MAX); i++) {
            out.append(Html.key(i, causes.get(i)));
        }
        out.append(Html.key(CAUSES_MAX, "others")).append("</p>\n").append(bars);
    }

    private void activation(final TracedActivation traced) {
        final TimelineSource timeline = traced.timeline();
        final String task = timeline.tasks().get(traced.latency().task());
        final String title = "The latest activation: " + task;
        final String causes = traced.latency().causesNs().entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .map(cause -> cause.getKey() + " " + Durations.format(cause.getValue()))
                .collect(Collectors.joining(", "));
        out.append("<h2>").append(Html.escaped(title)).append("</h2>\n<p class=\"small\">");
        out.append(Html.escaped("Of all activations of the plan as it is, the one whose latency is the largest part "
                + "of its period; " + timeline.name() + ", released "
                + Numbers.seconds(traced.latency().fromNs()) + " after the start. Its latency: " + causes
                + ". A bar of a CPU has the colour of the task that it runs; an arrow is a wake-up."));
        out.append("</p>\n").append(TimelineSvg.draw(title, timeline, traced.latency(), traced.window()));
    }

    /** Colours go to causes in the order in which they appear; what comes late is one of the others. */
    private String bar(final String title, final List<CauseShare> shares) {
        final StringBuilder bar = new StringBuilder("<div class=\"small\">" + title + "</div>\n<div class=\"bar\">");
        double others = 0;
        for (final CauseShare share : shares) {
            if (!causes.contains(share.cause()) && causes.size() < CAUSES_MAX && share.share() >= 0.01) {
                causes.add(share.cause());
            }
            final int colour = causes.indexOf(share.cause());
            if (colour < 0) {
                others += share.share();
            } else {
                bar.append(part(colour, share.cause(), share.share()));
            }
        }
        return bar.append(others > 0 ? part(CAUSES_MAX, "others", others) : "")
                .append("</div>\n")
                .toString();
    }

    private static String part(final int colour, final String cause, final double share) {
        return "<i class=\"b" + colour + "\" style=\"width:" + Numbers.fixed(100 * share, 2) + "%\" title=\""
                + Html.escaped(cause) + " " + Numbers.percent(share) + "\"></i>";
    }
}
