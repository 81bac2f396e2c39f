package dev.headroom.stats;

import java.util.List;
import org.apache.commons.math3.util.FastMath;

/**
 * The distribution of the largest of n latencies, from replications of m latencies each. A measured maximum is one draw
 * from it, so this and not the simulated maximum is what a measured maximum is compared with.
 *
 * <p>Three methods, the first that applies:
 *
 * <ol>
 *   <li>{@link Method#REPLICATION_MAXIMA}: n = m and at least 20 replications. Their maxima are draws from the
 *       distribution sought, whatever the dependence inside a replication.
 *   <li>{@link Method#POOLED}: at least about 20 n latencies in all. P(max &le; x) = F(x)<sup>n theta</sup> with F the
 *       pooled empirical distribution and theta the extremal index, see below.
 *   <li>{@link Method#EXTRAPOLATED}: less was simulated. As before, but beyond the largest ten latencies F continues as
 *       a generalised Pareto distribution, fitted by Zhang and Stephens' method to the largest 3 sqrt(N) of all N
 *       latencies (at most a fifth; the choice of A. Vehtari et al., "Pareto Smoothed Importance Sampling", 2024). This
 *       assumes that nothing rarer than what was simulated has another mechanism. The uncertainty of the fit is not
 *       part of the quantiles.
 * </ol>
 *
 * <p>Large latencies come in clusters: one stall delays several activations, and replications differ. The maximum of n
 * such latencies is like that of n theta independent ones. Theta is estimated from the maxima of the replications (P.
 * Northrop, "An efficient semiparametric maxima estimator of the extremal index", Extremes 18, 2015) and believed only
 * if it is below 1 by more than two standard errors; otherwise it is 1, which never makes the maximum smaller.
 */
public final class MaximumDistribution {
    /** Where the numbers come from, the best first. */
    public enum Method {
        /** The maxima of replications that had exactly n latencies. */
        REPLICATION_MAXIMA,
        /** The pooled latencies, of which there are enough. */
        POOLED,
        /** A fitted tail: the simulated time does not support the result. */
        EXTRAPOLATED
    }

    private static final int REPLICATIONS_MIN = 20;

    /** A heavy fitted tail has no end, a machine has: extrapolation stops at so many times the largest latency seen. */
    private static final long EXTRAPOLATION_FACTOR_MAX = 10;

    /** At the 95 % quantile of the maximum, one exceedance is expected in N = 19.5 n latencies; -ln 0.95 = 1 / 19.5. */
    private static final double SHARE_BEYOND_95 = -FastMath.log(0.95);

    private static final double LATENCIES_BEYOND_MIN = 10.0;
    private static final int EXCESSES_MIN = 5;

    private final Method method;
    private final double extremalIndex;
    private final double independentSamples;
    private final LatencyHistogram source;

    /** The fitted tail above {@link #thresholdNs}, used by EXTRAPOLATED only; scale 0 if the tail has no spread. */
    private final GeneralizedPareto tail;

    private final long thresholdNs;

    private MaximumDistribution(final LatencyHistogram maxima) {
        method = Method.REPLICATION_MAXIMA;
        extremalIndex = 1.0;
        independentSamples = 1.0;
        source = maxima;
        tail = new GeneralizedPareto(0.0, 0.0);
        thresholdNs = 0;
    }

    private MaximumDistribution(final LatencyHistogram pooled, final double extremalIndex, final long samples) {
        method = pooled.count() * SHARE_BEYOND_95 >= samples ? Method.POOLED : Method.EXTRAPOLATED;
        this.extremalIndex = extremalIndex;
        // A single latency is distributed as F itself; clustering has a meaning for many only.
        independentSamples = Math.max(samples * extremalIndex, 1.0);
        source = pooled;
        final double wanted = Math.min(pooled.count() / 5.0, 3.0 * FastMath.sqrt((double) pooled.count()));
        thresholdNs = pooled.quantileNs(1.0 - wanted / pooled.count());
        tail = method == Method.POOLED ? new GeneralizedPareto(0.0, 0.0) : fitTail(pooled, thresholdNs);
    }

    /**
     * The distribution of the largest of n latencies.
     *
     * @param replications histograms of independent replications, none empty
     * @param samples n, at least 1
     * @return the distribution
     * @throws IllegalArgumentException if n is below 1 or a histogram is empty
     * @throws IllegalStateException if there is no replication
     */
    public static MaximumDistribution of(final List<LatencyHistogram> replications, final long samples) {
        if (samples < 1) {
            throw new IllegalArgumentException("A maximum is of at least 1 latency, not of " + samples);
        }
        if (replications.isEmpty()) {
            throw new IllegalStateException("Without a replication nothing is known of the maximum");
        }
        final LatencyHistogram pooled = new LatencyHistogram();
        final LatencyHistogram maxima = new LatencyHistogram();
        boolean sameSize = true;
        for (final LatencyHistogram replication : replications) {
            if (replication.count() == 0) {
                throw new IllegalArgumentException("A replication without latencies has no maximum; leave it out");
            }
            pooled.merge(replication);
            maxima.record(replication.maxNs());
            sameSize &= replication.count() == samples;
        }
        return sameSize && replications.size() >= REPLICATIONS_MIN
                ? new MaximumDistribution(maxima)
                : new MaximumDistribution(pooled, extremalIndex(replications, pooled), samples);
    }

    /**
     * A quantile of the maximum.
     *
     * @param p the probability that the maximum is at most the quantile, above 0 and below 1
     * @return the quantile in ns
     * @throws IllegalArgumentException if p is out of range
     */
    public long quantileNs(final double p) {
        if (!(p > 0.0 && p < 1.0)) {
            throw new IllegalArgumentException("A quantile of the maximum needs 0 < p < 1, not " + p);
        }
        if (method == Method.REPLICATION_MAXIMA) {
            return source.quantileNs(p);
        }
        // The share of single latencies beyond x when P(max <= x) = p.
        final double beyond = -FastMath.expm1(FastMath.log(p) / independentSamples);
        final double fitted = LATENCIES_BEYOND_MIN / source.count();
        if (method == Method.POOLED || beyond >= fitted) {
            return source.quantileNs(1.0 - beyond);
        }
        final long atLeastNs = source.quantileNs(Math.max(1.0 - fitted, 0.0));
        return Math.min(Math.max(extrapolatedNs(beyond), atLeastNs), EXTRAPOLATION_FACTOR_MAX * source.maxNs());
    }

    /**
     * The median of the maximum with its 5 % and 95 % quantiles: nine of ten measurements of n latencies should have
     * their maximum between the bounds.
     *
     * @return the three quantiles in ns
     */
    public Interval ninetyPercentNs() {
        return new Interval(quantileNs(0.5), quantileNs(0.05), quantileNs(0.95));
    }

    /**
     * Whether the simulated latencies support the quantiles from 5 % to 95 %.
     *
     * @return false if they are extrapolated
     */
    public boolean isSupported() {
        return method != Method.EXTRAPOLATED;
    }

    /**
     * Where the numbers come from.
     *
     * @return the method
     */
    public Method method() {
        return method;
    }

    /**
     * The extremal index: the inverse of the mean size of a cluster of large latencies.
     *
     * @return above 0 and at most 1; 1 if latencies are independent or the maxima of replications are used directly
     */
    public double extremalIndex() {
        return extremalIndex;
    }

    private long extrapolatedNs(final double beyond) {
        final double beyondThreshold = (double) source.countAboveBucketOf(thresholdNs) / source.count();
        // Without spread above the threshold there is nothing to extrapolate from.
        if (tail.scaleNs() == 0.0 || beyond >= beyondThreshold) {
            return tail.scaleNs() == 0.0 ? source.maxNs() : thresholdNs;
        }
        return (long) (thresholdNs + tail.excessNs(beyond / beyondThreshold));
    }

    private static GeneralizedPareto fitTail(final LatencyHistogram pooled, final long thresholdNs) {
        final int count = Math.toIntExact(pooled.countAboveBucketOf(thresholdNs));
        if (count < EXCESSES_MIN) {
            return new GeneralizedPareto(0.0, 0.0);
        }
        final double[] excessesNs = new double[count];
        final int[] filled = {0};
        pooled.forEachBucket((lowNs, highNs, bucketCount) -> {
            for (long i = 0; lowNs > thresholdNs && i < bucketCount; i++) {
                excessesNs[filled[0]++] = (lowNs + highNs) / 2.0 - thresholdNs;
            }
        });
        return GeneralizedPareto.fit(excessesNs);
    }

    private static double extremalIndex(final List<LatencyHistogram> replications, final LatencyHistogram pooled) {
        final int blocks = replications.size();
        if (blocks < 2) {
            return 1.0;
        }
        double sum = 0.0;
        for (final LatencyHistogram replication : replications) {
            // A block has nothing above its own maximum: what is above in the pool is above in the other blocks.
            final double above = pooled.countAboveBucketOf(replication.maxNs());
            final double others = pooled.count() - replication.count();
            sum -= replication.count() * FastMath.log1p(-Math.min(above / (others + 1.0), 1.0));
        }
        final double estimate = blocks / sum;
        // The sum of the terms is gamma distributed with shape 'blocks': relative standard error 1 / sqrt(blocks).
        return estimate * (1.0 + 2.0 / FastMath.sqrt((double) blocks)) < 1.0 ? estimate : 1.0;
    }
}
