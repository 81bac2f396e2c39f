package dev.headroom.format.hofer;

import dev.headroom.format.TsvRow;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Use of one logical CPU during one run ({@code nmon-cpu.tsv}).
 *
 * @param caseId the run
 * @param cpu number of the CPU as nmon counts those online
 * @param userMeanPercent mean user time in percent
 * @param userMaxPercent largest user time in percent
 * @param sysMeanPercent mean system time in percent
 * @param sysMaxPercent largest system time in percent
 * @param waitMeanPercent mean I/O wait in percent
 * @param waitMaxPercent largest I/O wait in percent
 * @param idleMeanPercent mean idle time in percent
 * @param idleMaxPercent largest idle time in percent
 * @param idleMinPercent smallest idle time in percent
 */
public record CpuUse(
        String caseId,
        int cpu,
        OptionalDouble userMeanPercent,
        OptionalDouble userMaxPercent,
        OptionalDouble sysMeanPercent,
        OptionalDouble sysMaxPercent,
        OptionalDouble waitMeanPercent,
        OptionalDouble waitMaxPercent,
        OptionalDouble idleMeanPercent,
        OptionalDouble idleMaxPercent,
        OptionalDouble idleMinPercent) {

    static final List<String> COLUMNS = List.of(
            "id",
            "cpu",
            "user_mean",
            "user_max",
            "sys_mean",
            "sys_max",
            "wait_mean",
            "wait_max",
            "idle_mean",
            "idle_max",
            "idle_min");

    static CpuUse of(final TsvRow row) {
        return new CpuUse(
                row.text("id"),
                row.intValue("cpu", 0, Integer.MAX_VALUE),
                row.optionalDouble("user_mean"),
                row.optionalDouble("user_max"),
                row.optionalDouble("sys_mean"),
                row.optionalDouble("sys_max"),
                row.optionalDouble("wait_mean"),
                row.optionalDouble("wait_max"),
                row.optionalDouble("idle_mean"),
                row.optionalDouble("idle_max"),
                row.optionalDouble("idle_min"));
    }
}
