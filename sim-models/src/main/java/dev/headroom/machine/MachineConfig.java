package dev.headroom.machine;

import dev.headroom.cost.CostModel;
import dev.headroom.irq.DiskInterrupts;
import dev.headroom.topology.Topology;
import dev.headroom.units.CpuSet;
import java.util.List;

/**
 * Everything that a run is a function of, besides seed and duration.
 *
 * @param topology the CPUs
 * @param kernel the kernel
 * @param costs calibrated costs
 * @param rootLoadBalance {@code sched_load_balance} of the root cpuset; while it is on, one domain spans all CPUs
 * @param cpusets the cpusets below the root; CPU sets of two of them do not overlap
 * @param daemonCpus where daemons and unbound kernel threads run (all CPUs, or those outside a shield)
 * @param disk delivery of block device interrupts
 * @param tasks the tasks, in the order in which they are started
 */
public record MachineConfig(
        Topology topology,
        KernelConfig kernel,
        CostModel costs,
        boolean rootLoadBalance,
        List<CpusetConfig> cpusets,
        CpuSet daemonCpus,
        DiskInterrupts disk,
        List<TaskConfig> tasks) {

    /** Copies the lists and refuses CPUs that do not exist, overlapping or unknown cpusets, and duplicate names. */
    public MachineConfig {
        cpusets = List.copyOf(cpusets);
        tasks = List.copyOf(tasks);
        final CpuSet all = topology.allCpus();
        CpuSet used = CpuSet.none();
        for (final CpusetConfig cpuset : cpusets) {
            if (!cpuset.cpus().minus(all).isEmpty()) {
                throw new IllegalArgumentException("cpuset " + cpuset.name() + " has CPUs "
                        + cpuset.cpus().minus(all) + " that the machine lacks; it has " + all);
            }
            if (used.intersects(cpuset.cpus())) {
                throw new IllegalArgumentException("cpuset " + cpuset.name() + " overlaps another one");
            }
            used = used.or(cpuset.cpus());
        }
        requireExisting("daemons", daemonCpus, all);
        requireExisting("disk interrupts", disk.affinity(), all);
        if (daemonCpus.isEmpty()) {
            throw new IllegalArgumentException("daemons need at least one CPU");
        }
        if (tasks.stream().map(TaskConfig::name).distinct().count() != tasks.size()) {
            throw new IllegalArgumentException("two tasks have the same name");
        }
    }

    /** Returns the same machine with other costs. */
    public MachineConfig withCosts(final CostModel other) {
        return new MachineConfig(topology, kernel, other, rootLoadBalance, cpusets, daemonCpus, disk, tasks);
    }

    private static void requireExisting(final String what, final CpuSet cpus, final CpuSet all) {
        if (!cpus.minus(all).isEmpty()) {
            throw new IllegalArgumentException(
                    what + " have CPUs " + cpus.minus(all) + " that the machine lacks; it has " + all);
        }
    }

    /**
     * Returns the CPUs on which a task may run: its wish within its cpuset, or the whole cpuset where the wish cannot
     * be met.
     *
     * @throws IllegalArgumentException if the cpuset is unknown
     */
    public CpuSet allowedCpus(final TaskConfig task) {
        final CpuSet set = cpusetOf(task);
        final CpuSet wish = task.affinity().and(set);
        return wish.isEmpty() ? set : wish;
    }

    /** Returns the CPUs of the cpuset of a task, all CPUs for the root. */
    CpuSet cpusetOf(final TaskConfig task) {
        if (task.cpuset().isEmpty()) {
            return topology.allCpus();
        }
        return cpusets.stream()
                .filter(cpuset -> cpuset.name().equals(task.cpuset()))
                .findFirst()
                .map(CpusetConfig::cpus)
                .orElseThrow(() -> new IllegalArgumentException(
                        "task " + task.name() + " names the unknown cpuset '" + task.cpuset() + "'"));
    }
}
