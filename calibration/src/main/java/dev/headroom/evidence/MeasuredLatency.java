package dev.headroom.evidence;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What was measured in one case, over all its threads, as the instrument read it: each sample cut to whole us.
 *
 * @param samples number of samples behind the figures, at least 1
 * @param minUs smallest reading, in us
 * @param meanUs mean of the readings, in us
 * @param meanTruncated the mean was cut to whole us (or is an average of such means over threads), so a mean m stands
 *     for [m, m + 1) us; false only for the exact mean of a complete histogram
 * @param quantilesUs readings of the quantiles that the source supports, in us; see {@link MeasuredHistogram} for the
 *     convention
 * @param maxUs largest reading, in us
 * @param overflow number of samples beyond the last bin of the histogram
 * @param histogram counts per us and thread, if the source has them
 */
public record MeasuredLatency(
        long samples,
        OptionalLong minUs,
        OptionalDouble meanUs,
        boolean meanTruncated,
        Map<Quantile, WholeUs> quantilesUs,
        OptionalLong maxUs,
        OptionalLong overflow,
        Optional<MeasuredHistogram> histogram) {

    /**
     * Copies the map, so that the record does not change; its order is that of {@link Quantile}.
     *
     * @throws IllegalArgumentException if there are no samples
     */
    public MeasuredLatency {
        if (samples < 1) {
            throw new IllegalArgumentException("a measurement has at least one sample, not " + samples);
        }
        final Map<Quantile, WholeUs> ordered = new EnumMap<>(Quantile.class);
        ordered.putAll(quantilesUs);
        quantilesUs = Collections.unmodifiableMap(ordered);
    }
}
