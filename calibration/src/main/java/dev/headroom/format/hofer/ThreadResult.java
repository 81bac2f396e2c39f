package dev.headroom.format.hofer;

import dev.headroom.format.TsvRow;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Result of one measuring thread of a run with several ({@code threads.tsv}).
 *
 * @param caseId the run
 * @param thread number of the thread, from 0
 * @param priority real-time priority
 * @param intervalUs interval in us
 * @param cycles cycles executed
 * @param minUs smallest reading in us
 * @param meanUs mean reading cut to whole us
 * @param maxUs largest reading in us
 */
public record ThreadResult(
        String caseId,
        int thread,
        OptionalInt priority,
        OptionalLong intervalUs,
        OptionalLong cycles,
        OptionalLong minUs,
        OptionalLong meanUs,
        OptionalLong maxUs) {

    static final List<String> COLUMNS =
            List.of("id", "thread", "prio", "interval_us", "cycles", "min_us", "avg_us", "max_us");

    static ThreadResult of(final TsvRow row) {
        return new ThreadResult(
                row.text("id"),
                row.intValue("thread", 0, Integer.MAX_VALUE),
                row.optionalInt("prio", 0, Integer.MAX_VALUE),
                row.optionalLong("interval_us", 0, TsvRow.MAX_VALUE),
                row.optionalLong("cycles", 0, TsvRow.MAX_VALUE),
                row.optionalLong("min_us", 0, TsvRow.MAX_VALUE),
                row.optionalLong("avg_us", 0, TsvRow.MAX_VALUE),
                row.optionalLong("max_us", 0, TsvRow.MAX_VALUE));
    }
}
