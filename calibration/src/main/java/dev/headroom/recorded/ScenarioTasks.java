package dev.headroom.recorded;

import dev.headroom.format.recorded.CommandLine;
import dev.headroom.format.recorded.ScenarioTask;
import dev.headroom.format.recorded.TaskPolicy;
import dev.headroom.machine.TaskConfig;
import dev.headroom.random.Constant;
import dev.headroom.random.Distribution;
import dev.headroom.random.Exponential;
import dev.headroom.sched.Reservation;
import dev.headroom.sched.SchedAttributes;
import dev.headroom.units.CpuSet;
import dev.headroom.workload.MissedReleases;
import dev.headroom.workload.PeriodicWorkload;
import dev.headroom.workload.RelayWorkload;
import dev.headroom.workload.StressKind;
import dev.headroom.workload.StressWorkload;
import dev.headroom.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The tasks of the programs of a scenario.
 *
 * <p>What the programs do is read from their sources and manuals: cyclictest 2.4, rt-app 1.0, stress-ng, hackbench of
 * rt-tests, {@code perf bench sched pipe}.
 */
final class ScenarioTasks {

    private static final long US = 1_000L;
    /** Shorter than any chunk of a task that never waits: each begins when the one before is done, RESTART. */
    private static final long NO_WAIT_NS = 10 * US;

    private static final int CYCLICTEST_INTERVAL_US = 1000;
    /** Senders, and receivers, of a group of hackbench. */
    private static final int HACKBENCH_PAIRS = 20;
    /** CPU time between two switches of hackbench: some messages of 100 bytes; assumed. */
    private static final double HACKBENCH_TURN_NS = 20_000;

    private final CpuSet all;
    private final ScenarioGroups groups;
    private final double runFactor;
    private final boolean idles;
    private final List<TaskConfig> tasks = new ArrayList<>();
    private int commands;

    /**
     * Begins without tasks.
     *
     * @param all the CPUs of the machine
     * @param groups numbers the groups
     * @param runFactor how much longer than nominal the loops of rt-app take in this run
     * @param idles whether all tasks wait at times
     */
    ScenarioTasks(final CpuSet all, final ScenarioGroups groups, final double runFactor, final boolean idles) {
        this.all = all;
        this.groups = groups;
        this.runFactor = runFactor;
        this.idles = idles;
    }

    /** Says why a task is not modelled. */
    static Optional<String> notModelled(final ScenarioTask task) {
        return switch (task.tool()) {
            case "cyclictest", "rt-app", "stress-ng", "hackbench", "perf bench" -> Optional.empty();
            case "fio" ->
                Optional.of("service times of the block device were not measured alone, so fio is not modelled.");
            case "KM" -> Optional.of("guests are not modelled.");
            default ->
                Optional.of(
                        task.tool().startsWith("qemu")
                                ? "guests are not modelled."
                                : task.tool() + " is not modelled.");
        };
    }

    /** Returns all tasks, in the order in which they start. */
    List<TaskConfig> tasks() {
        return tasks;
    }

    /** Adds the tasks of a program, or one task of rt-app. */
    void add(final ScenarioTask task) {
        switch (task.tool()) {
            case "cyclictest" -> cyclictest(task, command(task));
            case "stress-ng" -> stress(task, command(task));
            case "hackbench" -> hackbench(task, command(task));
            case "perf bench" -> pipe(task, command(task));
            default -> rtApp(task);
        }
    }

    private CommandLine command(final ScenarioTask task) {
        commands++;
        return task.command().orElseThrow();
    }

    /**
     * Threads of cyclictest. All have the same priority unless asked for a spread, and with a histogram the same
     * interval too, whatever the distance. They take the CPUs of {@code -a} in turn, all with {@code -S}, and are not
     * pinned without these. What {@code chrt} says does not count: cyclictest sets its policy itself.
     */
    private void cyclictest(final ScenarioTask task, final CommandLine command) {
        final int priority = command.number("priority", 0);
        final String policy = command.argument("policy").orElse(priority > 0 ? "fifo" : "other");
        final SchedAttributes attributes = switch (policy) {
            case "fifo" -> SchedAttributes.fifo(priority);
            case "rr" -> SchedAttributes.rr(priority);
            case "batch" -> SchedAttributes.batch(0);
            case "idle" -> SchedAttributes.idle();
            default -> SchedAttributes.other(0);
        };
        final boolean onAll = command.has("smp");
        final CpuSet allowed = command.cpus().orElse(all);
        final boolean pinned = onAll || command.has("affinity");
        final int[] cpus = command.cpus("affinity").orElse(allowed).toArray();
        final int threads = command.number("threads", onAll || command.has("threads") ? all.size() : 1);
        final long distanceUs = command.has("histogram") ? 0 : command.number("distance", 0);
        for (int thread = 0; thread < threads; thread++) {
            final long intervalUs = command.number("interval", CYCLICTEST_INTERVAL_US) + thread * distanceUs;
            add(
                    task,
                    "cyclictest-" + thread,
                    "cyclictest",
                    PeriodicWorkload.cyclictest(intervalUs * US),
                    attributes,
                    pinned ? CpuSet.of(cpus[thread % cpus.length]) : allowed);
        }
    }

    private void stress(final ScenarioTask task, final CommandLine command) {
        for (int worker = 0; worker < command.number("cpu", 1); worker++) {
            add(
                    task,
                    "stress-ng-" + commands + "-" + worker,
                    "stress-ng-" + commands,
                    new StressWorkload(StressKind.CPU),
                    attributes(command.policy()),
                    command.cpus().orElse(all));
        }
    }

    /**
     * Pairs that pass something back and forth. Real senders write to all receivers of their group, and pipes hold
     * hundreds of messages; what remains of it here is a crowd of tasks that wake each other.
     */
    private void hackbench(final ScenarioTask task, final CommandLine command) {
        for (int pair = 0; pair < HACKBENCH_PAIRS * command.number("groups", 10); pair++) {
            relays(task, command, "hackbench-" + commands + "-" + pair, new Exponential(HACKBENCH_TURN_NS));
        }
    }

    /** Two processes and a message; a turn costs a switch and going to sleep, nothing else. */
    private void pipe(final ScenarioTask task, final CommandLine command) {
        relays(task, command, "pipe", new Constant(0));
    }

    private void relays(
            final ScenarioTask task, final CommandLine command, final String name, final Distribution turn) {
        final String there = name + "-a";
        final String back = name + "-b";
        final String container = task.tool() + "-" + commands;
        final CpuSet cpus = command.cpus().orElse(all);
        add(task, there, container, new RelayWorkload(back, turn, 1), attributes(command.policy()), cpus);
        add(task, back, container, new RelayWorkload(there, turn, 0), attributes(command.policy()), cpus);
    }

    /**
     * A thread of rt-app: works, then sleeps to the next multiple of its period. The threads of a run count from one
     * time, and a thread that is late counts from then on. Without a period it never sleeps.
     */
    private void rtApp(final ScenarioTask task) {
        final long workNs = task.runUs().orElseThrow() * US;
        final boolean waits = task.periodUs().isPresent();
        final long periodNs = waits ? task.periodUs().getAsLong() * US : NO_WAIT_NS;
        final PeriodicWorkload workload = new PeriodicWorkload(
                periodNs,
                Optional.of(RtAppWork.of(workNs, runFactor, idles)),
                waits ? periodNs : 0,
                0,
                MissedReleases.RESTART);
        add(
                task,
                task.name(),
                task.cgroup().isEmpty() ? "rt-app" : "rt-app-" + task.cgroup(),
                workload.asAligned(),
                attributes(task.policy()),
                task.affinity().orElse(all));
    }

    private static SchedAttributes attributes(final TaskPolicy policy) {
        return switch (policy.kind()) {
            case FIFO -> SchedAttributes.fifo(policy.priority());
            case RR -> SchedAttributes.rr(policy.priority());
            case DEADLINE -> {
                final TaskPolicy.ReservationUs reserved = policy.reservation().orElseThrow();
                yield SchedAttributes.deadline(new Reservation(
                        reserved.runtimeUs() * US, reserved.deadlineUs() * US, reserved.periodUs() * US, false));
            }
            case BATCH -> SchedAttributes.batch(policy.nice());
            case IDLE -> SchedAttributes.idle();
            case OTHER -> SchedAttributes.other(policy.nice());
        };
    }

    private void add(
            final ScenarioTask task,
            final String name,
            final String container,
            final Workload workload,
            final SchedAttributes attributes,
            final CpuSet cpus) {
        final int group = groups.of(task, container, attributes.policy());
        tasks.add(new TaskConfig(name, container, workload, attributes, group, task.cpuset(), cpus));
    }
}
