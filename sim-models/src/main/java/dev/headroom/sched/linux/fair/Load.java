package dev.headroom.sched.linux.fair;

/**
 * Arithmetic with load weights in the resolution that 64-bit kernels use: 1024 times the weights of {@code sched(7)}.
 *
 * <p>Deviation. Quotients are exact and rounded down; the kernel multiplies by a stored inverse, which is off by less
 * than one part in a million.
 *
 * <p>Source: {@code calc_delta_fair}, {@code scale_load} of Linux 4.7 to 6.18, read for the rules.
 */
final class Load {

    /** Weight of nice 0. */
    static final long NICE_0 = 1L << 20;

    private static final int SHIFT = 10;
    /** Weights below this one have no effect, {@code MIN_SHARES}. */
    private static final long LEAST = 2;

    private Load() {}

    /** Returns a weight of {@code sched(7)} in the finer resolution. */
    static long scaled(final long weight) {
        return weight << SHIFT;
    }

    /** Returns a weight in the resolution of {@code sched(7)}, 0 only for 0. */
    static long down(final long weight) {
        return weight == 0 ? 0 : Math.max(LEAST, weight >> SHIFT);
    }

    /** Returns how far so many ns of CPU time move the virtual time of an entity of a weight. */
    static long virtualNs(final long ns, final long weight) {
        return weight == NICE_0 ? ns : ns * down(NICE_0) / down(weight);
    }

    /** Returns the part of a time that belongs to a weight among a total. */
    static long shareNs(final long ns, final long weight, final long total) {
        return weight >= total ? ns : ns * down(weight) / down(total);
    }
}
