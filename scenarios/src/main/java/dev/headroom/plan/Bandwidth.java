package dev.headroom.plan;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * Shares of CPU time with 20 binary places, rounded down, as the kernel adds them up ({@code to_ratio}); so that what
 * just fits there just fits here.
 */
final class Bandwidth {

    private static final int PLACES = 20;

    /** One CPU. */
    static final long ONE = 1L << PLACES;

    private Bandwidth() {}

    /**
     * Returns a share.
     *
     * @param runtimeNs CPU time in ns in every period, at most an hour or without limit
     * @param periodNs period in ns
     */
    static long of(final long runtimeNs, final long periodNs) {
        return runtimeNs >= Long.MAX_VALUE >> PLACES ? ONE : (runtimeNs << PLACES) / periodNs;
    }

    /** Returns a share as a number of CPUs with three decimals. */
    static String text(final long share) {
        return text((double) share / ONE);
    }

    /** Returns a number of CPUs with three decimals. */
    static String text(final double cpus) {
        return BigDecimal.valueOf(cpus)
                        .setScale(3, RoundingMode.HALF_UP)
                        .stripTrailingZeros()
                        .toPlainString()
                + " CPUs";
    }
}
