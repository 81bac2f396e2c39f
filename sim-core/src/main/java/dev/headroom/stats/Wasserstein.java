package dev.headroom.stats;

import java.util.Arrays;
import org.apache.commons.math3.util.FastMath;

/**
 * The Wasserstein-1 ("earth mover's") distance between two latency distributions on the natural logarithm of latency:
 * how far, as a log ratio, a latency must be moved on average to turn one histogram into the other. 0.1 means that
 * quantiles differ by about 10 % on average, at whatever magnitude.
 */
public final class Wasserstein {
    private Wasserstein() {}

    /**
     * The distance. Buckets count at their middle; latencies below 1 ns count as 1 ns.
     *
     * @param first a histogram, not empty
     * @param second another, not empty; the counts may differ
     * @return the mean absolute log ratio of the two quantile functions, zero or more
     * @throws IllegalArgumentException if a histogram is empty
     */
    public static double logDistance(final LatencyHistogram first, final LatencyHistogram second) {
        if (first.count() == 0 || second.count() == 0) {
            throw new IllegalArgumentException("An empty histogram has no distance to another");
        }
        final Masses a = new Masses(first);
        final Masses b = new Masses(second);
        double distance = 0.0;
        // In ascending order, the next mass of one side always goes to the next place of the other.
        while (a.next < a.count && b.next < b.count) {
            final double moved = Math.min(a.share[a.next], b.share[b.next]);
            distance += moved * Math.abs(a.logNs[a.next] - b.logNs[b.next]);
            a.take(moved);
            b.take(moved);
        }
        return distance;
    }

    /** What is left of a histogram's mass, in ascending order of latency. */
    private static final class Masses {
        private double[] logNs = new double[64];
        private double[] share = new double[64];
        private int count;
        private int next;

        Masses(final LatencyHistogram histogram) {
            final double total = histogram.count();
            histogram.forEachBucket((lowNs, highNs, bucketCount) -> {
                if (count == share.length) {
                    logNs = Arrays.copyOf(logNs, 2 * count);
                    share = Arrays.copyOf(share, 2 * count);
                }
                logNs[count] = FastMath.log(Math.max((lowNs + highNs) / 2.0, 1.0));
                share[count++] = bucketCount / total;
            });
        }

        void take(final double moved) {
            share[next] -= moved;
            if (share[next] <= 0.0) {
                next++;
            }
        }
    }
}
