package dev.headroom.evidence;

/** The quantiles that measurements are compared at. */
public enum Quantile {
    /** The median. */
    P50("p50", 50_000),
    /** One sample in 100 lies above. */
    P99("p99", 99_000),
    /** One sample in 1000 lies above. */
    P99_9("p99.9", 99_900),
    /** One sample in 10 000 lies above. */
    P99_99("p99.99", 99_990),
    /** One sample in 100 000 lies above. */
    P99_999("p99.999", 99_999);

    /** Parts that make a whole in {@link #rank}: shares have five decimal digits. */
    private static final long WHOLE = 100_000;

    private final String label;
    private final long share;

    Quantile(final String label, final long share) {
        this.label = label;
        this.share = share;
    }

    /** Returns the name in documents, for example {@code p99.9}. */
    public String label() {
        return label;
    }

    /** Returns the share of samples at or below the quantile, from 0 to 1. */
    public double share() {
        return (double) share / WHOLE;
    }

    /**
     * Returns the rank of the sample that is this quantile: the smallest n with n / total at least the share.
     *
     * @param total number of samples, at most 10^13
     * @return rank from 1, or 0 when there are no samples
     */
    public long rank(final long total) {
        return (Math.multiplyExact(total, share) + WHOLE - 1) / WHOLE;
    }
}
