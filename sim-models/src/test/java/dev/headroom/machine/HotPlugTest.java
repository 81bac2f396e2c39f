package dev.headroom.machine;

import static dev.headroom.machine.Machines.MS;
import static dev.headroom.machine.Machines.US;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.cost.CostName;
import dev.headroom.sched.Reservation;
import dev.headroom.sched.SchedAttributes;
import dev.headroom.units.CpuSet;
import dev.headroom.workload.PeriodicWorkload;
import dev.headroom.workload.StressKind;
import java.util.List;
import org.junit.jupiter.api.Test;

/** CPU 1 of two or four goes off-line 1.2 s after the start of a run, of which 1 s is not measured, until 1.6 s. */
class HotPlugTest {

    private static final long OFF_NS = 1200 * MS;
    private static final long ON_NS = 1600 * MS;
    private static final CpuSet FIRST = CpuSet.of(0);
    private static final CpuSet SECOND = CpuSet.of(1);

    private static Machines.Builder replugged(final Machines.Builder machine) {
        return machine.settings(settings -> settings.withReplugs(List.of(new Replug(1, OFF_NS, ON_NS))));
    }

    private static Machines.Builder free(final int cpus) {
        return replugged(Machines.cores(cpus).costs(Machines.freeOfCost()));
    }

    private static RunResult run(final Machines.Builder machine) {
        return MachineRun.run(machine.build(), 1, 1000 * MS);
    }

    @Test
    void aTaskThatWasBoundToTheCpuRunsElsewhereFromThenOn() {
        // 400 ms of every 500: it is bound to CPU 1 and has it for less than the 200 ms until CPU 1 goes.
        final RunResult result = run(free(2).fifo("bound", 50, Machines.control(500 * MS, 400 * MS), SECOND));
        assertThat(result.cpus().get(1).userNs()).isLessThanOrEqualTo(200 * MS);
        assertThat(result.cpus().get(0).userNs()).isGreaterThan(300 * MS);
        // Nothing is lost when it moves in the middle of a job.
        final TaskResult bound = Facts.task(result, "bound");
        assertThat(bound.response().count()).isPositive();
        assertThat(bound.response().maxNs()).isEqualTo(400 * MS);
    }

    @Test
    void aTaskThatMayRunElsewhereGoesThereAndMayComeBack() {
        final RunResult result = run(free(2).balanced()
                .stress("first", StressKind.CPU, CpuSet.of(0, 1))
                .stress("second", StressKind.CPU, CpuSet.of(0, 1)));
        // Both CPUs are busy for 2 s, but that the second one is gone for 0.4 s and gets a task back soon after.
        assertThat(result.cpus().get(0).idleNs()).isZero();
        assertThat(result.cpus().get(1).idleNs()).isBetween(400 * MS, 500 * MS);
    }

    @Test
    void timersThatWereArmedOnTheCpuExpireElsewhereInTime() {
        final RunResult result = run(free(2).settings(settings -> settings.withTimerSlackNs(50 * US))
                .fifo("urgent", 80, PeriodicWorkload.cyclictest(10 * MS), SECOND)
                .task("fair", SchedAttributes.other(0), PeriodicWorkload.cyclictest(10 * MS), SECOND));
        final TaskResult urgent = Facts.task(result, "urgent");
        assertThat(urgent.activations()).isGreaterThanOrEqualTo(99);
        assertThat(urgent.latency().maxNs()).isZero();
        final TaskResult fair = Facts.task(result, "fair");
        assertThat(fair.activations()).isGreaterThanOrEqualTo(99);
        assertThat(fair.latency().maxNs()).isLessThanOrEqualTo(50 * US);
    }

    @Test
    void theInterruptOfTheDiskLeavesTheCpuAndDoesNotComeBack() {
        // What CPU 1 takes of interrupts does not depend on when it comes back.
        final long away = diskInterruptsOfSecond(ON_NS);
        assertThat(away).isPositive().isEqualTo(diskInterruptsOfSecond(OFF_NS + 1));
        assertThat(away).isLessThan(diskInterruptsOfSecond(Long.MAX_VALUE) / 3);
    }

    private static long diskInterruptsOfSecond(final long onNs) {
        final List<Replug> replugs = onNs == Long.MAX_VALUE ? List.of() : List.of(new Replug(1, OFF_NS, onNs));
        final RunResult result = MachineRun.run(
                Machines.cores(2)
                        .costs(Machines.freeOfCost())
                        .cost(CostName.DISK_INTERRUPT, 10 * US)
                        .settings(settings -> settings.withReplugs(replugs))
                        .stress("writer", StressKind.IO, FIRST)
                        .diskInterrupts(SECOND)
                        .build(),
                1,
                4000 * MS);
        return result.cpus().get(1).interruptNs();
    }

    @Test
    void aCpuWithoutWhichReservationsDoNotFitStays() {
        final SchedAttributes half = SchedAttributes.deadline(new Reservation(60 * MS, 100 * MS, 100 * MS, false));
        final Machines.Builder machine = free(2).balanced()
                .settings(settings -> settings.withThrottling(dev.headroom.sched.linux.core.RealTimeThrottling.DEFAULT))
                .task("one", half, Machines.control(100 * MS, 55 * MS), CpuSet.of(0, 1))
                .task("two", half, Machines.control(100 * MS, 55 * MS), CpuSet.of(0, 1));
        // Each has a CPU of its own all the time: 1.2 CPUs of reservations do not fit on 0.95.
        final RunResult result = run(machine);
        assertThat(Facts.task(result, "one").response().maxNs()).isLessThan(60 * MS);
        assertThat(Facts.task(result, "two").response().maxNs()).isLessThan(60 * MS);
    }

    @Test
    void theLastCpuCannotGo() {
        assertThatThrownBy(() -> Machines.cores(1)
                        .settings(settings -> settings.withReplugs(List.of(new Replug(0, OFF_NS, ON_NS))))
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("need at least one CPU");
        assertThatThrownBy(() -> new Replug(1, MS, ON_NS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cannot go off-line");
    }
}
