package dev.headroom.evidence;

import java.util.Collections;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Counts of one thread of a {@link MeasuredHistogram}.
 *
 * @param countsByUs number of samples per bin in us; only bins that hold samples
 * @param samples number of samples, including those cut off, without overflow
 * @param overflow number of samples beyond the last bin the instrument has; 0 where unknown
 * @param overflowFromUs smallest reading that overflows, in us
 * @param lastBinUs last bin that is known, where the bins above it were cut off; nothing where all are known
 */
public record ThreadCounts(
        SortedMap<Long, Long> countsByUs, long samples, long overflow, long overflowFromUs, OptionalLong lastBinUs) {

    /**
     * Copies the map and checks the counts.
     *
     * @throws IllegalArgumentException if a count is below 1, if a bin lies above the last one, or if the bins do not
     *     add up: exactly to {@code samples} where nothing was cut, to no more than that where something was
     */
    public ThreadCounts {
        countsByUs = Collections.unmodifiableSortedMap(new TreeMap<>(countsByUs));
        final long binned =
                countsByUs.values().stream().mapToLong(Long::longValue).sum();
        if (countsByUs.values().stream().anyMatch(count -> count < 1) || overflow < 0) {
            throw new IllegalArgumentException("counts of bins are at least 1, of overflows at least 0");
        }
        if (lastBinUs.isPresent() ? binned > samples : binned != samples) {
            throw new IllegalArgumentException("the bins hold " + binned + " samples, the total says " + samples);
        }
        if (lastBinUs.isPresent() && !countsByUs.isEmpty() && countsByUs.lastKey() > lastBinUs.getAsLong()) {
            throw new IllegalArgumentException("bin " + countsByUs.lastKey() + " us lies above the last bin");
        }
    }

    private long binned() {
        return countsByUs.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Returns the samples above the cut, all of unknown size. */
    long cutSamples() {
        return samples - binned();
    }
}
