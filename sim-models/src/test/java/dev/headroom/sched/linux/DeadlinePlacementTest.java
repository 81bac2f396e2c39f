package dev.headroom.sched.linux;

import static dev.headroom.sched.linux.Kernels.MS;
import static dev.headroom.sched.linux.Kernels.config;
import static dev.headroom.sched.linux.Kernels.reserve;
import static dev.headroom.sched.linux.Kernels.task;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.sched.IdealMachine;
import dev.headroom.sched.SchedAttributes;
import dev.headroom.sched.SchedTask;
import dev.headroom.sched.WakeKind;
import org.junit.jupiter.api.Test;

/** Wake-up, push and pull of DEADLINE tasks on two CPUs of one root domain; times in ms. */
class DeadlinePlacementTest {

    private final LinuxScheduler scheduler = new LinuxScheduler(config(6, 1, 2));
    private int ids;

    private SchedTask deadline(final String name, final long periodMs, final int... cpus) {
        return task(ids++, name, reserve(2, periodMs), cpus);
    }

    /** Wakes a task that last ran on a CPU; returns where it goes. */
    private int wake(final SchedTask task, final int lastCpu, final long nowMs) {
        task.placedOn(lastCpu);
        task.blocked();
        final int cpu = scheduler.selectCpu(task, WakeKind.WAKE_UP, lastCpu, nowMs * MS);
        scheduler.enqueue(task, cpu, WakeKind.WAKE_UP, nowMs * MS);
        return cpu;
    }

    private SchedTask running(final SchedTask task, final int cpu, final long nowMs) {
        assertThat(wake(task, cpu, nowMs)).isEqualTo(cpu);
        assertThat(scheduler.pickNext(cpu, nowMs * MS)).isSameAs(task);
        return task;
    }

    private static SchedTask again(final LinuxScheduler on, final SchedTask task, final long nowMs) {
        on.block(task, nowMs * MS);
        on.pickNext(task.cpu(), nowMs * MS);
        return task;
    }

    @Test
    void aTaskWithALaterDeadlineThanTheCurrentOneWakesOnAFreeCpu() {
        // "later" has had deadline 30 from a first job; "now" runs on its CPU with deadline 12.
        final SchedTask later = again(scheduler, running(deadline("later", 30), 0, 0), 1);
        running(deadline("now", 10), 0, 2);
        assertThat(wake(later, 0, 3)).isEqualTo(1);
    }

    @Test
    void aTaskWithAnEarlierDeadlineWakesWhereItWasAndTheOtherIsPushed() {
        final SchedTask early = again(scheduler, running(deadline("early", 10), 0, 0), 1);
        final SchedTask late = running(deadline("late", 30), 0, 2);
        assertThat(wake(early, 0, 3)).isZero();
        assertThat(scheduler.pickNext(0, 3 * MS)).isSameAs(early);
        assertThat(scheduler.push(0, 3 * MS)).isEqualTo(1);
        assertThat(late.cpu()).isEqualTo(1);
        assertThat(scheduler.pickNext(1, 3 * MS)).isSameAs(late);
    }

    @Test
    void aPushGoesToTheCpuWithTheLatestDeadlineIfThatIsLater() {
        running(deadline("soon", 10), 0, 0);
        running(deadline("latest", 40), 1, 0);
        // "middle" wakes on CPU 0 for the first time, where it has no deadline yet that could be compared.
        final SchedTask middle = deadline("middle", 20);
        assertThat(wake(middle, 0, 1)).isZero();
        assertThat(scheduler.push(0, MS)).isEqualTo(1);
        assertThat(scheduler.pickNext(1, MS)).isSameAs(middle);
    }

    @Test
    void aTaskStaysWhereAllOthersAreMoreUrgent() {
        running(deadline("a", 10), 0, 0);
        running(deadline("b", 10), 1, 0);
        final SchedTask late = deadline("late", 30);
        assertThat(wake(late, 0, 1)).isZero();
        assertThat(scheduler.push(0, MS)).isEqualTo(-1);
        assertThat(late.cpu()).isZero();
    }

    @Test
    void aCpuWhoseTaskBlocksPullsTheEarliestThatWaits() {
        running(deadline("a", 10), 0, 0);
        final SchedTask done = running(deadline("b", 10), 1, 0);
        final SchedTask late = deadline("late", 30);
        final SchedTask later = deadline("later", 40);
        assertThat(wake(later, 0, 1)).isZero();
        assertThat(wake(late, 0, 1)).isZero();
        scheduler.block(done, 2 * MS);
        assertThat(scheduler.pickNext(1, 2 * MS)).isSameAs(late);
        assertThat(later.cpu()).isZero();
    }

    @Test
    void aCpuThatRanAFairTaskPullsNothing() {
        running(deadline("a", 10), 0, 0);
        final SchedTask fair = task(ids++, "fair", SchedAttributes.other(0), 1);
        running(fair, 1, 0);
        final SchedTask late = deadline("late", 30, 0);
        assertThat(wake(late, 0, 1)).isZero();
        scheduler.block(fair, 2 * MS);
        assertThat(scheduler.pickNext(1, 2 * MS)).isNull();
    }

    @Test
    void aTaskWhoseRunTimeComesBackGoesToAFreeCpuThoughItCouldPreemptAFairTask() {
        // "dl" 2 of 10 starts on CPU 0 at 0, stops at the tick of 4, and the fair task runs there. At 10 CPU 0 is asked
        // to
        // look, but the task is pushed to CPU 1 before, as a trace of Linux 6.12 shows.
        final IdealMachine machine = new IdealMachine(scheduler, 2, 4 * MS);
        machine.endless(deadline("dl", 10), 0);
        machine.endless(task(ids++, "fair", SchedAttributes.other(0), 0), MS);
        machine.run(11 * MS);
        assertThat(machine.switches.toString()).isEqualTo("[0 0 dl, 4000000 0 fair, 10000000 1 dl]");
    }

    @Test
    void theLastFreeCpuInTheOrderIsTheFirstToBeAskedAgain() {
        // From 5.11 on a CPU goes round: on 4 CPUs the pushes of CPU 0 go to 1, 2 and 3; before, always to the lowest.
        for (final int minor : new int[] {10, 11}) {
            final LinuxScheduler four = new LinuxScheduler(config(5, minor, 4));
            final int[] targets = new int[2];
            for (int i = 0; i < 2; i++) {
                final SchedTask high = task(2 * i, "high" + i, SchedAttributes.fifo(80), 0);
                final SchedTask low = task(2 * i + 1, "low" + i, SchedAttributes.fifo(40));
                high.placedOn(0);
                high.blocked();
                four.enqueue(high, 0, WakeKind.WAKE_UP, 0);
                four.pickNext(0, 0);
                low.placedOn(0);
                low.blocked();
                targets[i] = four.selectCpu(low, WakeKind.WAKE_UP, 0, 0);
                four.block(high, 0);
                four.pickNext(0, 0);
            }
            assertThat(targets).containsExactly(1, minor == 10 ? 1 : 2);
        }
    }
}
