package dev.headroom.machine;

import static dev.headroom.machine.Machines.US;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.sched.IdealMachine;
import dev.headroom.sched.Reservation;
import dev.headroom.sched.SchedAttributes;
import dev.headroom.sched.SchedTask;
import dev.headroom.sched.linux.LinuxScheduler;
import dev.headroom.sched.linux.core.LinuxConfig;
import dev.headroom.topology.Topology;
import dev.headroom.units.CpuSet;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/**
 * Where theory knows the answer the schedulers must give it: thousands of random task sets on one CPU without costs,
 * all tasks released at time 0. Reservations end at their time ({@code HRTICK_DL}) and are 2 us longer than the work.
 * One unit is 100 us.
 */
class SchedulabilityTheoryTest {

    private static final long UNIT_NS = 100 * US;
    private static final long SLACK_NS = 2 * US;
    private static final CpuSet FIRST = CpuSet.of(0);

    /** A task in units; lower index = higher fixed priority. */
    private record Task(long period, long deadline, long work) {}

    private static IdealMachine machine() {
        final LinuxConfig plain = LinuxConfig.plain(Topology.regular(1, 1, 1, false), List.of(FIRST));
        return new IdealMachine(
                new LinuxScheduler(plain.withOptions(plain.options().withDeadlineHighResolution())), 1, 0);
    }

    private static List<Task> draw(final SplittableRandom random, final boolean constrained) {
        final List<Task> tasks = new ArrayList<>();
        final int count = 1 + random.nextInt(7);
        for (int i = 0; i < count; i++) {
            final long period = 2 + random.nextInt(30);
            final long work = 1 + random.nextInt((int) Math.max(1, 2 * period / (count + 1)));
            final long deadline = constrained ? work + random.nextLong(period - work + 1) : period;
            tasks.add(new Task(period, deadline, work));
        }
        return tasks;
    }

    private static SchedAttributes reserve(final Task task) {
        final long deadlineNs = task.deadline() * UNIT_NS;
        final long runtimeNs = Math.min(deadlineNs, task.work() * UNIT_NS + SLACK_NS);
        return SchedAttributes.deadline(new Reservation(runtimeNs, deadlineNs, task.period() * UNIT_NS, false));
    }

    private static IdealMachine.Job add(
            final IdealMachine machine, final int id, final Task task, final SchedAttributes attributes) {
        return machine.periodic(
                new SchedTask(id, "task" + id, attributes, FIRST),
                0,
                task.period() * UNIT_NS,
                task.deadline() * UNIT_NS,
                task.work() * UNIT_NS);
    }

    private static long utilisationTimes(final List<Task> tasks, final long whole) {
        return tasks.stream()
                .mapToLong(task -> Math.multiplyExact(task.work(), whole / task.period()))
                .sum();
    }

    private static long hyperperiod(final List<Task> tasks) {
        long multiple = 1;
        for (final Task task : tasks) {
            long a = multiple;
            long b = task.period();
            while (b != 0) {
                final long rest = a % b;
                a = b;
                b = rest;
            }
            multiple = Math.multiplyExact(multiple / a, task.period());
        }
        return multiple;
    }

    private static boolean isOverloaded(final List<Task> tasks) {
        final long whole = hyperperiod(tasks);
        return utilisationTimes(tasks, whole) > whole;
    }

    /** Exact response-time analysis (Joseph and Pandya 1986); -1 if it exceeds the deadline. */
    private static long worstResponse(final List<Task> tasks, final int index) {
        final Task task = tasks.get(index);
        long response = task.work();
        while (response <= task.deadline()) {
            long next = task.work();
            for (final Task urgent : tasks.subList(0, index)) {
                next += (response + urgent.period() - 1) / urgent.period() * urgent.work();
            }
            if (next == response) {
                return response;
            }
            response = next;
        }
        return -1;
    }

    @Property(tries = 3000)
    void fixedPrioritiesHaveTheResponseTimesOfExactAnalysis(@ForAll final long seed) {
        final List<Task> tasks = draw(new SplittableRandom(seed), true);
        final IdealMachine machine = machine();
        final List<IdealMachine.Job> jobs = new ArrayList<>();
        for (int i = 0; i < tasks.size(); i++) {
            jobs.add(add(machine, i, tasks.get(i), SchedAttributes.fifo(90 - i)));
        }
        machine.run(100 * UNIT_NS - 1);
        for (int i = 0; i < tasks.size(); i++) {
            final long worst = worstResponse(tasks, i);
            // The first job has the worst response; the response of a task that may be late depends on who was late
            // before.
            if (worst >= 0) {
                assertThat(jobs.get(i).worstNs).as("task %s of %s", i, tasks).isEqualTo(worst * UNIT_NS);
                assertThat(jobs.get(i).misses).isZero();
            } else {
                assertThat(jobs.get(i).misses).as("task %s of %s", i, tasks).isPositive();
            }
        }
    }

    @Property(tries = 3000)
    void reservationsMeetAllDeadlinesUpToFullUtilisation(@ForAll final long seed) {
        final SplittableRandom random = new SplittableRandom(seed);
        List<Task> tasks = draw(random, false);
        while (isOverloaded(tasks)) {
            tasks = draw(random, false);
        }
        assertThat(misses(tasks, Math.min(hyperperiod(tasks), 2000)))
                .as("%s", tasks)
                .isZero();
    }

    @Test
    void aFullCpuMeetsItsDeadlines() {
        // 1/2 + 1/3 + 1/6 = 1; fixed priorities would miss: the third would need 2 + 1 + ... > 6 with the second of 3.
        assertThat(misses(List.of(new Task(2, 2, 1), new Task(3, 3, 1), new Task(6, 6, 1)), 600))
                .isZero();
        assertThat(misses(List.of(new Task(5, 5, 2), new Task(7, 7, 4)), 700)).isZero();
        assertThat(worstResponse(List.of(new Task(5, 5, 2), new Task(7, 7, 4)), 1))
                .isEqualTo(-1);
    }

    private static int misses(final List<Task> tasks, final long units) {
        final IdealMachine machine = machine();
        final List<IdealMachine.Job> jobs = new ArrayList<>();
        for (int i = 0; i < tasks.size(); i++) {
            jobs.add(add(machine, i, tasks.get(i), reserve(tasks.get(i))));
        }
        machine.run(units * UNIT_NS);
        return jobs.stream().mapToInt(job -> job.misses).sum();
    }

    /** Work that must be done by a time (Baruah, Rosier and Howell 1990). */
    private static long demand(final List<Task> tasks, final long time) {
        return tasks.stream()
                .mapToLong(task ->
                        Math.max(0, (time - task.deadline()) / task.period() + (time >= task.deadline() ? 1 : 0))
                                * task.work())
                .sum();
    }

    @Property(tries = 3000)
    void theDemandBoundDecidesOnConstrainedDeadlines(@ForAll final long seed) {
        final SplittableRandom random = new SplittableRandom(seed);
        List<Task> tasks = draw(random, true);
        while (isOverloaded(tasks)) {
            tasks = draw(random, true);
        }
        final long horizon = Math.min(hyperperiod(tasks), 500);
        boolean fits = true;
        for (long time = 1; time <= horizon; time++) {
            fits &= demand(tasks, time) <= time;
        }
        assertThat(misses(tasks, horizon) == 0).as("%s", tasks).isEqualTo(fits);
    }

    @Property(tries = 2000)
    void aReservationIsKeptWhateverOthersDo(@ForAll final long seed) {
        // Reserved together at most the CPU. The first task works at most what it reserved; the others want more than
        // they reserved, all the time or in jobs of any length, and real-time and fair tasks want all that is left.
        final SplittableRandom random = new SplittableRandom(seed);
        List<Task> tasks = draw(random, false);
        while (isOverloaded(tasks)) {
            tasks = draw(random, false);
        }
        final IdealMachine machine = machine();
        final Task good = tasks.get(0);
        final IdealMachine.Job job = machine.periodic(
                new SchedTask(0, "good", exactly(good), FIRST),
                random.nextLong(good.period() * UNIT_NS),
                good.period() * UNIT_NS,
                good.deadline() * UNIT_NS,
                good.work() * UNIT_NS);
        for (int i = 1; i < tasks.size(); i++) {
            final SchedTask greedy = new SchedTask(i, "greedy" + i, exactly(tasks.get(i)), FIRST);
            if (random.nextBoolean()) {
                machine.endless(greedy, random.nextLong(20 * UNIT_NS));
            } else {
                machine.periodic(
                        greedy,
                        random.nextLong(20 * UNIT_NS),
                        (1 + random.nextInt(40)) * UNIT_NS,
                        (1 + random.nextInt(60)) * UNIT_NS);
            }
        }
        machine.endless(new SchedTask(tasks.size(), "fifo", SchedAttributes.fifo(99), FIRST), 0);
        machine.run(600 * UNIT_NS);
        assertThat(job.releases).isPositive();
        assertThat(job.misses).as("%s", tasks).isZero();
    }

    private static SchedAttributes exactly(final Task task) {
        final long periodNs = task.period() * UNIT_NS;
        return SchedAttributes.deadline(new Reservation(task.work() * UNIT_NS, periodNs, periodNs, false));
    }
}
