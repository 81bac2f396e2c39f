package dev.headroom.sched.linux;

import static dev.headroom.sched.linux.Kernels.reserve;
import static dev.headroom.sched.linux.Kernels.task;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.sched.SchedAttributes;
import dev.headroom.sched.SchedTask;
import dev.headroom.sched.WakeKind;
import dev.headroom.units.CpuSet;
import org.junit.jupiter.api.Test;

/** CPUs that go off-line and come back, on two CPUs of one domain. */
class HotPlugTest {

    private final LinuxScheduler scheduler = new LinuxScheduler(Kernels.config(6, 12, 2));

    private SchedTask running(final SchedTask task, final int cpu) {
        scheduler.selectCpu(task, WakeKind.FORK, cpu, 0);
        scheduler.enqueue(task, cpu, WakeKind.FORK, 0);
        scheduler.pickNext(cpu, 0);
        return task;
    }

    @Test
    void tasksGoWhereTheyMayAndTheMostUrgentRuns() {
        final SchedTask fair = running(task(0, "fair", SchedAttributes.other(0)), 1);
        final SchedTask fifo = running(task(1, "fifo", SchedAttributes.fifo(5)), 1);
        assertThat(scheduler.unplug(1, 0)).isTrue();
        assertThat(fair.cpu()).isZero();
        assertThat(scheduler.pollReschedule()).isZero();
        assertThat(scheduler.pickNext(0, 0)).isSameAs(fifo);
        assertThat(scheduler.pickNext(1, 0)).isNull();
        assertThat(scheduler.runnable(1)).isZero();
    }

    @Test
    void aTaskThatMayRunNowhereElseLosesItsAffinityForGood() {
        final SchedTask pinned = running(task(0, "pinned", SchedAttributes.fifo(5), 1), 1);
        scheduler.unplug(1, 0);
        assertThat(pinned.cpu()).isZero();
        scheduler.plug(1, 0);
        assertThat(pinned.allowedCpus()).isEqualTo(CpuSet.of(0, 1));
        assertThat(scheduler.pickNext(1, 0)).as("it comes back by itself only").isNull();
    }

    @Test
    void aTaskKeepsItsAffinityIfItSleepsUntilItsCpuIsBack() {
        final SchedTask pinned = running(task(0, "pinned", SchedAttributes.fifo(5), 1), 1);
        scheduler.block(pinned, 0);
        scheduler.pickNext(1, 0);
        scheduler.unplug(1, 0);
        scheduler.plug(1, 0);
        assertThat(scheduler.selectCpu(pinned, WakeKind.WAKE_UP, 0, 0)).isEqualTo(1);
        assertThat(pinned.allowedCpus()).isEqualTo(CpuSet.of(1));
    }

    @Test
    void aTaskThatWakesWithoutItsCpuFallsBackToItsCpuset() {
        final LinuxScheduler four = new LinuxScheduler(Kernels.config(6, 12, 4));
        final SchedTask pinned = task(0, "pinned", SchedAttributes.fifo(5), 1).fallingBackTo(CpuSet.of(1, 2));
        four.enqueue(pinned, 1, WakeKind.FORK, 0);
        four.pickNext(1, 0);
        four.block(pinned, 0);
        four.unplug(1, 0);
        assertThat(four.selectCpu(pinned, WakeKind.WAKE_UP, 0, 0)).isEqualTo(2);
        four.plug(1, 0);
        assertThat(pinned.allowedCpus()).isEqualTo(CpuSet.of(1, 2));
    }

    @Test
    void aCpuStaysIfTheOthersCannotHoldTheReservations() {
        // Of one CPU 0.95 - 0.05 of the fair server is left, 0.6 + 0.4 are reserved.
        running(task(0, "six", reserve(6, 10)), 0);
        running(task(1, "four", reserve(4, 10)), 1);
        assertThat(scheduler.unplug(1, 0)).isFalse();
        assertThat(scheduler.runnable(1)).isOne();
    }

    @Test
    void reservationsThatFitMoveWithTheirTasks() {
        running(task(0, "five", reserve(5, 10)), 0);
        final SchedTask four = running(task(1, "four", reserve(4, 10)), 1);
        assertThat(scheduler.unplug(1, 0)).isTrue();
        assertThat(four.cpu()).isZero();
    }

    @Test
    void theLastCpuStays() {
        assertThat(scheduler.unplug(0, 0)).isTrue();
        assertThat(scheduler.unplug(1, 0)).isFalse();
    }
}
