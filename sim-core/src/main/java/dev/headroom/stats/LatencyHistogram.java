package dev.headroom.stats;

import java.util.Arrays;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/**
 * Counts latencies in ns. Two counters are kept side by side, because no single layout serves both readers:
 *
 * <ul>
 *   <li>an HdrHistogram (G. Tene) with three significant digits at every magnitude, 1 ns wide below 2 us, for
 *       quantiles;
 *   <li>one count per whole microsecond below {@link #EXACT_LIMIT_NS}, the layout of cyclictest's histogram. The width
 *       of HdrHistogram's buckets is a power of two in ns, so its edges are not those of whole microseconds. Durations
 *       that lie around a long one, such as the cycles of a periodic thread, are counted so {@link #from from an
 *       origin} on.
 * </ul>
 *
 * <p>Count, sum, minimum and maximum are exact. Recording takes a few ns and does not allocate once the range has been
 * seen. Histograms of replications are merged by adding counts; the result is the same as recording everything into
 * one. Not safe for use by several threads.
 */
public final class LatencyHistogram {
    /** Below this latency, 10 ms, each whole microsecond has a count of its own. */
    public static final long EXACT_LIMIT_NS = 10_000_000L;

    private static final int EXACT_BINS = (int) (EXACT_LIMIT_NS / 1_000);
    private static final int BINS_AT_START = 64;
    private static final int SIGNIFICANT_DIGITS = 3;

    private final Histogram histogram = new Histogram(SIGNIFICANT_DIGITS);

    /** Count of latencies in [k us, k + 1 us) at index k - originUs; grows as needed up to EXACT_BINS. */
    private long[] bins = new long[BINS_AT_START];

    private long originUs;
    private long belowOrigin;
    private long sumNs;
    private long sumWholeUs;
    private long minNs = Long.MAX_VALUE;
    private long maxNs;

    /** A histogram without any latency. */
    public LatencyHistogram() {}

    /**
     * A histogram whose counts per whole microsecond begin at an origin and reach {@link #EXACT_LIMIT_NS} far.
     *
     * @param originNs the origin in ns, whole microseconds, zero or more
     * @return a new histogram
     */
    public static LatencyHistogram from(final long originNs) {
        if (originNs < 0 || originNs % 1_000 != 0) {
            throw new IllegalArgumentException("An origin is a whole number of microseconds, not " + originNs + " ns");
        }
        final LatencyHistogram histogram = new LatencyHistogram();
        histogram.originUs = originNs / 1_000;
        return histogram;
    }

    /** Receives the counts of a histogram in ascending order of latency. */
    @FunctionalInterface
    public interface Visitor {
        /**
         * One bucket that is not empty.
         *
         * @param lowNs the smallest latency of the bucket in ns
         * @param highNs the largest latency of the bucket in ns
         * @param count how many latencies it holds, above 0
         */
        void visit(long lowNs, long highNs, long count);
    }

    /**
     * Counts one latency.
     *
     * @param ns the latency in ns, zero or more
     * @throws IllegalArgumentException if it is negative
     */
    public void record(final long ns) {
        record(ns, 1);
    }

    /**
     * Counts a latency several times.
     *
     * @param ns the latency in ns, zero or more
     * @param count how often, zero or more
     * @throws IllegalArgumentException if either is negative
     * @throws ArithmeticException if the sum of all latencies exceeds 292 years
     */
    public void record(final long ns, final long count) {
        if (ns < 0 || count < 0) {
            throw new IllegalArgumentException(
                    "A latency and its count are zero or more, not " + ns + " ns and " + count);
        }
        if (count == 0) {
            return;
        }
        final long wholeUs = ns / 1_000;
        sumNs = Math.addExact(sumNs, Math.multiplyExact(ns, count));
        sumWholeUs += wholeUs * count;
        minNs = Math.min(minNs, ns);
        maxNs = Math.max(maxNs, ns);
        histogram.recordValueWithCount(ns, count);
        final long bin = wholeUs - originUs;
        if (bin < 0) {
            belowOrigin += count;
        } else if (bin < EXACT_BINS) {
            if (bin >= bins.length) {
                growBins((int) bin + 1);
            }
            bins[(int) bin] += count;
        }
    }

    /**
     * Adds all counts of another histogram. An empty histogram takes over the other's origin.
     *
     * @param other what to add; it stays as it is
     * @throws IllegalArgumentException if both hold latencies and have different origins
     */
    public void merge(final LatencyHistogram other) {
        if (other.count() == 0) {
            return;
        }
        if (count() == 0) {
            originUs = other.originUs;
        } else if (originUs != other.originUs) {
            throw new IllegalArgumentException(
                    "Counts from " + originUs + " us and from " + other.originUs + " us cannot be added");
        }
        final long mergedSumNs = Math.addExact(sumNs, other.sumNs);
        // Taken first, so that merging a histogram with itself doubles it.
        final long[] added = other.bins;
        growBins(added.length);
        for (int i = 0; i < added.length; i++) {
            bins[i] += added[i];
        }
        histogram.add(other == this ? histogram.copy() : other.histogram);
        belowOrigin += other.belowOrigin;
        sumNs = mergedSumNs;
        sumWholeUs += other.sumWholeUs;
        minNs = Math.min(minNs, other.minNs);
        maxNs = Math.max(maxNs, other.maxNs);
    }

    /**
     * How many latencies were counted.
     *
     * @return the count
     */
    public long count() {
        return histogram.getTotalCount();
    }

    /**
     * The mean of the latencies as recorded, without any rounding to buckets.
     *
     * @return the mean in ns, NaN if the histogram is empty
     */
    public double meanNs() {
        return (double) sumNs / count();
    }

    /**
     * The mean of the latencies each cut to whole microseconds, what cyclictest prints as its average.
     *
     * @return the mean in us, NaN if the histogram is empty
     */
    public double meanOfWholeMicroseconds() {
        return (double) sumWholeUs / count();
    }

    /**
     * The smallest latency, exactly.
     *
     * @return the minimum in ns
     * @throws IllegalStateException if the histogram is empty
     */
    public long minNs() {
        requireNotEmpty();
        return minNs;
    }

    /**
     * The largest latency, exactly.
     *
     * @return the maximum in ns
     * @throws IllegalStateException if the histogram is empty
     */
    public long maxNs() {
        requireNotEmpty();
        return maxNs;
    }

    /**
     * The smallest latency that at least a share {@code p} of all latencies do not exceed, up to the width of a bucket
     * (0.1 %): the largest latency of the bucket it falls into, never outside minimum and maximum.
     *
     * @param p the share, from 0 to 1
     * @return the quantile in ns
     * @throws IllegalArgumentException if p is not from 0 to 1
     * @throws IllegalStateException if the histogram is empty
     */
    public long quantileNs(final double p) {
        requireNotEmpty();
        if (!(p >= 0.0 && p <= 1.0)) {
            throw new IllegalArgumentException("A quantile is asked for a share from 0 to 1, not " + p);
        }
        if (p == 0.0) {
            return minNs;
        }
        final long rank = rank(p);
        for (final HistogramIterationValue bucket : histogram.recordedValues()) {
            if (bucket.getTotalCountToThisValue() >= rank) {
                return Math.max(minNs, Math.min(maxNs, bucket.getValueIteratedTo()));
            }
        }
        return maxNs;
    }

    /**
     * A quantile as an instrument that counts whole microseconds reads it: exact where latencies have a count per
     * microsecond, elsewhere as {@link #quantileNs}.
     *
     * @param p the share, from 0 to 1
     * @return the quantile in whole us
     * @throws IllegalArgumentException if p is not from 0 to 1
     * @throws IllegalStateException if the histogram is empty
     */
    public long quantileWholeMicroseconds(final double p) {
        final long elsewhereUs = quantileNs(p) / 1_000;
        final long rank = rank(p);
        long upTo = belowOrigin;
        if (rank <= upTo) {
            return p == 0.0 ? minNs / 1_000 : elsewhereUs;
        }
        for (int bin = 0; bin < bins.length; bin++) {
            upTo += bins[bin];
            if (upTo >= rank) {
                return originUs + bin;
            }
        }
        return elsewhereUs;
    }

    /** Counted from the top for upper quantiles: 1 - p is exact there and p * count is not. */
    private long rank(final double p) {
        final long above = (long) Math.floor((1.0 - p) * count());
        return p < 0.5 ? Math.max(1, (long) Math.ceil(p * count())) : count() - above;
    }

    /**
     * How many latencies are at or above a level, for example a deadline. Exact for a level of whole microseconds up to
     * {@link #EXACT_LIMIT_NS} in a histogram without origin; otherwise the whole bucket that contains the level counts
     * (0.1 % of the level).
     *
     * @param ns the level in ns
     * @return the count
     */
    public long countAtOrAbove(final long ns) {
        if (count() == 0 || ns > maxNs) {
            return 0;
        }
        if (ns <= minNs) {
            return count();
        }
        if (originUs == 0 && ns <= EXACT_LIMIT_NS && ns % 1_000 == 0) {
            long below = 0;
            for (int i = 0; i < Math.min(ns / 1_000, bins.length); i++) {
                below += bins[i];
            }
            return count() - below;
        }
        return histogram.getCountBetweenValues(ns, maxNs);
    }

    /**
     * The exact counts of the whole-microsecond bins [k us, k + 1 us), as a histogram file of cyclictest has them.
     *
     * @param count how many bins, from the origin upwards, at most 10,000
     * @return a new array of that many counts; later latencies are in none of them
     * @throws IllegalArgumentException if there are not so many exact bins
     */
    public long[] microsecondBins(final int count) {
        if (count < 0 || count > EXACT_BINS) {
            throw new IllegalArgumentException(
                    "Bins of one microsecond are exact below " + EXACT_BINS + " us, not up to " + count);
        }
        return Arrays.copyOf(bins, count);
    }

    /**
     * Visits the buckets that are not empty, in ascending order.
     *
     * @param visitor what to call for each; the first and last buckets are cut to minimum and maximum
     */
    public void forEachBucket(final Visitor visitor) {
        for (final HistogramIterationValue bucket : histogram.recordedValues()) {
            final long highNs = bucket.getValueIteratedTo();
            final long lowNs = histogram.lowestEquivalentValue(highNs);
            visitor.visit(Math.max(lowNs, minNs), Math.min(highNs, maxNs), bucket.getCountAddedInThisIterationStep());
        }
    }

    /**
     * A histogram with every latency cut to whole microseconds, as a tool that counts microseconds would have recorded
     * it: to be compared with such a tool's results. Exact below {@link #EXACT_LIMIT_NS}; above, buckets are cut at
     * their lower end.
     *
     * @return a new histogram
     */
    public LatencyHistogram inWholeMicroseconds() {
        if (originUs != 0) {
            throw new IllegalStateException("A histogram from " + originUs + " us on is not cyclictest's");
        }
        final LatencyHistogram whole = new LatencyHistogram();
        for (int i = 0; i < bins.length; i++) {
            whole.record(i * 1_000L, bins[i]);
        }
        forEachBucket((lowNs, highNs, count) -> {
            if (lowNs >= EXACT_LIMIT_NS) {
                whole.record((highNs == maxNs ? highNs : lowNs) / 1_000 * 1_000, count);
            }
        });
        // One bucket lies across the limit: the bins have its part below, what is still missing is its part above.
        whole.record(EXACT_LIMIT_NS, count() - whole.count());
        return whole;
    }

    /**
     * An independent copy.
     *
     * @return a new histogram with the same counts
     */
    public LatencyHistogram copy() {
        final LatencyHistogram copy = new LatencyHistogram();
        copy.merge(this);
        return copy;
    }

    /** Forgets all latencies. */
    public void reset() {
        histogram.reset();
        Arrays.fill(bins, 0);
        belowOrigin = 0;
        sumNs = 0;
        sumWholeUs = 0;
        minNs = Long.MAX_VALUE;
        maxNs = 0;
    }

    /** How many latencies are in buckets above the one a latency falls into: ties within 0.1 % are not above. */
    long countAboveBucketOf(final long ns) {
        return ns >= maxNs ? 0 : histogram.getCountBetweenValues(histogram.nextNonEquivalentValue(ns), maxNs);
    }

    private void growBins(final int wanted) {
        if (wanted > bins.length) {
            bins = Arrays.copyOf(bins, Math.min(EXACT_BINS, Math.max(wanted, 2 * bins.length)));
        }
    }

    private void requireNotEmpty() {
        if (count() == 0) {
            throw new IllegalStateException("No latency was recorded, so there is no minimum, maximum or quantile");
        }
    }
}
