package dev.headroom.random;

import org.apache.commons.math3.special.Erf;
import org.apache.commons.math3.util.FastMath;

/**
 * One stream of random numbers: xoshiro256++ 1.0 (D. Blackman and S. Vigna, "Scrambled Linear Pseudorandom Number
 * Generators", ACM TOMS 47(4), 2021), its 256 bits of state filled by SplitMix64 as the authors recommend. Period
 * 2<sup>256</sup> - 1, 4-dimensionally equidistributed, passes BigCrush.
 *
 * <p>The sequence depends on the seed alone: it is part of the file formats and never changes. Not safe for use by
 * several threads; every cause has a stream of its own ({@link RandomStreams}).
 */
public final class RandomStream {
    private static final double SQRT_2 = FastMath.sqrt(2.0);
    private static final double TWO_TO_MINUS_52 = 0x1.0p-52;

    private long s0;
    private long s1;
    private long s2;
    private long s3;

    /**
     * A stream at its beginning.
     *
     * @param seed any value; two seeds give unrelated streams
     */
    public RandomStream(final long seed) {
        this(
                SplitMix64.output(seed, 1),
                SplitMix64.output(seed, 2),
                SplitMix64.output(seed, 3),
                SplitMix64.output(seed, 4));
    }

    /** A stream with the given state, to compare with the published reference vectors. */
    RandomStream(final long s0, final long s1, final long s2, final long s3) {
        this.s0 = s0;
        this.s1 = s1;
        this.s2 = s2;
        this.s3 = s3;
    }

    /**
     * The next 64 random bits.
     *
     * @return any long, all equally likely
     */
    public long nextLong() {
        final long result = Long.rotateLeft(s0 + s3, 23) + s0;
        final long shifted = s1 << 17;
        s2 ^= s0;
        s3 ^= s1;
        s1 ^= s2;
        s0 ^= s3;
        s2 ^= shifted;
        s3 = Long.rotateLeft(s3, 45);
        return result;
    }

    /**
     * A uniform number in the open interval (0, 1): an odd multiple of 2<sup>-53</sup>, so that neither it nor one
     * minus it is ever zero, both are exact, and a logarithm of either is finite.
     *
     * @return the number
     */
    public double nextDouble() {
        return ((nextLong() >>> 12) + 0.5) * TWO_TO_MINUS_52;
    }

    /**
     * A uniform integer from 0 to {@code bound - 1}, without bias (D. Lemire, "Fast Random Integer Generation in an
     * Interval", ACM TOMACS 29(1), 2019). Takes one {@link #nextLong}, very rarely more.
     *
     * @param bound how many values there are, at least 1
     * @return the integer
     * @throws IllegalArgumentException if the bound is not positive
     */
    public int nextInt(final int bound) {
        if (bound <= 0) {
            throw new IllegalArgumentException("The bound must be at least 1, not " + bound);
        }
        long product = (nextLong() >>> 32) * bound;
        long low = product & 0xFFFF_FFFFL;
        if (low < bound) {
            // 2^32 mod bound low halves come once too often; they are drawn again.
            final long surplus = (1L << 32) % bound;
            while (low < surplus) {
                product = (nextLong() >>> 32) * bound;
                low = product & 0xFFFF_FFFFL;
            }
        }
        return (int) (product >>> 32);
    }

    /**
     * An exponentially distributed number with mean 1, by inversion: one {@link #nextDouble} per call.
     *
     * @return a finite number above 0
     */
    public double nextExponential() {
        return -FastMath.log(nextDouble());
    }

    /**
     * A normally distributed number with mean 0 and standard deviation 1, by inversion: one {@link #nextDouble} per
     * call. The argument of the inverse error function is exact, so the tails are right out to 8.2 deviations.
     *
     * @return a finite number
     */
    public double nextGaussian() {
        return SQRT_2 * Erf.erfInv(2.0 * nextDouble() - 1.0);
    }
}
