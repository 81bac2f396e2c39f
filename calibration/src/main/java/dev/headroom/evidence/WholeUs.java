package dev.headroom.evidence;

/**
 * A reading of an instrument that counts whole microseconds, known up to a range.
 *
 * <p>A single reading of k stands for a time in [k, k + 1) us.
 *
 * @param lowUs smallest reading possible, in us
 * @param highUs largest reading possible, in us; equal to {@code lowUs} where the reading is known,
 *     {@link #UNBOUNDED_US} where only the lower end is
 */
public record WholeUs(long lowUs, long highUs) {

    /** Upper end of a reading of which only the lower end is known. */
    public static final long UNBOUNDED_US = Long.MAX_VALUE;

    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException if {@code lowUs > highUs}
     */
    public WholeUs {
        if (lowUs > highUs) {
            throw new IllegalArgumentException("empty range " + lowUs + ".." + highUs + " us");
        }
    }

    /**
     * Makes a known reading.
     *
     * @param us the reading, in us
     * @return the range that holds it alone
     */
    public static WholeUs of(final long us) {
        return new WholeUs(us, us);
    }

    /**
     * Makes a reading of which only the lower end is known.
     *
     * @param us smallest reading possible, in us
     * @return the range without upper end
     */
    public static WholeUs atLeast(final long us) {
        return new WholeUs(us, UNBOUNDED_US);
    }

    /** Returns whether the reading is known exactly. */
    public boolean isKnown() {
        return lowUs == highUs;
    }
}
