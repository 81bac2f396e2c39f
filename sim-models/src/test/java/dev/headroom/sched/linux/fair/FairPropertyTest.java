package dev.headroom.sched.linux.fair;

import static dev.headroom.sched.linux.fair.FairBench.MS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.sched.SchedAttributes;
import dev.headroom.sched.SchedTask;
import dev.headroom.sched.linux.core.TaskGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** What holds for every mixture of tasks and groups, on kernels old and new. */
class FairPropertyTest {

    private static final String[] VERSIONS = {"4.9", "5.15", "6.1", "6.6", "6.12", "6.18"};
    private static final long TICK_NS = 4 * MS;

    /** Random groups and tasks on one CPU. */
    private static final class Drawn {
        final SplittableRandom random;
        final List<TaskGroup> groups = new ArrayList<>();
        final List<SchedTask> tasks = new ArrayList<>();
        FairBench bench;

        Drawn(final long seed, final boolean quotas) {
            random = new SplittableRandom(seed);
            final int count = random.nextInt(5);
            for (int i = 0; i < count; i++) {
                final int parent = random.nextInt(i + 1);
                final long weight = 100 + random.nextInt(3000);
                final boolean limited = quotas && random.nextBoolean();
                final long periodNs = (20 + random.nextInt(100)) * MS;
                final long quotaNs = limited ? periodNs * (5 + random.nextInt(80)) / 100 : TaskGroup.UNLIMITED_NS;
                final long burstNs = limited && random.nextBoolean() ? quotaNs / 2 : 0;
                groups.add(new TaskGroup(
                        "g" + i, parent, weight, quotaNs, periodNs, burstNs, 0, 1_000 * MS, random.nextInt(1000)));
            }
        }

        void start(final int cpus) {
            bench = new FairBench(VERSIONS[random.nextInt(VERSIONS.length)], cpus, groups.toArray(new TaskGroup[0]));
        }

        SchedTask task(final int cpus) {
            final SchedAttributes attributes = switch (random.nextInt(8)) {
                case 0 -> SchedAttributes.batch(random.nextInt(40) - 20);
                case 1 -> SchedAttributes.idle();
                case 2, 3 -> SchedAttributes.other(random.nextInt(40) - 20);
                case 4 -> SchedAttributes.other(0).withSlice(100_000 + random.nextInt(10_000_000));
                default -> SchedAttributes.other(0);
            };
            final SchedTask task =
                    bench.task("t" + tasks.size(), random.nextInt(groups.size() + 1), attributes, random.nextInt(cpus));
            tasks.add(task);
            return task;
        }

        void load(final int cpus) {
            final int count = 2 + random.nextInt(7);
            for (int i = 0; i < count; i++) {
                final SchedTask task = task(cpus);
                if (random.nextInt(3) == 0) {
                    bench.hog(task);
                } else {
                    final long periodNs = (1 + random.nextInt(40)) * MS + random.nextInt(1_000_000);
                    bench.every(random.nextInt(10_000_000), periodNs, task, 1 + periodNs * random.nextInt(60) / 100);
                }
            }
        }
    }

    @Property(tries = 150)
    void aCpuIsNeverIdleWhileATaskCanRun(@ForAll final long seed) {
        final Drawn drawn = new Drawn(seed, true);
        drawn.start(2);
        drawn.load(2);
        for (int i = 1; i <= 400; i++) {
            drawn.bench.run(i * MS + drawn.random.nextInt(1_000_000));
            for (int cpu = 0; cpu < 2; cpu++) {
                final SchedTask current = drawn.bench.cpus.of(cpu).current;
                assertThat(current == null).isEqualTo(drawn.bench.cpus.of(cpu).runnable() == 0);
                assertThat(drawn.bench.queues().cpu(cpu).root().runnableTasks())
                        .isEqualTo(drawn.bench.cpus.of(cpu).runnable());
            }
        }
    }

    @Property(tries = 100)
    void everyTaskThatIsNotThrottledGetsItsShare(@ForAll final long seed) {
        final Drawn drawn = new Drawn(seed, false);
        drawn.start(1);
        final int count = 2 + drawn.random.nextInt(5);
        for (int i = 0; i < count; i++) {
            final int nice = drawn.random.nextInt(11) - 5;
            final int group = drawn.random.nextInt(drawn.groups.size() + 1);
            drawn.tasks.add(drawn.bench.hog(drawn.bench.task("t" + i, group, SchedAttributes.other(nice))));
        }
        final long warmUpNs = 10_000 * MS;
        final long lengthNs = 60_000 * MS;
        drawn.bench.run(warmUpNs);
        final List<Long> before = drawn.tasks.stream().map(drawn.bench::ranNs).toList();
        drawn.bench.run(warmUpNs + lengthNs);
        for (int i = 0; i < count; i++) {
            final SchedTask task = drawn.tasks.get(i);
            final double share = share(drawn, task.group(), task.weight());
            final long ranNs = drawn.bench.ranNs(task) - before.get(i);
            // A tick is the least that a task gets; the lightest of them wait for seconds.
            assertThat(ranNs / (double) lengthNs)
                    .as("%s in %s of %s", task, task.group(), drawn.groups)
                    .isBetween(share - 0.004, share + 0.004);
        }
    }

    /** The part of the CPU that belongs to a weight in a group. */
    private static double share(final Drawn drawn, final int group, final double weight) {
        double total = 0;
        for (final SchedTask task : drawn.tasks) {
            total += task.group() == group ? task.weight() : 0;
        }
        for (int child = 1; child <= drawn.groups.size(); child++) {
            if (drawn.groups.get(child - 1).parent() == group && isBusy(drawn, child)) {
                total += drawn.groups.get(child - 1).weight();
            }
        }
        final double part = weight / total;
        if (group == 0) {
            return part;
        }
        final TaskGroup own = drawn.groups.get(group - 1);
        return part * share(drawn, own.parent(), own.weight());
    }

    private static boolean isBusy(final Drawn drawn, final int group) {
        for (final SchedTask task : drawn.tasks) {
            int above = task.group();
            while (above != group && above != 0) {
                above = drawn.groups.get(above - 1).parent();
            }
            if (above == group) {
                return true;
            }
        }
        return false;
    }

    @Property(tries = 150)
    void noGroupUsesMoreThanItsQuotaAndATickPerCpu(@ForAll final long seed) {
        final Drawn drawn = new Drawn(seed, true);
        drawn.start(2);
        drawn.load(2);
        final long lengthNs = 2_000 * MS;
        drawn.bench.run(lengthNs);
        for (int group = 1; group <= drawn.groups.size(); group++) {
            final TaskGroup limit = drawn.groups.get(group - 1);
            if (!limit.isLimited()) {
                continue;
            }
            long usedNs = 0;
            for (final SchedTask task : drawn.tasks) {
                int above = task.group();
                while (above != group && above != 0) {
                    above = drawn.groups.get(above - 1).parent();
                }
                usedNs += above == group ? drawn.bench.ranNs(task) : 0;
            }
            final long quotas = lengthNs / limit.periodNs() + 2;
            assertThat(usedNs)
                    .as("%s", limit)
                    .isLessThanOrEqualTo(quotas * limit.quotaNs() + limit.burstNs() + 2 * TICK_NS);
        }
    }

    @Property(tries = 150)
    void eevdfKeepsLagsBoundedAndTheirSumNearZero(@ForAll final long seed) {
        final Drawn drawn = new Drawn(seed, true);
        drawn.bench =
                new FairBench(drawn.random.nextBoolean() ? "6.12" : "6.18", 1, drawn.groups.toArray(new TaskGroup[0]));
        drawn.load(1);
        for (int i = 1; i <= 300; i++) {
            drawn.bench.run(i * MS + drawn.random.nextInt(1_000_000));
            for (final FairQueue queue : drawn.bench.queues().cpu(0).queues) {
                drawn.bench.queues().hierarchy().updateCurrent(queue);
                checkLags(queue);
            }
        }
    }

    private static void checkLags(final FairQueue queue) {
        final long averageNs = EevdfPolicy.averageNs(queue);
        long sum = 0;
        long weights = 0;
        for (int i = -1; i < queue.waiting.size(); i++) {
            final FairEntity entity = i < 0 ? queue.current : queue.waiting.get(i);
            if (entity == null || !entity.queued) {
                continue;
            }
            final long weight = Load.down(entity.weight);
            final long lag = (averageNs - entity.virtualNs) * weight;
            sum += lag;
            weights += weight;
            // Nobody has had more than a slice and a tick too much.
            assertThat(-lag / 1024).as("%s", entity.task).isLessThanOrEqualTo(2 * (entity.sliceNs + 2 * TICK_NS));
        }
        // The average is rounded down to a ns.
        assertThat(sum).isBetween(-weights, 0L);
    }

    @Property(tries = 100)
    void attributesMayChangeAtAnyTime(@ForAll final long seed) {
        final Drawn drawn = new Drawn(seed, true);
        drawn.start(2);
        drawn.load(2);
        for (int i = 1; i <= 200; i++) {
            drawn.bench.run(i * MS + drawn.random.nextInt(1_000_000));
            final SchedTask task = drawn.tasks.get(drawn.random.nextInt(drawn.tasks.size()));
            if (task.cpu() >= 0) {
                drawn.bench.at(
                        drawn.bench.nowNs,
                        () -> drawn.bench.change(task, SchedAttributes.other(drawn.random.nextInt(40) - 20)));
            }
        }
        drawn.bench.run(300 * MS);
        for (int cpu = 0; cpu < 2; cpu++) {
            assertThat(drawn.bench.queues().cpu(cpu).root().runnableTasks())
                    .isEqualTo(drawn.bench.cpus.of(cpu).runnable());
            checkWeights(drawn.bench.queues().cpu(cpu));
        }
    }

    private static void checkWeights(final FairCpu cpu) {
        for (final FairQueue queue : cpu.queues) {
            long weight = 0;
            int entities = 0;
            for (int i = -1; i < queue.waiting.size(); i++) {
                final FairEntity entity = i < 0 ? queue.current : queue.waiting.get(i);
                if (entity != null && entity.queued) {
                    weight += entity.weight;
                    entities++;
                }
            }
            assertThat(queue.weight).isEqualTo(weight);
            assertThat(queue.entities).isEqualTo(entities);
        }
    }
}
