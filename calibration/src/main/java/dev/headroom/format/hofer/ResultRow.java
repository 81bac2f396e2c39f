package dev.headroom.format.hofer;

import dev.headroom.evidence.Quantile;
import dev.headroom.evidence.WholeUs;
import dev.headroom.format.FormatException;
import dev.headroom.format.TsvRow;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * The result columns of a row of {@code index.tsv}; each may be {@code NA} or empty.
 *
 * @param id the run
 * @param samples number of samples over all threads, overflow included
 * @param minUs smallest reading in us
 * @param meanUs mean reading in us
 * @param quantilesUs readings of the quantiles in us; {@code >=N} has no upper end
 * @param maxUs largest reading in us
 * @param overflow samples beyond the histogram
 * @param histogramFile path of the histogram below the corpus folder
 */
record ResultRow(
        String id,
        OptionalLong samples,
        OptionalLong minUs,
        OptionalDouble meanUs,
        Map<Quantile, WholeUs> quantilesUs,
        OptionalLong maxUs,
        OptionalLong overflow,
        Optional<String> histogramFile) {

    private static final long MAX_US = HistogramFile.MAX_BIN_US;

    static List<String> columns() {
        final List<String> columns =
                new ArrayList<>(List.of("id", "samples", "min_us", "avg_us", "max_us", "overflow", "hist_file"));
        for (final Quantile quantile : Quantile.values()) {
            columns.add(column(quantile));
        }
        return columns;
    }

    static ResultRow of(final TsvRow row) {
        final OptionalDouble meanUs = row.optionalDouble("avg_us");
        if (meanUs.isPresent() && meanUs.getAsDouble() < 0) {
            throw row.wrong("avg_us", "a mean below 0", "a mean latency in us");
        }
        return new ResultRow(
                row.text("id"),
                row.optionalLong("samples", 0, TsvRow.MAX_VALUE),
                row.optionalLong("min_us", 0, MAX_US),
                meanUs,
                quantilesUs(row),
                row.optionalLong("max_us", 0, MAX_US),
                row.optionalLong("overflow", 0, TsvRow.MAX_VALUE),
                row.optionalText("hist_file"));
    }

    private static Map<Quantile, WholeUs> quantilesUs(final TsvRow row) {
        final Map<Quantile, WholeUs> quantilesUs = new EnumMap<>(Quantile.class);
        for (final Quantile quantile : Quantile.values()) {
            row.optionalText(column(quantile))
                    .ifPresent(text -> quantilesUs.put(quantile, wholeUs(row, column(quantile), text)));
        }
        return quantilesUs;
    }

    private static WholeUs wholeUs(final TsvRow row, final String column, final String text) {
        final boolean atLeast = text.startsWith(">=");
        final String digits = atLeast ? text.substring(2) : text;
        if (!digits.matches("\\d{1,12}")) {
            throw row.wrong(column, FormatException.quoted(text), "a whole number of us, or >= and such a number");
        }
        final long us = Long.parseLong(digits);
        return atLeast ? WholeUs.atLeast(us) : WholeUs.of(us);
    }

    private static String column(final Quantile quantile) {
        return quantile.label() + "_us";
    }
}
