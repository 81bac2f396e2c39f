package dev.headroom.machine;

import static dev.headroom.machine.Machines.MS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.cost.CostName;
import dev.headroom.observe.CpuState;
import dev.headroom.observe.TaskState;
import dev.headroom.observe.TimeWindow;
import dev.headroom.observe.TimelineBuilder;
import dev.headroom.observe.TimelineSource;
import dev.headroom.observe.TimelineSource.CpuSlice;
import dev.headroom.observe.TimelineSource.TaskSlice;
import dev.headroom.units.CpuSet;
import dev.headroom.workload.MissedReleases;
import dev.headroom.workload.PeriodicWorkload;
import dev.headroom.workload.StressKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Timelines worked out by hand from the constants of {@link Machines}; times count from the first release. */
class MachineTraceTest {

    private static final CpuSet FIRST = CpuSet.of(0);
    private static final long END_NS = 5 * MS;

    private long releaseNs;

    /** Runs a machine and returns its whole timeline. */
    private TimelineSource timeline(final Machines.Builder machine, final String task) {
        final TimelineBuilder builder = new TimelineBuilder("test", List.of(new TimeWindow(0, END_NS)), 100_000);
        Bench.run(machine.build(), END_NS, bench -> {
            bench.machine.observe(builder);
            releaseNs = bench.firstReleaseNs(task);
        });
        builder.end(END_NS);
        return builder.source();
    }

    private List<String> cpuSlices(final TimelineSource source, final int cpu, final long fromNs, final long toNs) {
        final List<String> words = new ArrayList<>();
        for (final CpuSlice slice : source.cpuSlices()) {
            if (slice.cpu() == cpu && slice.toNs() > releaseNs + fromNs && slice.fromNs() < releaseNs + toNs) {
                final String task = slice.task() < 0 ? "" : " " + source.tasks().get(slice.task());
                final String what = slice.what() == null ? "" : " (" + slice.what() + ")";
                words.add(until(slice.toNs()) + " " + slice.state() + task + what);
            }
        }
        return words;
    }

    private List<String> taskSlices(final TimelineSource source, final int task, final long fromNs, final long toNs) {
        final List<String> words = new ArrayList<>();
        for (final TaskSlice slice : source.taskSlices()) {
            if (slice.task() == task && slice.toNs() > releaseNs + fromNs && slice.fromNs() < releaseNs + toNs) {
                final String cause = slice.cause() == null ? "" : " (" + slice.cause() + ")";
                words.add(until(slice.toNs()) + " " + slice.state() + " on " + slice.cpu() + cause);
            }
        }
        return words;
    }

    private String until(final long toNs) {
        return "until " + (toNs - releaseNs);
    }

    @Test
    void anActivationOnAnIdleCpu() {
        final PeriodicWorkload workload = new PeriodicWorkload(
                MS, Optional.of(new dev.headroom.random.Constant(10_000)), 12_000, 0, MissedReleases.CATCH_UP);
        final TimelineSource source = timeline(Machines.cores(1).tickHz(24).fifo("plc", 80, workload, FIRST), "plc");

        // Idle exit 2000 and timer 1000 are one path; switch 500; work 10,000; sleep 300.
        assertThat(cpuSlices(source, 0, -1, 13_801))
                .containsExactly(
                        "until 0 IDLE",
                        "until 3000 INTERRUPT plc (timer interrupt)",
                        "until 3500 KERNEL plc (context switch)",
                        "until 13500 TASK plc",
                        "until 13800 KERNEL plc (going to sleep)",
                        "until 1000000 IDLE");
        // The handler wakes the task when it ends; the CPU picks the task in the same ns.
        assertThat(taskSlices(source, 0, -1, 13_801))
                .containsExactly("until 3000 BLOCKED on 0", "until 13800 RUNNING on 0", "until 1003000 BLOCKED on 0");
        assertThat(source.wakeUps().get(0)).isEqualTo(new TimelineSource.WakeUp(0, 0, releaseNs + 3000));
        assertThat(source.releases().get(1)).isEqualTo(new TimelineSource.Release(0, releaseNs + MS));
        assertThat(source.latencies().get(0))
                .isEqualTo(new TimelineSource.Latency(
                        0,
                        releaseNs,
                        releaseNs + 3500,
                        Map.of("idle exit", 2000L, "timer interrupt and wake-up", 1000L, "context switch", 500L)));
        assertThat(source.responses().get(0)).isEqualTo(new TimelineSource.Response(0, releaseNs, releaseNs + 13_500));
        // Complete after 13,500, due after 12,000.
        assertThat(source.deadlines().get(0)).isEqualTo(new TimelineSource.Deadline(0, releaseNs + 12_000, true));
        assertThat(source.migrations()).isEmpty();
    }

    @Test
    void aMeasuringThreadPreemptsAHog() {
        final TimelineSource source = timeline(
                Machines.cores(1).tickHz(24).cyclictest(FIRST).stress("hog", StressKind.CPU, FIRST), "cyclictest");

        // Timer 1000; switch 500 and refill 110; cyclictest computes nothing; sleep 300; switch back 500.
        assertThat(cpuSlices(source, 0, -1, 2411))
                .containsExactly(
                        "until 0 TASK hog",
                        "until 1000 INTERRUPT cyclictest (timer interrupt)",
                        "until 1610 KERNEL cyclictest (context switch)",
                        "until 1910 KERNEL cyclictest (going to sleep)",
                        "until 2410 KERNEL hog (context switch)",
                        "until 1000000 TASK hog");
        assertThat(taskSlices(source, 0, 0, 1911))
                .containsExactly("until 1000 BLOCKED on 0", "until 1910 RUNNING on 0", "until 1001000 BLOCKED on 0");
        assertThat(taskSlices(source, 1, 0, 1911))
                .containsExactly(
                        "until 1000 RUNNING on 0",
                        "until 1910 RUNNABLE on 0 (preempted by cyclictest)",
                        "until 1001000 RUNNING on 0");
        assertThat(source.responses()).as("they equal the latencies").isEmpty();
    }

    @Test
    void aTaskThatWaitsIsPushedToACpuThatBecomesIdle() {
        // Both may use both CPUs and start within 60 us; the urgent one occupies CPU 0 for 200 us, as the other does.
        final PeriodicWorkload work = Machines.control(2 * MS, 200_000);
        final TimelineSource source = timeline(
                Machines.cores(2)
                        .balanced()
                        .tickHz(24)
                        .fifo("urgent", 90, work, CpuSet.of(0, 1))
                        .fifo("other", 80, work, CpuSet.of(0, 1)),
                "urgent");

        final long runsAt = source.taskSlices().stream()
                .filter(slice -> slice.task() == 1 && slice.state() == TaskState.RUNNING)
                .mapToLong(TaskSlice::fromNs)
                .findFirst()
                .orElseThrow();
        final TimelineSource.Migration migration = source.migrations().get(0);
        assertThat(migration.task()).isEqualTo(1);
        assertThat(migration.fromCpu()).isNotEqualTo(migration.toCpu());
        assertThat(migration.atNs()).isLessThanOrEqualTo(runsAt);
        assertThat(source.taskSlices())
                .filteredOn(slice -> slice.task() == 1 && slice.fromNs() >= migration.atNs())
                .extracting(TaskSlice::cpu)
                .containsOnly(migration.toCpu());
    }

    @Test
    void aStallPausesEveryCpu() {
        final TimelineBuilder builder = new TimelineBuilder("test", List.of(new TimeWindow(0, END_NS)), 100_000);
        Bench.run(
                Machines.cores(1)
                        .tickHz(24)
                        .cost(CostName.IDLE_EXIT, 0)
                        .cyclictest(FIRST)
                        .build(),
                END_NS,
                bench -> {
                    bench.machine.observe(builder);
                    releaseNs = bench.firstReleaseNs("cyclictest");
                    bench.stall(releaseNs + 600, 10_000);
                });
        builder.end(END_NS);

        // The stall meets the timer interrupt after 600 of its 1000.
        assertThat(cpuSlices(builder.source(), 0, 0, 11_001))
                .containsExactly(
                        "until 600 INTERRUPT cyclictest (timer interrupt)",
                        "until 10600 PAUSED (paused)",
                        "until 11000 INTERRUPT cyclictest (timer interrupt)",
                        "until 11500 KERNEL cyclictest (context switch)");
    }

    @Test
    void aSectionThatMustEndFirstIsTold() {
        final TimelineSource source = timeline(
                Machines.cores(1)
                        .tickHz(24)
                        .cost(CostName.MEMORY_SECTION_SHARE, 1)
                        .cost(CostName.MEMORY_SECTION, 40_000)
                        .cyclictest(FIRST)
                        .stress("vm", StressKind.VM, FIRST),
                "cyclictest");

        assertThat(source.cpuSlices())
                .anySatisfy(slice -> assertThat(slice)
                        .matches(one -> one.state() == CpuState.TASK
                                && one.task() == 1
                                && "non-preemptible section".equals(one.what())));
    }
}
