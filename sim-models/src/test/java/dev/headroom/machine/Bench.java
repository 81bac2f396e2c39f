package dev.headroom.machine;

import dev.headroom.cost.CostName;
import dev.headroom.engine.Phase;
import dev.headroom.engine.Replications;
import dev.headroom.engine.Timeline;
import dev.headroom.engine.TimerAction;
import dev.headroom.random.RandomStreams;
import dev.headroom.sched.CheckedScheduler;
import dev.headroom.sched.SchedTask;
import dev.headroom.sched.linux.LinuxScheduler;
import dev.headroom.workload.PeriodicWorkload;
import dev.headroom.workload.StressKind;
import dev.headroom.workload.StressWorkload;
import java.util.List;
import java.util.function.Consumer;

/**
 * A machine on the test bench: no launcher, no settling time, every task is forked at time 0 from the first CPU it may
 * use, the scheduler is checked and recorded, and a script may act at exact times.
 */
final class Bench {

    final Causes causes = new Causes();
    CheckedScheduler scheduler;
    Machine machine;

    private final MachineConfig config;
    private final RandomStreams random;
    private Timeline timeline;

    private Bench(final MachineConfig config, final long seed) {
        this.config = config;
        this.random = new RandomStreams(seed);
    }

    /** Runs a machine until a time; the script is called when everything is built. */
    static Bench run(final MachineConfig config, final long endNs, final Consumer<Bench> script) {
        return run(config, 1, endNs, script);
    }

    static Bench run(final MachineConfig config, final long seed, final long endNs, final Consumer<Bench> script) {
        final Bench bench = new Bench(config, seed);
        Replications.run(endNs, line -> {
            bench.build(line, endNs);
            script.accept(bench);
        });
        for (int cpu = 0; cpu < bench.machine.cpus(); cpu++) {
            bench.machine.cpu(cpu).settle(endNs);
        }
        return bench;
    }

    private void build(final Timeline line, final long endNs) {
        timeline = line;
        final int cpus = config.topology().cpus();
        scheduler = new CheckedScheduler(new LinuxScheduler(MachineRun.schedulerConfig(config)), cpus);
        machine = new Machine(config, causes, scheduler, random, config.tasks().size() + 32, 0, line);
        causes.register(config);
        for (final TaskConfig task : config.tasks()) {
            add(task(task, endNs));
        }
        final List<MachineTask> configured = List.copyOf(machine.tasks());
        machine.addKernelThreads(line);
        for (final MachineTask task : configured) {
            task.parentCpu = task.sched.allowedCpus().first();
            task.start(machine, 0);
        }
    }

    void add(final MachineTask task) {
        machine.add(task, timeline);
    }

    private MachineTask task(final TaskConfig described, final long endNs) {
        final SchedTask sched = new SchedTask(
                        machine.tasks().size(), described.name(), described.attributes(), config.allowedCpus(described))
                .inGroup(described.group());
        if (described.workload() instanceof StressWorkload stress) {
            final boolean writes = stress.kind() == StressKind.HDD;
            return new StressTask(
                    sched,
                    stress.kind(),
                    causes,
                    random.stream("task/" + described.name()),
                    machine.costs.sampler(writes ? CostName.DISK_BURST : CostName.SYNC_BURST),
                    machine.costs.sampler(writes ? CostName.DISK_WAIT : CostName.SYNC_WAIT));
        }
        return new PeriodicTask(
                sched,
                described,
                (PeriodicWorkload) described.workload(),
                config.locks(),
                causes,
                random.stream("task/" + described.name()),
                endNs);
    }

    /** Does something at a time. */
    void at(final long atNs, final TimerAction action) {
        timeline.addTimer(Phase.ENVIRONMENT, "script", action).arm(atNs);
    }

    /** Looks at the machine after everything else that happens at a time. */
    void sample(final long atNs, final TimerAction action) {
        timeline.addTimer(Phase.SAMPLE, "sample", action).arm(atNs);
    }

    /** All CPUs stand still for a time. */
    void stall(final long atNs, final long lengthNs) {
        at(atNs, nowNs -> {
            for (int cpu = 0; cpu < machine.cpus(); cpu++) {
                machine.cpu(cpu).pause(nowNs);
            }
        });
        at(atNs + lengthNs, nowNs -> {
            for (int cpu = 0; cpu < machine.cpus(); cpu++) {
                machine.cpu(cpu).resume(nowNs);
            }
        });
    }

    /** The first programmed time of a task, asked by a script before the run. */
    long firstReleaseNs(final String name) {
        return find(name).timer().dueNs();
    }

    private MachineTask find(final String name) {
        return machine.tasks().stream()
                .filter(task -> task.sched.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    TaskResult result(final String name) {
        return ((PeriodicTask) find(name)).result();
    }

    RunResult.CpuUse use(final int cpu, final long durationNs) {
        return machine.cpu(cpu).usage().result(cpu, durationNs);
    }
}
