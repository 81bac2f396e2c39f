package dev.headroom.random;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A distribution given by a table of quantiles, linear in between: what was measured, or what a paper's table says.
 *
 * @param points the table: probabilities strictly rise from exactly 0 to exactly 1, durations never fall
 */
public record Empirical(List<Point> points) implements Distribution {
    /**
     * One row of the table.
     *
     * @param probability from 0 to 1
     * @param ns the quantile of this probability in ns, zero or more
     */
    public record Point(double probability, double ns) {
        /** Refuses what is no probability or no duration with an {@link IllegalArgumentException}. */
        public Point {
            Arguments.probability(probability);
            Arguments.notNegative("ns", ns);
        }
    }

    /** Refuses a table that is not one of quantiles with an {@link IllegalArgumentException} naming the row. */
    public Empirical {
        points = List.copyOf(points);
        final int last = points.size() - 1;
        if (last < 1 || points.get(0).probability() != 0.0 || points.get(last).probability() != 1.0) {
            throw new IllegalArgumentException("A quantile table starts at probability 0 and ends at probability 1");
        }
        for (int i = 1; i <= last; i++) {
            if (points.get(i).probability() <= points.get(i - 1).probability()
                    || points.get(i).ns() < points.get(i - 1).ns()) {
                throw new IllegalArgumentException("Quantile table, row " + (i + 1)
                        + ": probabilities must rise and durations must not fall, but " + points.get(i) + " follows "
                        + points.get(i - 1));
            }
        }
    }

    /**
     * The distribution of measured durations: the k-th of n in order is the quantile k / (n - 1), counted from 0.
     *
     * @param samplesNs at least two durations in ns, in any order
     * @return their distribution
     * @throws IllegalArgumentException if there are fewer than two or one is negative
     */
    public static Empirical ofSamples(final double... samplesNs) {
        final double[] sortedNs = samplesNs.clone();
        Arrays.sort(sortedNs);
        final List<Point> points = new ArrayList<>(sortedNs.length);
        for (int i = 0; i < sortedNs.length; i++) {
            // A single sample gives 0/0 here and is refused like every table without an end.
            points.add(new Point(sortedNs.length == 1 ? 0.0 : i / (sortedNs.length - 1.0), sortedNs[i]));
        }
        return new Empirical(points);
    }

    @Override
    public double meanNs() {
        return expectedExcessNs(0.0);
    }

    @Override
    public double quantileNs(final double p) {
        Arguments.probability(p);
        int lo = 0;
        int hi = points.size() - 1;
        while (hi - lo > 1) {
            final int middle = (lo + hi) >>> 1;
            if (points.get(middle).probability() < p) {
                lo = middle;
            } else {
                hi = middle;
            }
        }
        final Point from = points.get(lo);
        final Point to = points.get(hi);
        final double share = (p - from.probability()) / (to.probability() - from.probability());
        return from.ns() + share * (to.ns() - from.ns());
    }

    @Override
    public double cdf(final double ns) {
        final int last = points.size() - 1;
        if (ns < points.get(0).ns()) {
            return 0.0;
        }
        if (ns >= points.get(last).ns()) {
            return 1.0;
        }
        // The last row that is not above ns; several rows of one duration are an atom and count in full.
        int lo = 0;
        int hi = last;
        while (hi - lo > 1) {
            final int middle = (lo + hi) >>> 1;
            if (points.get(middle).ns() <= ns) {
                lo = middle;
            } else {
                hi = middle;
            }
        }
        final Point from = points.get(lo);
        final Point to = points.get(hi);
        final double share = (ns - from.ns()) / (to.ns() - from.ns());
        return from.probability() + share * (to.probability() - from.probability());
    }

    @Override
    public double survival(final double ns) {
        return 1.0 - cdf(ns);
    }

    @Override
    public double expectedExcessNs(final double levelNs) {
        double excessNs = 0.0;
        // From the top, so that the small terms of the tail are summed first.
        for (int i = points.size() - 1; i > 0; i--) {
            final double highNs = points.get(i).ns();
            final double lowNs = points.get(i - 1).ns();
            if (highNs <= levelNs) {
                break;
            }
            final double mass = points.get(i).probability() - points.get(i - 1).probability();
            excessNs += lowNs >= levelNs
                    ? mass * ((lowNs - levelNs) + (highNs - lowNs) / 2.0)
                    : mass * (highNs - levelNs) * (highNs - levelNs) / (2.0 * (highNs - lowNs));
        }
        return excessNs;
    }

    @Override
    public Empirical scaled(final double factor) {
        Arguments.positive("factor", factor);
        return new Empirical(points.stream()
                .map(point -> new Point(point.probability(), point.ns() * factor))
                .toList());
    }
}
