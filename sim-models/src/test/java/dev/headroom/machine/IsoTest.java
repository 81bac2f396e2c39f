package dev.headroom.machine;

import static dev.headroom.machine.Machines.MS;
import static dev.headroom.machine.Machines.control;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.sched.CheckedScheduler;
import dev.headroom.sched.SchedAttributes;
import dev.headroom.sched.linux.core.IsoLimit;
import dev.headroom.units.CpuSet;
import dev.headroom.workload.StressKind;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** The experimental ISO class on one and two CPUs without costs. */
class IsoTest {

    private static final CpuSet FIRST = CpuSet.of(0);
    private static final CpuSet BOTH = CpuSet.of(0, 1);

    private static Machines.Builder machine(final int cpus) {
        return Machines.cores(cpus).costs(Machines.freeOfCost()).tickHz(1000);
    }

    private static void assertResponse(final Bench bench, final String task, final long responseNs) {
        assertThat(bench.result(task).response().maxNs()).as(task).isEqualTo(responseNs);
    }

    @Test
    void shortWorkRunsBeforeFairAndAfterRealTimeTasks() {
        final Bench bench = Bench.run(
                machine(1)
                        .stress("hog", StressKind.CPU, FIRST)
                        .task("iso", SchedAttributes.iso(0), control(100 * MS, 20 * MS), FIRST)
                        .fifo("fifo", 1, control(100 * MS, 30 * MS), FIRST)
                        .build(),
                2000 * MS,
                script -> {});
        assertResponse(bench, "fifo", 30 * MS);
        assertResponse(bench, "iso", 50 * MS);
        assertThat(bench.scheduler.ranNs("hog")).isGreaterThan(950 * MS);
    }

    @Test
    void equalTasksTakeTurnsOf100Ms() {
        final Bench bench = Bench.run(
                machine(1)
                        .task("a", SchedAttributes.iso(0), control(5000 * MS, 150 * MS), FIRST)
                        .task("b", SchedAttributes.iso(0), control(5000 * MS, 150 * MS), FIRST)
                        .build(),
                5500 * MS,
                script -> {});
        assertThat(bench.result("a").response().count()).isEqualTo(1);
        // a 100, b 100, a 50, b 50; each turn ends at the next tick.
        assertThat((double) bench.result("a").response().maxNs()).isCloseTo(250 * MS, Offset.offset(2.0 * MS));
        assertThat((double) bench.result("b").response().maxNs()).isCloseTo(300 * MS, Offset.offset(2.0 * MS));
    }

    @Test
    void aHogLosesItsPrivilegeAtTheLimitAndGetsItBackBelowIt() {
        final Bench bench = Bench.run(
                machine(1)
                        .stress("fair", StressKind.CPU, FIRST)
                        .task("iso", SchedAttributes.iso(0), control(100_000 * MS, 90_000 * MS), FIRST)
                        .build(),
                140_000 * MS,
                script -> {});
        final List<CheckedScheduler.Switch> switches = bench.scheduler.switches();
        int begin = 0;
        while (!switches.get(begin).task().equals("iso")) {
            begin++;
        }
        final long startNs = switches.get(begin).atNs();
        // The average reaches 0.7 after 5 s * ln(1 / 0.3) = 6.020 s.
        final long firstNs = switches.get(begin + 1).atNs() - startNs;
        assertThat((double) firstNs).isCloseTo(6020 * MS, Offset.offset(2.0 * MS));
        // Fair for 5 s * ln(128 / 115) = 0.536 s, half of it; then ISO for 5 s * ln((1 - 0.629) / 0.3) = 1.062 s.
        final long untilNs = startNs + firstNs + 10 * 1598 * MS;
        long isoNs = 0;
        for (int i = begin + 1; switches.get(i).atNs() < untilNs; i++) {
            isoNs += switches.get(i).task().equals("iso")
                    ? switches.get(i + 1).atNs() - switches.get(i).atNs()
                    : 0;
        }
        assertThat(isoNs / (10.0 * 1598 * MS)).isCloseTo((1062 + 268) / 1598.0, Offset.offset(0.02));
    }

    @Test
    void workBelowTheLimitKeepsItsPrivilegeForGood() {
        final Bench bench = Bench.run(
                machine(1)
                        .settings(settings -> settings.withIsoLimit(new IsoLimit(0.7, 500 * MS)))
                        .stress("hog", StressKind.CPU, FIRST)
                        .task("iso", SchedAttributes.iso(0), control(10 * MS, 6 * MS), FIRST)
                        .build(),
                20_000 * MS,
                script -> {});
        assertResponse(bench, "iso", 6 * MS);
    }

    @Test
    void aTaskGoesWhereItCanRunAtOnce() {
        final Bench bench = Bench.run(
                machine(2)
                        .balanced()
                        .stress("hog-0", StressKind.CPU, CpuSet.of(0))
                        .stress("hog-1", StressKind.CPU, CpuSet.of(1))
                        .task("a", SchedAttributes.iso(0), control(100 * MS, 20 * MS), BOTH)
                        .task("b", SchedAttributes.iso(0), control(100 * MS, 20 * MS), BOTH)
                        .build(),
                2000 * MS,
                script -> {});
        assertResponse(bench, "a", 20 * MS);
        assertResponse(bench, "b", 20 * MS);
    }
}
