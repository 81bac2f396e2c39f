package dev.headroom.format.hofer;

import dev.headroom.format.TsvRow;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * All repeats of one environment, kernel, condition and number of threads ({@code summary.tsv}).
 *
 * @param environment short name of the machine
 * @param kernel short name of the kernel
 * @param inContainer 1 if measured inside a container, else 0
 * @param threads number of measuring threads
 * @param condition name of the conditions
 * @param runs number of repeats
 * @param meanOfMeansUs mean of the means in us
 * @param deviationOfMeansUs standard deviation of the means in us
 * @param smallestMeanUs smallest mean in us
 * @param largestMeanUs largest mean in us
 * @param medianMaxUs median of the maxima in us
 * @param smallestMaxUs smallest maximum in us
 * @param largestMaxUs largest maximum in us
 * @param smallestMinUs smallest minimum in us
 * @param medianRunS median wall-clock time of a run in s as written; {@code >=288} is a lower bound
 */
public record RepeatSummary(
        String environment,
        Optional<String> kernel,
        int inContainer,
        OptionalInt threads,
        String condition,
        OptionalInt runs,
        OptionalDouble meanOfMeansUs,
        OptionalDouble deviationOfMeansUs,
        OptionalDouble smallestMeanUs,
        OptionalDouble largestMeanUs,
        OptionalDouble medianMaxUs,
        OptionalDouble smallestMaxUs,
        OptionalDouble largestMaxUs,
        OptionalDouble smallestMinUs,
        Optional<String> medianRunS) {

    static final List<String> COLUMNS = List.of(
            "env",
            "kernel",
            "container",
            "threads",
            "condition",
            "runs",
            "avg_mean_us",
            "avg_sd_us",
            "avg_lo_us",
            "avg_hi_us",
            "max_median_us",
            "max_lo_us",
            "max_hi_us",
            "min_lo_us",
            "run_s_median");

    static RepeatSummary of(final TsvRow row) {
        return new RepeatSummary(
                row.text("env"),
                row.optionalText("kernel"),
                row.intValue("container", 0, Integer.MAX_VALUE),
                row.optionalInt("threads", 0, Integer.MAX_VALUE),
                row.text("condition"),
                row.optionalInt("runs", 0, Integer.MAX_VALUE),
                row.optionalDouble("avg_mean_us"),
                row.optionalDouble("avg_sd_us"),
                row.optionalDouble("avg_lo_us"),
                row.optionalDouble("avg_hi_us"),
                row.optionalDouble("max_median_us"),
                row.optionalDouble("max_lo_us"),
                row.optionalDouble("max_hi_us"),
                row.optionalDouble("min_lo_us"),
                row.optionalText("run_s_median"));
    }
}
