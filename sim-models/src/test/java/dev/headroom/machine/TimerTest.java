package dev.headroom.machine;

import static dev.headroom.machine.Machines.MS;
import static dev.headroom.machine.Machines.US;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.cost.CostName;
import dev.headroom.sched.SchedAttributes;
import dev.headroom.units.CpuSet;
import dev.headroom.workload.PeriodicWorkload;
import dev.headroom.workload.StressKind;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Timer slack, skewed ticks and full dynticks; times worked out by hand from the constants of {@link Machines}. */
class TimerTest {

    private static final CpuSet FIRST = CpuSet.of(0);
    private static final long SLACK_NS = 50 * US;

    private static Machines.Builder slack(final Machines.Builder machine) {
        return machine.settings(settings -> settings.withTimerSlackNs(SLACK_NS));
    }

    @Test
    void aFairThreadAloneIsWokenAtTheEndOfItsSlack() {
        final Bench bench = Bench.run(
                slack(Machines.cores(1))
                        .task("fair", SchedAttributes.other(0), PeriodicWorkload.cyclictest(MS), FIRST)
                        .task("batch", SchedAttributes.batch(0), PeriodicWorkload.cyclictest(700 * MS), FIRST)
                        .build(),
                100 * MS,
                script -> {});
        // 50 us, idle exit 2000, timer 1000, switch 500.
        final TaskResult fair = bench.result("fair");
        assertThat(fair.latency().minNs()).isEqualTo(53_500);
        assertThat(fair.latency().maxNs()).isEqualTo(53_500);
        assertThat(Facts.causes(fair)).containsEntry("timer slack", SLACK_NS * fair.activations());
    }

    @Test
    void aRealTimeThreadHasNoSlack() {
        final Bench bench = Bench.run(slack(Machines.cores(1)).cyclictest(FIRST).build(), 100 * MS, script -> {});
        assertThat(bench.result("cyclictest").latency().maxNs()).isEqualTo(3500);
    }

    @Test
    void aFairTimerExpiresWithTheInterruptOfAnotherTimerInItsRange() {
        final Bench bench = Bench.run(
                slack(Machines.cores(1))
                        .task("fair", SchedAttributes.other(0), PeriodicWorkload.cyclictest(MS), FIRST)
                        .fifo("urgent", 50, PeriodicWorkload.cyclictest(MS), FIRST)
                        .build(),
                7,
                100 * MS,
                script -> {});
        final TaskResult fair = bench.result("fair");
        final long distanceNs = Facts.activation(bench.result("urgent"), 0).releaseNs()
                - Facts.activation(fair, 0).releaseNs();
        assertThat(distanceNs).isBetween(30 * US, 49 * US);
        // Idle exit 2000, its timer 1000; the other timer 1000; urgent: switch 500, sleep 300; then the switch 500.
        assertThat(fair.latency().minNs()).isEqualTo(distanceNs + 5300);
        assertThat(fair.latency().maxNs()).isEqualTo(distanceNs + 5300);
        assertThat(Facts.causes(fair)).containsEntry("timer slack", distanceNs * fair.activations());
    }

    @Test
    void aFairTimerExpiresWithATickInItsRange() {
        // 990 us wander through all distances from the ticks, which come every ms.
        final Bench bench = Bench.run(
                slack(Machines.cores(1).costs(Machines.freeOfCost()))
                        .tickHz(1000)
                        .stress("hog", StressKind.CPU, FIRST)
                        .task("fair", SchedAttributes.other(-20), PeriodicWorkload.cyclictest(990 * US), FIRST)
                        .build(),
                1000 * MS,
                script -> {});
        final TaskResult fair = bench.result("fair");
        assertThat(fair.worst()).hasSizeGreaterThanOrEqualTo(20);
        for (int i = 0; i < fair.worst().size(); i++) {
            final Map<String, Long> causes = Facts.causes(fair.worst().get(i).causes());
            assertThat(causes.getOrDefault("timer slack", 0L)).isLessThanOrEqualTo(SLACK_NS);
            final long firedNs = fair.worst().get(i).releaseNs() + causes.getOrDefault("timer slack", 0L);
            final long nextTickNs =
                    bench.machine.ticks.nextNs(0, fair.worst().get(i).releaseNs() - 1);
            final long expectedNs = Math.min(nextTickNs, fair.worst().get(i).releaseNs() + SLACK_NS);
            assertThat(firedNs).isEqualTo(expectedNs);
        }
        // Some meet a tick early in their 50 us.
        assertThat(fair.latency().minNs()).isLessThan(40 * US);
    }

    @Test
    void skewedTicksAreSpreadOverHalfAPeriod() {
        final Bench bench = Bench.run(
                Machines.cores(4)
                        .settings(settings -> settings.withSkewTick(true))
                        .build(),
                MS,
                script -> {});
        final long first = bench.machine.ticks.nextNs(0, 0);
        // 250 Hz: 4 ms; half of it over four CPUs: 500 us each.
        for (int cpu = 1; cpu < 4; cpu++) {
            assertThat((bench.machine.ticks.nextNs(cpu, 0) - first + 4 * MS) % (4 * MS))
                    .isEqualTo(cpu * 500 * US);
        }
        final Bench plain = Bench.run(Machines.cores(4).build(), MS, script -> {});
        assertThat(plain.machine.ticks.nextNs(3, 0)).isEqualTo(plain.machine.ticks.nextNs(0, 0));
    }

    /** Ticks of 1 us in 2 s at 100 Hz: 200; two tasks need them, one does not; before 4.17 one in a second remains. */
    @ParameterizedTest
    @CsvSource({"6.12, 1, 0", "4.17, 1, 0", "4.9, 1, 2", "6.12, 2, 200", "4.9, 2, 200"})
    void aCpuInFullDynticksModeTicksOnlyForSeveralTasks(final String version, final int tasks, final long ticks) {
        final Machines.Builder machine = Machines.cores(1)
                .costs(Machines.freeOfCost())
                .cost(CostName.TICK, 1000)
                .tickHz(100)
                .version(version)
                .settings(settings -> settings.withNohzFull(FIRST));
        for (int task = 0; task < tasks; task++) {
            machine.stress("hog" + task, StressKind.CPU, FIRST);
        }
        final Bench bench = Bench.run(machine.build(), 2000 * MS, script -> {});
        assertThat(bench.use(0, 2000 * MS).interruptNs()).isEqualTo(ticks * 1000);
    }

    @Test
    void aFifoThreadInFullDynticksModeNeedsNoTicksAlthoughOthersWait() {
        final Bench bench = Bench.run(
                Machines.cores(1)
                        .costs(Machines.freeOfCost())
                        .cost(CostName.TICK, 1000)
                        .tickHz(1000)
                        .version("6.12")
                        .settings(settings -> settings.withNohzFull(FIRST))
                        .stress("hog", StressKind.CPU, FIRST)
                        .fifo("control", 50, Machines.control(100 * MS, 40 * MS), FIRST)
                        .build(),
                1000 * MS,
                script -> {});
        // 60 ms of the hog alone, 40 ms of control over it: never two that take turns.
        assertThat(bench.use(0, 1000 * MS).interruptNs()).isZero();
    }
}
