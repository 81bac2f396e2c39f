package dev.headroom.machine;

import static dev.headroom.machine.Machines.MS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.cost.CostName;
import dev.headroom.random.Constant;
import dev.headroom.sched.SchedulingPolicy;
import dev.headroom.units.CpuSet;
import dev.headroom.workload.MissedReleases;
import dev.headroom.workload.PeriodicWorkload;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Where theory knows the answer the simulator must give it. */
class ResponseTimeTheoryTest {

    /** A task in whole ms; lower index = higher priority. */
    private record Periodic(long periodMs, long workMs) {}

    /**
     * Exact response-time analysis (Joseph and Pandya 1986): the least fixed point of R = C + sum of ceil(R / Tj) Cj
     * over more urgent tasks, valid while R does not exceed the period.
     *
     * @return the worst response in ms, or -1 if it exceeds the period
     */
    private static long worstResponseMs(final List<Periodic> tasks, final int index) {
        final Periodic task = tasks.get(index);
        long response = task.workMs();
        while (response <= task.periodMs()) {
            long next = task.workMs();
            for (final Periodic urgent : tasks.subList(0, index)) {
                next += (response + urgent.periodMs() - 1) / urgent.periodMs() * urgent.workMs();
            }
            if (next == response) {
                return response;
            }
            response = next;
        }
        return -1;
    }

    @Test
    void theAnalysisGivesTheTextbookExample() {
        // T = 7, 12, 20; C = 3, 3, 5: R = 3, 6, 20 (Burns and Wellings).
        final List<Periodic> tasks = List.of(new Periodic(7, 3), new Periodic(12, 3), new Periodic(20, 5));
        assertThat(worstResponseMs(tasks, 0)).isEqualTo(3);
        assertThat(worstResponseMs(tasks, 1)).isEqualTo(6);
        assertThat(worstResponseMs(tasks, 2)).isEqualTo(20);
    }

    private static List<Periodic> draw(final SplittableRandom random) {
        final List<Periodic> tasks = new ArrayList<>();
        final int count = 2 + random.nextInt(6);
        for (int i = 0; i < count; i++) {
            final long period = 5 + random.nextInt(60);
            tasks.add(new Periodic(period, 1 + random.nextInt((int) Math.max(1, 2 * period / (count + 1)))));
        }
        return tasks;
    }

    /**
     * Threads are started 30 to 60 us apart, the least urgent first, so with times in whole ms each task meets all more
     * urgent ones within its first ms: N releases before a whole ms are as many as if all came at once, which is the
     * critical instant. Its first response is then the worst.
     */
    private static RunResult simulate(final List<Periodic> tasks, final long durationNs) {
        final Machines.Builder machine = Machines.cores(1).costs(Machines.freeOfCost());
        for (int i = tasks.size() - 1; i >= 0; i--) {
            machine.fifo(
                    "task" + i,
                    "set",
                    90 - i,
                    Machines.control(tasks.get(i).periodMs() * MS, tasks.get(i).workMs() * MS),
                    CpuSet.of(0));
        }
        return MachineRun.run(machine.build(), 1, durationNs);
    }

    @Property(tries = 500)
    void theWorstSimulatedResponseIsThatOfExactAnalysis(@ForAll final long seed) {
        final SplittableRandom random = new SplittableRandom(seed);
        List<Periodic> tasks = draw(random);
        while (!schedulable(tasks)) {
            tasks = draw(random);
        }
        final RunResult result = simulate(tasks, 1000 * MS);
        for (int i = 0; i < tasks.size(); i++) {
            assertThat(Facts.task(result, "task" + i).response().maxNs())
                    .as("task %s of %s", i, tasks)
                    .isEqualTo(worstResponseMs(tasks, i) * MS);
        }
    }

    private static boolean schedulable(final List<Periodic> tasks) {
        for (int i = 0; i < tasks.size(); i++) {
            if (worstResponseMs(tasks, i) < 0) {
                return false;
            }
        }
        return true;
    }

    @Test
    void aSetThatAnalysisRefusesMissesItsDeadlineInSimulation() {
        // T = 5, 7; C = 3, 3: the second would need 3 + ceil(R / 5) 3 = 9 > 7.
        final List<Periodic> tasks = List.of(new Periodic(5, 3), new Periodic(7, 3));
        assertThat(worstResponseMs(tasks, 1)).isEqualTo(-1);
        assertThat(Facts.task(simulate(tasks, 100 * MS), "task1").response().maxNs())
                .isGreaterThan(7 * MS);
    }

    /**
     * Threads of one priority on one CPU, never overdue, leaving idle free: a queue served in the order of arrival, so
     * every job ends later (Lindley's recursion) when any cost grows.
     */
    @Property(tries = 100)
    void aLargerCostNeverGivesASmallerResponseUnderFifo(@ForAll final long seed) {
        final SplittableRandom random = new SplittableRandom(seed);
        final CostName[] names = {
            CostName.TIMER_INTERRUPT, CostName.CONTEXT_SWITCH, CostName.GO_TO_SLEEP,
        };
        final Machines.Builder machine = Machines.cores(1).cost(CostName.IDLE_EXIT, 0);
        for (final CostName name : names) {
            machine.cost(name, random.nextInt(20_000));
        }
        final int count = 2 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            final long periodNs = (10 + random.nextInt(10)) * MS;
            final PeriodicWorkload work = new PeriodicWorkload(
                    periodNs, Optional.of(new Constant(random.nextInt((int) MS))), 0, 0, MissedReleases.CATCH_UP);
            machine.task(new TaskConfig("task" + i, "set", work, SchedulingPolicy.FIFO, 50, 1024, "", CpuSet.of(0)));
        }
        final RunResult cheap = MachineRun.run(machine.build(), seed, 500 * MS);
        machine.cost(names[random.nextInt(names.length)], 20_000 + random.nextInt(50_000));
        final RunResult dear = MachineRun.run(machine.build(), seed, 500 * MS);
        for (int i = 0; i < count; i++) {
            assertThat(dear.tasks().get(i).response().count())
                    .isBetween(
                            cheap.tasks().get(i).response().count() - 1,
                            cheap.tasks().get(i).response().count());
            assertThat(dear.tasks().get(i).response().minNs())
                    .isGreaterThanOrEqualTo(cheap.tasks().get(i).response().minNs());
            if (dear.tasks().get(i).response().count()
                    == cheap.tasks().get(i).response().count()) {
                assertThat(dear.tasks().get(i).response().meanNs())
                        .isGreaterThanOrEqualTo(cheap.tasks().get(i).response().meanNs());
            }
        }
    }
}
