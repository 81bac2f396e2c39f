package dev.headroom.fit;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A parameter of a fit and what the data say of it.
 *
 * @param name its name
 * @param value its value in the best fit
 * @param unit unit of the value, after a blank, or nothing
 * @param low 5 % quantile over the costs that explain the data about as well
 * @param high 95 % quantile over them
 * @param logSigma standard deviation of its logarithm over them, all other parameters free
 * @param determined whether the data, and not only the prior or a bound, determine it
 */
public record ParameterLine(
        String name, double value, String unit, double low, double high, double logSigma, boolean determined) {

    private static final double LOW = 0.05;
    private static final double HIGH = 0.95;
    /** Determined: the data have narrowed the prior to less than this share of its width. */
    private static final double SHARE_OF_PRIOR = 0.5;
    /** How close to a bound, on the logarithmic scale, a value counts as lying at it. */
    private static final double AT_BOUND = 0.01;

    /** Returns a line for each parameter. */
    static List<ParameterLine> of(final double[] best, final Posterior posterior) {
        final List<ParameterLine> lines = new ArrayList<>();
        for (final FitParameter parameter : FitParameter.values()) {
            final int i = parameter.ordinal();
            final double sigma = posterior.sigma(i);
            final boolean inside =
                    best[i] > Math.log(parameter.least()) + AT_BOUND && best[i] < Math.log(parameter.most()) - AT_BOUND;
            lines.add(new ParameterLine(
                    parameter.key(),
                    Math.exp(best[i]),
                    parameter.unit(),
                    Math.exp(posterior.quantile(i, LOW)),
                    Math.exp(posterior.quantile(i, HIGH)),
                    sigma,
                    inside && sigma < SHARE_OF_PRIOR * parameter.priorSigma()));
        }
        return lines;
    }

    /** Returns {@code path 1500 ns (1400..1600)}. */
    String words() {
        return name + " " + digits(value) + unit + " (" + digits(low) + ".." + digits(high) + ")";
    }

    private static String digits(final double value) {
        return String.format(
                Locale.ROOT, value >= 100 ? "%.0f" : value >= 10 ? "%.1f" : value >= 1 ? "%.2f" : "%.3f", value);
    }

    /** Returns the line of a table. */
    String text() {
        return String.format(
                Locale.ROOT,
                "%-26s %12s %12s %12s %10.2f  %s%n",
                name + unit,
                digits(value),
                digits(low),
                digits(high),
                logSigma,
                determined ? "yes" : "no: prior or bound");
    }

    /** Returns the head of the table. */
    static String head() {
        return String.format(
                Locale.ROOT,
                "%-26s %12s %12s %12s %10s  %s%n",
                "parameter",
                "best fit",
                "5 %",
                "95 %",
                "log sigma",
                "determined by the data");
    }
}
