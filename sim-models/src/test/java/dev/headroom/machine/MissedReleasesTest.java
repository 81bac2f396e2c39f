package dev.headroom.machine;

import static dev.headroom.machine.Machines.MS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.random.Constant;
import dev.headroom.stats.LatencyHistogram;
import dev.headroom.units.CpuSet;
import dev.headroom.workload.MissedReleases;
import dev.headroom.workload.PeriodicWorkload;
import dev.headroom.workload.StressKind;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A thread that needs 15 ms every 10 ms on a machine without costs: times worked out by hand. */
class MissedReleasesTest {

    private static final CpuSet FIRST = CpuSet.of(0);

    private static TaskResult overload(final MissedReleases missed) {
        final PeriodicWorkload work =
                new PeriodicWorkload(10 * MS, Optional.of(new Constant(15 * MS)), 10 * MS, 0, missed);
        final MachineConfig machine = Machines.cores(1)
                .costs(Machines.freeOfCost())
                .fifo("late", 50, work, FIRST)
                .build();
        return MachineRun.run(machine, 1, 200 * MS).tasks().get(0);
    }

    @Test
    void skippingGivesEveryJobAWakeUpInTimeAndLosesEverySecondRelease() {
        final TaskResult result = overload(MissedReleases.SKIP);
        assertThat(result.latency().maxNs()).isZero();
        assertThat(result.skipped()).isBetween(result.activations() - 1, result.activations());
        assertThat(result.cycle().minNs()).isEqualTo(20 * MS);
        assertThat(result.cycle().maxNs()).isEqualTo(20 * MS);
    }

    @Test
    void catchingUpFallsBehindByFiveMillisecondsWithEveryJob() {
        final TaskResult result = overload(MissedReleases.CATCH_UP);
        // Job k, from 0, starts at 15 k ms and was released at 10 k ms.
        assertThat(result.latency().maxNs()).isEqualTo(5 * MS * (result.activations() - 1));
        assertThat(result.deadlineMisses()).isEqualTo(result.response().count());
    }

    @Test
    void restartingCountsThePeriodFromTheLateCompletion() {
        final TaskResult result = overload(MissedReleases.RESTART);
        assertThat(result.latency().maxNs()).isZero();
        assertThat(result.response().maxNs()).isEqualTo(15 * MS);
        assertThat(result.cycle().minNs()).isEqualTo(15 * MS);
        assertThat(result.skipped()).isZero();
        assertThat(result.deadlineMisses()).isEqualTo(result.response().count());
    }

    /**
     * Two programs of equal priority that work 40 of every 100 ms. One starts 0.4 s after the other, in any phase. If
     * the other works then, it begins when that is done and they never meet again. If it begins less than 40 ms before
     * a release of the other, it delays the other from then on, always by the same time.
     */
    @Test
    void aProgramThatStartsCanDelayOneThatRunsAndIsNotDelayedItself() {
        final PeriodicWorkload work =
                new PeriodicWorkload(100 * MS, Optional.of(new Constant(40 * MS)), 0, 0, MissedReleases.RESTART);
        int delayed = 0;
        for (int seed = 1; seed <= 20; seed++) {
            final List<TaskResult> results = MachineRun.run(
                            Machines.cores(1)
                                    .costs(Machines.freeOfCost())
                                    .fifo("first", 50, work, FIRST)
                                    .fifo("second", 50, work, FIRST)
                                    .build(),
                            seed,
                            3000 * MS)
                    .tasks();
            final LatencyHistogram cycles = results.get(0).cycle().copy();
            cycles.merge(results.get(1).cycle());
            assertThat(cycles.minNs()).isEqualTo(100 * MS);
            assertThat(cycles.maxNs()).isBetween(100 * MS, 140 * MS - 1);
            // At most one cycle of about 55 is longer.
            assertThat(cycles.quantileWholeMicroseconds(0.97)).isEqualTo(100_000);
            delayed += cycles.maxNs() > 100 * MS ? 1 : 0;
        }
        // 40 % of 20, give or take three standard deviations of 2.2.
        assertThat(delayed).isBetween(2, 14);
    }

    @Test
    void executionTimeHoldsPreemptionAndNotTheWait() {
        final PeriodicWorkload urgent =
                new PeriodicWorkload(50 * MS, Optional.of(new Constant(MS)), 0, 0, MissedReleases.CATCH_UP);
        final PeriodicWorkload lesser =
                new PeriodicWorkload(50 * MS, Optional.of(new Constant(3 * MS)), 0, 0, MissedReleases.CATCH_UP);
        final List<TaskResult> results = MachineRun.run(
                        Machines.cores(1)
                                .costs(Machines.freeOfCost())
                                .fifo("lesser", 10, lesser, FIRST)
                                .fifo("urgent", 20, urgent, FIRST)
                                .build(),
                        1,
                        1000 * MS)
                .tasks();
        // urgent starts some tens of us after lesser and takes 1 ms out of the middle of its 3 ms.
        assertThat(results.get(0).execution().minNs()).isEqualTo(4 * MS);
        assertThat(results.get(1).execution().maxNs()).isEqualTo(MS);
    }

    @Test
    void theTimeOfEveryTaskIsKeptFromTheBeginOfMeasuringOn() {
        final RunResult result = MachineRun.run(
                Machines.cores(1)
                        .costs(Machines.freeOfCost())
                        .stress("heavy", StressKind.CPU, 2048, "", FIRST)
                        .stress("light", StressKind.CPU, 1024, "", FIRST)
                        .build(),
                1,
                3000 * MS);
        final long heavyNs = result.uses().get(0).cpuNs();
        final long lightNs = result.uses().get(1).cpuNs();
        assertThat(heavyNs + lightNs).isEqualTo(3000 * MS);
        // 2 : 1, up to two ticks.
        assertThat(heavyNs).isBetween(1992 * MS, 2008 * MS);
    }
}
