package dev.headroom.sched.linux.fair;

import static dev.headroom.sched.linux.fair.FairBench.MS;
import static dev.headroom.sched.linux.fair.FairBench.US;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.sched.SchedAttributes;
import dev.headroom.sched.SchedTask;
import dev.headroom.sched.linux.core.TaskGroup;
import org.junit.jupiter.api.Test;

/** EEVDF of 6.12 on one CPU: slices of 0.7 ms. */
class EevdfTest {

    private static FairBench bench(final TaskGroup... groups) {
        return new FairBench("6.12", 1, groups);
    }

    @Test
    void aNewTaskHasHalfASliceToGoFirst() {
        // a got a new deadline of 4.7 at the tick of 4 ms; at the fork it is charged, its slice is over, its deadline
        // 5.7. b
        // starts at the average of 5 with the deadline 5.35.
        final FairBench bench = bench();
        bench.hog(bench.task("a"));
        final SchedTask b = bench.task("b");
        bench.give(5 * MS, b, 10 * MS).run(12 * MS);
        assertThat(bench.story()).startsWith("a 0-5", "b 5-8", "a 8-12");
    }

    @Test
    void aSliceEndsAtTheNextTick() {
        final FairBench bench = bench();
        bench.hog(bench.task("a"));
        bench.hog(bench.task("b"));
        // Whoever runs is ahead of the average of the two at once, but nobody looks before the tick.
        assertThat(bench.run(16 * MS).story()).containsExactly("a 0-4", "b 4-8", "a 8-12", "b 12-16");
    }

    @Test
    void aWakeUpChargesTheCurrentTaskAndEndsItsSlice() {
        // At 9 ms a, picked at 8 ms with v = 4, has had 1 ms. V = (5 + 4) / 2 = 4.5: s starts there with the deadline
        // 4.85.
        // b has v = 4 and the deadline 4.7: the CPU looks because of s, and b runs.
        final FairBench bench = bench();
        bench.hog(bench.task("a"));
        bench.hog(bench.task("b"));
        final SchedTask s = bench.task("s");
        bench.give(9 * MS, s, 100 * US).run(14 * MS);
        assertThat(bench.story()).startsWith("a 0-4", "b 4-8", "a 8-9", "b 9-12", "s 12-12.1");
    }

    @Test
    void aTaskWithAShorterSlicePreempts() {
        // At 8.5 ms V = 4.25; s asks for 0.1 ms and starts there with the deadline 4.3, before a's and b's 4.7.
        final FairBench bench = bench();
        bench.hog(bench.task("a"));
        bench.hog(bench.task("b"));
        final SchedTask s = bench.task("s", 0, SchedAttributes.other(0).withSlice(100 * US));
        bench.give(8500 * US, s, 100 * US).run(12 * MS);
        assertThat(bench.story()).startsWith("a 0-4", "b 4-8", "a 8-8.5", "s 8.5-8.6", "b 8.6-12");
    }

    @Test
    void olderKernelsKnowNoSlicesOfTasks() {
        final FairBench bench = new FairBench("6.6", 1);
        final SchedTask s =
                bench.hog(bench.task("s", 0, SchedAttributes.other(0).withSlice(100 * US)));
        bench.run(1 * MS);
        assertThat(bench.entity(s).sliceNs).isEqualTo(750 * US);
    }

    @Test
    void whoSleepsBehindTheAverageLeavesAtOnce() {
        // s runs from 4 ms on; at 7 ms it has v = 3, the average is (4 + 3) / 2 = 3.5.
        final FairBench bench = bench();
        bench.hog(bench.task("hog"));
        final SchedTask s = bench.task("s");
        bench.give(0, s, 3 * MS).run(8 * MS);
        assertThat(bench.story()).containsExactly("hog 0-4", "s 4-7");
        assertThat(bench.queues().tasks(0)).isEqualTo(1);
        assertThat(bench.entity(s).lagNs).isEqualTo(500 * US);
    }

    @Test
    void whoSleepsAheadCountsAsBlockedAndStaysUntilTheOthersHaveCaughtUp() {
        // s is forked at 5 ms (see above) and runs 2 ms, until v = 7, while the average is (5 + 7) / 2 = 6.
        final FairBench bench = bench();
        bench.hog(bench.task("hog"));
        final SchedTask s = bench.task("s");
        bench.give(5 * MS, s, 2 * MS).run(7200 * US);
        assertThat(bench.story()).containsExactly("hog 0-5", "s 5-7");
        assertThat(bench.queues().isDelayed(s)).isTrue();
        assertThat(bench.queues().tasks(0)).isEqualTo(2);
        assertThat(bench.queues().runnableTasks(0)).isEqualTo(1);
        assertThat(bench.cpus.of(0).runnable()).isEqualTo(1);
        // At 12 ms the hog has v = 10, the average is 8.5: s has the earliest deadline, 7.7. Picking it takes it out.
        // By then
        // it is behind, which it did not earn by sleeping.
        bench.run(20 * MS);
        assertThat(bench.queues().isDelayed(s)).isFalse();
        assertThat(bench.queues().tasks(0)).isEqualTo(1);
        assertThat(bench.entity(s).lagNs).isZero();
        assertThat(bench.story()).containsExactly("hog 0-5", "s 5-7");
    }

    @Test
    void aDelayedTaskThatWakesAheadKeepsItsPlace() {
        final FairBench bench = bench();
        bench.hog(bench.task("hog"));
        final SchedTask s = bench.task("s");
        bench.give(5 * MS, s, 2 * MS).give(7500 * US, s, 1 * MS).run(7600 * US);
        assertThat(bench.queues().isDelayed(s)).isFalse();
        assertThat(bench.entity(s).virtualNs).isEqualTo(7 * MS);
        assertThat(bench.entity(s).deadlineNs).isEqualTo(7700 * US);
        assertThat(bench.cpus.of(0).runnable()).isEqualTo(2);
    }

    @Test
    void lagSurvivesSleepAndIsMadeLargerForTheReturn() {
        // s sleeps at 7 ms (see above) with V = 3.5, v = 3: lag 0.5. It wakes at 10 ms beside the hog with v = 7: to be
        // 0.5
        // behind the average of both it is placed 1 ms behind the hog: v = 6, V = 6.5.
        final FairBench bench = bench();
        bench.hog(bench.task("hog"));
        final SchedTask s = bench.task("s");
        bench.give(0, s, 3 * MS).give(10 * MS, s, 10 * US).run(10 * MS);
        assertThat(bench.entity(s).virtualNs).isEqualTo(6 * MS);
        assertThat(EevdfPolicy.averageNs(bench.queues().cpu(0).root())).isEqualTo(6500 * US);
    }

    @Test
    void sharesFollowNiceValues() {
        final FairBench bench = bench();
        final SchedTask a = bench.hog(bench.task("a", 0, SchedAttributes.other(-5)));
        final SchedTask b = bench.hog(bench.task("b"));
        final SchedTask c = bench.hog(bench.task("c", 0, SchedAttributes.other(5)));
        bench.run(20_000 * MS);
        // 3121 : 1024 : 335 of 4480.
        assertThat(bench.ranNs(a)).isBetween(13_920 * MS, 13_945 * MS);
        assertThat(bench.ranNs(b)).isBetween(4_560 * MS, 4_585 * MS);
        assertThat(bench.ranNs(c)).isBetween(1_485 * MS, 1_507 * MS);
    }

    @Test
    void theEntityOfAGroupHasTheShortestSliceOfItsTasks() {
        final FairBench bench = bench(TaskGroup.weighted("g", 0, 1024));
        bench.hog(bench.task("a", 1, SchedAttributes.other(0).withSlice(3 * MS)));
        bench.run(1 * MS);
        final FairEntity group = bench.queues().cpu(0).queues[1].entity;
        assertThat(group.sliceNs).isEqualTo(3 * MS);
        final SchedTask b = bench.task("b", 1, SchedAttributes.other(0).withSlice(200 * US));
        bench.give(2 * MS, b, 100 * US).run(2 * MS);
        assertThat(group.sliceNs).isEqualTo(200 * US);
        bench.run(40 * MS);
        assertThat(group.sliceNs).isEqualTo(3 * MS);
    }

    @Test
    void whoYieldsWaitsUntilTheOthersAreServedToo() {
        final FairBench bench = bench();
        bench.hog(bench.task("a"));
        bench.hog(bench.task("b"));
        // a, v = 0.2 at 0.2 ms with deadline 0.35, adds a slice to it: b (0.35) is earlier and eligible.
        bench.at(200 * US, bench::yield).run(1 * MS);
        assertThat(bench.story()).containsExactly("a 0-0.2");
    }

    @Test
    void aNewWeightKeepsTheLag() {
        final FairBench bench = bench();
        final SchedTask a = bench.hog(bench.task("a"));
        final SchedTask b = bench.hog(bench.task("b"));
        bench.run(1000 * MS);
        final long aNs = bench.ranNs(a);
        bench.change(b, SchedAttributes.other(5));
        bench.run(11_000 * MS);
        // 1024 : 335 of 10 s.
        assertThat(bench.ranNs(a) - aNs).isBetween(7_525 * MS, 7_545 * MS);
    }

    @Test
    void aTaskOfPolicyIdleGivesWayAtAWakeUp() {
        final FairBench bench = new FairBench("6.18", 1);
        bench.hog(bench.task("idle", 0, SchedAttributes.idle()));
        final SchedTask s = bench.task("s");
        bench.give(4100 * US, s, 1 * MS).run(6 * MS);
        assertThat(bench.story()).containsExactly("idle 0-4.1", "s 4.1-5.1");
    }

    @Test
    void aGroupWhoseWeightChangesKeepsTheCpuForItsSlice() {
        // Slices of 20 ms; the group's weight on CPU 0 falls at every tick, as its task on CPU 1 gains load.
        final FairBench bench = new FairBench("6.18", 2, TaskGroup.weighted("g", 0, 1024));
        final SchedAttributes long20 = SchedAttributes.other(0).withSlice(20 * MS);
        bench.hog(bench.task("inside", 1, long20, 0));
        bench.hog(bench.task("outside", 0, long20, 0));
        bench.give(0, bench.task("elsewhere", 1, long20, 1), 400 * MS);
        bench.run(200 * MS);
        // In the first 50 ms, while the load grows, too.
        assertThat(bench.runs())
                .filteredOn(run -> run.task().equals("inside"))
                .extracting(run -> run.toNs() - run.fromNs())
                .isNotEmpty()
                .containsOnly(20 * MS);
    }
}
