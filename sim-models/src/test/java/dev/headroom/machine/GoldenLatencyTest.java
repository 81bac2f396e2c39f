package dev.headroom.machine;

import static dev.headroom.machine.Machines.IDLE_EXIT_NS;
import static dev.headroom.machine.Machines.MS;
import static dev.headroom.machine.Machines.SLEEP_NS;
import static dev.headroom.machine.Machines.SWITCH_NS;
import static dev.headroom.machine.Machines.TIMER_NS;
import static dev.headroom.machine.Machines.US;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.cost.CostName;
import dev.headroom.units.CpuSet;
import dev.headroom.workload.Activity;
import dev.headroom.workload.PeriodicWorkload;
import dev.headroom.workload.StressKind;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Wake-up latencies of cyclictest worked out by hand from the constants of {@link Machines}. */
class GoldenLatencyTest {

    private static final CpuSet FIRST = CpuSet.of(0);
    private static final CpuSet BOTH = CpuSet.of(0, 1);

    private static TaskResult cyclictest(final Machines.Builder machine) {
        return Bench.run(machine.build(), 100 * MS, bench -> {}).result("cyclictest");
    }

    private static void assertAlways(final TaskResult result, final long latencyNs) {
        assertThat(result.latency().minNs()).isEqualTo(latencyNs);
        assertThat(result.latency().maxNs()).isEqualTo(latencyNs);
        assertThat(result.latency().count()).isBetween(99L, 100L).isEqualTo(result.activations());
        assertThat(result.skipped()).isZero();
    }

    @Test
    void onAnIdleMachineALatencyIsIdleExitTimerInterruptAndContextSwitch() {
        final TaskResult result = cyclictest(Machines.cores(1).cyclictest(FIRST));
        // 2000 + 1000 + 500
        assertAlways(result, 3500);
        final long n = result.activations();
        assertThat(Facts.causes(result))
                .isEqualTo(Map.of(
                        "idle exit", 2000 * n,
                        "timer interrupt and wake-up", 1000 * n,
                        "context switch", 500 * n));
        assertThat(result.contexts())
                .containsExactly(new TaskResult.WakeContext(Activity.IDLE, Activity.IDLE, result.activations()));
    }

    @Test
    void theWholeMachineRunGivesTheSameLatencyAndCountsWhatIsMeasuredOnly() {
        final MachineConfig config = Machines.cores(1).cyclictest(FIRST).build();
        final RunResult result = MachineRun.run(config, 7, 100 * MS);
        assertAlways(Facts.task(result, "cyclictest"), 3500);
        // The first release lies in the first period after 1 s of settling.
        assertThat(Facts.activation(Facts.task(result, "cyclictest"), 0).releaseNs())
                .isBetween(1000 * MS, 1001 * MS);
    }

    @Test
    void aWholeRunSpendsItsTimeAsWorkedOutByHand() {
        final RunResult result =
                MachineRun.run(Machines.cores(1).cyclictest(FIRST).build(), 7, 100 * MS);
        final RunResult.CpuUse use = result.cpus().get(0);
        final long n = Facts.task(result, "cyclictest").activations();
        // Launcher: remote wake-up 800 and idle exit 2000 as interrupt, switch 500, 1 ms of work, sleep 300.
        // Each activation: idle exit 2000 and timer 1000 as interrupt; switch 500 and sleep 300 in the kernel.
        assertThat(use.interruptNs()).isEqualTo(2800 + n * (IDLE_EXIT_NS + TIMER_NS));
        assertThat(use.kernelNs()).isEqualTo(800 + n * (SWITCH_NS + SLEEP_NS));
        assertThat(use.userNs()).isEqualTo(MS);
        assertThat(use.stolenNs()).isZero();
        assertThat(use.idleNs() + use.interruptNs() + use.kernelNs() + use.userNs())
                .isEqualTo(result.durationNs())
                .isEqualTo(1100 * MS);
    }

    /** In a domain leaving idle costs 70 more, being migratable 40 more. */
    @ParameterizedTest
    @CsvSource({"0,   false, 3500", "0,   true,  3570", "0-1, false, 3540", "0-1, true,  3610"})
    void domainAndFreedomToMoveCostExtra(final String cpus, final boolean inDomain, final long latencyNs) {
        final Machines.Builder machine = Machines.cores(2).cyclictest(CpuSet.parse(cpus));
        assertAlways(cyclictest(inDomain ? machine.balanced() : machine), latencyNs);
    }

    @Test
    void aCpusetThatBalancesIsADomainEvenIfTheRootDoesNot() {
        final Machines.Builder machine =
                Machines.cores(2).cpuset("user", BOTH, true).cyclictest(FIRST);
        assertAlways(cyclictest(machine), 3570);
    }

    /** No idle exit on a busy CPU, but the thread finds its caches displaced: 1000 + 500 + refill. */
    @ParameterizedTest
    @CsvSource({"CPU, 1610, compute", "VM, 1720, memory"})
    void afterAHogTheCachesAreRefilled(final StressKind kind, final long latencyNs, final String what) {
        final TaskResult result = cyclictest(Machines.cores(1).cyclictest(FIRST).stress("hog", kind, FIRST));
        assertAlways(result, latencyNs);
        assertThat(Facts.causes(result).keySet())
                .containsExactly("cache refill after " + what, "context switch", "timer interrupt and wake-up");
    }

    @Test
    void afterADiskWriterTheCachesAreRefilledFromKernelData() {
        // A burst of an hour: the writer is in the kernel whenever the timer expires. 1000 + 500 + 330.
        final Machines.Builder machine = Machines.cores(1)
                .cost(CostName.DISK_BURST, 3600e9)
                .cyclictest(FIRST)
                .stress("writer", StressKind.HDD, FIRST);
        final TaskResult result = cyclictest(machine);
        assertAlways(result, 1830);
        assertThat(result.contexts())
                .containsExactly(new TaskResult.WakeContext(Activity.KERNEL_DISK, Activity.IDLE, result.activations()));
    }

    /** The sibling's load slows the wake-up: 3500 + loss. */
    @ParameterizedTest
    @CsvSource({"CPU, 3511, COMPUTE", "VM, 3522, MEMORY"})
    void aBusySiblingTakesItsShareOfTheWakeUp(final StressKind kind, final long latencyNs, final Activity beside) {
        final TaskResult result =
                cyclictest(Machines.smtCore().cyclictest(FIRST).stress("hog", kind, CpuSet.of(1)));
        assertAlways(result, latencyNs);
        assertThat(result.contexts())
                .containsExactly(new TaskResult.WakeContext(Activity.IDLE, beside, result.activations()));
    }

    @Test
    void hogsOnBothThreadsCostRefillAndSmtLoss() {
        // 1000 + 500 + 110 + 22
        final TaskResult result = cyclictest(Machines.smtCore()
                .cyclictest(FIRST)
                .stress("here", StressKind.CPU, FIRST)
                .stress("beside", StressKind.VM, CpuSet.of(1)));
        assertAlways(result, 1632);
    }

    @Test
    void aHogOnAnotherCoreCostsNothing() {
        assertAlways(cyclictest(Machines.cores(2).cyclictest(FIRST).stress("hog", StressKind.CPU, CpuSet.of(1))), 3500);
    }

    @Test
    void theSectionOfADiskWriterAddsItsUniformRest() {
        // Always in a section of 200 us when interrupted: rest uniform in 0 to 200 us, 1830 ns of path on top.
        // Mean 101,830 ns; its standard error with 10,000 activations is 200,000 / sqrt(12) / 100 = 577 ns.
        final MachineConfig config = Machines.cores(1)
                .cost(CostName.DISK_BURST, 3600e9)
                .cost(CostName.DISK_SECTION_SHARE, 1)
                .cost(CostName.DISK_SECTION, 200_000)
                .cyclictest(FIRST)
                .stress("writer", StressKind.HDD, FIRST)
                .build();
        final TaskResult result = Bench.run(config, 10_000 * MS, bench -> {}).result("cyclictest");
        assertThat(result.latency().minNs()).isBetween(1830L, 1830L + 200);
        assertThat(result.latency().maxNs()).isBetween(201_830L - 200, 201_830L);
        assertThat(result.latency().meanNs()).isBetween(101_830.0 - 3 * 577, 101_830.0 + 3 * 577);
        final double quarter = result.latency().countAtOrAbove(51_830) / (double) result.activations();
        assertThat(quarter).isBetween(0.75 - 0.015, 0.75 + 0.015);
        final long n = result.activations();
        assertThat(Facts.causes(result))
                .containsEntry("timer interrupt and wake-up", 1000 * n)
                .containsEntry("context switch", 500 * n)
                .containsEntry("cache refill after kernel disk", 330 * n)
                .containsKey("non-preemptible section of stress-hdd")
                .hasSize(4);
    }

    @Test
    void withShareZeroNoSectionIsEverMet() {
        final Machines.Builder machine = Machines.cores(1)
                .cost(CostName.MEMORY_SECTION, 200_000)
                .cyclictest(FIRST)
                .stress("hog", StressKind.VM, FIRST);
        assertAlways(cyclictest(machine), 1720);
    }

    @Test
    void cyclictestSkipsThePeriodsThatItMissed() {
        // Every wake-up costs 2.4 ms of context switch: release at r runs at r + 2,403,000 ns (idle exit 2000, timer
        // 1000, switch 2,400,000), r + 1 ms and r + 2 ms have passed: two are skipped, the next is r + 3 ms.
        final MachineConfig config = Machines.cores(1)
                .cost(CostName.CONTEXT_SWITCH, 2_400_000)
                .cyclictest(FIRST)
                .build();
        final TaskResult result = Bench.run(config, 30 * MS, bench -> {}).result("cyclictest");
        assertThat(result.latency().minNs())
                .isEqualTo(2_403_000)
                .isEqualTo(result.latency().maxNs());
        assertThat(result.activations()).isEqualTo(10);
        assertThat(result.skipped()).isEqualTo(20);
        for (int i = 0; i < 10; i++) {
            assertThat(Facts.activation(result, i).releaseNs())
                    .isEqualTo(Facts.activation(result, 0).releaseNs() + 3 * i * MS);
        }
    }

    @Test
    void aTimeThatPassesWhileGoingToSleepIsServedLateAndNotSkipped() {
        // Going to sleep takes 999 us; release r runs at r + 3500 ns and sleeps at r + 1,002,500 ns. The time r + 1 ms
        // passed 2500 ns before; the timer expires at once on the CPU that is idle by then: 2500 + 3500.
        final MachineConfig config = Machines.cores(1)
                .cost(CostName.GO_TO_SLEEP, 999_000)
                .cyclictest(FIRST)
                .build();
        final TaskResult result = Bench.run(config, 3 * MS, bench -> {}).result("cyclictest");
        assertThat(Facts.activation(result, 0).latencyNs()).isEqualTo(3500);
        assertThat(Facts.activation(result, 1).latencyNs()).isEqualTo(2500 + 3500);
        assertThat(Facts.causes(Facts.activation(result, 1).causes()))
                .containsEntry("going to sleep of the thread before", 2500L)
                .containsEntry("idle exit", 2000L);
    }

    @Test
    void aTickInFrontOfTheTimerDelaysItByWhatIsLeftOfTheTick() {
        // 250 ticks a second of 50 us each beside a hog, a timer every ms: if the tick of the hog comes at t, a
        // timer between t and t + 50 us waits for the rest of the tick: 1610 ns + at most 50 us. With 1 ms and 4 ms
        // the phase between them is fixed, so at most one of four wake-ups is hit, always by the same amount.
        long hit = 0;
        for (int seed = 0; seed < 40; seed++) {
            final MachineConfig config = Machines.cores(1)
                    .cost(CostName.TICK, 50_000)
                    .cyclictest(FIRST)
                    .stress("hog", StressKind.CPU, FIRST)
                    .build();
            final TaskResult result =
                    Bench.run(config, seed, 100 * MS, bench -> {}).result("cyclictest");
            assertThat(result.latency().minNs()).isEqualTo(1610);
            assertThat(result.latency().maxNs()).isLessThanOrEqualTo(1610 + 50 * US);
            final long delayed = result.activations() - result.latency().microsecondBins(2)[1];
            assertThat(delayed).isIn(0L, 24L, 25L);
            assertThat(Facts.causes(result).getOrDefault("scheduler tick", 0L))
                    .isEqualTo(
                            Math.round(result.latency().meanNs() * result.activations()) - 1610 * result.activations());
            hit += delayed > 0 ? 1 : 0;
        }
        // A phase is hit with probability 50 us / 1 ms: 2 of 40 on average, 0 with probability 0.13, over 8 with 1e-4.
        assertThat(hit).isBetween(1L, 8L);
    }

    @Test
    void aTickDuringTheWakeUpAddsItsWholeLength() {
        // Ticks cost 700 ns. Switching takes 500 us; a tick that comes in it is handled before the thread runs.
        final MachineConfig config = Machines.cores(1)
                .cost(CostName.TICK, 700)
                .cost(CostName.CONTEXT_SWITCH, 500_000)
                .tickHz(1000)
                .cyclictest(FIRST)
                .build();
        for (int seed = 0; seed < 10; seed++) {
            final TaskResult result =
                    Bench.run(config, seed, 100 * MS, bench -> {}).result("cyclictest");
            // Idle exit 2000, timer 1000, switch 500,000; the tick is armed when the switch begins.
            assertThat(result.latency().minNs()).isEqualTo(result.latency().maxNs());
            assertThat(result.latency().minNs()).isIn(503_000L, 503_700L);
            assertThat(Facts.causes(result).getOrDefault("scheduler tick", 0L))
                    .isEqualTo((result.latency().minNs() - 503_000) * result.activations());
        }
    }

    @Test
    void aThreadThatIsFarFromItsTurnIsStillCountedOnce() {
        final TaskResult result = Bench.run(
                        Machines.cores(1)
                                .fifo("slow", 80, PeriodicWorkload.cyclictest(70 * MS), FIRST)
                                .build(),
                        100 * MS,
                        bench -> {})
                .result("slow");
        assertThat(result.activations()).isBetween(1L, 2L);
        assertThat(result.latency().maxNs()).isEqualTo(3500);
    }
}
