package dev.headroom.machine;

import static dev.headroom.machine.Machines.MS;
import static dev.headroom.machine.Machines.control;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.machine.LockConfig.Protocol;
import dev.headroom.sched.Reservation;
import dev.headroom.sched.SchedAttributes;
import dev.headroom.units.CpuSet;
import dev.headroom.workload.CriticalSection;
import dev.headroom.workload.PeriodicWorkload;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Tasks that share locks on one CPU; times worked out by hand. */
class LockTest {

    private static final CpuSet FIRST = CpuSet.of(0);

    private static CriticalSection section(final String lock, final long atNs, final long lengthNs) {
        return new CriticalSection(lock, atNs, lengthNs);
    }

    /** Threads are started one after the other, 30 to 60 us apart. */
    private static long distanceNs(final Bench bench, final String from, final String to) {
        final long distance = Facts.activation(bench.result(to), 0).releaseNs()
                - Facts.activation(bench.result(from), 0).releaseNs();
        assertThat(distance).isBetween(30_000L, 180_000L);
        return distance;
    }

    /** Low takes the lock, high asks for it, mid comes and wants 50 ms of CPU. */
    private static Bench inversion(final Protocol protocol, final Machines.Builder machine) {
        return Bench.run(
                machine.lock("bus", protocol)
                        .fifo("low", 10, control(100 * MS, 12 * MS, section("bus", 0, 10 * MS)), FIRST)
                        .fifo("high", 30, control(100 * MS, MS, section("bus", 0, MS)), FIRST)
                        .fifo("mid", 20, control(100 * MS, 50 * MS), FIRST)
                        .build(),
                300 * MS,
                script -> {});
    }

    private static void assertResponse(final Bench bench, final String task, final long responseNs) {
        assertThat(bench.result(task).response().minNs()).as(task).isEqualTo(responseNs);
        assertThat(bench.result(task).response().maxNs()).as(task).isEqualTo(responseNs);
    }

    /** Causes of each of the equal jobs of a task. */
    private static Map<String, Long> jobCauses(final Bench bench, final String task) {
        final TaskResult result = bench.result(task);
        final Map<String, Long> causes = Facts.jobCauses(result);
        causes.replaceAll((cause, totalNs) -> totalNs / result.execution().count());
        return causes;
    }

    @Test
    void withoutInheritanceTheUrgentTaskWaitsForTheMiddleOne() {
        final Bench bench = inversion(Protocol.NONE, Machines.cores(1).costs(Machines.freeOfCost()));
        final long high = distanceNs(bench, "low", "high");
        final long mid = distanceNs(bench, "low", "mid");
        // low computes until mid comes (high blocks at once), mid for 50 ms, low the rest of its 10 ms: until 60 ms.
        assertResponse(bench, "high", 61 * MS - high);
        assertResponse(bench, "mid", 50 * MS);
        // low goes on when high is done, for the 2 ms after its section.
        assertResponse(bench, "low", 63 * MS);
        assertThat(jobCauses(bench, "high"))
                .containsExactly(
                        Map.entry("its own work", MS), Map.entry("waiting for lock bus held by low", 60 * MS - high));
        assertThat(jobCauses(bench, "low")).containsEntry("running mid", 50 * MS);
        assertThat(mid).isGreaterThan(high);
    }

    @Test
    void withInheritanceItWaitsForTheSectionOnly() {
        final Bench bench = inversion(Protocol.PI, Machines.cores(1).costs(Machines.freeOfCost()));
        final long high = distanceNs(bench, "low", "high");
        final long mid = distanceNs(bench, "low", "mid");
        // low runs as urgent as high until 10 ms; high until 11, mid until 61, low until 63.
        assertResponse(bench, "high", 11 * MS - high);
        assertResponse(bench, "mid", 61 * MS - mid);
        assertResponse(bench, "low", 63 * MS);
        assertThat(jobCauses(bench, "high")).containsEntry("waiting for lock bus held by low", 10 * MS - high);
    }

    @Test
    void systemCallsCostGoingToSleepAndSwitches() {
        final Bench bench = inversion(Protocol.PI, Machines.cores(1));
        final long high = distanceNs(bench, "low", "high");
        final long mid = distanceNs(bench, "low", "mid");
        // low starts at 3500; high: timer 1000, switch 500, refill 110, sleep 300; switch back 500; timer of mid 1000.
        final long releases = 3500 + 10 * MS + 2410 + 1000;
        // low gives the lock back and is preempted: switch 500.
        assertResponse(bench, "high", releases + 500 + MS - high);
        // high sleeps 300, switch 500; mid was woken, but high is gone and displaced nothing.
        assertResponse(bench, "mid", releases + 500 + MS + 800 + 50 * MS - mid);
        assertResponse(bench, "low", releases + 500 + MS + 800 + 50 * MS + 800 + 2 * MS);
        assertThat(jobCauses(bench, "high"))
                .containsEntry("going to sleep of the thread before", 300L)
                .containsEntry("context switch", 500L)
                .containsEntry("waiting for lock bus held by low", releases - high - 1910);
    }

    @Test
    void urgencyIsInheritedAlongAChain() {
        final Bench bench = Bench.run(
                Machines.cores(1)
                        .costs(Machines.freeOfCost())
                        .lock("a", Protocol.PI)
                        .lock("b", Protocol.PI)
                        .fifo("low", 10, control(100 * MS, 10 * MS, section("a", 0, 10 * MS)), FIRST)
                        .fifo(
                                "next",
                                20,
                                control(100 * MS, 5 * MS, section("b", 0, 5 * MS), section("a", 0, MS)),
                                FIRST)
                        .fifo("high", 40, control(100 * MS, MS, section("b", 0, MS)), FIRST)
                        .fifo("mid", 30, control(100 * MS, 50 * MS), FIRST)
                        .build(),
                300 * MS,
                script -> {});
        final long high = distanceNs(bench, "low", "high");
        // next holds b and waits for a; high waits for b. low has 40 until 10 ms, next until 15 ms, then high.
        assertResponse(bench, "low", 10 * MS);
        assertResponse(bench, "next", 15 * MS - distanceNs(bench, "low", "next"));
        assertResponse(bench, "high", 16 * MS - high);
        assertResponse(bench, "mid", 66 * MS - distanceNs(bench, "low", "mid"));
    }

    private static SchedAttributes reserved(final long runtimeMs, final long deadlineMs) {
        return SchedAttributes.deadline(new Reservation(runtimeMs * MS, deadlineMs * MS, 100 * MS, false));
    }

    /** The machine of these tests: one CPU, no costs, one lock that inherits. */
    private static Machines.Builder bus() {
        return Machines.cores(1).costs(Machines.freeOfCost()).lock("bus", Protocol.PI);
    }

    @Test
    void aHolderRunsByTheDeadlineOfTheDeadlineTaskThatWaits() {
        final Bench bench = Bench.run(
                bus().fifo("low", 10, control(100 * MS, 5 * MS, section("bus", 0, 3 * MS)), FIRST)
                        .task("high", reserved(4, 50), control(100 * MS, MS, section("bus", 0, MS)), FIRST)
                        .task("other", reserved(20, 100), control(100 * MS, 15 * MS), FIRST)
                        .build(),
                300 * MS,
                script -> {});
        // low has 3 ms left to give the lock back, with a deadline 50 ms after high came; other has one of 100 ms.
        assertResponse(bench, "high", 4 * MS - distanceNs(bench, "low", "high"));
        assertResponse(bench, "other", 19 * MS - distanceNs(bench, "low", "other"));
        assertResponse(bench, "low", 21 * MS);
    }

    @Test
    void aHolderMayUseMoreThanTheRunTimeOfTheTaskThatWaits() {
        final Bench bench = Bench.run(
                bus().fifo("low", 10, control(100 * MS, 12 * MS, section("bus", 0, 10 * MS)), FIRST)
                        .task("high", reserved(4, 50), control(100 * MS, MS, section("bus", 0, MS)), FIRST)
                        .fifo("mid", 20, control(100 * MS, 50 * MS), FIRST)
                        .build(),
                300 * MS,
                script -> {});
        assertResponse(bench, "high", 11 * MS - distanceNs(bench, "low", "high"));
        assertResponse(bench, "mid", 61 * MS - distanceNs(bench, "low", "mid"));
    }

    private static Bench holderWithTwoMilliseconds(final long holderDeadlineMs, final long waiterDeadlineMs) {
        return Bench.run(
                bus().task(
                                "holder",
                                reserved(2, holderDeadlineMs),
                                control(100 * MS, 8 * MS, section("bus", 0, 8 * MS)),
                                FIRST)
                        .task(
                                "waiter",
                                reserved(4, waiterDeadlineMs),
                                control(100 * MS, MS, section("bus", 0, MS)),
                                FIRST)
                        .build(),
                90 * MS,
                script -> {});
    }

    @Test
    void aHolderOfPolicyDeadlineIsNotThrottledWhileOneWithAnEarlierDeadlineWaits() {
        final Bench bench = holderWithTwoMilliseconds(100, 50);
        assertResponse(bench, "waiter", 9 * MS - distanceNs(bench, "holder", "waiter"));
    }

    @Test
    void aHolderOfPolicyDeadlineIsThrottledWhileOnlyOneWithALaterDeadlineWaits() {
        final Bench bench = holderWithTwoMilliseconds(50, 100);
        // Its 2 ms are used up at a tick before its 8 ms are done; it goes on in its next period.
        assertThat(bench.result("waiter").response().count()).isZero();
    }

    @Test
    void aFairHolderInheritsARealTimePriorityAndReturnsToItsShare() {
        final Bench bench = Bench.run(
                Machines.cores(1)
                        .costs(Machines.freeOfCost())
                        .lock("bus", Protocol.PI)
                        .task(
                                "low",
                                SchedAttributes.other(0),
                                control(100 * MS, 12 * MS, section("bus", 0, 10 * MS)),
                                FIRST)
                        .fifo("high", 30, control(100 * MS, MS, section("bus", 0, MS)), FIRST)
                        .fifo("mid", 20, control(100 * MS, 50 * MS), FIRST)
                        .build(),
                300 * MS,
                script -> {});
        assertResponse(bench, "high", 11 * MS - distanceNs(bench, "low", "high"));
        assertResponse(bench, "low", 63 * MS);
    }

    @Test
    void waitersAreServedByUrgencyAndEqualOnesInOrder() {
        for (final Protocol protocol : Protocol.values()) {
            final Bench bench = Bench.run(
                    Machines.cores(1)
                            .costs(Machines.freeOfCost())
                            .lock("bus", protocol)
                            .fifo("holder", 10, control(100 * MS, 10 * MS, section("bus", 0, 10 * MS)), FIRST)
                            .fifo("b", 20, control(100 * MS, 2 * MS, section("bus", 0, 2 * MS)), FIRST)
                            .fifo("c", 20, control(100 * MS, 3 * MS, section("bus", 0, 3 * MS)), FIRST)
                            .fifo("a", 30, control(100 * MS, MS, section("bus", 0, MS)), FIRST)
                            .build(),
                    300 * MS,
                    script -> {});
            assertResponse(bench, "a", 11 * MS - distanceNs(bench, "holder", "a"));
            assertResponse(bench, "b", 13 * MS - distanceNs(bench, "holder", "b"));
            assertResponse(bench, "c", 16 * MS - distanceNs(bench, "holder", "c"));
        }
    }

    /** One level of sections, so that a job can be held up once for each lock that it takes. */
    @Property(tries = 100)
    void withInheritanceTheMostUrgentTaskWaitsAtMostForTheLongestSectionsOfOthers(@ForAll final long seed) {
        final SplittableRandom random = new SplittableRandom(seed);
        final int locks = 1 + random.nextInt(3);
        final Machines.Builder machine = Machines.cores(1).costs(Machines.freeOfCost());
        for (int lock = 0; lock < locks; lock++) {
            machine.lock("lock" + lock, Protocol.PI);
        }
        final long[] longestNs = new long[locks];
        final int tasks = 2 + random.nextInt(5);
        for (int task = 0; task < tasks; task++) {
            final CriticalSection[] sections = new CriticalSection[1 + random.nextInt(locks)];
            long atNs = 0;
            for (int i = 0; i < sections.length; i++) {
                final long lengthNs = 1 + random.nextLong(2 * MS);
                atNs += random.nextLong(MS);
                sections[i] = section("lock" + i, atNs, lengthNs);
                atNs += lengthNs;
                if (task < tasks - 1) {
                    longestNs[i] = Math.max(longestNs[i], lengthNs);
                }
            }
            final long periodNs = (15 + random.nextInt(30)) * MS + random.nextLong(MS);
            machine.fifo("task" + task, 10 + task, control(periodNs, atNs + 1 + random.nextLong(MS), sections), FIRST);
        }
        final MachineConfig config = machine.build();
        final Bench bench = Bench.run(config, seed, 1000 * MS, script -> {});
        final TaskResult highest = bench.result("task" + (tasks - 1));
        long boundNs = 0;
        for (final long lengthNs : longestNs) {
            boundNs += lengthNs;
        }
        final long ownNs =
                Math.round(((PeriodicWorkload) config.tasks().get(tasks - 1).workload())
                        .work()
                        .orElseThrow()
                        .meanNs());
        assertThat(highest.response().maxNs()).isBetween(ownNs, ownNs + boundNs);
        assertThat(highest.activations()).isGreaterThan(10);
    }
}
