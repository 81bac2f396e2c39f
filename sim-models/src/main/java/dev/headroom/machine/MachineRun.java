package dev.headroom.machine;

import dev.headroom.cost.CostName;
import dev.headroom.engine.Phase;
import dev.headroom.engine.Replications;
import dev.headroom.engine.Timeline;
import dev.headroom.observe.SchedulingObserver;
import dev.headroom.random.RandomStream;
import dev.headroom.random.RandomStreams;
import dev.headroom.sched.SchedAttributes;
import dev.headroom.sched.SchedTask;
import dev.headroom.sched.linux.LinuxScheduler;
import dev.headroom.sched.linux.core.KernelOptions;
import dev.headroom.sched.linux.core.KernelVersion;
import dev.headroom.sched.linux.core.LinuxConfig;
import dev.headroom.sched.linux.core.TaskGroup;
import dev.headroom.units.CpuSet;
import dev.headroom.workload.PeriodicWorkload;
import dev.headroom.workload.RelayWorkload;
import dev.headroom.workload.StressKind;
import dev.headroom.workload.StressWorkload;
import java.util.ArrayList;
import java.util.List;

/** Entry point: runs one replication of a machine on the caller's thread. */
public final class MachineRun {

    /** Time for the load to spread over the CPUs; containers that measure are started in its second half. */
    public static final long SETTLING_NS = 1_000_000_000L;

    private final MachineConfig config;
    private final long durationNs;
    private final SchedulingObserver observer;
    private final RandomStreams random;
    private final Causes causes = new Causes();
    private Machine machine;
    private LinuxScheduler scheduler;

    private MachineRun(
            final MachineConfig config, final long seed, final long durationNs, final SchedulingObserver observer) {
        this.config = config;
        this.observer = observer;
        this.durationNs = durationNs;
        this.random = new RandomStreams(seed);
    }

    /**
     * Runs one replication.
     *
     * <p>The load is there from the start; the first second, in which it spreads over the CPUs, is not measured and
     * comes on top of the duration.
     *
     * @param config the machine
     * @param seed seed of all random streams
     * @param durationNs measured simulated time in ns, positive
     * @return what was measured
     */
    public static RunResult run(final MachineConfig config, final long seed, final long durationNs) {
        return run(config, seed, durationNs, null);
    }

    /**
     * Runs one replication and has it observed, the settling time included; the result is the same.
     *
     * @param observer is told what happens; null for nobody
     * @return what was measured
     */
    public static RunResult run(
            final MachineConfig config, final long seed, final long durationNs, final SchedulingObserver observer) {
        if (durationNs <= 0) {
            throw new IllegalArgumentException("the duration must be positive");
        }
        return new MachineRun(config, seed, durationNs, observer).run();
    }

    private RunResult run() {
        final long endNs = Math.addExact(SETTLING_NS, durationNs);
        Replications.run(endNs, this::build);
        if (observer != null) {
            observer.end(endNs);
        }
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
        final List<RunResult.TaskUse> taskUses = new ArrayList<>();
        for (int id = 0; id < config.tasks().size(); id++) {
            final MachineTask task = machine.tasks().get(id);
            taskUses.add(new RunResult.TaskUse(task.sched.name(), task.ranNs, task.jobs));
        }
        return new RunResult(endNs, results, uses, taskUses, quotas(), machine.diskCompletions());
    }

    private List<RunResult.GroupQuota> quotas() {
        final List<RunResult.GroupQuota> quotas = new ArrayList<>();
        for (int number = 1; number <= config.groups().size(); number++) {
            final TaskGroup group = config.groups().get(number - 1);
            if (group.isLimited()) {
                quotas.add(new RunResult.GroupQuota(group.name(), scheduler.quotaUse(number)));
            }
        }
        return quotas;
    }

    /** Returns what the scheduler of a machine is configured with. */
    static LinuxConfig schedulerConfig(final MachineConfig config) {
        final KernelVersion series = config.kernel().series();
        final boolean realTimeGroups = config.settings().realTimeGroups()
                || config.groups().stream().anyMatch(group -> group.realTimeRuntimeNs() > 0);
        return new LinuxConfig(
                config.topology(),
                config.partitions(),
                series,
                config.kernel().tickHz(),
                config.groups(),
                config.settings().throttling(),
                KernelOptions.defaults(series).withRealTimeGroups(realTimeGroups),
                config.settings().isoLimit());
    }

    private void build(final Timeline timeline) {
        scheduler = new LinuxScheduler(schedulerConfig(config));
        final List<String> containers =
                config.tasks().stream().map(TaskConfig::container).distinct().toList();
        final int taskCount = config.tasks().size() + containers.size();
        machine = new Machine(config, causes, scheduler, random, taskCount, SETTLING_NS, timeline);
        causes.register(config);
        causes.running("launcher");
        causes.sectionOf("launcher");
        for (int id = 0; id < config.tasks().size(); id++) {
            machine.add(task(id), timeline);
        }
        timeline.addTimer(Phase.SAMPLE, "begin of measuring", machine::beginMeasuring)
                .arm(SETTLING_NS);
        new Disturbances(machine, config, timeline, random).start();
        machine.hotPlug().start();
        final RandomStream startCpus = random.stream("start-cpus");
        for (final String container : containers) {
            startContainer(container, startCpus, timeline);
        }
        machine.addKernelThreads(timeline);
        if (observer != null) {
            machine.observe(observer);
        }
    }

    /**
     * A container's launcher starts on the first CPU of its cpuset, in the root on any CPU, and forks the tasks in
     * order.
     */
    private void startContainer(final String container, final RandomStream startCpus, final Timeline timeline) {
        final List<MachineTask> members = machine.tasks().stream()
                .filter(task -> task.sched.id() < config.tasks().size())
                .filter(task -> config.tasks().get(task.sched.id()).container().equals(container))
                .toList();
        final TaskConfig first = config.tasks().get(members.get(0).sched.id());
        final boolean inRoot = first.cpuset().isEmpty();
        final CpuSet cpuset = inRoot ? config.defaultCpus() : config.cpusetOf(first);
        final int cpu = inRoot ? cpuset.toArray()[startCpus.nextInt(cpuset.size())] : cpuset.first();
        final int group =
                members.stream().mapToInt(member -> member.sched.group()).max().orElse(0);
        final SchedTask sched = new SchedTask(
                        machine.tasks().size(), "launcher/" + container, SchedAttributes.other(0), cpuset)
                .inGroup(group);
        final RandomStream own = random.stream("launcher/" + container);
        final LauncherTask launcher = new LauncherTask(sched, causes, own, cpu, members);
        machine.add(launcher, timeline);
        final boolean loads = !(first.workload() instanceof PeriodicWorkload);
        launcher.timer().arm(loads ? 0 : (long) (SETTLING_NS * (0.5 + own.nextDouble() / 2)));
    }

    private MachineTask task(final int id) {
        final TaskConfig described = config.tasks().get(id);
        final SchedTask sched = new SchedTask(
                        id, described.name(), described.attributes(), config.allowedCpus(described))
                .inGroup(described.group())
                .fallingBackTo(config.cpusetOf(described));
        final RandomStream own = random.stream("task/" + described.name());
        if (described.workload() instanceof StressWorkload stress) {
            return stressTask(sched, stress.kind(), own);
        }
        if (described.workload() instanceof RelayWorkload relay) {
            return new RelayTask(sched, relay, described.label(), causes, own);
        }
        final PeriodicWorkload periodic = (PeriodicWorkload) described.workload();
        return new PeriodicTask(sched, described, periodic, config.locks(), causes, own, durationNs);
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
