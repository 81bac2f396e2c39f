package dev.headroom.sched.linux.fair;

import static dev.headroom.sched.linux.fair.FairBench.MS;
import static dev.headroom.sched.linux.fair.FairBench.US;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.sched.SchedAttributes;
import dev.headroom.sched.SchedTask;
import dev.headroom.sched.linux.core.TaskGroup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Quotas: taken from the pool in slices of 5 ms, judged at ticks of 4 ms. */
class QuotaTest {

    private static final TaskGroup OF_HUNDRED = TaskGroup.limited("q", 0, 30 * MS, 100 * MS);

    private static TaskGroup limited(final long quotaNs, final long burstNs, final long phaseNs) {
        return new TaskGroup("q", 0, 1024, quotaNs, 100 * MS, burstNs, 0, 1_000 * MS, phaseNs);
    }

    @ParameterizedTest
    @ValueSource(strings = {"6.1", "6.12", "6.18"})
    void aHogOverrunsItsQuotaByPartOfATickAndPaysInTheNextPeriod(final String version) {
        // Left of what the queue took: 5 at 0, 1 at 4, -3 at 8: takes 8 for 5 again; so at 16 and 24 ms; of the 30 ms 1
        // is left
        // at 32 ms, where it has -3 and gets 1: throttled. At 100 ms it gets 2 ms and 1 ns of the next 30, and has used
        // the
        // rest at 128 ms. The same again.
        final FairBench bench = new FairBench(version, 1, OF_HUNDRED);
        bench.hog(bench.task("hog", 1, SchedAttributes.other(0)));
        bench.run(350 * MS);
        assertThat(bench.story()).containsExactly("hog 0-32", "hog 100-128", "hog 200-232", "hog 300-328");
        assertThat(bench.fair.quotaUse(1)).isEqualTo(new QuotaUse(3, 3, (68 + 72 + 68) * MS, 0, 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"6.1", "6.12", "6.18"})
    void throttledTasksDoNotCountAsRunnable(final String version) {
        final FairBench bench = new FairBench(version, 1, OF_HUNDRED);
        bench.hog(bench.task("a", 1, SchedAttributes.other(0)));
        bench.hog(bench.task("b", 1, SchedAttributes.other(0)));
        bench.run(31 * MS);
        assertThat(bench.cpus.of(0).runnable()).isEqualTo(2);
        bench.run(40 * MS);
        assertThat(bench.cpus.of(0).runnable()).isZero();
        assertThat(bench.queues().waiting(0)).isEmpty();
        bench.run(110 * MS);
        assertThat(bench.cpus.of(0).runnable()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"6.1", "6.12", "6.18"})
    void aTaskThatWakesInAThrottledGroupWaitsForTheNextPeriod(final String version) {
        final FairBench bench = new FairBench(version, 1, OF_HUNDRED);
        final SchedTask hog = bench.task("hog", 1, SchedAttributes.other(0));
        final SchedTask late = bench.task("late", 1, SchedAttributes.other(0));
        bench.give(0, hog, 33 * MS)
                .give(0, late, 10 * US)
                .give(60 * MS, late, 1 * MS)
                .run(150 * MS);
        // The hog ran until 32 ms, 31.99 ms beside the late task's first 0.01.
        assertThat(bench.runs().stream().filter(run -> run.fromNs() > 40 * MS).toList())
                .allMatch(run -> run.fromNs() >= 100 * MS && run.toNs() <= 102_010 * US);
        assertThat(bench.ranNs(late)).isEqualTo(1010 * US);
        assertThat(bench.ranNs(hog)).isEqualTo(33 * MS);
    }

    @Test
    void theReturnOfAGroupPreemptsNobody() {
        // Other hogs of the root run; the group comes back at 100 ms, which is a tick, or at 98 ms, which is none.
        final FairBench bench = new FairBench("6.1", 1, limited(30 * MS, 0, 98 * MS));
        final SchedTask limited = bench.hog(bench.task("limited", 1, SchedAttributes.other(0)));
        bench.hog(bench.task("other"));
        bench.run(200 * MS);
        final long firstNs = bench.runs().stream()
                .filter(run -> run.task().equals("limited") && run.toNs() > 98 * MS)
                .mapToLong(FairBench.Run::fromNs)
                .min()
                .orElseThrow();
        assertThat(bench.ranNs(limited)).isGreaterThan(30 * MS);
        assertThat(firstNs % (4 * MS)).isZero();
    }

    @Test
    void theTimerStopsWhenNobodyTakesTime() {
        // The period that ends at 100 ms was used, the one that ends at 200 ms was not and is the last; taking time at
        // 450 ms
        // starts the timer again, on its grid.
        final FairBench bench = new FairBench("6.1", 1, OF_HUNDRED);
        final SchedTask task = bench.task("task", 1, SchedAttributes.other(0));
        bench.give(0, task, 10 * MS).give(450 * MS, task, 10 * MS).run(440 * MS);
        assertThat(bench.fair.quotaUse(1).periods()).isEqualTo(2);
        assertThat(bench.fair.nextTimerNs()).isEqualTo(Long.MAX_VALUE);
        bench.run(460 * MS);
        assertThat(bench.fair.nextTimerNs()).isEqualTo(500 * MS);
    }

    @Test
    void whatABurstSavedMayBeUsedLater() {
        // Next to nothing in the first two periods: the pool holds 30 + 20 ms, the queue kept 0.99. Of the 50.99 ms the
        // hog, which
        // starts at 210 ms, has used 50 at 260 ms and more at 264 ms.
        final FairBench bench = new FairBench("6.1", 1, limited(30 * MS, 20 * MS, 0));
        final SchedTask hog = bench.task("hog", 1, SchedAttributes.other(0));
        bench.give(1 * MS, hog, 10 * US)
                .give(210 * MS, hog, FairBench.ENDLESS_NS)
                .run(310 * MS);
        final FairBench.Run burst = bench.runs().get(1);
        assertThat(burst.fromNs()).isEqualTo(210 * MS);
        assertThat(burst.toNs()).isEqualTo(264 * MS);
        // Used 50 of 30 ms.
        assertThat(bench.fair.quotaUse(1).bursts()).isEqualTo(1);
        assertThat(bench.fair.quotaUse(1).burstNs()).isBetween(19 * MS, 20 * MS);
    }

    @Test
    void timeThatACpuReturnsIsGivenToThrottledOnes() {
        // Two CPUs, 40 ms. eager, on CPU 0, takes 5 ms at 0, and 8 at 8, 16 and 24 ms. holder, on CPU 1, takes 5 ms at
        // 24.9 ms
        // of the 11 left, at 28 ms 3.1 to have 5 again, and goes to sleep at 30.9 ms with 2.1 left, of which it returns
        // 1.1:
        // the pool has 4 ms then. At 32 ms eager takes them and is throttled at 36 ms. holder comes back at 41 ms with
        // the 1
        // ms it kept; at 44 ms, 2 ms overrun, the pool is empty.
        final FairBench bench = new FairBench("6.1", 2, TaskGroup.limited("q", 0, 40 * MS, 100 * MS));
        final SchedTask eager = bench.hog(bench.task("eager", 1, SchedAttributes.other(0)));
        final SchedTask holder = bench.task("holder", 1, SchedAttributes.other(0), 1);
        bench.give(24_900 * US, holder, 6 * MS).give(41 * MS, holder, 10 * MS);
        bench.run(99 * MS);
        assertThat(bench.story()).containsExactly("holder 24.9-30.9", "eager 0-36", "holder 41-44");
    }

    @Test
    void muchReturnedTimeLetsThrottledOnesGoOnBeforeThePeriodEnds() {
        // As above, with 20 ms: eager has taken 5 and 8 when saver, on CPU 1, takes 5 at 12.1 ms, so it gets the last 2
        // at 16 ms
        // for its -3 and is throttled. saver sleeps at once and returns 3.9 ms, too little to be worth a timer (5 ms).
        final FairBench bench = new FairBench("6.1", 2, TaskGroup.limited("q", 0, 20 * MS, 100 * MS));
        bench.hog(bench.task("eager", 1, SchedAttributes.other(0)));
        final SchedTask saver = bench.task("saver", 1, SchedAttributes.other(0), 1);
        bench.give(15_950 * US, saver, 100 * US).run(99 * MS);
        assertThat(bench.story()).containsExactly("eager 0-16", "saver 15.95-16.05");

        // Three CPUs: what two return at 16.05 ms is more than 5 ms; 5 ms later eager gets 1 ms to pay and 1 ns, and
        // takes the
        // rest at the next tick.
        final FairBench three = new FairBench("6.1", 3, TaskGroup.limited("q", 0, 25 * MS, 100 * MS));
        three.hog(three.task("eager", 1, SchedAttributes.other(0)));
        for (int cpu = 1; cpu < 3; cpu++) {
            final SchedTask other = three.task("saver" + cpu, 1, SchedAttributes.other(0), cpu);
            three.give(15_950 * US, other, 100 * US);
        }
        three.run(20 * MS);
        assertThat(three.story()).startsWith("eager 0-16");
        three.run(40 * MS);
        assertThat(three.runs().get(3).fromNs()).isEqualTo(21_050 * US);
    }

    @Test
    void aQuotaAboveLimitsTheGroupsBelow() {
        final FairBench bench = new FairBench(
                "6.12", 1, OF_HUNDRED, TaskGroup.weighted("a", 1, 1024), TaskGroup.weighted("b", 1, 1024));
        final SchedTask a = bench.hog(bench.task("a", 2, SchedAttributes.other(0)));
        final SchedTask b = bench.hog(bench.task("b", 3, SchedAttributes.other(0)));
        bench.run(10_000 * MS);
        assertThat(bench.ranNs(a) + bench.ranNs(b)).isBetween(3_000 * MS, 3_004 * MS);
        assertThat(bench.ranNs(a) - bench.ranNs(b)).isBetween(-8 * MS, 8 * MS);
    }

    @Test
    void aQuotaBelowAnotherCountsInBoth() {
        final FairBench bench = new FairBench(
                "6.12",
                1,
                TaskGroup.limited("outer", 0, 50 * MS, 100 * MS),
                TaskGroup.limited("inner", 1, 10 * MS, 50 * MS));
        final SchedTask inner = bench.hog(bench.task("inner", 2, SchedAttributes.other(0)));
        final SchedTask outer = bench.hog(bench.task("outer", 1, SchedAttributes.other(0)));
        bench.run(10_000 * MS);
        // The outer group runs in the first half of its periods only, so the inner one misses every second of its own.
        assertThat(bench.ranNs(inner)).isBetween(1_000 * MS, 1_300 * MS);
        assertThat(bench.ranNs(inner) + bench.ranNs(outer)).isBetween(4_990 * MS, 5_004 * MS);
    }

    @Test
    void averagesStandStillWhileAQueueIsThrottled() {
        final FairBench bench = new FairBench("6.1", 1, OF_HUNDRED);
        bench.hog(bench.task("hog", 1, SchedAttributes.other(0)));
        bench.run(33 * MS);
        final long load = bench.queues().cpu(0).queues[1].average.load;
        bench.run(99 * MS);
        bench.queues().at(bench.nowNs).update(0);
        assertThat(bench.queues().cpu(0).queues[1].average.load).isBetween(load - 1, load + 1);
        // The queue above does see it sleep: 66 ms are two half-lives.
        assertThat(bench.queues().load(0)).isLessThan(400);
    }
}
