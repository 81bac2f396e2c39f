package dev.headroom.machine;

import static dev.headroom.machine.Machines.MS;
import static dev.headroom.machine.Machines.US;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.random.RandomStreams;
import dev.headroom.sched.GlobalReference;
import dev.headroom.sched.IdealMachine;
import dev.headroom.sched.Reservation;
import dev.headroom.sched.SchedAttributes;
import dev.headroom.sched.SchedTask;
import dev.headroom.sched.Scheduler;
import dev.headroom.sched.SchedulingPolicy;
import dev.headroom.sched.linux.LinuxScheduler;
import dev.headroom.sched.linux.core.LinuxConfig;
import dev.headroom.topology.Topology;
import dev.headroom.units.CpuSet;
import dev.headroom.workload.Activity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Task sets whose counts other simulators agree on: all tasks released at time 0, 100 ms, nothing late. */
class ReferenceCountsTest {

    /** A periodic task that is released at time 0, which the machine's own threads are not. */
    private static final class Synchronous extends MachineTask {
        private final long periodNs;
        private final long workNs;
        private long releaseNs;
        private int releases;
        private int misses;

        Synchronous(final int id, final TaskSets.Entry entry, final Bench bench) {
            super(
                    new SchedTask(
                            id,
                            "task" + id,
                            SchedulingPolicy.FIFO,
                            entry.priority(),
                            SchedTask.NICE_0_WEIGHT,
                            CpuSet.of(0)),
                    Activity.COMPUTE,
                    "task",
                    bench.causes,
                    new RandomStreams(1).stream("unused"));
            periodNs = entry.periodUs() * US;
            workNs = entry.workUs() * US;
        }

        @Override
        void start(final Machine machine, final long nowNs) {
            machine.place(this, nowNs);
            timer().arm(nowNs);
        }

        @Override
        void timerFired(final Machine machine, final long nowNs) {
            releases++;
            workLeftNs = workNs;
            machine.timerExpired(this, nowNs);
        }

        @Override
        boolean workDone(final Machine machine, final long nowNs) {
            misses += nowNs > releaseNs + periodNs ? 1 : 0;
            releaseNs += periodNs;
            return true;
        }

        @Override
        void blocked(final Machine machine, final long nowNs) {
            timer().arm(Math.max(nowNs, releaseNs));
        }
    }

    @Test
    void theMachineModelWithoutCostsHasTheCountsOfW2() {
        final List<TaskSets.Entry> set = TaskSets.read("W2");
        final List<Synchronous> tasks = new ArrayList<>();
        // The last release that counts is before 100 ms; the last job completes by then.
        final Bench bench =
                Bench.run(Machines.cores(1).costs(Machines.freeOfCost()).build(), 100 * MS - 1, script -> {
                    for (int id = 0; id < set.size(); id++) {
                        tasks.add(new Synchronous(id, set.get(id), script));
                        script.add(tasks.get(id));
                        tasks.get(id).start(script.machine, 0);
                    }
                });
        assertThat(tasks.stream().mapToInt(task -> task.releases).sum()).isEqualTo(242);
        assertThat(bench.scheduler.preemptions()).isEqualTo(63);
        assertThat(tasks).allMatch(task -> task.misses == 0);
        // Every release is complete: the CPU has run exactly the sum of the work.
        assertThat(bench.use(0, 100 * MS - 1).userNs())
                .isEqualTo(tasks.stream()
                        .mapToLong(task -> task.releases * task.workNs)
                        .sum());
    }

    private static long releases(final List<IdealMachine.Job> jobs) {
        return jobs.stream().mapToLong(job -> job.releases).sum();
    }

    private static IdealMachine run(
            final String name,
            final int cpus,
            final Scheduler scheduler,
            final BiFunction<TaskSets.Entry, Integer, SchedTask> task) {
        final IdealMachine machine = new IdealMachine(scheduler, cpus, 0);
        final List<IdealMachine.Job> jobs = new ArrayList<>();
        for (final TaskSets.Entry entry : TaskSets.read(name)) {
            jobs.add(machine.periodic(task.apply(entry, jobs.size()), 0, entry.periodUs() * US, entry.workUs() * US));
        }
        machine.run(100 * MS - 1);
        assertThat(jobs).as("jobs of %s are late", name).allMatch(job -> job.misses == 0);
        assertThat(releases(jobs))
                .isEqualTo(Map.of("W1", 401L, "W2", 242L, "W3", 11143L).get(name));
        return machine;
    }

    /** A reservation of the work and 2 us more, with a deadline some ns before the end of the period. */
    private static SchedAttributes reserved(final TaskSets.Entry entry, final int earlierNs) {
        final long periodNs = entry.periodUs() * US;
        final long runtimeNs = entry.workUs() * US + 2 * US;
        return SchedAttributes.deadline(new Reservation(runtimeNs, periodNs - earlierNs, periodNs, false));
    }

    private static LinuxScheduler linux(final int cpus) {
        final LinuxConfig plain =
                LinuxConfig.plain(Topology.regular(1, cpus, 1, false), List.of(CpuSet.range(0, cpus - 1)));
        return new LinuxScheduler(plain.withOptions(plain.options().withDeadlineHighResolution()));
    }

    @ParameterizedTest
    @CsvSource({"W1, 4, 124", "W2, 1, 63", "W3, 64, 2904"})
    void partitionedSetsHaveTheirPreemptions(final String name, final int cpus, final int preemptions) {
        final List<TaskSets.Entry> set = TaskSets.read(name);
        // Priorities of FIFO go to 99 only: what counts is the order on the CPU.
        final IdealMachine fixed = run(
                name,
                cpus,
                linux(cpus),
                (entry, id) -> new SchedTask(
                        id,
                        "task" + id,
                        SchedAttributes.fifo(1
                                + (int) set.stream()
                                        .filter(other ->
                                                other.cpu() == entry.cpu() && other.priority() < entry.priority())
                                        .count()),
                        CpuSet.of(entry.cpu())));
        assertThat(fixed.preemptions).isEqualTo(preemptions);
        // Deadlines shorter by as many ns as the priority says decide between equal ones in rate-monotonic order.
        final IdealMachine earliest = run(
                name,
                cpus,
                linux(cpus),
                (entry, id) ->
                        new SchedTask(id, "task" + id, reserved(entry, entry.priority()), CpuSet.of(entry.cpu())));
        assertThat(earliest.preemptions).isEqualTo(preemptions);
    }

    @ParameterizedTest
    @CsvSource({"W1, 4, 124", "W2, 1, 63", "W3, 64, 2742"})
    void underLinuxEqualDeadlinesDoNotPreempt(final String name, final int cpus, final int preemptions) {
        final IdealMachine machine = run(
                name,
                cpus,
                linux(cpus),
                (entry, id) -> new SchedTask(id, "task" + id, reserved(entry, 0), CpuSet.of(entry.cpu())));
        assertThat(machine.preemptions).isEqualTo(preemptions);
    }

    @ParameterizedTest
    @CsvSource({"W1, 4, 199, 107", "W2, 1, 63, 0", "W3, 64, 3778, 3725"})
    void globalSetsHaveTheirPreemptionsAndMigrationsUnderTheGlobalReference(
            final String name, final int cpus, final int preemptions, final int migrations) {
        for (final boolean earliestDeadline : new boolean[] {false, true}) {
            final IdealMachine machine = run(
                    name,
                    cpus,
                    new GlobalReference(cpus, earliestDeadline),
                    (entry, id) -> earliestDeadline
                            ? new SchedTask(
                                    id, "task" + id, reserved(entry, entry.priority()), CpuSet.range(0, cpus - 1))
                            : new SchedTask(
                                    id,
                                    "task" + id,
                                    SchedulingPolicy.OTHER,
                                    0,
                                    entry.priority(),
                                    CpuSet.range(0, cpus - 1)));
            assertThat(machine.preemptions).isEqualTo(preemptions);
            assertThat(machine.migrations).isEqualTo(migrations);
        }
    }

    /**
     * Linux lets a task preempt where it was and pushes the other: more preemptions and moves, and still nothing late.
     */
    @ParameterizedTest
    @CsvSource({"W1, 4", "W2, 1", "W3, 64"})
    void globalSetsMeetTheirDeadlinesUnderLinux(final String name, final int cpus) {
        final CpuSet all = CpuSet.range(0, cpus - 1);
        run(name, cpus, linux(cpus), (entry, id) -> new SchedTask(id, "task" + id, reserved(entry, 0), all));
        if (TaskSets.read(name).size() < 100) {
            run(
                    name,
                    cpus,
                    linux(cpus),
                    (entry, id) -> new SchedTask(id, "task" + id, SchedAttributes.fifo(entry.priority()), all));
        }
    }
}
