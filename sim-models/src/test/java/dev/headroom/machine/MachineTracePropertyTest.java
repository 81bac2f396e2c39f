package dev.headroom.machine;

import static dev.headroom.machine.Machines.MS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.observe.CpuState;
import dev.headroom.observe.TaskState;
import dev.headroom.observe.TimeWindow;
import dev.headroom.observe.TimelineBuilder;
import dev.headroom.observe.TimelineSource;
import dev.headroom.observe.TimelineSource.CpuSlice;
import dev.headroom.observe.TimelineSource.TaskSlice;
import dev.headroom.observe.WorstWindows;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** What holds for the timeline of every machine, drawn at random. */
class MachineTracePropertyTest {

    private static final long DURATION_NS = 300 * MS;
    private static final long END_NS = MachineRun.SETTLING_NS + DURATION_NS;

    private RunResult result;

    private TimelineSource timeline(final long seed, final TimeWindow... windows) {
        final TimelineBuilder builder = new TimelineBuilder("test", List.of(windows), Long.MAX_VALUE);
        result = MachineRun.run(RandomMachine.draw(seed), seed, DURATION_NS, builder);
        return builder.source();
    }

    private static long sumNs(final TimelineSource source, final int cpu, final CpuState state) {
        return source.cpuSlices().stream()
                .filter(slice -> slice.cpu() == cpu && slice.state() == state)
                .mapToLong(slice -> slice.toNs() - slice.fromNs())
                .sum();
    }

    @Property(tries = 25)
    void anObservedRunHasTheSameResult(@ForAll final long seed) {
        timeline(seed, new TimeWindow(0, END_NS));
        assertThat(Facts.fingerprint(result))
                .isEqualTo(Facts.fingerprint(MachineRun.run(RandomMachine.draw(seed), seed, DURATION_NS)));
    }

    @Property(tries = 40)
    void theSlicesOfACpuFillTheTimeAndSumUpToItsUse(@ForAll final long seed) {
        final TimelineSource source = timeline(seed, new TimeWindow(0, END_NS));
        for (int cpu = 0; cpu < source.cpus().size(); cpu++) {
            long endNs = 0;
            for (final CpuSlice slice : source.cpuSlices()) {
                if (slice.cpu() == cpu) {
                    assertThat(slice.fromNs()).isEqualTo(endNs);
                    endNs = slice.toNs();
                }
            }
            assertThat(endNs).isEqualTo(END_NS);
            final RunResult.CpuUse use = result.cpus().get(cpu);
            assertThat(sumNs(source, cpu, CpuState.IDLE)).isEqualTo(use.idleNs());
            assertThat(sumNs(source, cpu, CpuState.INTERRUPT)).isEqualTo(use.interruptNs());
            assertThat(sumNs(source, cpu, CpuState.PAUSED)).isEqualTo(use.stolenNs());
            assertThat(sumNs(source, cpu, CpuState.TASK) + sumNs(source, cpu, CpuState.KERNEL))
                    .isEqualTo(use.userNs() + use.kernelNs());
        }
    }

    @Property(tries = 25)
    void theTimeInWhichCpusExecuteATaskIsItsCpuTime(@ForAll final long seed) {
        final TimelineSource source = timeline(seed, new TimeWindow(MachineRun.SETTLING_NS, END_NS));
        for (int task = 0; task < result.uses().size(); task++) {
            final int number = task;
            assertThat(source.tasks().get(task))
                    .isEqualTo(result.uses().get(task).task());
            assertThat(source.cpuSlices().stream()
                            .filter(slice -> slice.task() == number && slice.state() == CpuState.TASK)
                            .mapToLong(slice -> slice.toNs() - slice.fromNs())
                            .sum())
                    .isEqualTo(result.uses().get(task).cpuNs());
        }
    }

    @Property(tries = 40)
    void aTaskThatIsRunnableRunsNextAndOnlyOneRunsOnACpu(@ForAll final long seed) {
        final TimelineSource source = timeline(seed, new TimeWindow(0, END_NS));
        for (int task = 0; task < source.tasks().size(); task++) {
            final int number = task;
            final List<TaskSlice> slices = source.taskSlices().stream()
                    .filter(slice -> slice.task() == number)
                    .toList();
            for (int i = 1; i < slices.size(); i++) {
                final TaskSlice before = slices.get(i - 1);
                final TaskSlice slice = slices.get(i);
                assertThat(slice.fromNs()).isEqualTo(before.toNs());
                if (before.state() == TaskState.RUNNABLE) {
                    // Or it waits elsewhere, or was moved there and back.
                    assertThat(slice.state()).isIn(TaskState.RUNNING, TaskState.RUNNABLE);
                    assertThat(slice.state() == TaskState.RUNNING || "moved".equals(slice.cause()))
                            .as("%s, then %s", before, slice)
                            .isTrue();
                }
                if (slice.cpu() != before.cpu()) {
                    assertThat(source.migrations())
                            .anyMatch(migration -> migration.task() == number
                                    && migration.toCpu() == slice.cpu()
                                    && migration.atNs() == slice.fromNs());
                }
            }
            if (!slices.isEmpty()) {
                assertThat(slices.get(slices.size() - 1).toNs()).isEqualTo(END_NS);
            }
        }
        for (int cpu = 0; cpu < source.cpus().size(); cpu++) {
            assertOneAtATime(source, cpu);
        }
    }

    private static void assertOneAtATime(final TimelineSource source, final int cpu) {
        final List<TaskSlice> running = new ArrayList<>(source.taskSlices().stream()
                .filter(slice -> slice.cpu() == cpu && slice.state() == TaskState.RUNNING)
                .sorted(Comparator.comparingLong(TaskSlice::fromNs))
                .toList());
        for (int i = 1; i < running.size(); i++) {
            assertThat(running.get(i).fromNs())
                    .isGreaterThanOrEqualTo(running.get(i - 1).toNs());
        }
        for (final CpuSlice slice : source.cpuSlices()) {
            if (slice.cpu() == cpu && slice.state() == CpuState.TASK) {
                assertThat(running)
                        .anyMatch(one -> one.task() == slice.task()
                                && one.fromNs() <= slice.fromNs()
                                && slice.toNs() <= one.toNs());
            }
        }
    }

    @Property(tries = 25)
    void theWindowsHoldTheWorstActivationsWithTheirCauses(@ForAll final long seed) {
        final WorstWindows worst = new WorstWindows(2, 50_000);
        MachineRun.run(RandomMachine.draw(seed), seed, DURATION_NS, worst);
        final TimelineSource source = timeline(seed, worst.windows().toArray(TimeWindow[]::new));
        for (final TaskResult task : result.tasks()) {
            final int number = source.tasks().indexOf(task.name());
            for (final TaskResult.WorstActivation activation :
                    task.worst().stream().limit(2).toList()) {
                assertThat(source.latencies())
                        .filteredOn(one -> one.task() == number && one.fromNs() == activation.releaseNs())
                        .singleElement()
                        .satisfies(one -> {
                            assertThat(one.toNs() - one.fromNs()).isEqualTo(activation.latencyNs());
                            assertThat(one.causesNs()).isEqualTo(Facts.causes(activation.causes()));
                        });
            }
        }
    }

    @Property(tries = 15)
    void aWindowIsACutOfTheWholeTimeline(@ForAll final long seed) {
        final long fromNs = 1_100 * MS + Math.floorMod(seed, 1_000_000L);
        final TimeWindow window = new TimeWindow(fromNs, fromNs + 7 * MS);
        final List<CpuSlice> cut = timeline(seed, new TimeWindow(0, END_NS)).cpuSlices().stream()
                .filter(slice -> slice.toNs() > window.fromNs() && slice.fromNs() < window.toNs())
                .map(slice -> new CpuSlice(
                        slice.cpu(),
                        slice.state(),
                        slice.task(),
                        slice.what(),
                        Math.max(slice.fromNs(), window.fromNs()),
                        Math.min(slice.toNs(), window.toNs())))
                .toList();
        assertThat(timeline(seed, window).cpuSlices()).isEqualTo(cut);
    }
}
