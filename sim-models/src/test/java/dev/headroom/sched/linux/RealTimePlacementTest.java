package dev.headroom.sched.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.sched.SchedTask;
import dev.headroom.sched.SchedulingPolicy;
import dev.headroom.sched.WakeKind;
import dev.headroom.sched.linux.core.LinuxConfig;
import dev.headroom.topology.Topology;
import dev.headroom.units.CpuSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Wake-up, push and pull of real-time tasks on two CPUs of one domain. */
class RealTimePlacementTest {

    private static final CpuSet BOTH = CpuSet.of(0, 1);

    private final Topology topology = Topology.regular(1, 2, 1, false);
    private final LinuxScheduler scheduler = new LinuxScheduler(LinuxConfig.plain(topology, List.of(BOTH)));
    private int ids;

    private SchedTask fifo(final String name, final int priority, final CpuSet cpus) {
        return new SchedTask(ids++, name, SchedulingPolicy.FIFO, priority, 1024, cpus);
    }

    private SchedTask running(final SchedTask task, final int cpu) {
        scheduler.selectCpu(task, WakeKind.FORK, cpu, 0);
        scheduler.enqueue(task, cpu, WakeKind.FORK, 0);
        assertThat(scheduler.pickNext(cpu, 0)).isSameAs(task);
        return task;
    }

    private int wake(final SchedTask task, final int lastCpu) {
        task.placedOn(lastCpu);
        task.blocked();
        final int cpu = scheduler.selectCpu(task, WakeKind.WAKE_UP, lastCpu, 0);
        scheduler.enqueue(task, cpu, WakeKind.WAKE_UP, 0);
        return cpu;
    }

    @Test
    void aWokenTaskStaysWhereItIsTheMostUrgent() {
        running(new SchedTask(ids++, "hog", SchedulingPolicy.OTHER, 0, 1024, BOTH), 0);
        assertThat(wake(fifo("woken", 50, BOTH), 0)).isZero();
    }

    @Test
    void aWokenTaskLeavesACpuWithAMoreUrgentOne() {
        running(fifo("urgent", 80, BOTH), 0);
        assertThat(wake(fifo("woken", 50, BOTH), 0)).isEqualTo(1);
    }

    @Test
    void aWokenTaskRatherMovesThanPreemptOneThatCannot() {
        running(fifo("pinned", 40, CpuSet.of(0)), 0);
        assertThat(wake(fifo("woken", 50, BOTH), 0)).isEqualTo(1);
    }

    @Test
    void aWokenTaskWaitsWhereAllCpusHaveMoreUrgentWork() {
        running(fifo("a", 80, BOTH), 0);
        running(fifo("b", 80, BOTH), 1);
        assertThat(wake(fifo("woken", 50, BOTH), 1)).isEqualTo(1);
        assertThat(scheduler.push(1, 0)).isEqualTo(-1);
    }

    @Test
    void aDisplacedTaskIsPushedToTheIdleCpu() {
        final SchedTask low = running(fifo("low", 40, BOTH), 0);
        final SchedTask high = fifo("high", 80, CpuSet.of(0));
        assertThat(wake(high, 0)).isZero();
        assertThat(scheduler.pickNext(0, 0)).isSameAs(high);
        assertThat(scheduler.push(0, 0)).isEqualTo(1);
        assertThat(low.cpu()).isEqualTo(1);
        assertThat(scheduler.pickNext(1, 0)).isSameAs(low);
    }

    @Test
    void aCpuThatIsFreedPullsTheMostUrgentTaskThatWaitsElsewhere() {
        running(fifo("long", 80, BOTH), 0);
        final SchedTask done = running(fifo("done", 80, BOTH), 1);
        final SchedTask low = fifo("low", 40, BOTH);
        final SchedTask middle = fifo("middle", 50, BOTH);
        assertThat(wake(low, 0)).isZero();
        assertThat(wake(middle, 0)).isZero();
        scheduler.block(done, 0);
        assertThat(scheduler.pickNext(1, 0)).isSameAs(middle);
        assertThat(low.cpu()).isZero();
    }

    @Test
    void aTaskThatIsAboutToRunWhereItIsIsNotPulledAway() {
        // "woken" preempts a fair task on CPU 0, which has not switched yet (it may be in a section); CPU 1 becomes
        // free. Linux pulls only tasks that cannot run where they are.
        running(new SchedTask(ids++, "hog", SchedulingPolicy.OTHER, 0, 1024, CpuSet.of(0)), 0);
        final SchedTask done = running(fifo("done", 80, BOTH), 1);
        final SchedTask woken = fifo("woken", 50, BOTH);
        assertThat(wake(woken, 0)).isZero();
        scheduler.block(done, 0);
        assertThat(scheduler.pickNext(1, 0)).isNull();
        assertThat(scheduler.pickNext(0, 0)).isSameAs(woken);
    }

    @Test
    void aTaskThatWasWokenOnAnIdleCpuIsNotPulledAway() {
        final SchedTask done = running(fifo("done", 80, BOTH), 1);
        final SchedTask woken = fifo("woken", 50, BOTH);
        assertThat(wake(woken, 0)).isZero();
        scheduler.block(done, 0);
        assertThat(scheduler.pickNext(1, 0)).isNull();
        assertThat(scheduler.pickNext(0, 0)).isSameAs(woken);
    }

    @Test
    void aTaskThatIsAboutToRunWhereItIsIsNotPushedAway() {
        running(fifo("running", 50, BOTH), 0);
        final SchedTask woken = fifo("woken", 80, BOTH);
        assertThat(wake(woken, 0)).isZero();
        assertThat(scheduler.push(0, 0)).isEqualTo(-1);
        assertThat(scheduler.pickNext(0, 0)).isSameAs(woken);
    }

    @Test
    void nothingIsPulledAcrossTheBorderOfADomain() {
        final LinuxScheduler apart = new LinuxScheduler(LinuxConfig.plain(topology, List.of()));
        final SchedTask first = fifo("first", 80, BOTH);
        final SchedTask second = fifo("second", 50, BOTH);
        for (final SchedTask task : List.of(first, second)) {
            task.placedOn(0);
            task.blocked();
            assertThat(apart.selectCpu(task, WakeKind.WAKE_UP, 0, 0)).isZero();
            apart.enqueue(task, 0, WakeKind.WAKE_UP, 0);
            apart.pickNext(0, 0);
        }
        assertThat(apart.push(0, 0)).isEqualTo(-1);
        assertThat(apart.pickNext(1, 0)).isNull();
    }
}
