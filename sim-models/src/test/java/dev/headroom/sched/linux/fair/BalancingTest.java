package dev.headroom.sched.linux.fair;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.sched.SchedTask;
import dev.headroom.sched.WakeKind;
import dev.headroom.units.CpuSet;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BalancingTest {

    private static final long MS = BalanceBench.MS;
    private static final long TICK_NS = BalanceBench.TICK_NS;

    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12"})
    void aCpuThatGoesIdleTakesOneOfTwoWaitingTasks(final String version) {
        final BalanceBench bench = new BalanceBench(version, 2);
        final SchedTask first = bench.on(0, 0);
        final SchedTask second = bench.on(0, 0);
        bench.on(0, 0);
        bench.pick(0, 0);
        // 3 tasks against none: half of the difference is one; the one that neither ran nor came last is taken.
        assertThat(bench.pick(1, 10 * MS)).isIn(first, second).isNotSameAs(bench.cpus.of(0).current);
        assertThat(bench.cpus.of(0).runnable()).isEqualTo(2);
    }

    @Test
    void aCpuThatGoesIdleForgetsItsDelayedTasksBeforeItLooksAtOthers() {
        final BalanceBench bench = new BalanceBench("6.12", 2);
        bench.on(0, 0);
        bench.on(0, 0);
        bench.on(1, 0);
        bench.on(1, 0);
        bench.pick(0, 0);
        final SchedTask ahead = bench.pick(1, 0);
        // It sleeps 3 ms ahead of the other one and stays in the queue; the other one is behind when it sleeps.
        bench.fair.account(1, ahead, 3 * MS);
        bench.block(1, 3 * MS);
        bench.fair.account(1, bench.pick(1, 3 * MS), MS);
        bench.block(1, 4 * MS);
        assertThat(bench.fair.queues().tasks(1)).isEqualTo(1);
        // Two tasks against none, not against one: half of the difference is one.
        assertThat(bench.pick(1, 4 * MS)).isNotNull().isNotSameAs(ahead);
        assertThat(bench.fair.queues().tasks(1)).isEqualTo(1);
    }

    @Test
    void aSleepingTaskThatMovesStaysInTheQueueThereUntilItWouldBePicked() {
        final BalanceBench bench = new BalanceBench("6.12", 2);
        bench.on(0, 0);
        bench.on(0, 0);
        bench.on(1, 0);
        final SchedTask ahead = bench.pick(0, 0);
        bench.pick(1, 0);
        bench.fair.account(0, ahead, 3 * MS);
        bench.block(0, 3 * MS);
        bench.pick(0, 3 * MS);
        final FairQueues queues = bench.fair.queues();
        queues.at(4 * MS).moveDelayed(ahead, 1);
        assertThat(ahead.cpu()).isEqualTo(1);
        assertThat(List.of(queues.tasks(0), queues.runnableTasks(0))).containsExactly(1, 1);
        assertThat(List.of(queues.tasks(1), queues.runnableTasks(1))).containsExactly(2, 1);
        // Its load came with it: 2 new tasks of 1024 there, of which one waited for 4 ms and one ran.
        assertThat(queues.load(1)).isBetween(2000L, 2048L);
        bench.block(1, 5 * MS);
        assertThat(bench.pick(1, 5 * MS)).isNull();
        assertThat(queues.tasks(1)).isZero();
    }

    @Test
    void aRunningTaskAloneIsNotTaken() {
        final BalanceBench bench = new BalanceBench("6.12", 2);
        bench.on(0, 0);
        bench.pick(0, 0);
        assertThat(bench.pick(1, 10 * MS)).isNull();
        bench.tick(12 * MS);
        assertThat(bench.cpus.of(1).current).isNull();
    }

    @Test
    void aTaskThatMayNotRunHereStays() {
        final BalanceBench bench = new BalanceBench("6.12", 2);
        final SchedTask free = bench.on(0, 0);
        bench.pick(0, 0);
        bench.on(0, 0, CpuSet.of(0));
        assertThat(bench.pick(1, 10 * MS)).isNull();
        assertThat(free.cpu()).isZero();
    }

    @Test
    void aTaskThatRanLessThanHalfAMillisecondAgoIsTooHotAtFirst() {
        final BalanceBench bench = new BalanceBench("6.1", 2);
        final SchedTask hot = bench.on(0, 0);
        bench.pick(0, 0);
        bench.on(0, 0, CpuSet.of(0));
        bench.on(0, 0, CpuSet.of(0));
        bench.fair.account(0, hot, 40 * MS);
        bench.pick(0, 40 * MS);
        assertThat(bench.cpus.of(0).current).isNotSameAs(hot);
        // 0.4 ms after it ran it stays; 0.6 ms after it moves.
        assertThat(bench.pick(1, 40 * MS + 400_000)).isNull();
        assertThat(bench.pick(1, 40 * MS + 600_000)).isSameAs(hot);
    }

    @Test
    void aDomainIsFirstBalancedOneIntervalAfterItWasMade() {
        final BalanceBench bench = new BalanceBench("6.12", 2);
        // 2 ms for 2 CPUs, which is a tick; busy 16 times that less a tick of 4 ms: 28 ms.
        assertThat(bench.fair.isBalanceDue(0, true, MS)).isFalse();
        assertThat(bench.fair.isBalanceDue(0, true, 4 * MS)).isTrue();
        bench.on(0, 0);
        assertThat(bench.fair.isBalanceDue(0, false, 24 * MS)).isFalse();
        assertThat(bench.fair.isBalanceDue(0, false, 28 * MS)).isTrue();
    }

    @Test
    void threeHogsOnTwoCpusTakeTurnsBeingAlone() {
        final BalanceBench bench = new BalanceBench("6.1", 2);
        final SchedTask[] hogs = {bench.on(0, 0), bench.on(0, 0), bench.on(1, 0)};
        bench.pick(0, 0);
        bench.pick(1, 0);
        final int[] moves = new int[3];
        final int[] at = {0, 0, 1};
        for (int tick = 1; tick <= 500; tick++) {
            bench.tick(tick * TICK_NS);
            for (int i = 0; i < 3; i++) {
                moves[i] += hogs[i].cpu() == at[i] ? 0 : 1;
                at[i] = hogs[i].cpu();
            }
        }
        // A busy CPU looks every 28 to 60 ms and moves at the second look: between 2000/120 and 2000/28 moves.
        assertThat(moves[0] + moves[1] + moves[2]).isBetween(16, 72);
    }

    @Property(tries = 60)
    void noCpuStaysIdleForTwoTicksWhileTasksWaitThatMayRunThere(
            @ForAll @IntRange(min = 2, max = 4) final int cpuCount,
            @ForAll @IntRange(min = 2, max = 12) final int taskCount,
            @ForAll final boolean early) {
        final BalanceBench bench = new BalanceBench(early ? "6.1" : "6.12", cpuCount);
        for (int i = 0; i < taskCount; i++) {
            bench.on(0, 0);
        }
        bench.pick(0, 0);
        // At each tick every idle CPU takes at least one task: at most cpuCount ticks, one more to let it cool down.
        for (int tick = 1; tick <= cpuCount + 1; tick++) {
            bench.tick(tick * TICK_NS);
        }
        boolean idle = false;
        boolean waits = false;
        for (int cpu = 0; cpu < cpuCount; cpu++) {
            idle |= bench.cpus.of(cpu).runnable() == 0;
            waits |= bench.cpus.of(cpu).runnable() > 1;
        }
        assertThat(idle && waits).isFalse();
    }

    @Test
    void aWokenTaskGoesToTheIdlePreviousCpuAndElseToAnotherIdleOne() {
        final BalanceBench bench = new BalanceBench("6.12", 2);
        final SchedTask sleeper = bench.on(1, 0);
        bench.pick(1, 0);
        bench.block(1, MS);
        bench.pick(1, MS);
        assertThat(bench.fair.selectCpu(sleeper, WakeKind.WAKE_UP, 0, 2 * MS)).isEqualTo(1);
        bench.on(1, 2 * MS);
        bench.pick(1, 2 * MS);
        assertThat(bench.fair.selectCpu(sleeper, WakeKind.WAKE_UP, 0, 3 * MS)).isZero();
    }

    @Test
    void aTaskThatIsWokenSynchronouslyTakesThePlaceOfItsWaker() {
        final BalanceBench bench = new BalanceBench("6.12", 2);
        final SchedTask sleeper = bench.on(1, 0);
        bench.pick(1, 0);
        bench.block(1, MS);
        bench.on(0, MS);
        bench.on(1, MS);
        bench.pick(0, MS);
        bench.pick(1, MS);
        // 1024 + 1024 against 2048 - 1024 where it was; synchronously the waker is alone and leaves its CPU.
        assertThat(bench.fair.selectCpu(sleeper, WakeKind.WAKE_UP, 0, 2 * MS)).isEqualTo(1);
        assertThat(bench.fair.selectCpu(sleeper, WakeKind.SYNC_WAKE_UP, 0, 2 * MS))
                .isZero();
        // One more on each side: 2048 + 1024 against 2048 and 8 percent; without the waker 1024 + 1024.
        bench.on(0, 2 * MS);
        bench.on(1, 2 * MS);
        assertThat(bench.fair.selectCpu(sleeper, WakeKind.WAKE_UP, 0, 2 * MS)).isEqualTo(1);
        assertThat(bench.fair.selectCpu(sleeper, WakeKind.SYNC_WAKE_UP, 0, 2 * MS))
                .isZero();
    }

    @Test
    void aTaskThatEndsLeavesItsQueueAtOnce() {
        final BalanceBench bench = new BalanceBench("6.12", 2);
        bench.on(0, 0);
        bench.on(0, 0);
        final SchedTask ahead = bench.pick(0, 0);
        bench.fair.account(0, ahead, 3 * MS);
        bench.fair.exits(ahead);
        bench.block(0, 3 * MS);
        assertThat(bench.fair.queues().tasks(0)).isEqualTo(1);
    }

    @Test
    void aNewTaskGoesToTheIdleCpu() {
        final BalanceBench bench = new BalanceBench("6.12", 2);
        bench.on(0, 0);
        bench.pick(0, 0);
        final SchedTask child = new SchedTask(9, "child", bench.tasks.get(0).attributes(), CpuSet.of(0, 1));
        assertThat(bench.fair.selectCpu(child, WakeKind.FORK, 0, MS)).isEqualTo(1);
    }

    @Test
    void tasksThatMayNotMoveDoNotHideOthersThatMay() {
        final BalanceBench bench = new BalanceBench("6.12", 3);
        for (int i = 0; i < 4; i++) {
            bench.on(1, 0, CpuSet.of(1));
        }
        bench.on(2, 0);
        bench.on(2, 0);
        for (int tick = 1; tick <= 50; tick++) {
            bench.tick(tick * 4_000_000L);
        }
        // The busiest CPU is the second, with four tasks that are bound to it; the third has one to spare.
        assertThat(bench.cpus.of(0).runnable()).isEqualTo(1);
        assertThat(bench.cpus.of(1).runnable()).isEqualTo(4);
        assertThat(bench.cpus.of(2).runnable()).isEqualTo(1);
    }

    @Test
    void noMoreIsExpectedOfACpuThanItHas() {
        final BalanceBench bench = new BalanceBench("6.12", 2);
        long nowNs = 0;
        for (int i = 0; i < 3; i++) {
            // Each task runs alone for 400 ms, which teaches the CPU to expect all of it.
            bench.on(0, nowNs, CpuSet.of(0));
            bench.pick(0, nowNs);
            for (int tick = 0; tick < 100; tick++) {
                nowNs += 4_000_000L;
                bench.tick(nowNs);
            }
            bench.block(0, nowNs);
        }
        for (int i = 0; i < 3; i++) {
            bench.fair.enqueue(bench.tasks.get(i), 0, WakeKind.WAKE_UP, nowNs);
        }
        assertThat(bench.fair.queues().expectedUse(0)).isEqualTo(1024);
    }
}
