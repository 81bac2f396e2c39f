package dev.headroom.sched.linux.fair;

import static dev.headroom.sched.linux.fair.FairBench.MS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.sched.SchedAttributes;
import dev.headroom.sched.SchedTask;
import dev.headroom.sched.WakeKind;
import dev.headroom.sched.linux.LinuxScheduler;
import dev.headroom.sched.linux.core.KernelVersion;
import dev.headroom.sched.linux.core.LinuxConfig;
import dev.headroom.sched.linux.core.RealTimeThrottling;
import dev.headroom.sched.linux.core.TaskGroup;
import dev.headroom.topology.Topology;
import dev.headroom.units.CpuSet;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tasks that come from and go to the real-time classes, on one CPU. */
class ClassChangeTest {

    private static final Topology ONE = Topology.regular(1, 1, 1, false);

    private LinuxScheduler scheduler;
    private int number;

    private void start(final int minor, final TaskGroup... groups) {
        scheduler = new LinuxScheduler(new LinuxConfig(
                ONE, List.of(), new KernelVersion(6, minor), 250, List.of(groups), RealTimeThrottling.OFF));
    }

    private SchedTask forked(final String name, final int group, final long nowNs) {
        final SchedTask task = new SchedTask(number++, name, SchedAttributes.other(0), CpuSet.of(0)).inGroup(group);
        scheduler.selectCpu(task, WakeKind.FORK, 0, nowNs);
        scheduler.enqueue(task, 0, WakeKind.FORK, nowNs);
        return task;
    }

    private void runs(final SchedTask task, final long ns) {
        scheduler.account(0, task, ns);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 12})
    void aTaskThatWasRealTimeForLongIsNeitherFarBehindNorFarAhead(final int minor) {
        start(minor);
        final SchedTask a = forked("a", 0, 0);
        final SchedTask b = forked("b", 0, 0);
        SchedTask current = scheduler.pickNext(0, 0);
        runs(current, 4 * MS);
        scheduler.setAttributes(a, SchedAttributes.fifo(10), 4 * MS);
        assertThat(scheduler.pickNext(0, 4 * MS)).isSameAs(a);
        assertThat(scheduler.runnable(0)).isEqualTo(2);
        runs(a, 1000 * MS);
        scheduler.setAttributes(a, SchedAttributes.other(0), 1004 * MS);
        // From here on both have their half, up to a few slices.
        long ranNs = 0;
        for (long nowNs = 1004 * MS; nowNs < 1204 * MS; nowNs += 4 * MS) {
            current = scheduler.pickNext(0, nowNs);
            runs(current, 4 * MS);
            ranNs += current == b ? 4 * MS : 0;
            scheduler.tick(0, nowNs + 4 * MS);
        }
        assertThat(ranNs).isBetween(92 * MS, 108 * MS);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 12})
    void aSleepingTaskMayChangeItsClass(final int minor) {
        start(minor);
        final SchedTask a = forked("a", 0, 0);
        final SchedTask b = forked("b", 0, 0);
        final SchedTask sleeper = scheduler.pickNext(0, 0);
        final SchedTask other = sleeper == a ? b : a;
        runs(sleeper, 6 * MS);
        // Far ahead of the other one: on 6.12 it stays in the queue although it sleeps.
        scheduler.block(sleeper, 6 * MS);
        assertThat(scheduler.runnable(0)).isEqualTo(1);
        scheduler.setAttributes(sleeper, SchedAttributes.fifo(5), 7 * MS);
        assertThat(scheduler.pickNext(0, 7 * MS)).isSameAs(other);
        runs(other, 1 * MS);
        assertThat(scheduler.selectCpu(sleeper, WakeKind.WAKE_UP, 0, 8 * MS)).isZero();
        assertThat(scheduler.enqueue(sleeper, 0, WakeKind.WAKE_UP, 8 * MS)).isTrue();
        assertThat(scheduler.pickNext(0, 8 * MS)).isSameAs(sleeper);
        scheduler.block(sleeper, 9 * MS);
        scheduler.setAttributes(sleeper, SchedAttributes.other(0), 9 * MS);
        assertThat(scheduler.pickNext(0, 9 * MS)).isSameAs(other);
        scheduler.enqueue(sleeper, 0, WakeKind.WAKE_UP, 10 * MS);
        assertThat(scheduler.runnable(0)).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 12, 18})
    void aRunningTaskOfAGroupWithoutTimeMayChangeItsNiceValue(final int minor) {
        start(minor, TaskGroup.limited("q", 0, 10 * MS, 100 * MS));
        final SchedTask hog = forked("hog", 1, 0);
        assertThat(scheduler.pickNext(0, 0)).isSameAs(hog);
        runs(hog, 12 * MS);
        scheduler.setAttributes(hog, SchedAttributes.other(5), 12 * MS);
        assertThat(scheduler.pollReschedule()).isZero();
        runs(hog, MS);
        assertThat(scheduler.pickNext(0, 13 * MS)).isNull();
        assertThat(scheduler.runnable(0)).isZero();
        assertThat(scheduler.nextTimerNs()).isEqualTo(100 * MS);
        scheduler.timer(100 * MS);
        assertThat(scheduler.pollReschedule()).isZero();
        assertThat(scheduler.pickNext(0, 100 * MS)).isSameAs(hog);
        assertThat(scheduler.quotaUse(1).throttledPeriods()).isEqualTo(1);
    }
}
