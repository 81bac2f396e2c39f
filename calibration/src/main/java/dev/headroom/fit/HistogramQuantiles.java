package dev.headroom.fit;

import dev.headroom.evidence.MeasuredHistogram;
import dev.headroom.evidence.ThreadCounts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntPredicate;

/** Quantiles and mean of some threads of a histogram, as far as its bins are known. */
final class HistogramQuantiles {

    private static final double[] PROBABILITIES = {0.05, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 0.9999, 0.99999};

    private final SortedMap<Long, Long> counts = new TreeMap<>();
    private long samples;
    private long knownUpToUs = Long.MAX_VALUE;

    HistogramQuantiles(final MeasuredHistogram histogram, final IntPredicate threads) {
        for (int thread = 0; thread < histogram.threads().size(); thread++) {
            if (threads.test(thread)) {
                final ThreadCounts one = histogram.threads().get(thread);
                one.countsByUs().forEach((us, count) -> counts.merge(us, count, Long::sum));
                samples += one.samples() + one.overflow();
                knownUpToUs = Math.min(knownUpToUs, one.lastBinUs().orElse(one.overflowFromUs() - 1));
            }
        }
    }

    /** Quantiles that lie in known bins, each interpolated within its bin. */
    List<FitTarget.MeasuredQuantile> quantiles() {
        final List<FitTarget.MeasuredQuantile> list = new ArrayList<>();
        for (final double probability : PROBABILITIES) {
            // Twenty samples above a quantile make it worth something.
            if (samples * (1 - probability) >= 20) {
                final double us = quantileUs(probability);
                if (us <= knownUpToUs) {
                    list.add(new FitTarget.MeasuredQuantile(probability, us));
                }
            }
        }
        return list;
    }

    private double quantileUs(final double probability) {
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
