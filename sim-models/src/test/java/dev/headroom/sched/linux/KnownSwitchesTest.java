package dev.headroom.sched.linux;

import static dev.headroom.sched.linux.Kernels.MS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.sched.SchedAttributes;
import dev.headroom.sched.SchedTask;
import dev.headroom.sched.WakeKind;
import dev.headroom.sched.linux.core.KernelVersion;
import dev.headroom.sched.linux.core.LinuxConfig;
import dev.headroom.sched.linux.core.RealTimeThrottling;
import dev.headroom.sched.linux.core.TaskGroup;
import dev.headroom.topology.Topology;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A scheduler that is told what a real one did learns from it what became of quotas: 30 ms in 100, on one CPU. */
class KnownSwitchesTest {

    private SchedTask hog;

    private LinuxScheduler schedulerWithAHog(final int minor) {
        final Topology topology = Topology.regular(1, 1, 1, false);
        final LinuxScheduler scheduler = new LinuxScheduler(new LinuxConfig(
                topology,
                List.of(topology.allCpus()),
                new KernelVersion(6, minor),
                250,
                List.of(TaskGroup.limited("q", 0, 30 * MS, 100 * MS)),
                RealTimeThrottling.DEFAULT));
        hog = Kernels.task(0, "hog", SchedAttributes.other(0)).inGroup(1);
        scheduler.selectCpu(hog, WakeKind.WAKE_UP, 0, 0);
        scheduler.enqueue(hog, 0, WakeKind.WAKE_UP, 0);
        return scheduler;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 12, 18})
    void aTaskThatRunsAllTheSameHadTimeLeft(final int minor) {
        final LinuxScheduler scheduler = schedulerWithAHog(minor);
        scheduler.pickNext(0, 0);
        scheduler.account(0, hog, 32 * MS);
        assertThat(scheduler.pickNext(0, 32 * MS)).isNull();
        assertThat(scheduler.isThrottled(hog)).isTrue();

        scheduler.switchTo(0, hog, 32 * MS);
        assertThat(hog.isRunning()).isTrue();
        assertThat(scheduler.isThrottled(hog)).isFalse();

        // It has 1 ns, not the next quota.
        scheduler.account(0, hog, MS);
        assertThat(scheduler.pickNext(0, 33 * MS)).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 12})
    void whatWaitsWhileTheCpuIsIdleHasNoTimeUntilTheNextPeriod(final int minor) {
        final LinuxScheduler scheduler = schedulerWithAHog(minor);
        scheduler.switchTo(0, null, MS);
        assertThat(scheduler.isThrottled(hog)).isTrue();
        assertThat(scheduler.runnable(0)).isZero();
        assertThat(scheduler.pickNext(0, 99 * MS)).isNull();

        scheduler.timer(100 * MS);
        assertThat(scheduler.isThrottled(hog)).isFalse();
        assertThat(scheduler.pickNext(0, 100 * MS)).isSameAs(hog);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 12, 18})
    void anIdleCpuWhereNothingWaitsSaysNothing(final int minor) {
        final LinuxScheduler scheduler = schedulerWithAHog(minor);
        scheduler.pickNext(0, 0);
        scheduler.account(0, hog, MS);
        scheduler.block(hog, MS);
        scheduler.pickNext(0, MS);
        scheduler.switchTo(0, null, MS);
        scheduler.enqueue(hog, 0, WakeKind.WAKE_UP, 2 * MS);
        assertThat(scheduler.isThrottled(hog)).isFalse();
        assertThat(scheduler.pickNext(0, 2 * MS)).isSameAs(hog);
    }
}
