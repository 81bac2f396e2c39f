package dev.headroom.format.hofer;

import dev.headroom.format.TsvRow;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What the run-time monitor printed about the budget of one container ({@code rtapp-budget.tsv}).
 *
 * @param tickMode {@code dyntick} or {@code fixtick}
 * @param batch number of the task set
 * @param containers containers that ran together
 * @param container number of this container, from 0
 * @param overruns budget overruns
 * @param samplesTotal scans of the monitor
 * @param samplesFound scans that found a value
 * @param samplesFailed scans that failed
 * @param runMeanNs mean execution time in ns
 * @param runMinNs smallest execution time in ns
 * @param runMaxNs largest execution time in ns
 */
public record BudgetStatistics(
        String tickMode,
        int batch,
        int containers,
        OptionalInt container,
        OptionalLong overruns,
        OptionalLong samplesTotal,
        OptionalLong samplesFound,
        OptionalLong samplesFailed,
        OptionalLong runMeanNs,
        OptionalLong runMinNs,
        OptionalLong runMaxNs) {

    static final List<String> COLUMNS = List.of(
            "tick_mode",
            "batch",
            "containers",
            "container",
            "overruns",
            "samples_total",
            "samples_found",
            "samples_fail",
            "run_avg_ns",
            "run_min_ns",
            "run_max_ns");

    static BudgetStatistics of(final TsvRow row) {
        return new BudgetStatistics(
                row.text("tick_mode"),
                row.intValue("batch", 0, Integer.MAX_VALUE),
                row.intValue("containers", 0, Integer.MAX_VALUE),
                row.optionalInt("container", 0, Integer.MAX_VALUE),
                row.optionalLong("overruns", 0, TsvRow.MAX_VALUE),
                row.optionalLong("samples_total", 0, TsvRow.MAX_VALUE),
                row.optionalLong("samples_found", 0, TsvRow.MAX_VALUE),
                row.optionalLong("samples_fail", 0, TsvRow.MAX_VALUE),
                row.optionalLong("run_avg_ns", 0, TsvRow.MAX_VALUE),
                row.optionalLong("run_min_ns", 0, TsvRow.MAX_VALUE),
                row.optionalLong("run_max_ns", 0, TsvRow.MAX_VALUE));
    }
}
