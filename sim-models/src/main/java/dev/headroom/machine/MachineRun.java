package dev.headroom.machine;

import dev.headroom.cost.CostName;
import dev.headroom.engine.Replications;
import dev.headroom.engine.Timeline;
import dev.headroom.random.RandomStream;
import dev.headroom.random.RandomStreams;
import dev.headroom.sched.SchedTask;
import dev.headroom.sched.linux.FairParameters;
import dev.headroom.sched.linux.LinuxScheduler;
import dev.headroom.units.CpuSet;
import dev.headroom.workload.PeriodicWorkload;
import dev.headroom.workload.StressKind;
import dev.headroom.workload.StressWorkload;
import java.util.ArrayList;
import java.util.List;

/** Entry point: runs one replication of a machine on the caller's thread. */
public final class MachineRun {

    /** Periodic tasks begin after the load had time to spread over the CPUs. */
    private static final long SETTLING_NS = 300_000_000L;

    private final MachineConfig config;
    private final long durationNs;
    private final RandomStreams random;
    private final Causes causes = new Causes();
    private Machine machine;

    private MachineRun(final MachineConfig config, final long seed, final long durationNs) {
        this.config = config;
        this.durationNs = durationNs;
        this.random = new RandomStreams(seed);
    }

    /**
     * Runs one replication.
     *
     * <p>The load is there from the start; the first 300 ms, in which it spreads over the CPUs, are not measured and
     * come on top of the duration.
     *
     * @param config the machine
     * @param seed seed of all random streams
     * @param durationNs measured simulated time in ns, positive
     * @return what was measured
     */
    public static RunResult run(final MachineConfig config, final long seed, final long durationNs) {
        if (durationNs <= 0) {
            throw new IllegalArgumentException("the duration must be positive");
        }
        return new MachineRun(config, seed, durationNs).run();
    }

    private RunResult run() {
        final long endNs = Math.addExact(SETTLING_NS, durationNs);
        Replications.run(endNs, this::build);
        final List<TaskResult> results = new ArrayList<>();
        for (final MachineTask task : machine.tasks()) {
            if (task instanceof PeriodicTask periodic) {
                results.add(periodic.result());
            }
        }
        final List<RunResult.CpuUse> uses = new ArrayList<>();
        for (int id = 0; id < machine.cpus(); id++) {
            machine.cpu(id).settle(endNs);
            uses.add(machine.cpu(id).usage().result(id, endNs));
        }
        return new RunResult(endNs, results, uses);
    }

    private void build(final Timeline timeline) {
        final LinuxScheduler scheduler = new LinuxScheduler(
                config.topology(),
                balancedPartitions(),
                FairParameters.defaults(config.topology().cpus()));
        machine = new Machine(config, causes, scheduler, random, timeline);
        for (final TaskConfig task : config.tasks()) {
            causes.running(label(task));
            causes.sectionOf(label(task));
        }
        for (int id = 0; id < config.tasks().size(); id++) {
            machine.add(task(id), timeline);
        }
        machine.addDisturbances(timeline, random);
        for (final MachineTask task : machine.tasks()) {
            task.start(machine, 0);
        }
    }

    /** With balancing on in the root one partition holds all CPUs, else each balanced cpuset is one. */
    private List<CpuSet> balancedPartitions() {
        if (config.rootLoadBalance()) {
            return List.of(config.topology().allCpus());
        }
        return config.cpusets().stream()
                .filter(CpusetConfig::loadBalance)
                .map(CpusetConfig::cpus)
                .toList();
    }

    private static String label(final TaskConfig task) {
        return task.workload() instanceof StressWorkload stress
                ? "stress-" + stress.kind().key()
                : task.container();
    }

    private MachineTask task(final int id) {
        final TaskConfig described = config.tasks().get(id);
        final SchedTask sched = new SchedTask(
                id,
                described.name(),
                described.policy(),
                described.priority(),
                described.weight(),
                config.allowedCpus(described));
        final RandomStream own = random.stream("task/" + described.name());
        if (described.workload() instanceof StressWorkload stress) {
            return stressTask(sched, stress.kind(), own);
        }
        final PeriodicWorkload periodic = (PeriodicWorkload) described.workload();
        final long startNs = SETTLING_NS + (long) (own.nextDouble() * periodic.periodNs());
        return new PeriodicTask(
                sched, described, periodic, label(described), causes, own, startNs, SETTLING_NS + durationNs);
    }

    private MachineTask stressTask(final SchedTask sched, final StressKind kind, final RandomStream own) {
        final boolean writes = kind == StressKind.HDD;
        return new StressTask(
                sched,
                kind,
                causes,
                own,
                machine.costs.sampler(writes ? CostName.DISK_BURST : CostName.SYNC_BURST),
                machine.costs.sampler(writes ? CostName.DISK_WAIT : CostName.SYNC_WAIT));
    }
}
