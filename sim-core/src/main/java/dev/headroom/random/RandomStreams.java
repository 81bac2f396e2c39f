package dev.headroom.random;

/**
 * The random streams of one run: one named stream per cause, for example {@code "arrivals/control-1"} or {@code "wake
 * cost/cpu 3"}.
 *
 * <p>The seed of a stream is a hash of the run's seed and the cause. It does not depend on which other streams exist or
 * on the order in which they are asked for, so a new cause in a model never shifts the numbers of another, and two
 * plans that share causes are compared on common random numbers. Immutable and safe to share between threads.
 */
public final class RandomStreams {
    /** Keeps the seeds of replications apart from the seeds of streams. */
    private static final long REPLICATION_TAG = 0x7265_706C_6963_6174L;

    private final long seed;

    /**
     * The streams of a seed.
     *
     * @param seed what the user gave as the seed; any value
     */
    public RandomStreams(final long seed) {
        this.seed = seed;
    }

    /**
     * A stream for a cause, at its beginning. The same cause always gives the same numbers: ask once per cause and keep
     * the stream; two owners that ask for the same cause would draw the same numbers.
     *
     * @param cause what the numbers decide
     * @return a new stream
     * @throws IllegalArgumentException if the cause is blank
     */
    public RandomStream stream(final String cause) {
        if (cause.isBlank()) {
            throw new IllegalArgumentException("A random stream needs a cause, for example 'wake cost/cpu 3'");
        }
        long hash = SplitMix64.absorb(seed, cause.length());
        for (int i = 0; i < cause.length(); i++) {
            hash = SplitMix64.absorb(hash, cause.charAt(i));
        }
        return new RandomStream(hash);
    }

    /**
     * The streams of one replication of the run, unrelated to those of any other replication.
     *
     * @param index which replication, from 0
     * @return its streams
     * @throws IllegalArgumentException if the index is negative
     */
    public RandomStreams forReplication(final int index) {
        if (index < 0) {
            throw new IllegalArgumentException("Replications count from 0, not from " + index);
        }
        return new RandomStreams(SplitMix64.absorb(SplitMix64.absorb(seed, REPLICATION_TAG), index));
    }

    /**
     * The seed these streams come from.
     *
     * @return the seed
     */
    public long seed() {
        return seed;
    }
}
