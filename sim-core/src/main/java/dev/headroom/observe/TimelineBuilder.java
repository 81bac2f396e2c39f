package dev.headroom.observe;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Makes a timeline of some windows from what happens in a run; what lies outside of them is forgotten at once.
 *
 * <p>Slices are cut at the ends of windows; latencies and responses that reach into a window are kept as a whole.
 * States that last no time are left out, and so are responses of jobs that compute nothing: they are the latencies.
 */
public final class TimelineBuilder implements SchedulingObserver {

    private final String name;
    private final List<TimeWindow> windows;
    private final long sizeMax;
    private TimelineSource source;
    private List<String> causes;
    private boolean ended;

    private CpuState[] cpuStates;
    private int[] cpuTasks;
    private String[] cpuWhats;
    private long[] cpuSinceNs;

    private TaskState[] taskStates;
    private int[] taskCpus;
    private String[] taskCauses;
    private long[] taskSinceNs;
    private long[] deadlinesNs;
    private long[] startsNs;

    /**
     * Prepares a timeline.
     *
     * @param name what the source is, for people
     * @param windows what is kept, in any order
     * @param sizeMax how many slices and marks are kept; the timeline is cut at the time at which there are more
     */
    public TimelineBuilder(final String name, final List<TimeWindow> windows, final long sizeMax) {
        this.name = name;
        this.windows = TimeWindow.merged(windows);
        this.sizeMax = sizeMax;
    }

    /** Returns the timeline of a run that has ended. */
    public TimelineSource source() {
        if (!ended) {
            throw new IllegalStateException("the run has not ended");
        }
        return source;
    }

    @Override
    public void begin(final int cpus, final List<String> tasks, final List<String> causeNames) {
        source = new TimelineSource(name, TimelineSource.numberedCpus(cpus), tasks, windows);
        causes = List.copyOf(causeNames);
        cpuStates = new CpuState[cpus];
        Arrays.fill(cpuStates, CpuState.IDLE);
        cpuTasks = new int[cpus];
        Arrays.fill(cpuTasks, NONE);
        cpuWhats = new String[cpus];
        cpuSinceNs = new long[cpus];
        taskStates = new TaskState[tasks.size()];
        taskCpus = new int[tasks.size()];
        taskCauses = new String[tasks.size()];
        taskSinceNs = new long[tasks.size()];
        deadlinesNs = new long[tasks.size()];
        startsNs = new long[tasks.size()];
        Arrays.fill(deadlinesNs, NEVER_NS);
    }

    @Override
    public void cpu(final int cpu, final CpuState state, final int task, final String what, final long nowNs) {
        if (ended || cpuStates[cpu] == state && cpuTasks[cpu] == task && Objects.equals(cpuWhats[cpu], what)) {
            return;
        }
        closeCpu(cpu, nowNs);
        cpuStates[cpu] = state;
        cpuTasks[cpu] = task;
        cpuWhats[cpu] = what;
        cpuSinceNs[cpu] = nowNs;
        endIfFull(nowNs);
    }

    private void closeCpu(final int cpu, final long nowNs) {
        final long sinceNs = cpuSinceNs[cpu];
        for (int i = firstEndingAfter(sinceNs);
                i < windows.size() && windows.get(i).fromNs() < nowNs;
                i++) {
            final long fromNs = Math.max(sinceNs, windows.get(i).fromNs());
            final long toNs = Math.min(nowNs, windows.get(i).toNs());
            if (fromNs < toNs) {
                source.cpu(cpu, cpuStates[cpu], cpuTasks[cpu], cpuWhats[cpu], fromNs, toNs);
            }
        }
    }

    @Override
    public void task(final int task, final TaskState state, final int cpu, final String cause, final long nowNs) {
        if (ended || taskStates[task] == state && taskCpus[task] == cpu && Objects.equals(taskCauses[task], cause)) {
            return;
        }
        closeTask(task, nowNs);
        taskStates[task] = state;
        taskCpus[task] = cpu;
        taskCauses[task] = cause;
        taskSinceNs[task] = nowNs;
        endIfFull(nowNs);
    }

    private void closeTask(final int task, final long nowNs) {
        final long sinceNs = taskSinceNs[task];
        if (taskStates[task] == null) {
            return;
        }
        for (int i = firstEndingAfter(sinceNs);
                i < windows.size() && windows.get(i).fromNs() < nowNs;
                i++) {
            final long fromNs = Math.max(sinceNs, windows.get(i).fromNs());
            final long toNs = Math.min(nowNs, windows.get(i).toNs());
            if (fromNs < toNs) {
                source.state(task, taskStates[task], taskCpus[task], taskCauses[task], fromNs, toNs);
            }
        }
    }

    @Override
    public void wakeUp(final int task, final int fromCpu, final long nowNs) {
        if (isKept(nowNs)) {
            source.wake(fromCpu, task, nowNs);
        }
    }

    @Override
    public void migration(final int task, final int fromCpu, final int toCpu, final long nowNs) {
        if (isKept(nowNs)) {
            source.migrate(task, fromCpu, toCpu, nowNs);
        }
    }

    @Override
    public void release(final int task, final long releaseNs, final long deadlineNs, final long nowNs) {
        deadlinesNs[task] = deadlineNs;
        if (isKept(releaseNs)) {
            source.release(task, releaseNs);
        }
    }

    @Override
    public void start(final int task, final long releaseNs, final long[] causesNs, final long nowNs) {
        startsNs[task] = nowNs;
        if (isTouched(releaseNs, nowNs)) {
            final Map<String, Long> parts = new LinkedHashMap<>();
            for (int cause = 0; cause < causesNs.length; cause++) {
                if (causesNs[cause] != 0) {
                    parts.put(causes.get(cause), causesNs[cause]);
                }
            }
            source.latency(task, releaseNs, nowNs, parts);
        }
    }

    @Override
    public void completion(final int task, final long releaseNs, final long nowNs) {
        if (nowNs > startsNs[task] && isTouched(releaseNs, nowNs)) {
            source.response(task, releaseNs, nowNs);
        }
        keepDeadline(task, nowNs);
        deadlinesNs[task] = NEVER_NS;
    }

    private void keepDeadline(final int task, final long nowNs) {
        if (deadlinesNs[task] != NEVER_NS && isKept(deadlinesNs[task])) {
            source.deadline(task, deadlinesNs[task], nowNs > deadlinesNs[task]);
        }
    }

    @Override
    public void end(final long nowNs) {
        if (ended) {
            return;
        }
        for (int cpu = 0; cpu < cpuStates.length; cpu++) {
            closeCpu(cpu, nowNs);
        }
        for (int task = 0; task < taskStates.length; task++) {
            closeTask(task, nowNs);
            // Whether a job meets a deadline that is still to come is not known.
            if (deadlinesNs[task] < nowNs) {
                keepDeadline(task, nowNs);
            }
        }
        ended = true;
    }

    private void endIfFull(final long nowNs) {
        if (source.size() >= sizeMax) {
            end(nowNs);
            source.cutAt(nowNs);
        }
    }

    private boolean isKept(final long atNs) {
        final int i = ended ? windows.size() : firstEndingAfter(atNs);
        return i < windows.size() && windows.get(i).contains(atNs);
    }

    /** Whether some of the time between two times, or the later one, lies in a window. */
    private boolean isTouched(final long fromNs, final long toNs) {
        final int i = ended ? windows.size() : firstEndingAfter(fromNs);
        return i < windows.size() && windows.get(i).fromNs() <= toNs;
    }

    private int firstEndingAfter(final long atNs) {
        int low = 0;
        int high = windows.size();
        while (low < high) {
            final int middle = (low + high) >>> 1;
            if (windows.get(middle).toNs() > atNs) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }
}
