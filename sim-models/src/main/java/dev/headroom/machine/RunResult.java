package dev.headroom.machine;

import dev.headroom.sched.linux.fair.QuotaUse;
import java.util.List;

/**
 * What one replication measured.
 *
 * @param durationNs simulated time
 * @param tasks the periodic tasks in the order of the configuration
 * @param cpus usage of each CPU
 * @param uses CPU time of every task of the configuration, in its order
 * @param quotas what became of the quotas of groups, in the order of the configuration, groups without one left out
 * @param diskCompletions requests of the load that the block device completed
 */
public record RunResult(
        long durationNs,
        List<TaskResult> tasks,
        List<CpuUse> cpus,
        List<TaskUse> uses,
        List<GroupQuota> quotas,
        long diskCompletions) {

    /**
     * The counters of a group, from the start of the run.
     *
     * @param group its name
     * @param use what {@code cpu.stat} would say
     */
    public record GroupQuota(String group, QuotaUse use) {}

    /**
     * What one task did in the measured part of the run.
     *
     * @param task its name
     * @param cpuNs time in ns that it was charged for
     * @param passedOn messages that a task with a relay workload passed on
     */
    public record TaskUse(String task, long cpuNs, long passedOn) {}

    /**
     * How one CPU spent its time; the parts sum up to the duration of the run.
     *
     * @param cpu its number
     * @param idleNs idle
     * @param userNs tasks in user code
     * @param kernelNs tasks in kernel code, context switches
     * @param interruptNs interrupt handlers
     * @param stolenNs standing still (stall, hypervisor)
     */
    public record CpuUse(int cpu, long idleNs, long userNs, long kernelNs, long interruptNs, long stolenNs) {}
}
