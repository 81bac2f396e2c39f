package dev.headroom.fit;

import dev.headroom.profile.Profile;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A calibrated profile and how well it fits.
 *
 * @param profile the profile
 * @param misfit sum of squares at the optimum, prior included
 * @param excess by how much the variances of the data were enlarged for the misfit, at least 1
 * @param accepted share of the steps of the walk that were accepted; far from 0.2 the walk hardly moved
 * @param lines for each target what was measured and what the fitted costs give
 * @param parameters for each parameter its value and how much of it the data determine
 */
public record CalibrationResult(
        Profile profile,
        double misfit,
        double excess,
        double accepted,
        List<TargetLine> lines,
        List<ParameterLine> parameters) {

    /**
     * One fitted quantity.
     *
     * @param condition the condition
     * @param quantity such as {@code mean}
     * @param measuredUs measured value in us
     * @param fittedUs value that the fitted costs give, in us
     */
    public record TargetLine(String condition, String quantity, double measuredUs, double fittedUs) {}

    /** Middle of what a printed whole us stands for. */
    private static final double HALF_US = 0.5;

    static CalibrationResult of(
            final Profile profile,
            final CostFit fit,
            final CostFit.Result result,
            final List<ParameterLine> parameters,
            final double accepted) {
        final List<TargetLine> lines = new ArrayList<>();
        for (final FitTarget target : fit.targets()) {
            final LatencyLaw law = fit.law(result, target);
            target.meanUs()
                    .ifPresent(us -> lines.add(new TargetLine(target.condition(), "mean", us, law.meanOfWholeUs())));
            target.printedMeansUs().stream()
                    .mapToDouble(us -> us + HALF_US)
                    .average()
                    .ifPresent(us ->
                            lines.add(new TargetLine(target.condition(), "mean, printed", us, law.meanOfWholeUs())));
            for (final FitTarget.MeasuredQuantile quantile : target.quantiles()) {
                lines.add(new TargetLine(
                        target.condition(),
                        label(quantile.probability()),
                        quantile.us(),
                        law.quantileUs(quantile.probability())));
            }
            target.minUs()
                    .ifPresent(us -> lines.add(new TargetLine(
                            target.condition(), "min", us, law.quantileUs(1.0 / target.samplesPerRun()))));
            if (!target.maxima().isEmpty()) {
                lines.add(new TargetLine(
                        target.condition(),
                        "median of max",
                        FitTarget.median(target.maxima()),
                        target.maximumUs(law, 0.5)));
            }
        }
        return new CalibrationResult(profile, result.misfit(), fit.excess(result), accepted, lines, parameters);
    }

    /** Returns p99.9 for 0.999. */
    static String label(final double probability) {
        return "p"
                + BigDecimal.valueOf(probability)
                        .movePointRight(2)
                        .stripTrailingZeros()
                        .toPlainString();
    }

    /** Returns the report as text, at most 120 columns wide. */
    public String text() {
        final StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                "Profile %s, misfit %.1f, variances enlarged by %.2f, %.0f %% of the walk's steps accepted%n%n",
                profile.id(),
                misfit,
                excess,
                100 * accepted));
        text.append(String.format(
                Locale.ROOT,
                "%-34s %-14s %12s %12s %9s%n",
                "condition",
                "quantity",
                "measured us",
                "fitted us",
                "ln ratio"));
        for (final TargetLine line : lines) {
            text.append(String.format(
                    Locale.ROOT,
                    "%-34s %-14s %12.2f %12.2f %9.3f%n",
                    line.condition(),
                    line.quantity(),
                    line.measuredUs(),
                    line.fittedUs(),
                    Math.log(line.fittedUs() / line.measuredUs())));
        }
        text.append(String.format("%n")).append(ParameterLine.head());
        parameters.forEach(line -> text.append(line.text()));
        return text.toString();
    }
}
