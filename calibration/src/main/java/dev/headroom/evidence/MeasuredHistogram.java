package dev.headroom.evidence;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Counts per whole microsecond and thread.
 *
 * <p>A quantile is the smallest bin whose cumulative share of all samples, overflow included, is at least p. A thread
 * may be <em>cut</em>: bins above its last one are unknown, only the number of samples that they hold together is. A
 * quantile over such threads is known up to a range: its lower end assumes that everything cut lies directly above the
 * cut, its upper end that everything cut lies beyond all other bins.
 *
 * @param threads counts of each thread, at least one
 */
public record MeasuredHistogram(List<ThreadCounts> threads) {

    /**
     * Copies the list, so that the record does not change.
     *
     * @throws IllegalArgumentException if there is no thread
     */
    public MeasuredHistogram {
        if (threads.isEmpty()) {
            throw new IllegalArgumentException("a histogram has at least one thread");
        }
        threads = List.copyOf(threads);
    }

    /** Returns the number of samples over all threads, overflow included. */
    public long samples() {
        return threads.stream()
                .mapToLong(thread -> thread.samples() + thread.overflow())
                .sum();
    }

    /** Returns the number of samples that overflowed, over all threads. */
    public long overflow() {
        return threads.stream().mapToLong(ThreadCounts::overflow).sum();
    }

    /** Returns whether bins of any thread were cut off. */
    public boolean isCut() {
        return threads.stream().anyMatch(thread -> thread.lastBinUs().isPresent());
    }

    /**
     * Returns the mean of the bins.
     *
     * @return mean reading in us, or nothing where samples overflowed or were cut off
     */
    public OptionalDouble meanUs() {
        if (isCut() || overflow() > 0 || samples() == 0) {
            return OptionalDouble.empty();
        }
        double sumUs = 0;
        for (final ThreadCounts thread : threads) {
            for (final Map.Entry<Long, Long> bin : thread.countsByUs().entrySet()) {
                sumUs += (double) bin.getKey() * bin.getValue();
            }
        }
        return OptionalDouble.of(sumUs / samples());
    }

    /**
     * Returns a quantile over all threads.
     *
     * @param quantile which one
     * @return the reading, as a range where threads were cut, without upper end where it lies among the overflows;
     *     nothing if there are no samples or the quantile may lie above everything that is known
     */
    public Optional<WholeUs> quantileUs(final Quantile quantile) {
        final long rank = quantile.rank(samples());
        if (rank == 0) {
            return Optional.empty();
        }
        final OptionalLong low = smallestBinUs(rank, true);
        final OptionalLong high = smallestBinUs(rank, false);
        if (low.isPresent() && high.isPresent()) {
            return Optional.of(new WholeUs(low.getAsLong(), high.getAsLong()));
        }
        return isCut() ? Optional.empty() : Optional.of(WholeUs.atLeast(overflowFromUs()));
    }

    private long overflowFromUs() {
        return threads.stream().mapToLong(ThreadCounts::overflowFromUs).min().orElseThrow();
    }

    /** The smallest bin up to which {@code rank} samples lie, with what was cut off just above the cut or nowhere. */
    private OptionalLong smallestBinUs(final long rank, final boolean cutJustAbove) {
        final SortedMap<Long, Long> counts = new TreeMap<>();
        for (final ThreadCounts thread : threads) {
            thread.countsByUs().forEach((us, count) -> counts.merge(us, count, Long::sum));
            final long cut = thread.cutSamples();
            if (cutJustAbove && cut > 0) {
                counts.merge(thread.lastBinUs().orElseThrow() + 1, cut, Long::sum);
            }
        }
        long cumulated = 0;
        for (final Map.Entry<Long, Long> bin : counts.entrySet()) {
            cumulated += bin.getValue();
            if (cumulated >= rank) {
                return OptionalLong.of(bin.getKey());
            }
        }
        return OptionalLong.empty();
    }
}
