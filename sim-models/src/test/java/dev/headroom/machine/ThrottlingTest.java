package dev.headroom.machine;

import static dev.headroom.machine.Machines.MS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.sched.SchedAttributes;
import dev.headroom.sched.linux.core.TaskGroup;
import dev.headroom.units.CpuSet;
import dev.headroom.workload.PeriodicWorkload;
import dev.headroom.workload.StressKind;
import dev.headroom.workload.StressWorkload;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Where ledgers say that a task might not run although it could have. */
class ThrottlingTest {

    private static final CpuSet FIRST = CpuSet.of(0);

    private static Machines.Builder withQuota() {
        return Machines.cores(1)
                .costs(Machines.freeOfCost())
                .tickHz(1000)
                .version("6.1")
                .group(TaskGroup.limited("/plc", 0, 10 * MS, 100 * MS));
    }

    private static TaskConfig inGroup(final String name, final PeriodicWorkload workload) {
        return new TaskConfig(name, name, workload, SchedAttributes.other(0), 1, "", FIRST);
    }

    @Test
    void aJobThatUsesUpTheQuotaOfItsGroupWaitsForTheNextPeriod() {
        final Bench bench = Bench.run(
                withQuota()
                        .task(inGroup("plc", Machines.control(300 * MS, 15 * MS)))
                        .build(),
                3000 * MS,
                script -> {});
        final TaskResult plc = bench.result("plc");
        final Map<String, Long> causes = Facts.jobCauses(plc);
        final long jobs = plc.execution().count();
        // 10 ms and what runs until a tick looks, then the rest in the next period: at most 90 ms of waiting.
        assertThat(causes.keySet()).containsExactlyInAnyOrder("its own work", "throttled (quota used up)");
        assertThat(causes.get("its own work")).isEqualTo(15 * MS * jobs);
        assertThat(causes.get("throttled (quota used up)")).isBetween(jobs, 90 * MS * jobs);
        assertThat(plc.response().maxNs()).isLessThanOrEqualTo(105 * MS);
    }

    @Test
    void aWakeUpOfAThrottledGroupWaitsAsLongAsTheGroup() {
        // The hog uses the quota up in the first 10 ms of every period; the thread is released somewhere in it.
        final Bench bench = Bench.run(
                withQuota()
                        .task(inGroup("thread", PeriodicWorkload.cyclictest(130 * MS)))
                        .task(new TaskConfig(
                                "hog",
                                "hog",
                                new StressWorkload(StressKind.CPU),
                                SchedAttributes.other(0),
                                1,
                                "",
                                FIRST))
                        .build(),
                4000 * MS,
                script -> {});
        final TaskResult thread = bench.result("thread");
        assertThat(Facts.causes(thread).get("throttled (quota used up)")).isGreaterThan(thread.activations() * 20 * MS);
        assertThat(thread.latency().maxNs()).isBetween(50 * MS, 110 * MS);
    }

    @Test
    void nothingIsBookedAsThrottledWhereOthersRun() {
        final Bench bench = Bench.run(
                withQuota()
                        .fifo("urgent", 50, Machines.control(100 * MS, 60 * MS), FIRST)
                        .task(inGroup("plc", Machines.control(300 * MS, 2 * MS)))
                        .build(),
                3000 * MS,
                script -> {});
        assertThat(Facts.causes(bench.result("plc"))).doesNotContainKey("throttled (quota used up)");
        assertThat(Facts.jobCauses(bench.result("plc"))).doesNotContainKey("throttled (quota used up)");
    }
}
