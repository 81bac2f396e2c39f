package dev.headroom.fit;

import dev.headroom.cost.Certificate;
import dev.headroom.cost.Cost;
import dev.headroom.cost.CostModel;
import dev.headroom.cost.CostName;
import dev.headroom.random.Exponential;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * Fits how long the blocking workers of the load wait, to the CPU time that the measured systems spent in the kernel.
 *
 * <p>Bursts and the ratio of the two waits are assumed: the context switches of the measured systems say that bursts
 * are some hundred us, the CPUs on which the writers and the sync workers gathered that writers use three times as
 * much.
 */
final class WorkloadFit {

    private static final double DISK_BURST_NS = 500_000;
    private static final double DISK_WAIT_NS = 4_300_000;
    private static final double SYNC_BURST_NS = 250_000;
    private static final double SYNC_WAIT_NS = 7_000_000;
    private static final int STEPS = 5;
    private static final double SCALE_MAX = 20;

    private WorkloadFit() {}

    /** Returns the costs with the waits scaled. */
    private static CostModel scaled(final CostModel base, final double scale, final String waits, final String date) {
        final Certificate assumed = new Certificate(
                "bursts of some hundred us, from the context switches per second of the measured systems", date, true);
        final Certificate scaled = new Certificate(waits, date, true);
        return base.with(Map.of(
                CostName.DISK_BURST, new Cost(new Exponential(DISK_BURST_NS), assumed),
                CostName.SYNC_BURST, new Cost(new Exponential(SYNC_BURST_NS), assumed),
                CostName.DISK_WAIT, new Cost(new Exponential(DISK_WAIT_NS * scale), scaled),
                CostName.SYNC_WAIT, new Cost(new Exponential(SYNC_WAIT_NS * scale), scaled)));
    }

    /**
     * Fits the scale of the waits.
     *
     * @param base costs
     * @param measuredKernelCpus for each loaded condition the CPUs' worth of kernel time that the workers used
     * @param simulate kernel CPUs that a condition shows with given costs
     * @param rows the measurements that were fitted
     * @param date when they were taken
     * @return the costs with the waits that fit
     */
    static CostModel fit(
            final CostModel base,
            final Map<String, Double> measuredKernelCpus,
            final BiFunction<CostModel, String, Double> simulate,
            final String rows,
            final String date) {
        final String waits = measuredKernelCpus.isEmpty()
                ? "assumed: no statistics of the CPUs to fit it to"
                : "assumed in part: one scale for the waits of all workers is fitted to the kernel time in " + rows
                        + "; their ratio is assumed";
        double logScale = 0;
        final List<String> conditions = List.copyOf(measuredKernelCpus.keySet());
        for (int step = 0; step < STEPS && !conditions.isEmpty(); step++) {
            final CostModel trial = scaled(base, Math.exp(logScale), waits, date);
            double excess = 0;
            for (final String condition : conditions) {
                excess += Math.log(simulate.apply(trial, condition) / measuredKernelCpus.get(condition));
            }
            // Kernel time falls somewhat less than in proportion to the wait.
            logScale += 1.2 * excess / conditions.size();
            logScale = Math.max(-Math.log(SCALE_MAX), Math.min(Math.log(SCALE_MAX), logScale));
        }
        return scaled(base, Math.exp(logScale), waits, date);
    }
}
