package dev.headroom.replay;

import java.util.List;

/** Quantiles of lengths. */
final class Quantiles {

    private static final double NS_PER_US = 1000;

    private Quantiles() {}

    /** Returns the smallest length in us that at least the given share of sorted lengths in ns does not exceed. */
    static double us(final List<Long> sorted, final double share) {
        final int place = (int) Math.ceil(share * sorted.size()) - 1;
        return sorted.get(Math.max(0, Math.min(sorted.size() - 1, place))) / NS_PER_US;
    }
}
