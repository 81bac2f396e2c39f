package dev.headroom.fit;

import dev.headroom.evidence.MeasuredHistogram;
import dev.headroom.evidence.ThreadCounts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/** Quantiles and mean of a histogram over all threads, as far as its bins are known. */
final class HistogramQuantiles {

    private static final double[] PROBABILITIES = {0.05, 0.25, 0.5, 0.75, 0.9, 0.95, 0.98, 0.99, 0.999, 0.9999, 0.99999
    };

    private static final double UNCERTAIN_SHARE_MAX = 0.5;

    private final SortedMap<Long, Long> counts = new TreeMap<>();
    private long samples;
    private final SortedMap<Long, Long> cutAbove = new TreeMap<>();

    HistogramQuantiles(final MeasuredHistogram histogram) {
        for (final ThreadCounts thread : histogram.threads()) {
            thread.countsByUs().forEach((us, count) -> counts.merge(us, count, Long::sum));
            samples += thread.samples() + thread.overflow();
            final long binned = thread.countsByUs().values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
            final long lastUs = thread.lastBinUs().orElse(thread.overflowFromUs() - 1);
            cutAbove.merge(lastUs, thread.samples() + thread.overflow() - binned, Long::sum);
        }
    }

    /** Quantiles that lie in known bins, or nearly so, each interpolated within its bin. */
    List<FitTarget.MeasuredQuantile> quantiles() {
        final List<FitTarget.MeasuredQuantile> list = new ArrayList<>();
        for (final double probability : PROBABILITIES) {
            // Twenty samples above a quantile make it worth something.
            if (samples * (1 - probability) >= 20) {
                final double us = quantileUs(probability);
                if (isKnown(us, probability)) {
                    list.add(new FitTarget.MeasuredQuantile(probability, us));
                }
            }
        }
        return list;
    }

    /** What was cut off below a level may lie above it or not; it must be few of the samples above. */
    private boolean isKnown(final double us, final double probability) {
        final long uncertain = cutAbove.headMap((long) us).values().stream()
                .mapToLong(Long::longValue)
                .sum();
        return us < Double.MAX_VALUE && uncertain <= UNCERTAIN_SHARE_MAX * samples * (1 - probability);
    }

    /** The quantile in us, interpolated within its bin. */
    double quantileUs(final double probability) {
        final double rank = probability * samples;
        double below = 0;
        for (final Map.Entry<Long, Long> bin : counts.entrySet()) {
            if (below + bin.getValue() >= rank) {
                return bin.getKey() + (rank - below) / bin.getValue();
            }
            below += bin.getValue();
        }
        return Double.MAX_VALUE;
    }

    /** The lower edge of the first bin in us. */
    double minUs() {
        return counts.firstKey();
    }

    /** By how many us the times above a level exceed it, on average; each stands for the middle of its bin. */
    double meanExcessUs(final double levelUs) {
        double sum = 0;
        long above = 0;
        for (final Map.Entry<Long, Long> bin :
                counts.tailMap((long) Math.ceil(levelUs)).entrySet()) {
            sum += (bin.getKey() + 0.5 - levelUs) * bin.getValue();
            above += bin.getValue();
        }
        return above == 0 ? 0 : sum / above;
    }

    /** Mean of the readings, if every bin is known. */
    OptionalDouble meanUs() {
        double sum = 0;
        long known = 0;
        for (final Map.Entry<Long, Long> bin : counts.entrySet()) {
            sum += (double) bin.getKey() * bin.getValue();
            known += bin.getValue();
        }
        return known == samples ? OptionalDouble.of(sum / samples) : OptionalDouble.empty();
    }
}
