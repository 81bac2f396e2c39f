package dev.headroom.machine;

import dev.headroom.cost.Certificate;
import dev.headroom.cost.Cost;
import dev.headroom.cost.CostModel;
import dev.headroom.cost.CostName;
import dev.headroom.irq.DiskInterrupts;
import dev.headroom.random.Constant;
import dev.headroom.random.Distribution;
import dev.headroom.random.Exponential;
import dev.headroom.sched.SchedAttributes;
import dev.headroom.sched.SchedTask;
import dev.headroom.sched.SchedulingPolicy;
import dev.headroom.sched.linux.core.TaskGroup;
import dev.headroom.topology.Topology;
import dev.headroom.units.CpuSet;
import dev.headroom.workload.CriticalSection;
import dev.headroom.workload.MissedReleases;
import dev.headroom.workload.PeriodicWorkload;
import dev.headroom.workload.StressKind;
import dev.headroom.workload.StressWorkload;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Machines for tests. Costs are constants whose sums tell which of them took part:
 *
 * <pre>
 * timer interrupt 1000   context switch 500   going to sleep 300   idle exit 2000   idle exit in a domain 70
 * migratable thread 40   remote wake-up 800   refill after compute 110, memory 220, kernel 330
 * SMT loss to compute 11, memory 22, kernel 33   SMT throughput 0.5   everything else 0
 * </pre>
 */
final class Machines {

    static final long US = 1_000L;
    static final long MS = 1_000_000L;

    static final long TIMER_NS = 1000;
    static final long SWITCH_NS = 500;
    static final long SLEEP_NS = 300;
    static final long IDLE_EXIT_NS = 2000;

    private static final Certificate CERTIFICATE = new Certificate("chosen for tests", "2026-01-01", true);
    private static final Map<CostName, Double> CONSTANTS = Map.ofEntries(
            Map.entry(CostName.TIMER_INTERRUPT, 1000.0),
            Map.entry(CostName.CONTEXT_SWITCH, 500.0),
            Map.entry(CostName.GO_TO_SLEEP, 300.0),
            Map.entry(CostName.IDLE_EXIT, 2000.0),
            Map.entry(CostName.DOMAIN_IDLE_EXIT, 70.0),
            Map.entry(CostName.PUSHABLE_WAKE_UP, 40.0),
            Map.entry(CostName.REMOTE_WAKE_UP, 800.0),
            Map.entry(CostName.REFILL_AFTER_COMPUTE, 110.0),
            Map.entry(CostName.REFILL_AFTER_MEMORY, 220.0),
            Map.entry(CostName.REFILL_AFTER_KERNEL, 330.0),
            Map.entry(CostName.SMT_LOSS_COMPUTE, 11.0),
            Map.entry(CostName.SMT_LOSS_MEMORY, 22.0),
            Map.entry(CostName.SMT_LOSS_KERNEL, 33.0),
            Map.entry(CostName.SMT_THROUGHPUT, 0.5));

    private Machines() {}

    static Cost cost(final Distribution value) {
        return new Cost(value, CERTIFICATE);
    }

    static Cost cost(final double value) {
        return cost(new Constant(value));
    }

    /** Every cost is 0, SMT does not slow down. */
    static CostModel freeOfCost() {
        final Map<CostName, Cost> costs = new EnumMap<>(CostName.class);
        for (final CostName name : CostName.values()) {
            costs.put(name, cost(0));
        }
        costs.put(CostName.SMT_THROUGHPUT, cost(1));
        costs.put(CostName.DISK_BURST, cost(new Exponential(0.5 * MS)));
        costs.put(CostName.DISK_WAIT, cost(new Exponential(4.3 * MS)));
        costs.put(CostName.SYNC_BURST, cost(new Exponential(0.25 * MS)));
        costs.put(CostName.SYNC_WAIT, cost(new Exponential(7 * MS)));
        return new CostModel("free", costs);
    }

    /** The constants of the table above. */
    static CostModel constants() {
        final Map<CostName, Cost> costs = new EnumMap<>(CostName.class);
        CONSTANTS.forEach((name, value) -> costs.put(name, cost(value)));
        return freeOfCost().with(costs);
    }

    /** A machine with one thread per core, no cpusets, no tasks. */
    static Machines.Builder cores(final int cpus) {
        return new Builder(Topology.regular(1, cpus, 1, false));
    }

    /** A machine with one core of two threads. */
    static Machines.Builder smtCore() {
        return new Builder(Topology.regular(1, 1, 2, false));
    }

    static PeriodicWorkload control(final long periodNs, final long workNs) {
        return new PeriodicWorkload(periodNs, Optional.of(new Constant(workNs)), 0, 0, MissedReleases.CATCH_UP);
    }

    /** A control application that holds locks in its jobs. */
    static PeriodicWorkload control(final long periodNs, final long workNs, final CriticalSection... sections) {
        return new PeriodicWorkload(
                periodNs, Optional.of(new Constant(workNs)), 0, 0, MissedReleases.CATCH_UP, false, List.of(sections));
    }

    /** Collects the parts of a configuration; the root does not balance unless said. */
    static final class Builder {
        private final Topology topology;
        private final List<CpusetConfig> cpusets = new ArrayList<>();
        private final List<TaskConfig> tasks = new ArrayList<>();
        private CostModel costs = constants();
        private final List<TaskGroup> groups = new ArrayList<>();
        private final List<LockConfig> locks = new ArrayList<>();
        private KernelSettings settings = KernelSettings.PLAIN;
        private String version = "test";
        private boolean rootBalance;
        private boolean perCpuQueues;
        private CpuSet interruptCpus = CpuSet.of(0);
        private int tickHz = 250;
        private boolean ticksWhenIdle;

        Builder(final Topology topology) {
            this.topology = topology;
        }

        Builder costs(final CostModel model) {
            costs = model;
            return this;
        }

        Builder cost(final CostName name, final double value) {
            return cost(name, new Constant(value));
        }

        Builder cost(final CostName name, final Distribution value) {
            costs = costs.with(Map.of(name, Machines.cost(value)));
            return this;
        }

        Builder balanced() {
            rootBalance = true;
            return this;
        }

        Builder tickHz(final int hz) {
            tickHz = hz;
            return this;
        }

        Builder ticksWhenIdle() {
            ticksWhenIdle = true;
            return this;
        }

        /** Version of the kernel, such as 6.12. */
        Builder version(final String release) {
            version = release;
            return this;
        }

        Builder settings(final UnaryOperator<KernelSettings> change) {
            settings = change.apply(settings);
            return this;
        }

        Builder lock(final String name, final LockConfig.Protocol protocol) {
            locks.add(new LockConfig(name, protocol));
            return this;
        }

        Builder group(final TaskGroup group) {
            groups.add(group);
            return this;
        }

        /** CPUs that may receive the interrupt of the disk, instead of the first. */
        Builder diskInterrupts(final CpuSet cpus) {
            interruptCpus = cpus;
            return this;
        }

        Builder perCpuDiskQueues() {
            perCpuQueues = true;
            return this;
        }

        Builder cpuset(final String name, final CpuSet cpus, final boolean loadBalance) {
            cpusets.add(new CpusetConfig(name, cpus, loadBalance));
            return this;
        }

        Builder task(final TaskConfig task) {
            tasks.add(task);
            return this;
        }

        /** A FIFO thread in a container of its own name. */
        Builder fifo(final String name, final int priority, final PeriodicWorkload workload, final CpuSet affinity) {
            return fifo(name, name, priority, workload, affinity);
        }

        Builder fifo(
                final String name,
                final String container,
                final int priority,
                final PeriodicWorkload workload,
                final CpuSet affinity) {
            return task(new TaskConfig(
                    name, container, workload, SchedulingPolicy.FIFO, priority, SchedTask.NICE_0_WEIGHT, "", affinity));
        }

        /** A cyclictest thread of 1 ms on some CPUs. */
        Builder cyclictest(final CpuSet affinity) {
            return fifo("cyclictest", 80, PeriodicWorkload.cyclictest(MS), affinity);
        }

        /** A task of the root group in a container of its own name. */
        Builder task(
                final String name,
                final SchedAttributes attributes,
                final PeriodicWorkload workload,
                final CpuSet affinity) {
            return task(new TaskConfig(name, name, workload, attributes, 0, "", affinity));
        }

        Builder stress(final String name, final StressKind kind, final CpuSet affinity) {
            return stress(name, kind, SchedTask.NICE_0_WEIGHT, "", affinity);
        }

        Builder stress(
                final String name,
                final StressKind kind,
                final int weight,
                final String cpuset,
                final CpuSet affinity) {
            return task(new TaskConfig(
                    name, "stress", new StressWorkload(kind), SchedulingPolicy.OTHER, 0, weight, cpuset, affinity));
        }

        /** So many rounds of one worker of each kind, as {@code stress} forks them. */
        Builder stressRounds(final int rounds, final String cpuset) {
            for (int round = 0; round < rounds; round++) {
                for (final StressKind kind : StressKind.values()) {
                    stress(kind.key() + "-" + round, kind, SchedTask.NICE_0_WEIGHT, cpuset, topology.allCpus());
                }
            }
            return this;
        }

        MachineConfig build() {
            return new MachineConfig(
                    topology,
                    new KernelConfig(version, KernelConfig.Preemption.RT, tickHz, ticksWhenIdle),
                    settings,
                    costs,
                    rootBalance,
                    cpusets,
                    topology.allCpus(),
                    new DiskInterrupts(perCpuQueues, interruptCpus),
                    groups,
                    locks,
                    tasks);
        }
    }
}
