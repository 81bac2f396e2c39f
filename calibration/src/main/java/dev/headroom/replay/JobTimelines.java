package dev.headroom.replay;

import dev.headroom.format.schedtrace.SchedEvent;
import dev.headroom.format.schedtrace.SchedTrace;
import dev.headroom.format.schedtrace.TraceJob;
import dev.headroom.observe.CpuState;
import dev.headroom.observe.TaskState;
import dev.headroom.observe.TimeWindow;
import dev.headroom.observe.TimelineBuilder;
import dev.headroom.observe.TimelineSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Draws a traced job beside its replay: two timelines with the same zero of time and the same tasks. */
public final class JobTimelines {

    private static final int IDLE = -1;
    private static final int LARGEST = 1_000_000;
    /** What is shown before and behind the first difference by default. */
    private static final long BEFORE_NS = 10_000_000;

    private static final long BEHIND_NS = 30_000_000;

    private final JobReplay replay;
    private final Map<Integer, Integer> numberOfPid = new HashMap<>();
    private final List<String> tasks = new ArrayList<>();

    private JobTimelines(final JobReplay replay) {
        this.replay = replay;
        for (final TaskProgram program : replay.load().programs()) {
            numberOfPid.put(program.pid(), tasks.size());
            tasks.add(program.name() + " " + program.pid());
        }
    }

    /** Returns whether a folder is one traced job, and not a folder of jobs. */
    public static boolean isAt(final Path folder) {
        return TraceJob.isAt(folder);
    }

    /**
     * Replays a job.
     *
     * @param folder a traced job
     * @param wrongScheduler whether it is replayed with the scheduler of another generation
     */
    public static JobTimelines of(final Path folder, final boolean wrongScheduler) {
        return new JobTimelines(JobReplay.of(folder, wrongScheduler));
    }

    /** Returns the end of the trace in ns. */
    public long endNs() {
        return replay.measured().endNs();
    }

    /**
     * Draws the job.
     *
     * @param window what to show; by default the surroundings of the first switch that the replay makes otherwise
     * @return the trace and the replay
     */
    public List<TimelineSource> sources(final Optional<TimeWindow> window) {
        final List<TimeWindow> windows = List.of(window.orElseGet(this::firstDifference));
        return List.of(source("measured", replay.measured(), windows), source("replayed", replay.replayed(), windows));
    }

    private TimeWindow firstDifference() {
        final int cpus = replay.load().cpus();
        final JudgedPart part = replay.load().part();
        final SwitchStatistics measured = SwitchStatistics.of(replay.measured(), cpus, part.fromNs(), part.untilNs());
        final SwitchStatistics replayed = SwitchStatistics.of(replay.replayed(), cpus, part.fromNs(), part.untilNs());
        long firstNs = Long.MAX_VALUE;
        for (int cpu = 0; cpu < cpus; cpu++) {
            final List<Long> differences = OrderDifference.of(
                            measured.order().get(cpu), replayed.order().get(cpu))
                    .differencesNs();
            firstNs = differences.isEmpty() ? firstNs : Math.min(firstNs, differences.get(0));
        }
        final long aroundNs = firstNs == Long.MAX_VALUE ? part.fromNs() + BEFORE_NS : firstNs;
        return new TimeWindow(Math.max(0, aroundNs - BEFORE_NS), aroundNs + BEHIND_NS);
    }

    private TimelineSource source(final String name, final SchedTrace trace, final List<TimeWindow> windows) {
        final TimelineBuilder builder = new TimelineBuilder(name, windows, LARGEST);
        builder.begin(replay.load().cpus(), tasks, List.of());
        final int[] current = new int[replay.load().cpus()];
        java.util.Arrays.fill(current, IDLE);
        for (final SchedEvent event : trace.events()) {
            add(builder, event, current);
        }
        builder.end(replay.load().endNs());
        return builder.source();
    }

    private void add(final TimelineBuilder builder, final SchedEvent event, final int[] current) {
        final long nowNs = event.timeNs();
        final int cpu = event.cpu();
        final int task = number(event.task());
        switch (event.kind()) {
            case SWITCH -> {
                if (task != IDLE) {
                    final TaskState left = event.isPreempted() ? TaskState.RUNNABLE : TaskState.BLOCKED;
                    builder.task(task, left, cpu, event.isPreempted() ? "gave way" : "went to sleep", nowNs);
                }
                current[cpu] = number(event.next());
                if (current[cpu] != IDLE) {
                    builder.task(current[cpu], TaskState.RUNNING, cpu, "switched in", nowNs);
                }
                show(builder, cpu, current[cpu], nowNs);
            }
            case WAKE_UP, NEW -> {
                builder.wakeUp(task, cpu, nowNs);
                builder.task(task, TaskState.RUNNABLE, event.target(), "woken", nowNs);
            }
            case TIMER_ENTRY -> builder.cpu(cpu, CpuState.INTERRUPT, IDLE, "timer", nowNs);
            case TIMER_EXIT -> show(builder, cpu, current[cpu], nowNs);
            default -> {}
        }
    }

    private static void show(final TimelineBuilder builder, final int cpu, final int task, final long nowNs) {
        builder.cpu(cpu, task == IDLE ? CpuState.IDLE : CpuState.TASK, task, task == IDLE ? null : "", nowNs);
    }

    private int number(final SchedEvent.Task task) {
        return task.pid() <= 0 ? IDLE : numberOfPid.getOrDefault(task.pid(), IDLE);
    }
}
