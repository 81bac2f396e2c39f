package dev.headroom.sched.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.sched.SchedTask;
import dev.headroom.sched.SchedulingPolicy;
import dev.headroom.sched.WakeKind;
import dev.headroom.sched.linux.core.KernelOptions;
import dev.headroom.sched.linux.core.KernelVersion;
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
        return running(scheduler, task, cpu);
    }

    private static SchedTask running(final LinuxScheduler on, final SchedTask task, final int cpu) {
        on.selectCpu(task, WakeKind.FORK, cpu, 0);
        on.enqueue(task, cpu, WakeKind.FORK, 0);
        assertThat(on.pickNext(cpu, 0)).isSameAs(task);
        return task;
    }

    private int wake(final SchedTask task, final int lastCpu) {
        return wake(scheduler, task, lastCpu);
    }

    private static int wake(final LinuxScheduler on, final SchedTask task, final int lastCpu) {
        task.placedOn(lastCpu);
        task.blocked();
        final int cpu = on.selectCpu(task, WakeKind.WAKE_UP, lastCpu, 0);
        on.enqueue(task, cpu, WakeKind.WAKE_UP, 0);
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
        final LinuxScheduler pulling = new LinuxScheduler(LinuxConfig.plain(topology, List.of(BOTH))
                .withOptions(KernelOptions.defaults(new KernelVersion(4, 9)).withFeatures("NO_RT_PUSH_IPI")));
        assertThat(freeCpu1(pulling).name()).isEqualTo("middle");
        assertThat(pulling.runnable(0)).isEqualTo(2);
    }

    @Test
    void aCpuThatIsFreedAsksOverloadedOnesToPushAndSwitchesAgain() {
        // The tasks "middle" and "low" wait on CPU 0. CPU 1 goes idle first; CPU 0 then pushes the more urgent one.
        assertThat(freeCpu1(scheduler)).isNull();
        assertThat(scheduler.push(1, 0)).isEqualTo(-1);
        assertThat(scheduler.pollReschedule()).isEqualTo(1);
        assertThat(scheduler.pickNext(1, 0).name()).isEqualTo("middle");
        assertThat(scheduler.runnable(0)).isEqualTo(2);
    }

    /**
     * On CPU 0 a task of priority 80 runs, 50 and 40 wait; the task of CPU 1 blocks, and what CPU 1 picks is returned.
     */
    private SchedTask freeCpu1(final LinuxScheduler on) {
        running(on, fifo("long", 80, BOTH), 0);
        final SchedTask done = running(on, fifo("done", 80, BOTH), 1);
        assertThat(wake(on, fifo("low", 40, BOTH), 0)).isZero();
        assertThat(wake(on, fifo("middle", 50, BOTH), 0)).isZero();
        on.block(done, 0);
        return on.pickNext(1, 0);
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
    void nothingLeavesItsPartition() {
        assertThat(secondOfTwo(List.of(CpuSet.of(0), CpuSet.of(1)))).isZero();
    }

    @Test
    void cpusOutsideOfAllPartitionsHaveOneRootDomainTogether() {
        assertThat(secondOfTwo(List.of())).isEqualTo(1);
    }

    /** Where a task wakes whose CPU runs a more urgent one, while the other CPU is idle. */
    private int secondOfTwo(final List<CpuSet> partitions) {
        final LinuxScheduler apart = new LinuxScheduler(LinuxConfig.plain(topology, partitions));
        running(apart, fifo("first", 80, BOTH), 0);
        return wake(apart, fifo("second", 50, BOTH), 0);
    }
}
