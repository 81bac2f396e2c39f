package dev.headroom.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.format.schedtrace.TraceJob;
import dev.headroom.sched.SchedAttributes;
import dev.headroom.sched.SchedTask;
import dev.headroom.units.CpuSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Threads of rt-app that run 2 ms, here 2.02, every 10 ms. */
class PeriodicThreadTest {

    private static final long MS = 1_000_000;
    private static final TraceJob.LoopUs LOOP = new TraceJob.LoopUs(2000, 10_000);

    private static Stretch stretch(final long wokenNs, final long demandNs, final long blockedNs) {
        final Stretch stretch = new Stretch();
        stretch.wokenNs = wokenNs;
        stretch.execute(demandNs);
        stretch.blockedNs = blockedNs;
        return stretch;
    }

    private static ReplayTask task(final List<Stretch> jobs, final long exitNs) {
        final PeriodicTimer timer = new PeriodicTimer(10 * MS, List.of(10 * MS), exitNs, 4000, 12_000, 8000);
        final SchedAttributes fair = SchedAttributes.other(0);
        final SchedTask sched = new SchedTask(0, "a", fair, CpuSet.of(0));
        return new ReplayTask(new TaskProgram(1, "a", fair, CpuSet.of(0), 0, false, -1, jobs, timer), sched);
    }

    @Test
    void aStretchOfThreeTimesTheLengthIsThreeJobs() {
        final List<Stretch> jobs = RecordedLoop.jobs(
                List.of(stretch(0, MS, 5 * MS), stretch(10 * MS, 6_060_000, 30 * MS), new Stretch()),
                LOOP,
                10 * MS,
                90 * MS);
        assertThat(jobs.subList(0, 4))
                .extracting(Stretch::demandNs)
                .containsExactly(MS, 2_020_000L, 2_020_000L, 2_020_000L);
    }

    @Test
    void twoJobsBeforeTheFirstReleaseThatIsSeenSayThatTheThreadWasLate() {
        final List<Stretch> jobs = RecordedLoop.jobs(
                List.of(stretch(0, MS, 2 * MS), stretch(5 * MS, 4_040_000, 10 * MS), new Stretch()),
                LOOP,
                17 * MS,
                90 * MS);
        final ReplayTask task = task(jobs, Long.MAX_VALUE);
        assertThat(task.nextStretch(2 * MS)).isFalse();
        assertThat(task.nextStretch(7 * MS)).isTrue();
        assertThat(task.releaseNs()).isEqualTo(17 * MS);
        assertThat(task.nextStretch(10 * MS)).isFalse();
    }

    @Test
    void whatAThreadDoesWhenItExitsIsOneStretch() {
        final List<Stretch> seen = List.of(
                stretch(0, MS, 5 * MS), stretch(10 * MS, 2_020_000, 13 * MS), stretch(20 * MS, 5 * MS, 26 * MS));
        final List<Stretch> jobs = RecordedLoop.jobs(seen, LOOP, 10 * MS, 25 * MS);
        assertThat(jobs.get(jobs.size() - 1).demandNs()).isEqualTo(5 * MS);
        assertThat(RecordedLoop.exitNs(seen, 25 * MS)).isEqualTo(20 * MS);
    }

    @Test
    void aThreadThatIsInTimeSleepsUntilItsRelease() {
        final ReplayTask task = task(List.of(new Stretch(), new Stretch(), new Stretch()), Long.MAX_VALUE);
        assertThat(task.nextStretch(9 * MS)).isFalse();
        assertThat(task.releaseNs()).isEqualTo(10 * MS);
    }

    @Test
    void aThreadThatIsLateGoesOnAndCountsItsPeriodsFromThenOn() {
        final ReplayTask task = task(List.of(new Stretch(), new Stretch(), new Stretch()), Long.MAX_VALUE);
        assertThat(task.nextStretch(12 * MS)).isTrue();
        assertThat(task.releaseNs()).isEqualTo(22 * MS);
    }

    @Test
    void aThreadExitsAtItsTimeHoweverManyJobsItDid() {
        final Stretch last = new Stretch();
        last.ends();
        final ReplayTask task = task(List.of(new Stretch(), new Stretch(), last), 10 * MS);
        task.nextStretch(9 * MS);
        assertThat(task.endsHere()).isTrue();
    }
}
