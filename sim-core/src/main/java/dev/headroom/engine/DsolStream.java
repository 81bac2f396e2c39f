package dev.headroom.engine;

import java.util.Objects;
import java.util.function.DoubleSupplier;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import nl.tudelft.simulation.jstats.streams.StreamInterface;

/**
 * Lends a random generator of this project to DSOL's distributions and experiments.
 *
 * <p>DSOL's own generators take a lock for every draw, which costs more than a whole event here; this adapter takes
 * none. Unlike them it accepts every seed. Not thread safe.
 */
public final class DsolStream implements StreamInterface {

    /**
     * A seeded generator.
     *
     * @param longs 64 independent random bits a call
     * @param doubles uniform in the open interval (0, 1), so that a logarithm of it is finite
     */
    public record Source(LongSupplier longs, DoubleSupplier doubles) {

        /** Checks that both are there. */
        public Source {
            Objects.requireNonNull(longs, "longs");
            Objects.requireNonNull(doubles, "doubles");
        }
    }

    private final LongFunction<Source> seeded;
    private final long originalSeed;
    private long seed;
    private Source source;

    /**
     * Makes a stream.
     *
     * @param originalSeed its first seed, to which {@link #reset()} returns
     * @param seeded makes the generator that belongs to a seed
     */
    public DsolStream(long originalSeed, LongFunction<Source> seeded) {
        this.seeded = Objects.requireNonNull(seeded, "seeded");
        this.originalSeed = originalSeed;
        setSeed(originalSeed);
    }

    @Override
    public boolean nextBoolean() {
        return source.longs().getAsLong() < 0;
    }

    @Override
    public double nextDouble() {
        return source.doubles().getAsDouble();
    }

    /** Returns a number in [0, 1) with 24 random bits. */
    @Override
    public float nextFloat() {
        return (source.longs().getAsLong() >>> 40) * 0x1p-24f;
    }

    @Override
    public int nextInt() {
        return (int) (source.longs().getAsLong() >>> 32);
    }

    /**
     * Returns a uniform integer; both ends are included, as DSOL has it.
     *
     * @param i lowest result
     * @param j highest result
     * @throws IllegalArgumentException if j lies below i
     */
    @Override
    public int nextInt(int i, int j) {
        if (j < i) {
            throw new IllegalArgumentException("no integer from " + i + " to " + j);
        }
        long width = (long) j - i + 1;
        return (int) (i + (long) (width * nextDouble()));
    }

    @Override
    public long nextLong() {
        return source.longs().getAsLong();
    }

    @Override
    public long getSeed() {
        return seed;
    }

    @Override
    public long getOriginalSeed() {
        return originalSeed;
    }

    @Override
    public void setSeed(long newSeed) {
        seed = newSeed;
        source = seeded.apply(newSeed);
    }

    @Override
    public void reset() {
        setSeed(originalSeed);
    }
}
