package dev.headroom.machine;

import static dev.headroom.machine.Machines.MS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.cost.CostName;
import dev.headroom.random.Constant;
import dev.headroom.units.CpuSet;
import dev.headroom.workload.PeriodicWorkload;
import dev.headroom.workload.StressKind;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A stall of 10 us that meets each state of a CPU; times count from the first release of cyclictest. */
class StallTest {

    private static final CpuSet FIRST = CpuSet.of(0);
    private static final long STALL_NS = 10_000;

    private static TaskResult stalled(final Machines.Builder machine, final long afterReleaseNs) {
        final Bench bench = Bench.run(
                machine.build(),
                5 * MS,
                script -> script.stall(script.firstReleaseNs("cyclictest") + afterReleaseNs, STALL_NS));
        assertThat(bench.use(0, 5 * MS).stolenNs()).isEqualTo(STALL_NS);
        assertThat(bench.scheduler.stolenNs()).containsOnly(STALL_NS);
        return bench.result("cyclictest");
    }

    private static void assertFirst(final TaskResult result, final long latencyNs, final Map<String, Long> causes) {
        final TaskResult.WorstActivation first = Facts.activation(result, 0);
        assertThat(Facts.causes(first.causes())).isEqualTo(new TreeMap<>(causes));
        assertThat(first.latencyNs()).isEqualTo(latencyNs);
        assertThat(result.latency().count()).isGreaterThanOrEqualTo(4);
    }

    /** Idle exit 0 to 2000, timer interrupt to 3000, switch to 3500: a stall inside adds its length to each. */
    @ParameterizedTest
    @CsvSource({"500", "2000", "2500", "3200", "3499"})
    void aStallInTheWakeUpPathDelaysItByItsLength(final long afterReleaseNs) {
        assertFirst(
                stalled(Machines.cores(1).cyclictest(FIRST), afterReleaseNs),
                13_500,
                Map.of(
                        "idle exit", 2000L,
                        "timer interrupt and wake-up", 1000L,
                        "context switch", 500L,
                        "machine stall", STALL_NS));
    }

    @Test
    void aStallInIdleLetsATimerWaitForItsEnd() {
        // From 4000 before the release to 6000 after it, then 3500.
        assertFirst(
                stalled(Machines.cores(1).cyclictest(FIRST), -4000),
                9500,
                Map.of(
                        "idle exit", 2000L,
                        "timer interrupt and wake-up", 1000L,
                        "context switch", 500L,
                        "machine stall", 6000L));
    }

    @Test
    void aStallAfterTheWakeUpDoesNotMatterToIt() {
        // Going to sleep lasts from 3500 to 3800.
        final TaskResult result = stalled(Machines.cores(1).cyclictest(FIRST), 3600);
        assertThat(result.latency().maxNs()).isEqualTo(3500);
    }

    @Test
    void aStallWhileAHogRunsLetsATimerWaitForItsEnd() {
        // 6000 of stall, timer 1000, switch 500, refill 110.
        assertFirst(
                stalled(Machines.cores(1).cyclictest(FIRST).stress("hog", StressKind.CPU, FIRST), -4000),
                7610,
                Map.of(
                        "cache refill after compute", 110L,
                        "timer interrupt and wake-up", 1000L,
                        "context switch", 500L,
                        "machine stall", 6000L));
    }

    @Test
    void aStallInANonPreemptibleSectionProlongsItByItsLength() {
        final Machines.Builder machine = Machines.cores(1)
                .cost(CostName.DISK_BURST, 3600e9)
                .cost(CostName.DISK_SECTION_SHARE, 1)
                .cost(CostName.DISK_SECTION, 100 * MS)
                .cyclictest(FIRST)
                .stress("writer", StressKind.HDD, FIRST);
        final long with = Facts.activation(run(machine, STALL_NS), 0).latencyNs();
        final long without = Facts.activation(run(machine, 1), 0).latencyNs();
        assertThat(with - without).isEqualTo(STALL_NS - 1);
        assertThat(Facts.causes(Facts.activation(run(machine, STALL_NS), 0).causes()))
                .containsEntry("machine stall", STALL_NS);
    }

    private static TaskResult run(final Machines.Builder machine, final long stallNs) {
        return Bench.run(
                        machine.build(),
                        500 * MS,
                        script -> script.stall(script.firstReleaseNs("cyclictest") + 1001, stallNs))
                .result("cyclictest");
    }

    @Test
    void aStallInAJobProlongsItByItsLength() {
        final Bench bench = Bench.run(
                Machines.cores(1)
                        .fifo("job", 60, Machines.control(10 * MS, MS), FIRST)
                        .build(),
                15 * MS,
                script -> script.stall(script.firstReleaseNs("job") + 400_000, STALL_NS));
        assertThat(bench.result("job").response().maxNs()).isEqualTo(3500 + MS + STALL_NS);
    }

    @Test
    void ticksThatAreMissedInAStallAreMadeUpByOne() {
        // 10 ms of work meet 2 or 3 ticks of 5 us each (one every 4 ms); a stall of 40 ms leaves one tick pending.
        final Bench bench = Bench.run(
                Machines.cores(1)
                        .cost(CostName.TICK, 5000)
                        .fifo("job", 60, Machines.control(100 * MS, 10 * MS), FIRST)
                        .build(),
                199 * MS,
                script -> script.stall(script.firstReleaseNs("job") + MS, 40 * MS));
        final TaskResult.WorstActivation first = Facts.activation(bench.result("job"), 0);
        assertThat(first.latencyNs()).isEqualTo(3500);
        final long ticksNs = bench.result("job").response().maxNs() - (3500 + 50 * MS);
        assertThat(ticksNs).isIn(2 * 5000L, 3 * 5000L, 4 * 5000L);
    }

    @Test
    void aJobIsSlowAfterAStallThatWokeItsSibling() {
        // b wakes on CPU 0 every ms, a works on CPU 1 from 3500 ns after its release; the core stalls from 4 us before
        // to 6 us after a release of b. At the end of the stall b takes its interrupt, and a runs at half speed until b
        // sleeps again: idle exit 2000, timer 1000, switch 500, SMT loss 11, sleep 300 = 3811, of which a loses 1905.5.
        final Machines.Builder machine = Machines.smtCore()
                .fifo("b", 60, PeriodicWorkload.cyclictest(MS), FIRST)
                .fifo("a", 60, Machines.control(100 * MS, 1_500_000), CpuSet.of(1));
        final Bench bench = Bench.run(
                machine.build(), 50 * MS, script -> script.stall(script.firstReleaseNs("b") + MS - 4000, STALL_NS));
        assertThat(bench.result("b").latency().maxNs()).isEqualTo(6000 + 3511);
        final long response = 3500 + 1_500_000 + STALL_NS + 1905;
        assertThat(bench.result("a").response().maxNs()).isBetween(response - 3, response + 3);
    }

    @Test
    void ofStallsAtARateTheStolenTimeIsTheirNumberTimesTheirLength() {
        final MachineConfig config = Machines.cores(2)
                .cost(CostName.STALL_RATE, 100)
                .cost(CostName.STALL, new Constant(50_000))
                .cyclictest(FIRST)
                .build();
        final RunResult result = MachineRun.run(config, 3, 10_000 * MS);
        final long stolen = result.cpus().get(0).stolenNs();
        // 1100 stalls on average in 11 s, standard deviation 33.
        assertThat(stolen % 50_000).isZero();
        assertThat(stolen / 50_000).isBetween(1000L, 1200L);
        assertThat(result.cpus().get(1).stolenNs()).isEqualTo(stolen);
    }
}
