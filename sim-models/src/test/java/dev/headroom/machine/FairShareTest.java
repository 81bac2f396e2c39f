package dev.headroom.machine;

import static dev.headroom.machine.Machines.MS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.cost.CostName;
import dev.headroom.sched.CheckedScheduler.Switch;
import dev.headroom.sched.SchedulingPolicy;
import dev.headroom.units.CpuSet;
import dev.headroom.workload.PeriodicWorkload;
import dev.headroom.workload.StressKind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How CFS divides one CPU. With one CPU: latency 6 ms, minimum granularity 0.75 ms, wake-up granularity 1 ms. */
class FairShareTest {

    private static final CpuSet FIRST = CpuSet.of(0);
    private static final long TICK_NS = 4 * MS;

    private static Bench hogs(final int... weights) {
        final Machines.Builder machine = Machines.cores(1).costs(Machines.freeOfCost());
        for (int i = 0; i < weights.length; i++) {
            machine.stress("hog" + i, StressKind.CPU, weights[i], "", FIRST);
        }
        return Bench.run(machine.build(), 10_000 * MS, script -> {});
    }

    @Test
    void twoEqualHogsDifferByLessThanASlice() {
        final Bench bench = hogs(1024, 1024);
        assertThat(bench.scheduler.ranNs("hog0") + bench.scheduler.ranNs("hog1"))
                .isEqualTo(10_000 * MS);
        // A slice of 3 ms ends at the next tick.
        assertThat(bench.scheduler.ranNs("hog0") - bench.scheduler.ranNs("hog1"))
                .isBetween(-(3 * MS + TICK_NS), 3 * MS + TICK_NS);
    }

    @Test
    void threeEqualHogsDifferByLessThanASliceEach() {
        final Bench bench = hogs(1024, 1024, 1024);
        for (int i = 0; i < 3; i++) {
            assertThat(bench.scheduler.ranNs("hog" + i))
                    .isBetween(10_000 * MS / 3 - 2 * TICK_NS, 10_000 * MS / 3 + 2 * TICK_NS);
        }
    }

    @Test
    void aHogOfHalfTheWeightGetsHalfTheTime() {
        final Bench bench = hogs(1024, 512);
        // 2 : 1. The heavy one has a slice of 4 ms, the light one 2 ms; both end at a tick.
        assertThat(bench.scheduler.ranNs("hog0"))
                .isBetween(10_000 * MS * 2 / 3 - 2 * TICK_NS, 10_000 * MS * 2 / 3 + 2 * TICK_NS);
    }

    @Test
    void threeHogsShareByWeight() {
        final Bench bench = hogs(1024, 512, 512);
        assertThat(bench.scheduler.ranNs("hog0")).isBetween(5_000 * MS - 3 * TICK_NS, 5_000 * MS + 3 * TICK_NS);
        assertThat(bench.scheduler.ranNs("hog1")).isBetween(2_500 * MS - 3 * TICK_NS, 2_500 * MS + 3 * TICK_NS);
    }

    @Test
    void hogsTakeTurnsAtTicksOnly() {
        final List<Switch> turns = hogs(1024, 1024).scheduler.switches();
        for (int i = 2; i < turns.size(); i++) {
            assertThat((turns.get(i).atNs() - turns.get(1).atNs()) % TICK_NS).isZero();
        }
        assertThat(turns.size()).isBetween(2400, 2600);
    }

    private static Machines.Builder fairThread(final int weight) {
        return Machines.cores(1)
                .task(new TaskConfig(
                        "fair",
                        "fair",
                        PeriodicWorkload.cyclictest(10 * MS),
                        SchedulingPolicy.OTHER,
                        0,
                        weight,
                        "",
                        FIRST))
                .stress("hog", StressKind.CPU, FIRST);
    }

    @Test
    void aSleeperPreemptsAHogAtOnce() {
        // It wakes half a latency (3 ms) behind the hog, more than the granularity of 1 ms: 1000 + 500 + refill 110.
        final TaskResult result =
                Bench.run(fairThread(1024).build(), 1000 * MS, script -> {}).result("fair");
        assertThat(result.latency().quantileNs(0.97)).isEqualTo(1610);
    }

    @Test
    void aLightSleeperWaitsForTheTick() {
        // Weight 15 (nice 19): the granularity is 1 ms * 1024 / 15 = 68 ms of its virtual time, 3 ms do not reach it.
        final TaskResult result =
                Bench.run(fairThread(15).build(), 1000 * MS, script -> {}).result("fair");
        assertThat(result.latency().maxNs()).isBetween(MS, 20 * MS);
        assertThat(Facts.causes(result)).containsKey("running stress-cpu");
        assertThat(result.latency().meanNs()).isGreaterThan(500_000);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void aTaskWokenFromAnotherCpuIsComparedWithWhatTheCurrentOneHasRunByThen(final long seed) {
        // CPU 1 has a worker of sync (bursts of 15 ms, waits of 20 ms) whose completion comes to CPU 0, and a hog. Two
        // CPUs: latency 12 ms, wake-up granularity 2 ms; a tick every 41.67 ms. Both start ahead of the queue's minimum
        // 0 by the slice at their creation: the worker, alone then, by 12 ms, the hog by 6 ms. The hog runs first,
        // until
        // the first tick p at which it had more than its slice (p > 6 ms), the worker until p + 15 ms, and wakes at
        // p + 35 ms with a virtual time of 12 + 15 = 27 ms, or 6 ms behind the hog, which has 6 + p + 20 ms by then: it
        // preempts. At p + 15 ms the hog had 6 + p ms, which would not be enough for p < 23 ms.
        final MachineConfig config = Machines.cores(2)
                .costs(Machines.freeOfCost())
                .cost(CostName.SYNC_BURST, 15 * MS)
                .cost(CostName.SYNC_WAIT, 20 * MS)
                .tickHz(24)
                .stress("sync", StressKind.IO, CpuSet.of(1))
                .stress("hog", StressKind.CPU, CpuSet.of(1))
                .build();
        final Bench bench = Bench.run(config, seed, 100 * MS, script -> {});
        final List<Switch> turns = bench.scheduler.switches();
        assertThat(turns.stream().limit(4).map(Switch::task)).containsExactly("hog", "sync", "hog", "sync");
        final long p = turns.get(1).atNs();
        assertThat(turns.get(2).atNs()).isEqualTo(p + 15 * MS);
        assertThat(turns.get(3).atNs()).isEqualTo(p + 35 * MS);
    }
}
