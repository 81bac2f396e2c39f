package dev.headroom.replay;

import dev.headroom.format.schedtrace.SchedEvent;
import dev.headroom.format.schedtrace.SchedTrace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a part of a scheduler trace says: CPU time of each task, how long it ran and waited at a time, and the order of
 * switches on each CPU.
 */
final class SwitchStatistics {

    /** One task. */
    static final class TaskTimes {
        /** Lengths in ns of its runs that ended in the part, sorted. */
        final List<Long> runsNs = new ArrayList<>();
        /** Lengths in ns of its waits for a CPU that ended in the part, sorted. */
        final List<Long> waitsNs = new ArrayList<>();
        /** CPU time in ns. */
        long cpuNs;

        private long runSinceNs = -1;
        private long waitSinceNs = -1;
    }

    /**
     * A switch to a task.
     *
     * @param timeNs when
     * @param pid the task, 0 for idle
     */
    record SwitchedIn(long timeNs, int pid) {}

    private final Map<Integer, TaskTimes> times = new TreeMap<>();
    private final List<List<SwitchedIn>> order = new ArrayList<>();
    private final long fromNs;
    private final long untilNs;
    private int switches;
    private int migrations;

    private SwitchStatistics(final int cpus, final long fromNs, final long untilNs) {
        this.fromNs = fromNs;
        this.untilNs = untilNs;
        for (int cpu = 0; cpu < cpus; cpu++) {
            order.add(new ArrayList<>());
        }
    }

    /**
     * Takes the statistics of a part.
     *
     * @param trace the trace
     * @param cpus number of CPUs
     * @param fromNs beginning of the part in ns
     * @param untilNs its end in ns
     */
    static SwitchStatistics of(final SchedTrace trace, final int cpus, final long fromNs, final long untilNs) {
        final SwitchStatistics statistics = new SwitchStatistics(cpus, fromNs, untilNs);
        for (final SchedEvent event : trace.events()) {
            if (event.timeNs() <= untilNs) {
                statistics.add(event);
            }
        }
        for (final TaskTimes task : statistics.times.values()) {
            if (task.runSinceNs >= 0) {
                task.cpuNs += untilNs - Math.max(fromNs, task.runSinceNs);
            }
            task.runsNs.sort(null);
            task.waitsNs.sort(null);
        }
        return statistics;
    }

    private void add(final SchedEvent event) {
        switch (event.kind()) {
            case SWITCH -> switched(event);
            case WAKE_UP, NEW -> {
                final TaskTimes task = times(event.task());
                if (task.runSinceNs < 0 && task.waitSinceNs < 0) {
                    task.waitSinceNs = event.timeNs();
                }
            }
            case MIGRATE -> migrations += event.timeNs() > fromNs ? 1 : 0;
            default -> {}
        }
    }

    private void switched(final SchedEvent event) {
        final boolean inside = event.timeNs() > fromNs;
        if (inside) {
            switches++;
            order.get(event.cpu())
                    .add(new SwitchedIn(event.timeNs(), event.next().pid()));
        }
        if (!event.task().isIdle()) {
            switchedOut(times(event.task()), event, inside);
        }
        if (!event.next().isIdle()) {
            final TaskTimes next = times(event.next());
            if (next.waitSinceNs >= 0 && inside) {
                next.waitsNs.add(event.timeNs() - next.waitSinceNs);
            }
            next.waitSinceNs = -1;
            next.runSinceNs = event.timeNs();
        }
    }

    private void switchedOut(final TaskTimes task, final SchedEvent event, final boolean inside) {
        if (task.runSinceNs >= 0 && inside) {
            task.cpuNs += event.timeNs() - Math.max(fromNs, task.runSinceNs);
            task.runsNs.add(event.timeNs() - task.runSinceNs);
        }
        task.runSinceNs = -1;
        task.waitSinceNs = event.isPreempted() ? event.timeNs() : -1;
    }

    private TaskTimes times(final SchedEvent.Task task) {
        return times.computeIfAbsent(task.pid(), pid -> new TaskTimes());
    }

    /** Returns the times of a task, empty ones for a task that does not occur. */
    TaskTimes of(final int pid) {
        return times.getOrDefault(pid, new TaskTimes());
    }

    /** Returns the share of one CPU that a task had. */
    double share(final int pid) {
        return (double) of(pid).cpuNs / (untilNs - fromNs);
    }

    /** Returns the number of switches, those to idle included. */
    int switches() {
        return switches;
    }

    /** Returns the number of migrations. */
    int migrations() {
        return migrations;
    }

    /** Returns the switches of each CPU in their order. */
    List<List<SwitchedIn>> order() {
        return order;
    }
}
