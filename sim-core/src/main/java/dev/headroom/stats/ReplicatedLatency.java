package dev.headroom.stats;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.math3.distribution.BetaDistribution;

/**
 * The latencies of one task over all replications, with intervals that respect that latencies of one replication are
 * alike.
 *
 * <ul>
 *   <li>Means: Student's t over the means of the replications ({@link ReplicatedValue}).
 *   <li>Quantiles: estimated from all latencies pooled, because a single replication often has none beyond a rare
 *       quantile. The interval is that of the share beyond the quantile, turned into latencies through the pooled
 *       histogram (R. Woodruff, JASA 47, 1952). For the share it is the exact binomial interval with the sample size
 *       reduced by the design effect, that is by how much more the share varies between replications than it would if
 *       all latencies were independent (E. Korn and B. Graubard, Survey Methodology 24, 1998), which holds for small
 *       counts too.
 *   <li>Maxima: {@link MaximumDistribution}.
 * </ul>
 *
 * <p>With a single replication latencies are taken as independent, for want of anything better: the interval of a
 * quantile is then too narrow if they are not, and the mean has no bounds.
 */
public final class ReplicatedLatency {
    private final List<LatencyHistogram> replications = new ArrayList<>();
    private final LatencyHistogram pooled = new LatencyHistogram();

    /** Without replications at first. */
    public ReplicatedLatency() {}

    /**
     * Adds the latencies of one more replication.
     *
     * @param replication its histogram, not empty; copied
     * @throws IllegalArgumentException if it is empty
     */
    public void add(final LatencyHistogram replication) {
        if (replication.count() == 0) {
            throw new IllegalArgumentException("A replication without latencies tells nothing; leave it out");
        }
        replications.add(replication.copy());
        pooled.merge(replication);
    }

    /**
     * How many replications there are.
     *
     * @return the count
     */
    public int replications() {
        return replications.size();
    }

    /**
     * All latencies together.
     *
     * @return a new histogram
     */
    public LatencyHistogram pooled() {
        return pooled.copy();
    }

    /**
     * The mean latency.
     *
     * @param confidence for example 0.95
     * @return the mean of the replications' means in ns
     * @throws IllegalStateException if there is no replication
     */
    public Interval meanNs(final double confidence) {
        final ReplicatedValue means = new ReplicatedValue();
        replications.forEach(r -> means.add(r.meanNs()));
        return means.mean(confidence);
    }

    /**
     * The mean of latencies cut to whole microseconds, to compare with cyclictest's average.
     *
     * @param confidence for example 0.95
     * @return the mean of the replications' means in us
     * @throws IllegalStateException if there is no replication
     */
    public Interval meanOfWholeMicroseconds(final double confidence) {
        final ReplicatedValue means = new ReplicatedValue();
        replications.forEach(r -> means.add(r.meanOfWholeMicroseconds()));
        return means.mean(confidence);
    }

    /**
     * A quantile of the latency. Its upper bound cannot exceed the largest simulated latency: see
     * {@link #supportsQuantile}.
     *
     * @param p the share of latencies not above the quantile, above 0 and below 1
     * @param confidence for example 0.95
     * @return the quantile in ns
     * @throws IllegalArgumentException if p or the confidence is out of range
     * @throws IllegalStateException if there is no replication
     */
    public Interval quantileNs(final double p, final double confidence) {
        final double[] beyond = shareBeyond(p, confidence);
        final long valueNs = pooled.quantileNs(p);
        return new Interval(
                valueNs,
                Math.min(valueNs, pooled.quantileNs(1.0 - beyond[1])),
                Math.max(valueNs, pooled.quantileNs(1.0 - beyond[0])));
    }

    /**
     * Whether enough was simulated to bound a quantile from above: even at the upper bound, one latency beyond it is to
     * be expected in the sample. If not, the upper bound is just the largest latency seen.
     *
     * @param p the share of latencies not above the quantile, above 0 and below 1
     * @param confidence for example 0.95
     * @return true if the interval of {@link #quantileNs} is a real one
     */
    public boolean supportsQuantile(final double p, final double confidence) {
        return shareBeyond(p, confidence)[0] * pooled.count() >= 1.0;
    }

    /**
     * The distribution of the largest of as many latencies as were measured.
     *
     * @param samples how many, at least 1
     * @return the distribution of their maximum
     * @throws IllegalStateException if there is no replication
     */
    public MaximumDistribution maximumOf(final long samples) {
        return MaximumDistribution.of(replications, samples);
    }

    /** The interval of the share of latencies beyond the p-quantile: low, high. */
    private double[] shareBeyond(final double p, final double confidence) {
        StudentT.requireConfidence(confidence);
        if (!(p > 0.0 && p < 1.0)) {
            throw new IllegalArgumentException("A quantile with an interval needs 0 < p < 1, not " + p);
        }
        final double q = 1.0 - p;
        final double samples = effectiveSamples(pooled.quantileNs(p), confidence);
        final double tail = (1.0 - confidence) / 2.0;
        final double accuracy = 1e-6 * Math.min(q, p);
        final double low =
                new BetaDistribution(null, samples * q, samples * p + 1.0, accuracy).inverseCumulativeProbability(tail);
        final double high = new BetaDistribution(null, samples * q + 1.0, samples * p, accuracy)
                .inverseCumulativeProbability(1.0 - tail);
        return new double[] {low, high};
    }

    /** Korn and Graubard's effective sample size for the share of latencies beyond a level. */
    private double effectiveSamples(final long levelNs, final double confidence) {
        final double total = pooled.count();
        final double share = pooled.countAboveBucketOf(levelNs) / total;
        final int clusters = replications.size();
        if (clusters < 2) {
            return total;
        }
        double squares = 0.0;
        for (final LatencyHistogram replication : replications) {
            final double excess = replication.countAboveBucketOf(levelNs) - share * replication.count();
            squares += excess * excess;
        }
        final double independent = total * share * (1.0 - share);
        final double designEffect = independent > 0.0 ? clusters / (clusters - 1.0) * squares / independent : 1.0;
        final double ratio =
                StudentT.criticalValue(confidence, total - 1.0) / StudentT.criticalValue(confidence, clusters - 1.0);
        return total / Math.max(designEffect, 1.0) * ratio * ratio;
    }
}
