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
 * @param lines for each target what was measured and what the fitted costs give
 * @param parameters for each parameter its value and how much of it the data determine
 */
public record CalibrationResult(
        Profile profile, double misfit, List<TargetLine> lines, List<ParameterLine> parameters) {

    /**
     * One fitted quantity.
     *
     * @param condition the condition
     * @param quantity such as {@code mean}
     * @param measuredUs measured value in us
     * @param fittedUs value that the fitted costs give, in us
     */
    public record TargetLine(String condition, String quantity, double measuredUs, double fittedUs) {}

    /**
     * One parameter.
     *
     * @param name its name
     * @param value its value
     * @param unit unit of the value
     * @param logSigma standard deviation of its logarithm given the other parameters, from the curvature of the misfit
     * @param determined whether the data, and not only the prior, determine it
     */
    public record ParameterLine(String name, double value, String unit, double logSigma, boolean determined) {}

    private static final double NUDGE = 0.1;
    /** Middle of what a printed whole us stands for. */
    private static final double HALF_US = 0.5;

    static CalibrationResult of(
            final Profile profile, final CostFit fit, final CostFit.Result result, final List<FitTarget> targets) {
        final List<TargetLine> lines = new ArrayList<>();
        for (final FitTarget target : targets) {
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
        return new CalibrationResult(profile, result.misfit(), lines, parameters(fit, result));
    }

    /** Returns p99.9 for 0.999. */
    private static String label(final double probability) {
        return "p"
                + BigDecimal.valueOf(probability)
                        .movePointRight(2)
                        .stripTrailingZeros()
                        .toPlainString();
    }

    private static List<ParameterLine> parameters(final CostFit fit, final CostFit.Result result) {
        final List<ParameterLine> lines = new ArrayList<>();
        for (final FitParameter parameter : FitParameter.values()) {
            final double[] up = result.vector().clone();
            final double[] down = result.vector().clone();
            up[parameter.ordinal()] += NUDGE;
            down[parameter.ordinal()] -= NUDGE;
            final double curvature = (fit.misfit(up) + fit.misfit(down) - 2 * result.misfit()) / (NUDGE * NUDGE) / 2;
            final double priorCurvature = 1 / (parameter.priorSigma() * parameter.priorSigma());
            lines.add(new ParameterLine(
                    parameter.name().toLowerCase(Locale.ROOT).replace('_', '-'),
                    FitVector.value(result.vector(), parameter),
                    parameter.unit(),
                    curvature > 0 ? 1 / Math.sqrt(curvature) : Double.POSITIVE_INFINITY,
                    curvature > 4 * priorCurvature));
        }
        return lines;
    }

    /** Returns the report as text, at most 120 columns wide. */
    public String text() {
        final StringBuilder text = new StringBuilder();
        text.append(String.format(Locale.ROOT, "Profile %s, misfit %.1f%n%n", profile.id(), misfit));
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
        text.append(String.format(
                Locale.ROOT, "%n%-22s %14s %12s  %s%n", "parameter", "value", "log sigma", "determined by the data"));
        for (final ParameterLine line : parameters) {
            text.append(String.format(
                    Locale.ROOT,
                    "%-22s %14s %12.2f  %s%n",
                    line.name(),
                    String.format(Locale.ROOT, "%.4g%s", line.value(), line.unit()),
                    line.logSigma(),
                    line.determined() ? "yes" : "no: prior or bound"));
        }
        return text.toString();
    }
}
