package dev.headroom.machine;

import static dev.headroom.machine.Machines.MS;
import static dev.headroom.machine.Machines.SLEEP_NS;
import static dev.headroom.machine.Machines.SWITCH_NS;
import static dev.headroom.machine.Machines.TIMER_NS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.cost.CostName;
import dev.headroom.random.Constant;
import dev.headroom.sched.CheckedScheduler;
import dev.headroom.sched.SchedulingPolicy;
import dev.headroom.units.CpuSet;
import dev.headroom.workload.MissedReleases;
import dev.headroom.workload.PeriodicWorkload;
import dev.headroom.workload.StressKind;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real-time control applications that share a CPU: latencies and response times worked out by hand. */
class GoldenControlTest {

    private static final CpuSet FIRST = CpuSet.of(0);
    /** Idle exit, timer interrupt, context switch. */
    private static final long ALONE_NS = 3500;

    /** Threads are started one after the other, 30 to 60 us apart. */
    private static long distanceNs(final Bench bench, final String from, final String to) {
        final long distance = Facts.activation(bench.result(to), 0).releaseNs()
                - Facts.activation(bench.result(from), 0).releaseNs();
        assertThat(distance).isBetween(30_000L, 60_000L);
        return distance;
    }

    private static void assertResponse(final TaskResult result, final long responseNs) {
        assertThat(result.response().minNs()).as(result.name()).isEqualTo(responseNs);
        assertThat(result.response().maxNs()).as(result.name()).isEqualTo(responseNs);
    }

    @ParameterizedTest
    @ValueSource(ints = {80, 50})
    void aThreadWaitsForARunningOneThatIsMoreOrEquallyUrgent(final int priorityOfRunning) {
        final Bench bench = Bench.run(
                Machines.cores(1)
                        .fifo("first", priorityOfRunning, Machines.control(10 * MS, 3 * MS), FIRST)
                        .fifo("second", 50, PeriodicWorkload.cyclictest(10 * MS), FIRST)
                        .build(),
                100 * MS,
                script -> {});
        final long d = distanceNs(bench, "first", "second");
        // first: starts at 3500, is interrupted for 1000 by the timer of second, completes 3 ms of work.
        final long completes = ALONE_NS + 3 * MS + TIMER_NS;
        assertResponse(bench.result("first"), completes);
        // second, released d later: first goes to sleep (300), then the switch (500).
        final TaskResult second = bench.result("second");
        assertThat(second.latency().minNs()).isEqualTo(completes + 300 + 500 - d);
        assertThat(second.latency().maxNs()).isEqualTo(completes + 300 + 500 - d);
        final long n = second.activations();
        assertThat(Facts.causes(second))
                .isEqualTo(Map.of(
                        "timer interrupt and wake-up", TIMER_NS * n,
                        "running first", (completes - d - TIMER_NS) * n,
                        "going to sleep of the thread before", SLEEP_NS * n,
                        "context switch", SWITCH_NS * n));
    }

    @Test
    void aMoreUrgentThreadPreemptsAndTheOtherOneLosesExactlyTheVisit() {
        final Bench bench = Bench.run(
                Machines.cores(1)
                        .fifo("first", 50, Machines.control(10 * MS, 3 * MS), FIRST)
                        .fifo("second", 80, PeriodicWorkload.cyclictest(10 * MS), FIRST)
                        .build(),
                100 * MS,
                script -> {});
        // second: timer 1000, switch 500, refill after computing 110.
        assertThat(bench.result("second").latency().minNs()).isEqualTo(1610);
        assertThat(bench.result("second").latency().maxNs()).isEqualTo(1610);
        // first: the visit takes 1610, sleep 300 and the switch back 500.
        assertResponse(bench.result("first"), ALONE_NS + 3 * MS + 1610 + 300 + 500);
        assertThat(bench.scheduler.preemptions())
                .isEqualTo(bench.result("second").activations());
    }

    @Test
    void threeControlApplicationsOnOneCpuCompleteOneAfterTheOther() {
        final Bench bench = Bench.run(
                Machines.cores(1)
                        .fifo("a", "app", 60, Machines.control(100 * MS, 10 * MS), FIRST)
                        .fifo("b", "app", 60, Machines.control(100 * MS, 10 * MS), FIRST)
                        .fifo("c", "app", 60, Machines.control(100 * MS, 10 * MS), FIRST)
                        .build(),
                1000 * MS,
                script -> {});
        final long db = distanceNs(bench, "a", "b");
        final long dc = db + distanceNs(bench, "b", "c");
        // a starts at 3500 and is interrupted twice for 1000; b and c come with sleep 300, switch 500, work 10 ms.
        final long a = 3500 + 10 * MS + 2 * TIMER_NS;
        final long b = a + 300 + 500 + 10 * MS;
        final long c = b + 300 + 500 + 10 * MS;
        assertResponse(bench.result("a"), a);
        assertResponse(bench.result("b"), b - db);
        assertResponse(bench.result("c"), c - dc);
        // c waits 20 ms + 7100 - dc. Of that 1000 is its own timer, twice 300 sleep, twice 500 switch: 2600 not
        // running.
        final TaskResult last = bench.result("c");
        assertThat(Facts.causes(last))
                .containsEntry("running app", last.activations() * (20 * MS + 4500 - dc))
                .containsEntry("going to sleep of the thread before", 600 * last.activations())
                .containsEntry("context switch", 1000 * last.activations());
        assertThat(last.deadlineMisses()).isZero();
    }

    @Test
    void deadlinesAndLatencyLimitsAreMissedOnlyBeyondTheirValue() {
        for (final long slackNs : new long[] {0, -1}) {
            final PeriodicWorkload work = new PeriodicWorkload(
                    10 * MS,
                    Optional.of(new Constant(MS)),
                    ALONE_NS + MS + slackNs,
                    ALONE_NS + slackNs,
                    MissedReleases.CATCH_UP);
            final TaskResult result = Bench.run(
                            Machines.cores(1).fifo("a", 60, work, FIRST).build(), 100 * MS, script -> {})
                    .result("a");
            assertThat(result.deadlineMisses()).isEqualTo(slackNs == 0 ? 0 : result.activations());
            assertThat(result.latencyMisses()).isEqualTo(slackNs == 0 ? 0 : result.activations());
        }
    }

    @Test
    void aControlApplicationStartsOverdueJobsAtOnceAndSkipsNone() {
        // 15 ms of work every 10 ms: job n is released at 10 n ms after the first and starts at 3500 ns + 15 n ms.
        final Bench bench = Bench.run(
                Machines.cores(1)
                        .fifo("late", 60, Machines.control(10 * MS, 15 * MS), FIRST)
                        .build(),
                120 * MS,
                script -> {});
        final TaskResult result = bench.result("late");
        assertThat(result.skipped()).isZero();
        assertThat(result.activations()).isGreaterThanOrEqualTo(7);
        for (int n = 0; n < result.activations(); n++) {
            assertThat(Facts.activation(result, n).latencyNs()).isEqualTo(3500 + 5 * n * MS);
        }
        // All that an overdue job waits for is its own task.
        assertThat(Facts.causes(Facts.activation(result, 3).causes()))
                .isEqualTo(Map.of("running late", 3500 + 15 * MS));
        assertThat(result.response().maxNs())
                .isEqualTo(3500 + 15 * MS + 5 * (result.response().count() - 1) * MS);
    }

    @Test
    void aBusySiblingHalvesTheSpeedOfAJob() {
        // 10 ms of work at throughput 0.5 take 20 ms; the wake-up loses 11 to the sibling.
        final Bench bench = Bench.run(
                Machines.smtCore()
                        .fifo("job", 60, Machines.control(100 * MS, 10 * MS), FIRST)
                        .stress("hog", StressKind.CPU, CpuSet.of(1))
                        .build(),
                1000 * MS,
                script -> {});
        assertResponse(bench.result("job"), 3511 + 20 * MS);
    }

    @Test
    void aJobIsSlowOnlyWhileItsSiblingIsBusy() {
        // Releases d apart on two threads of one core, 10 ms of work each, throughput 0.5, in ns after a's release:
        // a runs at 3500, alone until b's interrupt at d, so d - 3500 is done; the rest at half speed, unless b ends
        // first, which it does not: b starts at d + 3500 + 11 and has done less.
        // (Each tick in between rounds to whole ns.)
        // a ends at d + 2 (10 ms - (d - 3500)); b ran at half speed since d + 3511, alone once a sleeps (300).
        final Bench bench = Bench.run(
                Machines.smtCore()
                        .fifo("a", 60, Machines.control(100 * MS, 10 * MS), FIRST)
                        .fifo("b", 60, Machines.control(100 * MS, 10 * MS), CpuSet.of(1))
                        .build(),
                90 * MS,
                script -> {});
        final long d = Facts.activation(bench.result("b"), 0).releaseNs()
                - Facts.activation(bench.result("a"), 0).releaseNs();
        final long endOfA = d + 2 * (10 * MS - (d - 3500));
        assertThat(bench.result("a").response().maxNs()).isBetween(endOfA - 10, endOfA + 10);
        final long slowUntil = endOfA + SLEEP_NS;
        final long done = (slowUntil - (d + 3511)) / 2;
        final long endOfB = slowUntil + (10 * MS - done) - d;
        assertThat(bench.result("b").response().maxNs()).isBetween(endOfB - 10, endOfB + 10);
    }

    @Test
    void ticksSlowAJobByTheirCostEach() {
        // 250 Hz: a job of 39.5 ms is hit by 9 or 10 ticks of 5 us.
        final Bench bench = Bench.run(
                Machines.cores(1)
                        .cost(CostName.TICK, 5000)
                        .fifo("job", 60, Machines.control(100 * MS, 39_500_000), FIRST)
                        .build(),
                1000 * MS,
                script -> {});
        final long ticks = (bench.result("job").response().minNs() - 39_503_500) / 5000;
        assertThat(ticks).isBetween(9L, 10L);
        assertResponse(bench.result("job"), 39_503_500 + 5000 * ticks);
        assertThat(bench.use(0, 1000 * MS).interruptNs())
                .isEqualTo(bench.result("job").activations() * (3000 + 5000 * ticks));
    }

    @Test
    void aFifoThreadKeepsItsTurnAmongEqualsWhenPreempted() {
        // low1 runs, low2 waits behind it, high visits low1; after the visit low1 goes on, not low2.
        final Bench bench = Bench.run(
                Machines.cores(1)
                        .fifo("low1", 40, Machines.control(100 * MS, 5 * MS), FIRST)
                        .fifo("low2", 40, Machines.control(100 * MS, 5 * MS), FIRST)
                        .fifo("high", 80, Machines.control(100 * MS, MS), FIRST)
                        .build(),
                90 * MS,
                script -> {});
        assertThat(bench.scheduler.switches().stream().map(CheckedScheduler.Switch::task))
                .startsWith("low1", "high", "low1", "low2", "-");
    }

    @Test
    void roundRobinThreadsTakeTurnsEvery25Ticks() {
        // Two jobs of 250 ms, quantum 100 ms, which is 25 ticks of 4 ms, all costs 0. The first starts between ticks,
        // so
        // its first turn is 96 to 100 ms long and every other one exactly 100 ms: then ticks and turns are in step.
        final Machines.Builder machine = Machines.cores(1).costs(Machines.freeOfCost());
        for (final String name : new String[] {"a", "b"}) {
            machine.task(new TaskConfig(
                    name, name, Machines.control(5000 * MS, 250 * MS), SchedulingPolicy.RR, 50, 1024, "", FIRST));
        }
        final Bench bench = Bench.run(machine.build(), 10_000 * MS, script -> {});
        final var turns = bench.scheduler.switches();
        assertThat(turns.stream().limit(7).map(CheckedScheduler.Switch::task))
                .containsExactly("a", "b", "a", "b", "a", "b", "-");
        assertThat(turns.get(1).atNs() - turns.get(0).atNs()).isBetween(96 * MS, 100 * MS);
        assertThat(turns.get(2).atNs() - turns.get(1).atNs()).isEqualTo(100 * MS);
        assertThat(turns.get(3).atNs() - turns.get(2).atNs()).isEqualTo(100 * MS);
        assertThat(turns.get(4).atNs() - turns.get(3).atNs()).isEqualTo(100 * MS);
        assertThat(turns.get(6).atNs() - turns.get(0).atNs()).isEqualTo(500 * MS);
    }

    @Test
    void fifoThreadsOfOnePriorityDoNotTakeTurns() {
        final Bench bench = Bench.run(
                Machines.cores(1)
                        .costs(Machines.freeOfCost())
                        .fifo("a", 50, Machines.control(5000 * MS, 250 * MS), FIRST)
                        .fifo("b", 50, Machines.control(5000 * MS, 250 * MS), FIRST)
                        .build(),
                10_000 * MS,
                script -> {});
        assertThat(bench.scheduler.switches().stream().limit(3).map(CheckedScheduler.Switch::task))
                .containsExactly("a", "b", "-");
    }
}
