package dev.headroom.sched.linux.fair;

import static dev.headroom.sched.linux.fair.FairBench.MS;
import static dev.headroom.sched.linux.fair.FairBench.US;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.sched.SchedAttributes;
import dev.headroom.sched.SchedTask;
import dev.headroom.sched.linux.core.TaskGroup;
import org.junit.jupiter.api.Test;

/**
 * CFS of 6.1 on one CPU: latency 6 ms, minimum granularity 0.75 ms, wake-up granularity 1 ms. A first task of nice 0
 * that is forked at time 0 has a virtual run time (v) of 6 ms, its slice. It runs at once, so a second one beside it
 * does not start before it, with v = 6 ms too.
 */
class CfsTest {

    private static FairBench bench(final TaskGroup... groups) {
        return new FairBench("6.1", 1, groups);
    }

    @Test
    void equalHogsTakeTurnsAtEveryTick() {
        // Slice 3 ms, passed at the next tick.
        final FairBench bench = bench();
        bench.hog(bench.task("a"));
        bench.hog(bench.task("b"));
        assertThat(bench.run(16 * MS).story()).containsExactly("a 0-4", "b 4-8", "a 8-12", "b 12-16");
    }

    @Test
    void aTickDoesNotEndASliceThatIsNotUsedUp() {
        // Nice -5 against 0: weights 3121 : 1024, slices 4.52 and 1.48 ms. v of a: 6 * 1024 / 3121 = 1.97, plus 0.328
        // per
        // ms; v of b: 1.97 as a, which runs. At 4 ms a had less than 4.52 ms and has v = 3.28, not a slice ahead. At 8
        // ms it
        // had more: b. At 12 ms b had more than 1.48 ms and has v = 5.97, a 4.59: a until 20 ms, v = 7.22: b.
        final FairBench bench = bench();
        bench.hog(bench.task("a", 0, SchedAttributes.other(-5)));
        bench.hog(bench.task("b"));
        assertThat(bench.run(32 * MS).story()).startsWith("a 0-8", "b 8-12", "a 12-20", "b 20-24");
    }

    @Test
    void aTaskThatIsPickedAgainDoesNotBeginANewSlice() {
        // b of weight 15 has the least slice of 0.75 ms and starts with v = 51.2 ms. a, with v = 6 ms, has had its
        // slice of
        // 5.9 ms at 8 ms and at every tick from then on, but remains the leftmost until 48 ms, when it has 54 ms.
        final FairBench bench = bench();
        final SchedTask a = bench.hog(bench.task("a"));
        bench.hog(bench.task("b", 0, SchedAttributes.other(19)));
        bench.run(44 * MS);
        assertThat(bench.entity(a).ranNs - bench.entity(a).ranAtPickNs).isEqualTo(44 * MS);
        bench.run(52 * MS);
        assertThat(bench.story()).containsExactly("a 0-48", "b 48-52");
    }

    @Test
    void aSleeperIsPlacedHalfALatencyBehindAndPreempts() {
        // s, created at 1 ms with v = 7 + 3 = 10 ms, runs when the hog has had its slice of 3 ms, until v = 10.1 ms. At
        // 10 ms
        // the hog has v = 6 + 9.9, the minimum; s returns 3 ms behind it, more than the granularity of 1 ms.
        final FairBench bench = bench();
        bench.hog(bench.task("hog"));
        final SchedTask s = bench.task("s");
        bench.give(1 * MS, s, 100 * US).give(10 * MS, s, 1 * MS).run(12 * MS);
        assertThat(bench.story()).containsExactly("hog 0-4", "s 4-4.1", "hog 4.1-10", "s 10-11");
        assertThat(bench.entity(s).virtualNs).isEqualTo(14 * MS - 100 * US);
    }

    @Test
    void aWokenTaskOfBatchWaitsForATick() {
        final FairBench bench = bench();
        bench.hog(bench.task("hog"));
        final SchedTask s = bench.task("s", 0, SchedAttributes.batch(0));
        // At 12 ms the hog has had more than its slice of 3 ms.
        bench.give(1 * MS, s, 100 * US).give(10 * MS, s, 1 * MS).run(14 * MS);
        assertThat(bench.story()).containsExactly("hog 0-4", "s 4-4.1", "hog 4.1-12", "s 12-13");
    }

    @Test
    void everyWokenTaskPreemptsOneOfPolicyIdleAtOnce() {
        // light, of nice 19, wakes 3 ms behind: with its granularity of 68 ms it would not preempt others.
        final FairBench bench = bench();
        bench.hog(bench.task("idle", 0, SchedAttributes.idle()));
        final SchedTask light = bench.task("light", 0, SchedAttributes.other(19));
        bench.give(1 * MS, light, 100 * US).give(4200 * US, light, 1 * MS).run(6 * MS);
        assertThat(bench.story()).containsExactly("idle 0-4", "light 4-4.1", "idle 4.1-4.2", "light 4.2-5.2");
    }

    @Test
    void aWokenTaskOfPolicyIdleDoesNotPreemptOthers() {
        final FairBench bench = bench();
        final SchedTask idle = bench.task("idle", 0, SchedAttributes.idle());
        bench.hog(bench.task("hog"));
        bench.give(100 * US, idle, 10 * US).give(3 * MS, idle, 10 * US).run(4 * MS);
        assertThat(bench.story()).isEmpty();
    }

    @Test
    void theOneThatYieldsIsPassedOverIfAnotherIsNearEnough() {
        // At 7.5 ms b has v = 9.5 and a 10: 0.5 ms ahead, within the granularity.
        final FairBench near = bench();
        near.hog(near.task("a"));
        near.hog(near.task("b"));
        near.at(7500 * US, near::yield).run(12 * MS);
        assertThat(near.story()).startsWith("a 0-4", "b 4-7.5", "a 7.5-12");
        // At 5 ms b has v = 7: a is too far ahead.
        final FairBench far = bench();
        far.hog(far.task("a"));
        far.hog(far.task("b"));
        far.at(5 * MS, far::yield).run(8 * MS);
        assertThat(far.story()).containsExactly("a 0-4", "b 4-8");
    }

    @Test
    void aBackgroundTaskKeepsTheCpuForTheLeastGranularity() {
        // b (see above) gets the CPU at 48 ms. Its slice by weight is 0.087 ms; after s, which wakes at 51.3 ms and
        // runs for
        // 0.3 ms, a tick finds it running for 0.4 ms: it goes on, although it is far ahead of a.
        final FairBench bench = bench();
        bench.hog(bench.task("a"));
        bench.hog(bench.task("b", 0, SchedAttributes.other(19)));
        final SchedTask s = bench.task("s", 0, SchedAttributes.other(-20));
        bench.give(1 * MS, s, 10 * US).give(51_300 * US, s, 300 * US).run(60 * MS);
        final int last = bench.story().size() - 1;
        assertThat(bench.story().subList(last - 3, last + 1)).allMatch(run -> run.matches("[abs] .*"));
        bench.runs().stream()
                .filter(run -> run.task().equals("b") && run.toNs() % (4 * MS) == 0)
                .forEach(run -> assertThat(run.toNs() - run.fromNs()).isGreaterThanOrEqualTo(750 * US));
    }

    @Test
    void groupsShareByTheirWeightsWhateverTheNumberOfTasks() {
        final FairBench bench = bench(TaskGroup.weighted("many", 0, 1024), TaskGroup.weighted("one", 0, 3072));
        final SchedTask many = bench.hog(bench.task("m0", 1, SchedAttributes.other(0)));
        for (int i = 1; i < 5; i++) {
            bench.hog(bench.task("m" + i, 1, SchedAttributes.other(0)));
        }
        final SchedTask one = bench.hog(bench.task("one", 2, SchedAttributes.other(0)));
        bench.run(20_000 * MS);
        // 3 : 1, and a fifth of the quarter each.
        assertThat(bench.ranNs(one)).isBetween(14_980 * MS, 15_020 * MS);
        assertThat(bench.ranNs(many)).isBetween(990 * MS, 1_010 * MS);
    }

    @Test
    void aGroupInAGroupHasAPartOfItsPart() {
        final FairBench bench = bench(
                TaskGroup.weighted("outer", 0, 1024),
                TaskGroup.weighted("inner", 1, 512),
                TaskGroup.weighted("sibling", 1, 1536));
        final SchedTask root = bench.hog(bench.task("root"));
        final SchedTask inner = bench.hog(bench.task("inner", 2, SchedAttributes.other(0)));
        final SchedTask sibling = bench.hog(bench.task("sibling", 3, SchedAttributes.other(0)));
        bench.run(16_000 * MS);
        // Half for the root's task, an eighth and three eighths for the others.
        assertThat(bench.ranNs(root)).isBetween(7_980 * MS, 8_020 * MS);
        assertThat(bench.ranNs(inner)).isBetween(1_980 * MS, 2_020 * MS);
        assertThat(bench.ranNs(sibling)).isBetween(5_980 * MS, 6_020 * MS);
    }

    @Test
    void whenATaskOfAGroupSleepsItsGroupIsPreferred() {
        // The group is placed like a long sleeper, with v = -3 ms; h, beside two tasks, a slice of 3 ms after 0. When p
        // goes
        // to sleep at 3.4 ms the group is still 2.6 ms behind h: q goes on, until its group is ahead of h by a slice.
        final FairBench bench = bench(TaskGroup.weighted("g", 0, 1024));
        final SchedTask p = bench.task("p", 1, SchedAttributes.other(0));
        final SchedTask q = bench.task("q", 1, SchedAttributes.other(0));
        final SchedTask h = bench.task("h");
        bench.give(0, p, 3400 * US).give(0, q, 20 * MS).give(0, h, 20 * MS).run(8 * MS);
        assertThat(bench.story()).containsExactly("p 0-3.4", "q 3.4-8");
    }

    @Test
    void aChangedNiceValueCountsFromThenOn() {
        final FairBench bench = bench();
        final SchedTask a = bench.hog(bench.task("a"));
        final SchedTask b = bench.hog(bench.task("b"));
        bench.run(1000 * MS);
        final long aNs = bench.ranNs(a);
        final long bNs = bench.ranNs(b);
        assertThat(aNs - bNs).isBetween(-4 * MS, 4 * MS);
        bench.change(a, SchedAttributes.other(-5));
        bench.run(11_000 * MS);
        // 3121 : 1024 of 10 s.
        assertThat(bench.ranNs(a) - aNs).isBetween(7_510 * MS, 7_550 * MS);
        assertThat(bench.ranNs(b) - bNs).isBetween(2_450 * MS, 2_490 * MS);
    }
}
