package dev.headroom.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.observe.TimelineSource.CpuSlice;
import dev.headroom.observe.TimelineSource.TaskSlice;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TimelineBuilderTest {

    private static final int NONE = SchedulingObserver.NONE;
    private static final int CPU = 0;
    private static final int TASK = 0;

    private static TimelineBuilder builder(final long sizeMax, final TimeWindow... windows) {
        final TimelineBuilder builder = new TimelineBuilder("test", List.of(windows), sizeMax);
        builder.begin(1, List.of("task"), List.of("tick", "hog"));
        return builder;
    }

    /** The CPU runs a task from 100 to 200, then is idle; the task is runnable from 50. */
    private static TimelineSource run(final TimelineBuilder builder) {
        builder.task(TASK, TaskState.RUNNABLE, CPU, "woken", 50);
        builder.task(TASK, TaskState.RUNNING, CPU, null, 100);
        builder.cpu(CPU, CpuState.TASK, TASK, null, 100);
        builder.task(TASK, TaskState.BLOCKED, CPU, null, 200);
        builder.cpu(CPU, CpuState.IDLE, NONE, null, 200);
        builder.end(1000);
        return builder.source();
    }

    @Test
    void slicesAreCutAtTheEndsOfWindows() {
        final TimelineSource source = run(builder(100, new TimeWindow(150, 300), new TimeWindow(60, 120)));

        assertThat(source.windows()).containsExactly(new TimeWindow(60, 120), new TimeWindow(150, 300));
        assertThat(source.cpuSlices())
                .containsExactly(
                        new CpuSlice(CPU, CpuState.IDLE, NONE, null, 60, 100),
                        new CpuSlice(CPU, CpuState.TASK, TASK, null, 100, 120),
                        new CpuSlice(CPU, CpuState.TASK, TASK, null, 150, 200),
                        new CpuSlice(CPU, CpuState.IDLE, NONE, null, 200, 300));
        assertThat(source.taskSlices())
                .containsExactly(
                        new TaskSlice(TASK, TaskState.RUNNABLE, CPU, "woken", 60, 100),
                        new TaskSlice(TASK, TaskState.RUNNING, CPU, null, 100, 120),
                        new TaskSlice(TASK, TaskState.RUNNING, CPU, null, 150, 200),
                        new TaskSlice(TASK, TaskState.BLOCKED, CPU, null, 200, 300));
    }

    @Test
    void marksOutsideOfWindowsAreForgotten() {
        final TimelineBuilder builder = builder(100, new TimeWindow(60, 120));
        builder.wakeUp(TASK, CPU, 59);
        builder.wakeUp(TASK, CPU, 60);
        builder.migration(TASK, CPU, CPU, 119);
        builder.migration(TASK, CPU, CPU, 120);
        builder.end(1000);

        assertThat(builder.source().wakeUps()).containsExactly(new TimelineSource.WakeUp(TASK, CPU, 60));
        assertThat(builder.source().migrations()).containsExactly(new TimelineSource.Migration(TASK, CPU, CPU, 119));
    }

    @Test
    void anActivationThatReachesIntoAWindowIsKeptAsAWholeWithItsCauses() {
        final TimelineBuilder builder = builder(100, new TimeWindow(60, 120));
        builder.release(TASK, 10, 110, 30);
        builder.start(TASK, 10, new long[] {50, 0}, 60);
        builder.completion(TASK, 10, 111);
        builder.release(TASK, 130, 230, 130);
        builder.start(TASK, 130, new long[] {10, 0}, 140);
        builder.end(1000);

        assertThat(builder.source().latencies())
                .containsExactly(new TimelineSource.Latency(TASK, 10, 60, Map.of("tick", 50L)));
        assertThat(builder.source().responses()).containsExactly(new TimelineSource.Response(TASK, 10, 111));
        assertThat(builder.source().releases()).isEmpty();
        // Due at 110, complete at 111.
        assertThat(builder.source().deadlines()).containsExactly(new TimelineSource.Deadline(TASK, 110, true));
    }

    @Test
    void aJobThatNeverEndsMissesItsDeadlineAndOneThatIsNotDueYetDoesNot() {
        final TimelineBuilder builder = builder(100, new TimeWindow(0, 2000));
        builder.release(TASK, 100, 999, 100);
        builder.end(1000);
        assertThat(builder.source().deadlines()).containsExactly(new TimelineSource.Deadline(TASK, 999, true));

        final TimelineBuilder early = builder(100, new TimeWindow(0, 2000));
        early.release(TASK, 100, 1000, 100);
        early.end(1000);
        assertThat(early.source().deadlines()).isEmpty();
    }

    @Test
    void whatIsMoreThanTheBoundIsCutAndTheWindowsSaySo() {
        // The fourth slice (task, cpu, task, cpu) is complete at 200.
        final TimelineSource source = run(builder(4, new TimeWindow(0, 250), new TimeWindow(300, 400)));

        assertThat(source.isCut()).isTrue();
        assertThat(source.windows()).containsExactly(new TimeWindow(0, 200));
        assertThat(source.cpuSlices()).extracting(CpuSlice::toNs).containsExactly(100L, 200L);
        assertThat(source.taskSlices()).extracting(TaskSlice::toNs).containsExactly(100L, 200L);
    }

    @Test
    void theTimelineIsThereWhenTheRunHasEnded() {
        assertThatThrownBy(() -> builder(100, new TimeWindow(0, 1)).source()).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aSliceThatOverlapsTheOneBeforeIsRefused() {
        final TimelineSource source =
                new TimelineSource("test", List.of("CPU 0"), List.of("task"), List.of(new TimeWindow(0, 100)));
        source.running(CPU, TASK, 10, 20);
        source.interrupt(CPU, "tick", 20, 21);
        assertThatThrownBy(() -> source.running(CPU, TASK, 20, 30)).hasMessageContaining("CPU 0", "21 ns");
        assertThatThrownBy(() -> source.state(TASK, TaskState.RUNNING, CPU, null, 20, 20))
                .hasMessageContaining("is empty");
    }
}
