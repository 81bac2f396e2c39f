package dev.headroom.report;

import dev.headroom.stats.Interval;
import dev.headroom.units.Durations;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Numbers as people read them, the same on every JVM: rounded from their exact binary value. */
final class Numbers {

    private static final MathContext THREE_DIGITS = new MathContext(3, RoundingMode.HALF_UP);

    private Numbers() {}

    /** Returns a count with its thousands set apart. */
    static String count(final long count) {
        final String digits = Long.toString(Math.abs(count));
        final StringBuilder out = new StringBuilder(count < 0 ? "-" : "");
        for (int i = 0; i < digits.length(); i++) {
            out.append(i > 0 && (digits.length() - i) % 3 == 0 ? " " : "").append(digits.charAt(i));
        }
        return out.toString();
    }

    /** Returns a share as a percentage with one decimal. */
    static String percent(final double share) {
        return fixed(100 * share, 1) + " %";
    }

    /** Returns a number with some decimals. */
    static String fixed(final double number, final int decimals) {
        return new BigDecimal(number).setScale(decimals, RoundingMode.HALF_UP).toPlainString();
    }

    /** Returns a number with three significant digits, without exponent. */
    static String significant(final double number) {
        return new BigDecimal(number).round(THREE_DIGITS).stripTrailingZeros().toPlainString();
    }

    /** Returns a probability as one in so many. */
    static String oneIn(final double probability) {
        return "1 in " + count(Math.round(Math.floor(Double.parseDouble(significant(1 / probability)))));
    }

    /** Returns a duration with its unit. */
    static String duration(final double ns) {
        return Durations.format(Math.round(ns));
    }

    /** Returns a time in seconds, exact to the ns. */
    static String seconds(final long ns) {
        return BigDecimal.valueOf(ns, 9).stripTrailingZeros().toPlainString() + " s";
    }

    /**
     * Returns an estimated duration with its bounds, all in one unit; no duration is below 0, whatever Student says.
     *
     * @param ns the estimate in ns
     * @param highKnown whether the upper bound is a real one
     */
    static String interval(final Interval ns, final boolean highKnown) {
        final String value = duration(ns.value());
        if (!ns.isBounded()) {
            return value;
        }
        final String unit = value.substring(value.indexOf(' ') + 1);
        final double unitNs = Durations.parseNs("1" + unit);
        return value + " (" + significant(Math.max(0, ns.low()) / unitNs) + ".."
                + (highKnown ? significant(ns.high() / unitNs) : "?") + ")";
    }
}
