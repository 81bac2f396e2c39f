package dev.headroom.format.hofer;

import dev.headroom.format.TsvRow;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * CPU totals, run queue and context switches of one run ({@code nmon.tsv}), from one snapshot per second.
 *
 * @param caseId the run
 * @param host name of the machine that was watched: the host of a virtual machine
 * @param cpus logical CPUs seen
 * @param seconds snapshots, at most 288
 * @param userMeanPercent mean user time in percent
 * @param userMaxPercent largest user time in percent
 * @param sysMeanPercent mean system time in percent
 * @param sysMaxPercent largest system time in percent
 * @param waitMeanPercent mean I/O wait in percent
 * @param waitMaxPercent largest I/O wait in percent
 * @param idleMeanPercent mean idle time in percent
 * @param idleMaxPercent largest idle time in percent
 * @param runnableMean mean number of runnable tasks
 * @param runnableMax largest number of runnable tasks
 * @param blockedMean mean number of blocked tasks
 * @param switchesPerSecondMean mean context switches per second
 * @param switchesPerSecondMax most context switches per second
 */
public record CpuTotals(
        String caseId,
        String host,
        OptionalInt cpus,
        OptionalInt seconds,
        OptionalDouble userMeanPercent,
        OptionalDouble userMaxPercent,
        OptionalDouble sysMeanPercent,
        OptionalDouble sysMaxPercent,
        OptionalDouble waitMeanPercent,
        OptionalDouble waitMaxPercent,
        OptionalDouble idleMeanPercent,
        OptionalDouble idleMaxPercent,
        OptionalDouble runnableMean,
        OptionalDouble runnableMax,
        OptionalDouble blockedMean,
        OptionalDouble switchesPerSecondMean,
        OptionalDouble switchesPerSecondMax) {

    static final List<String> COLUMNS = List.of(
            "id",
            "host",
            "cpus",
            "seconds",
            "user_mean",
            "user_max",
            "sys_mean",
            "sys_max",
            "wait_mean",
            "wait_max",
            "idle_mean",
            "idle_max",
            "runnable_mean",
            "runnable_max",
            "blocked_mean",
            "pswitch_per_s_mean",
            "pswitch_per_s_max");

    static CpuTotals of(final TsvRow row) {
        return new CpuTotals(
                row.text("id"),
                row.text("host"),
                row.optionalInt("cpus", 0, Integer.MAX_VALUE),
                row.optionalInt("seconds", 0, Integer.MAX_VALUE),
                row.optionalDouble("user_mean"),
                row.optionalDouble("user_max"),
                row.optionalDouble("sys_mean"),
                row.optionalDouble("sys_max"),
                row.optionalDouble("wait_mean"),
                row.optionalDouble("wait_max"),
                row.optionalDouble("idle_mean"),
                row.optionalDouble("idle_max"),
                row.optionalDouble("runnable_mean"),
                row.optionalDouble("runnable_max"),
                row.optionalDouble("blocked_mean"),
                row.optionalDouble("pswitch_per_s_mean"),
                row.optionalDouble("pswitch_per_s_max"));
    }
}
