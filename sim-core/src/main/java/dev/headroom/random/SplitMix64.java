package dev.headroom.random;

/**
 * SplitMix64 (G. Steele, D. Lea, C. Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014, with the
 * constants of D. Stafford's variant 13, as in S. Vigna's reference code): fills the state of a {@link RandomStream}
 * and hashes the names of streams.
 */
final class SplitMix64 {
    /** The odd integer nearest to 2<sup>64</sup> divided by the golden ratio. */
    private static final long GOLDEN_GAMMA = 0x9E37_79B9_7F4A_7C15L;

    private SplitMix64() {}

    /** The n-th output, counted from 1, of the generator with the given seed. */
    static long output(final long seed, final int n) {
        return mix(seed + n * GOLDEN_GAMMA);
    }

    /** A new hash from a hash and one more word; the order of words counts. */
    static long absorb(final long hash, final long word) {
        return mix(mix(hash + GOLDEN_GAMMA) ^ (word * GOLDEN_GAMMA));
    }

    private static long mix(final long bits) {
        long z = bits;
        z = (z ^ (z >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D0_49BB_1331_11EBL;
        return z ^ (z >>> 31);
    }
}
