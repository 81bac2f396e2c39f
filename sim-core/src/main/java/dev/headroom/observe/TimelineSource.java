package dev.headroom.observe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the CPUs and tasks of one source (a simulation, a measured trace) did in some windows of time.
 *
 * <p>Filled by {@link TimelineBuilder} from the events of a run, or directly by whoever has intervals already. All
 * times are in ns on a clock of the source's own; sources that are drawn together should share it. CPUs and tasks go by
 * their number in the lists of names. The slices of a CPU, and those of a task, come in ascending order and never
 * overlap.
 */
public final class TimelineSource {

    /**
     * A CPU does one thing for some time.
     *
     * @param task the task that it is about, or {@link SchedulingObserver#NONE}
     * @param what more words, or null
     */
    public record CpuSlice(int cpu, CpuState state, int task, String what, long fromNs, long toNs) {}

    /**
     * A task is in one state for some time.
     *
     * @param cpu where it runs, waits or last ran
     * @param cause why, or null
     */
    public record TaskSlice(int task, TaskState state, int cpu, String cause, long fromNs, long toNs) {}

    /** Code on a CPU wakes a task. */
    public record WakeUp(int task, int fromCpu, long atNs) {}

    /** A task goes to another CPU. */
    public record Migration(int task, int fromCpu, int toCpu, long atNs) {}

    /** The programmed time of a periodic task. */
    public record Release(int task, long atNs) {}

    /**
     * The deadline of a job.
     *
     * @param missed whether the job was not complete by then
     */
    public record Deadline(int task, long atNs, boolean missed) {}

    /**
     * An activation from its release until the task reads the clock; not cut at the ends of windows.
     *
     * @param causesNs what the time was spent for, empty if nobody knows
     */
    public record Latency(int task, long fromNs, long toNs, Map<String, Long> causesNs) {}

    /** A job from its release until it is complete; not cut at the ends of windows. */
    public record Response(int task, long fromNs, long toNs) {}

    private final String name;
    private final List<String> cpus;
    private final List<String> tasks;
    private final List<CpuSlice> cpuSlices = new ArrayList<>();
    private final List<TaskSlice> taskSlices = new ArrayList<>();
    private final List<WakeUp> wakeUps = new ArrayList<>();
    private final List<Migration> migrations = new ArrayList<>();
    private final List<Release> releases = new ArrayList<>();
    private final List<Deadline> deadlines = new ArrayList<>();
    private final List<Latency> latencies = new ArrayList<>();
    private final List<Response> responses = new ArrayList<>();
    private final long[] cpuEndsNs;
    private final long[] taskEndsNs;
    private List<TimeWindow> windows;
    private boolean cut;

    /**
     * Makes an empty timeline.
     *
     * @param name what it is, for people: "simulated"
     * @param cpus names of the CPUs
     * @param tasks names of the tasks
     * @param windows what it tells about, ascending and apart from each other
     */
    public TimelineSource(
            final String name, final List<String> cpus, final List<String> tasks, final List<TimeWindow> windows) {
        this.name = name;
        this.cpus = List.copyOf(cpus);
        this.tasks = List.copyOf(tasks);
        this.windows = List.copyOf(windows);
        cpuEndsNs = new long[cpus.size()];
        taskEndsNs = new long[tasks.size()];
        Arrays.fill(cpuEndsNs, Long.MIN_VALUE);
        Arrays.fill(taskEndsNs, Long.MIN_VALUE);
    }

    /** Returns the name of CPUs that have nothing but a number. */
    public static List<String> numberedCpus(final int count) {
        final List<String> names = new ArrayList<>();
        for (int cpu = 0; cpu < count; cpu++) {
            names.add("CPU " + cpu);
        }
        return names;
    }

    /** A CPU executes a task. */
    public void running(final int cpu, final int task, final long fromNs, final long toNs) {
        cpu(cpu, CpuState.TASK, task, null, fromNs, toNs);
    }

    /** A CPU handles an interrupt. */
    public void interrupt(final int cpu, final String kind, final long fromNs, final long toNs) {
        cpu(cpu, CpuState.INTERRUPT, SchedulingObserver.NONE, kind, fromNs, toNs);
    }

    /**
     * A CPU does something.
     *
     * @throws IllegalArgumentException if it is empty, or begins before the end of the last slice of the CPU
     */
    public void cpu(
            final int cpu,
            final CpuState state,
            final int task,
            final String what,
            final long fromNs,
            final long toNs) {
        require(cpuEndsNs[cpu], fromNs, toNs, cpus.get(cpu));
        cpuEndsNs[cpu] = toNs;
        cpuSlices.add(new CpuSlice(cpu, state, task, what, fromNs, toNs));
    }

    /**
     * A task is in a state.
     *
     * @throws IllegalArgumentException if it is empty, or begins before the end of the last slice of the task
     */
    public void state(
            final int task,
            final TaskState state,
            final int cpu,
            final String cause,
            final long fromNs,
            final long toNs) {
        require(taskEndsNs[task], fromNs, toNs, tasks.get(task));
        taskEndsNs[task] = toNs;
        taskSlices.add(new TaskSlice(task, state, cpu, cause, fromNs, toNs));
    }

    private static void require(final long lastEndNs, final long fromNs, final long toNs, final String track) {
        if (fromNs < lastEndNs || fromNs >= toNs) {
            throw new IllegalArgumentException("the slice from " + fromNs + " ns to " + toNs + " ns of " + track
                    + " is empty or overlaps the one before, which ends at " + lastEndNs + " ns");
        }
    }

    /** Code on a CPU wakes a task. */
    public void wake(final int fromCpu, final int task, final long atNs) {
        wakeUps.add(new WakeUp(task, fromCpu, atNs));
    }

    /** A task goes to another CPU. */
    public void migrate(final int task, final int fromCpu, final int toCpu, final long atNs) {
        migrations.add(new Migration(task, fromCpu, toCpu, atNs));
    }

    /** A periodic task is released. */
    public void release(final int task, final long atNs) {
        releases.add(new Release(task, atNs));
    }

    /** A job should be complete. */
    public void deadline(final int task, final long atNs, final boolean missed) {
        deadlines.add(new Deadline(task, atNs, missed));
    }

    /** A task read the clock; the causes keep their order. */
    public void latency(final int task, final long fromNs, final long toNs, final Map<String, Long> causesNs) {
        latencies.add(new Latency(task, fromNs, toNs, Collections.unmodifiableMap(new LinkedHashMap<>(causesNs))));
    }

    /** A job was completed. */
    public void response(final int task, final long fromNs, final long toNs) {
        responses.add(new Response(task, fromNs, toNs));
    }

    /** Nothing is known from a time on. */
    public void cutAt(final long atNs) {
        cut = true;
        windows = windows.stream()
                .filter(window -> window.fromNs() < atNs)
                .map(window -> new TimeWindow(window.fromNs(), Math.min(atNs, window.toNs())))
                .toList();
    }

    /** Returns the name of the source. */
    public String name() {
        return name;
    }

    /** Returns the names of the CPUs. */
    public List<String> cpus() {
        return cpus;
    }

    /** Returns the names of the tasks. */
    public List<String> tasks() {
        return tasks;
    }

    /** Returns what the timeline tells about. */
    public List<TimeWindow> windows() {
        return windows;
    }

    /** Returns whether there was more than could be kept, so that the last window ends early or windows are missing. */
    public boolean isCut() {
        return cut;
    }

    /** Returns how many slices and marks there are. */
    public long size() {
        return (long) cpuSlices.size()
                + taskSlices.size()
                + wakeUps.size()
                + migrations.size()
                + releases.size()
                + deadlines.size()
                + latencies.size()
                + responses.size();
    }

    /** Returns what the CPUs did; those of one CPU in ascending order. */
    public List<CpuSlice> cpuSlices() {
        return Collections.unmodifiableList(cpuSlices);
    }

    /** Returns the states of the tasks; those of one task in ascending order. */
    public List<TaskSlice> taskSlices() {
        return Collections.unmodifiableList(taskSlices);
    }

    /** Returns the wake-ups. */
    public List<WakeUp> wakeUps() {
        return Collections.unmodifiableList(wakeUps);
    }

    /** Returns the migrations. */
    public List<Migration> migrations() {
        return Collections.unmodifiableList(migrations);
    }

    /** Returns the releases. */
    public List<Release> releases() {
        return Collections.unmodifiableList(releases);
    }

    /** Returns the deadlines. */
    public List<Deadline> deadlines() {
        return Collections.unmodifiableList(deadlines);
    }

    /** Returns the latencies. */
    public List<Latency> latencies() {
        return Collections.unmodifiableList(latencies);
    }

    /** Returns the responses. */
    public List<Response> responses() {
        return Collections.unmodifiableList(responses);
    }
}
