package dev.headroom.format.hofer;

import dev.headroom.format.TsvRow;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A latency number printed in the report of the study ({@code seed-tables.tsv}).
 *
 * @param section section or table of the report
 * @param configuration what was set up, in words
 * @param load what ran beside the measurement, in words
 * @param repeat number of the repeat, from 1
 * @param tool tool and options
 * @param threads number of measuring threads
 * @param intervalUs interval in us
 * @param cycles cycles executed
 * @param minUs smallest latency in us, below 0 where the tool subtracts its own cost
 * @param lastUs last latency in us
 * @param meanUs mean latency in us
 * @param maxUs largest latency in us
 * @param overruns periods missed
 * @param runtime duration as hh:mm:ss
 * @param source where the number stands
 */
public record ReportedLatency(
        String section,
        String configuration,
        String load,
        int repeat,
        String tool,
        OptionalInt threads,
        OptionalLong intervalUs,
        OptionalLong cycles,
        OptionalDouble minUs,
        OptionalDouble lastUs,
        OptionalDouble meanUs,
        OptionalDouble maxUs,
        OptionalLong overruns,
        Optional<String> runtime,
        String source) {

    static final List<String> COLUMNS = List.of(
            "section",
            "configuration",
            "load",
            "repeat",
            "tool",
            "threads",
            "interval_us",
            "cycles",
            "min_us",
            "last_us",
            "avg_us",
            "max_us",
            "overruns",
            "runtime",
            "source");

    static ReportedLatency of(final TsvRow row) {
        return new ReportedLatency(
                row.text("section"),
                row.text("configuration"),
                row.text("load"),
                row.intValue("repeat", 0, Integer.MAX_VALUE),
                row.text("tool"),
                row.optionalInt("threads", 0, Integer.MAX_VALUE),
                row.optionalLong("interval_us", 0, TsvRow.MAX_VALUE),
                row.optionalLong("cycles", 0, TsvRow.MAX_VALUE),
                row.optionalDouble("min_us"),
                row.optionalDouble("last_us"),
                row.optionalDouble("avg_us"),
                row.optionalDouble("max_us"),
                row.optionalLong("overruns", 0, TsvRow.MAX_VALUE),
                row.optionalText("runtime"),
                row.text("source"));
    }
}
