package dev.headroom.sched.linux.fair;

import static dev.headroom.sched.linux.fair.FairBench.MS;
import static dev.headroom.sched.linux.fair.FairBench.US;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.sched.SchedAttributes;
import dev.headroom.sched.SchedTask;
import dev.headroom.sched.linux.core.TaskGroup;
import dev.headroom.units.CpuSet;
import org.junit.jupiter.api.Test;

/** What the averages of tasks, queues and groups say of loads that are known. */
class LoadTrackingTest {

    @Test
    void aTaskThatRunsAQuarterOfTheTimeUsesAQuarter() {
        final FairBench bench = new FairBench("6.1", 1);
        final SchedTask task = bench.task("task");
        bench.every(0, 4 * MS, task, 1 * MS).run(1000 * MS + 500 * US);
        assertThat(bench.queues().taskUse(task)).isBetween(235L, 280L);
        assertThat(bench.queues().use(0)).isBetween(235L, 280L);
        // Alone it is runnable only while it runs.
        assertThat(bench.queues().taskLoad(task)).isBetween(235L, 280L);
    }

    @Test
    void theLoadOfACpuIsTheSumOfItsWeights() {
        final FairBench bench = new FairBench("6.1", 1);
        bench.hog(bench.task("a"));
        bench.hog(bench.task("b"));
        bench.hog(bench.task("c", 0, SchedAttributes.other(5)));
        bench.run(1000 * MS);
        assertThat(bench.queues().load(0)).isBetween(2370L, 2390L);
        assertThat(bench.queues().runnableLoad(0)).isBetween(2370L, 2390L);
        assertThat(bench.queues().runnable(0)).isBetween(3060L, 3080L);
        assertThat(bench.queues().use(0)).isBetween(1015L, 1024L);
        assertThat(bench.queues().tasks(0)).isEqualTo(3);
    }

    @Test
    void tasksOfAGroupShareTheLoadOfItsWeight() {
        // On one CPU the group has all of its weight, 512, whatever is in it.
        final FairBench bench = new FairBench("6.1", 1, TaskGroup.weighted("g", 0, 512));
        final SchedTask a = bench.hog(bench.task("a", 1, SchedAttributes.other(0)));
        final SchedTask b = bench.hog(bench.task("b", 1, SchedAttributes.other(0)));
        bench.hog(bench.task("root"));
        bench.run(1000 * MS);
        assertThat(bench.queues().load(0)).isBetween(1500L, 1540L);
        assertThat(bench.queues().hierarchicalLoad(a)).isBetween(245L, 260L);
        assertThat(bench.queues().hierarchicalLoad(b)).isBetween(245L, 260L);
    }

    @Test
    void aGroupDividesItsWeightOverCpusByLoad() {
        // Three tasks on CPU 0, one on CPU 1: 768 and 256.
        final FairBench bench = new FairBench("6.1", 2, TaskGroup.weighted("g", 0, 1024));
        for (int i = 0; i < 4; i++) {
            bench.hog(bench.task("t" + i, 1, SchedAttributes.other(0), i / 3));
        }
        bench.run(1000 * MS);
        assertThat(Load.down(bench.queues().cpu(0).queues[1].entity.weight)).isBetween(755L, 780L);
        assertThat(Load.down(bench.queues().cpu(1).queues[1].entity.weight)).isBetween(245L, 270L);
    }

    @Test
    void aGroupBesideOthersGetsItsShareOnBothCpusTogether() {
        // On each CPU the group's one task competes with one outside; the group's weight of 2048 is 1024 on each CPU.
        for (final String version : new String[] {"6.1", "6.12"}) {
            final FairBench bench = new FairBench(version, 2, TaskGroup.weighted("g", 0, 2048));
            final SchedTask[] inside = new SchedTask[2];
            for (int cpu = 0; cpu < 2; cpu++) {
                inside[cpu] = bench.hog(bench.task("in" + cpu, 1, SchedAttributes.other(0), cpu));
                bench.hog(bench.task("out" + cpu, 0, SchedAttributes.other(0), cpu));
            }
            bench.run(10_000 * MS);
            assertThat(bench.ranNs(inside[0])).isBetween(4_950 * MS, 5_050 * MS);
            assertThat(bench.ranNs(inside[1])).isBetween(4_950 * MS, 5_050 * MS);
        }
    }

    @Test
    void aMovedTaskTakesItsLoadAlong() {
        final FairBench bench = new FairBench("6.1", 2, TaskGroup.weighted("g", 0, 1024));
        bench.hog(bench.task("a", 1, SchedAttributes.other(0)));
        final SchedTask b = bench.hog(bench.task("b", 1, SchedAttributes.other(0)));
        bench.run(999 * MS);
        b.setAllowedCpus(CpuSet.of(0, 1));
        final SchedTask waits = bench.cpus.of(0).current == b ? null : b;
        assertThat(waits).isNotNull();
        final long before = bench.queues().cpu(0).queues[1].average.load;
        bench.queues().at(bench.nowNs).move(b, 1);
        assertThat(bench.queues().cpu(0).queues[1].average.load).isBetween(before - 1030, before - 1000);
        assertThat(bench.queues().cpu(1).queues[1].average.load).isBetween(1000L, 1030L);
        assertThat(bench.cpus.of(0).runnable()).isEqualTo(1);
        assertThat(bench.cpus.of(1).runnable()).isEqualTo(1);
        // The queues above learn it at their next update.
        bench.queues().update(1);
        assertThat(bench.queues().load(1)).isBetween(450L, 560L);
    }

    @Test
    void whoWaitsLongestComesFirstForBalancing() {
        final FairBench bench = new FairBench("6.1", 1);
        bench.hog(bench.task("a"));
        bench.hog(bench.task("b"));
        bench.hog(bench.task("c"));
        bench.run(4500 * US);
        // a ran until 4 ms and was picked before b, which runs; c was enqueued after a was picked.
        assertThat(bench.queues().cpu(0).oldestTask().task.name()).isEqualTo("a");
        assertThat(bench.queues().hasWaiting(0)).isTrue();
    }

    @Test
    void aTaskThatHadToWaitIsStillExpectedToUseWhatItUsedBefore() {
        // 100 ms alone; then 100 ms beside four others, of which it gets a fifth. The kernel sees that since 6.8.
        for (final String version : new String[] {"6.6", "6.12"}) {
            final FairBench bench = new FairBench(version, 1);
            final SchedTask task = bench.task("task");
            bench.give(0, task, 300 * MS).give(500 * MS, task, 40 * MS).run(450 * MS);
            final long before = bench.queues().expectedTaskUse(task);
            for (int i = 0; i < 4; i++) {
                final SchedTask other = bench.task("other" + i);
                bench.give(460 * MS, other, 1000 * MS);
            }
            bench.run(1200 * MS);
            if (version.equals("6.6")) {
                assertThat(bench.queues().expectedTaskUse(task)).isLessThan(before - 50);
            } else {
                assertThat(bench.queues().expectedTaskUse(task)).isEqualTo(before);
            }
        }
    }

    @Test
    void aNewTaskIsExpectedToUseHalfOfWhatIsLeftUntilItsShareIsKnown() {
        // Beside a task that uses a quarter: half of the rest is 384, its share by weight a quarter (from 6.10 on).
        for (final String version : new String[] {"6.1", "6.12"}) {
            final FairBench bench = new FairBench(version, 1);
            bench.every(0, 4 * MS, bench.task("quarter"), MS);
            final SchedTask fork = bench.task("fork");
            final long[] guessed = new long[1];
            bench.give(999 * MS, fork, MS)
                    .at(999 * MS, () -> guessed[0] = bench.queues().taskUse(fork));
            bench.run(1000 * MS);
            assertThat(guessed[0])
                    .as(version)
                    .isBetween(version.equals("6.1") ? 360L : 200L, version.equals("6.1") ? 400L : 384L);
        }
    }

    @Test
    void afterALongSleepATaskIsExpectedToUseWhatItUsedBefore() {
        final FairBench bench = new FairBench("6.1", 1);
        final SchedTask task = bench.task("task");
        bench.give(0, task, 300 * MS).give(800 * MS, task, 100 * US).run(800 * MS);
        assertThat(bench.queues().taskUse(task)).isLessThan(10);
        assertThat(bench.queues().expectedTaskUse(task)).isBetween(1000L, 1024L);
        assertThat(bench.queues().expectedUse(0)).isBetween(1000L, 1024L);
        // It used next to nothing then: a quarter is forgotten.
        bench.run(900 * MS);
        assertThat(bench.queues().expectedTaskUse(task)).isBetween(750L, 775L);
        assertThat(bench.queues().expectedUse(0)).isLessThan(10);
    }
}
