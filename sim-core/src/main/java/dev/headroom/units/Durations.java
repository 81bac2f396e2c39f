package dev.headroom.units;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads and writes durations. Inside the simulator a duration is a {@code long} in nanoseconds; in documents and on the
 * command line it is a number followed by its unit, so that no reader has to guess what a bare number means.
 *
 * <p>Units: {@code ns}, {@code us} (also {@code µs}), {@code ms}, {@code s}, {@code min}, {@code h}.
 */
public final class Durations {
    /** One microsecond in nanoseconds. */
    public static final long MICROSECOND_NS = 1_000L;

    /** One millisecond in nanoseconds. */
    public static final long MILLISECOND_NS = 1_000_000L;

    /** One second in nanoseconds. */
    public static final long SECOND_NS = 1_000_000_000L;

    private static final long MINUTE_NS = 60 * SECOND_NS;
    private static final long HOUR_NS = 60 * MINUTE_NS;

    /** Units from the largest to the smallest; both writers take the first that fits. */
    private static final String[] UNITS = {"h", "min", "s", "ms", "us", "ns"};

    private static final long[] UNIT_NS = {HOUR_NS, MINUTE_NS, SECOND_NS, MILLISECOND_NS, MICROSECOND_NS, 1};

    /**
     * {@link #format} changes to minutes at 2 min and to hours at 2 h, because "90 s" is read faster than "1.5 min".
     */
    private static final long[] READABLE_FROM_NS = {
        2 * HOUR_NS, 2 * MINUTE_NS, SECOND_NS, MILLISECOND_NS, MICROSECOND_NS, 0
    };

    /** More digits than the largest long with nanoseconds as decimals of hours; stops absurd input early. */
    private static final int TEXT_LENGTH_MAX = 40;

    private static final Pattern DURATION = Pattern.compile("([0-9]+(?:\\.[0-9]+)?) ?([a-zA-Zµμ]*)");
    private static final String EXAMPLES = "write a number and a unit, such as 10ms, 400us, 1.5s, 3min or 250ns";

    private Durations() {}

    /**
     * The duration that a text such as {@code 10ms} or {@code 1.5s} stands for. One blank between number and unit is
     * accepted, so that what {@link #format} writes can be read.
     *
     * @param text a decimal number and a unit
     * @return the duration in nanoseconds, never negative
     * @throws IllegalArgumentException if the number is bare, negative or malformed, if the unit is unknown, if the
     *     duration is not a whole number of nanoseconds or exceeds about 292 years; the message says what is right
     */
    public static long parseNs(final String text) {
        final String trimmed = text.trim();
        final Matcher matcher = DURATION.matcher(trimmed);
        if (trimmed.startsWith("-")) {
            throw refused(trimmed, "is negative; a duration is zero or more");
        }
        if (trimmed.length() > TEXT_LENGTH_MAX || !matcher.matches()) {
            throw refused(trimmed, "is not a duration; " + EXAMPLES);
        }
        final String unit = matcher.group(2);
        if (unit.isEmpty()) {
            throw refused(trimmed, "has no unit; " + EXAMPLES);
        }
        final BigDecimal exactNs = new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unitNs(trimmed, unit)));
        if (exactNs.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
            throw refused(trimmed, "is too long; the longest duration is " + Long.MAX_VALUE + "ns, about 292 years");
        }
        if (exactNs.stripTrailingZeros().scale() > 0) {
            throw refused(trimmed, "is finer than a nanosecond; give a whole number of nanoseconds");
        }
        return exactNs.longValueExact();
    }

    /**
     * A duration for people: at most three significant digits, rounded half up, a blank and the unit, for example
     * {@code 3.2 us}, {@code 90 ms}, {@code 1.25 s}. Negative values, such as differences, keep their sign.
     *
     * @param ns the duration in nanoseconds
     * @return the rounded text
     */
    public static String format(final long ns) {
        // Rounding first decides the unit: 999,999 ns is "1 ms", not "1000 us".
        final BigDecimal rounded = BigDecimal.valueOf(ns).round(new MathContext(3, RoundingMode.HALF_UP));
        int unit = 0;
        while (rounded.abs().compareTo(BigDecimal.valueOf(READABLE_FROM_NS[unit])) < 0) {
            unit++;
        }
        final BigDecimal inUnit = BigDecimal.valueOf(ns)
                .divide(BigDecimal.valueOf(UNIT_NS[unit]), new MathContext(3, RoundingMode.HALF_UP));
        return inUnit.stripTrailingZeros().toPlainString() + " " + UNITS[unit];
    }

    /**
     * A duration without any rounding, in the largest unit that needs no decimals: {@code 90ms}, {@code 1250ms},
     * {@code 3min}. {@link #parseNs} gives back the same number.
     *
     * @param ns the duration in nanoseconds, zero or more
     * @return the exact text
     * @throws IllegalArgumentException if the duration is negative
     */
    public static String exact(final long ns) {
        if (ns < 0) {
            throw new IllegalArgumentException("A duration is zero or more, not " + ns + " ns");
        }
        if (ns == 0) {
            return "0ns";
        }
        int unit = 0;
        while (ns % UNIT_NS[unit] != 0) {
            unit++;
        }
        return ns / UNIT_NS[unit] + UNITS[unit];
    }

    private static long unitNs(final String text, final String unit) {
        // Both code points that print as a Greek mu are in use: the micro sign and the letter.
        final String ascii = unit.equals("µs") || unit.equals("μs") ? "us" : unit;
        for (int i = 0; i < UNITS.length; i++) {
            if (UNITS[i].equals(ascii)) {
                return UNIT_NS[i];
            }
        }
        throw refused(text, "has the unknown unit '" + unit + "'; known are ns, us, ms, s, min, h");
    }

    private static IllegalArgumentException refused(final String text, final String why) {
        return new IllegalArgumentException("'" + text + "' " + why);
    }
}
