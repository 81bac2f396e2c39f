package dev.headroom.machine;

import dev.headroom.cost.CostModel;
import dev.headroom.irq.DiskInterrupts;
import dev.headroom.sched.SchedulingPolicy;
import dev.headroom.sched.linux.core.RealTimeThrottling;
import dev.headroom.sched.linux.core.TaskGroup;
import dev.headroom.topology.Topology;
import dev.headroom.units.CpuSet;
import dev.headroom.workload.PeriodicWorkload;
import dev.headroom.workload.RelayWorkload;
import java.util.List;

/**
 * Everything that a run is a function of, besides seed and duration.
 *
 * @param topology the CPUs
 * @param kernel the kernel
 * @param settings boot parameters and sysctls
 * @param costs calibrated costs
 * @param rootLoadBalance {@code sched_load_balance} of the root cpuset; while it is on, one domain spans all CPUs
 * @param cpusets the cpusets below the root; CPU sets of two of them do not overlap
 * @param daemonCpus where daemons and unbound kernel threads run (all CPUs, or those outside a shield)
 * @param disk delivery of block device interrupts
 * @param groups control groups with a {@code cpu} controller, parents first; entry i is group i + 1, 0 is the root
 * @param locks mutexes that tasks share
 * @param tasks the tasks, in the order in which they are started
 */
public record MachineConfig(
        Topology topology,
        KernelConfig kernel,
        KernelSettings settings,
        CostModel costs,
        boolean rootLoadBalance,
        List<CpusetConfig> cpusets,
        CpuSet daemonCpus,
        DiskInterrupts disk,
        List<TaskGroup> groups,
        List<LockConfig> locks,
        List<TaskConfig> tasks) {

    /**
     * Makes a machine with plain settings, without groups and locks.
     *
     * @param topology the CPUs
     * @param kernel the kernel
     * @param costs calibrated costs
     * @param rootLoadBalance {@code sched_load_balance} of the root cpuset
     * @param cpusets the cpusets below the root
     * @param daemonCpus where daemons and unbound kernel threads run
     * @param disk delivery of block device interrupts
     * @param tasks the tasks
     */
    public MachineConfig(
            final Topology topology,
            final KernelConfig kernel,
            final CostModel costs,
            final boolean rootLoadBalance,
            final List<CpusetConfig> cpusets,
            final CpuSet daemonCpus,
            final DiskInterrupts disk,
            final List<TaskConfig> tasks) {
        this(
                topology,
                kernel,
                KernelSettings.PLAIN,
                costs,
                rootLoadBalance,
                cpusets,
                daemonCpus,
                disk,
                List.of(),
                List.of(),
                tasks);
    }

    /** Copies the lists and refuses CPUs that do not exist, overlapping or unknown cpusets, and duplicate names. */
    public MachineConfig {
        cpusets = List.copyOf(cpusets);
        groups = List.copyOf(groups);
        locks = List.copyOf(locks);
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
        requireExisting("isolated CPUs", settings.isolated(), all);
        requireExisting("full dynticks", settings.nohzFull(), all);
        requireExisting("unplugged CPUs", settings.offline(), all);
        for (final Replug replug : settings.replugs()) {
            final CpuSet off = CpuSet.of(settings.replugs().stream()
                    .filter(other -> other.isOffAt(replug.offNs()))
                    .mapToInt(Replug::cpu)
                    .toArray());
            requireExisting("CPUs that go off-line", off, all.minus(settings.offline()));
            requirePlugged("processes", all, settings.offline().or(off));
        }
        requirePlugged("daemons", daemonCpus, settings.offline());
        requirePlugged("disk interrupts", disk.affinity(), settings.offline());
        requirePlugged("processes", all.minus(settings.isolated()), settings.offline());
        requireGroupsAndLocks(groups, locks, tasks);
    }

    private static void requireGroupsAndLocks(
            final List<TaskGroup> groups, final List<LockConfig> locks, final List<TaskConfig> tasks) {
        final List<String> names = locks.stream().map(LockConfig::name).toList();
        if (names.stream().distinct().count() != names.size()) {
            throw new IllegalArgumentException("two locks have the same name");
        }
        for (final TaskConfig task : tasks) {
            if (task.group() < 0 || task.group() > groups.size()) {
                throw new IllegalArgumentException("task " + task.name() + " is in the unknown group " + task.group());
            }
            if (task.workload() instanceof RelayWorkload relay
                    && tasks.stream()
                            .noneMatch(other ->
                                    other.name().equals(relay.next()) && other.workload() instanceof RelayWorkload)) {
                throw new IllegalArgumentException(
                        "task " + task.name() + " passes messages on to '" + relay.next() + "', which takes none");
            }
            if (task.workload() instanceof PeriodicWorkload periodic) {
                periodic.sections().stream()
                        .filter(section -> !names.contains(section.lock()))
                        .findFirst()
                        .ifPresent(section -> {
                            throw new IllegalArgumentException(
                                    "task " + task.name() + " takes the unknown lock '" + section.lock() + "'");
                        });
            }
        }
    }

    private static void requirePlugged(final String what, final CpuSet cpus, final CpuSet offline) {
        if (cpus.minus(offline).isEmpty()) {
            throw new IllegalArgumentException(what + " need at least one CPU that is plugged and not isolated");
        }
    }

    /** Returns the same machine with other costs. */
    public MachineConfig withCosts(final CostModel other) {
        return new MachineConfig(
                topology, kernel, settings, other, rootLoadBalance, cpusets, daemonCpus, disk, groups, locks, tasks);
    }

    /** Returns the same machine with other groups and tasks. */
    public MachineConfig withTasks(final List<TaskGroup> otherGroups, final List<TaskConfig> otherTasks) {
        return new MachineConfig(
                topology,
                kernel,
                settings,
                costs,
                rootLoadBalance,
                cpusets,
                daemonCpus,
                disk,
                otherGroups,
                locks,
                otherTasks);
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

    /** Returns whether a group or one above it has a quota. */
    boolean isLimited(final int group) {
        for (int number = group; number > 0; number = groups.get(number - 1).parent()) {
            if (groups.get(number - 1).isLimited()) {
                return true;
            }
        }
        return false;
    }

    /** Returns whether a task can be runnable and still not be allowed to run. */
    boolean mayThrottle() {
        return settings.throttling().runtimeNs() != RealTimeThrottling.UNLIMITED_NS
                || groups.stream().anyMatch(group -> group.isLimited() || group.realTimeRuntimeNs() > 0)
                || tasks.stream().anyMatch(task -> task.policy() == SchedulingPolicy.DEADLINE);
    }

    /**
     * Returns the CPU sets in which load is balanced: with balancing on in the root one that holds all CPUs, else each
     * balanced cpuset. Isolated and unplugged CPUs are in none.
     */
    public List<CpuSet> partitions() {
        final CpuSet outside = settings.isolated().or(settings.offline());
        final List<CpuSet> sets = rootLoadBalance
                ? List.of(topology.allCpus())
                : cpusets.stream()
                        .filter(CpusetConfig::loadBalance)
                        .map(CpusetConfig::cpus)
                        .toList();
        return sets.stream()
                .map(cpus -> cpus.minus(outside))
                .filter(cpus -> !cpus.isEmpty())
                .toList();
    }

    /** Returns the CPUs on which a process may run that nobody placed: those that are plugged and not isolated. */
    CpuSet defaultCpus() {
        return topology.allCpus().minus(settings.isolated()).minus(settings.offline());
    }

    /**
     * Returns the plugged CPUs of the cpuset of a task: all for the root, and for a cpuset that has none left, as in
     * the kernel.
     */
    CpuSet cpusetOf(final TaskConfig task) {
        final CpuSet plugged = topology.allCpus().minus(settings.offline());
        if (task.cpuset().isEmpty()) {
            return plugged;
        }
        return cpusets.stream()
                .filter(cpuset -> cpuset.name().equals(task.cpuset()))
                .findFirst()
                .map(cpuset -> cpuset.cpus().intersects(plugged) ? cpuset.cpus().and(plugged) : plugged)
                .orElseThrow(() -> new IllegalArgumentException(
                        "task " + task.name() + " names the unknown cpuset '" + task.cpuset() + "'"));
    }
}
