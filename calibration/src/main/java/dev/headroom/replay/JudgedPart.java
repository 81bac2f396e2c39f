package dev.headroom.replay;

import dev.headroom.format.schedtrace.SchedEvent;
import dev.headroom.format.schedtrace.SchedTrace;
import dev.headroom.format.schedtrace.TraceJob;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The part of a trace in which the described tasks do what is described: after the last of them was created and got its
 * policy, before the first of them exits. The start-up before it is replayed, and not judged.
 *
 * @param fromNs its beginning in ns
 * @param untilNs its end in ns
 */
record JudgedPart(long fromNs, long untilNs) {

    private static final int FAIR_PRIO = 100;
    private static final int NICE_0_PRIO = 120;

    static JudgedPart of(final SchedTrace trace, final TraceJob job) {
        final Map<Integer, TraceJob.Task> tasks = described(trace, job);
        final Set<Integer> ready = new HashSet<>();
        long fromNs = 0;
        for (final SchedEvent event : trace.events()) {
            final int pid = event.task().pid();
            final TraceJob.Task task = tasks.get(pid);
            if (task == null) {
                continue;
            }
            final boolean asDescribed = isAsDescribed(event, task);
            if (asDescribed && ready.add(pid)) {
                fromNs = event.timeNs();
            } else if (!asDescribed && ready.contains(pid)) {
                return new JudgedPart(fromNs, event.timeNs());
            }
        }
        return new JudgedPart(fromNs, trace.endNs());
    }

    /** Tasks get their names after they were created. */
    private static Map<Integer, TraceJob.Task> described(final SchedTrace trace, final TraceJob job) {
        final Map<Integer, TraceJob.Task> tasks = new HashMap<>();
        for (final SchedEvent event : trace.events()) {
            final TraceJob.Task task = job.tasks().get(event.task().comm());
            if (task != null) {
                tasks.putIfAbsent(event.task().pid(), task);
            }
        }
        return tasks;
    }

    private static boolean isAsDescribed(final SchedEvent event, final TraceJob.Task task) {
        final int priority = event.task().priority();
        final boolean exits = event.state().startsWith("X") || event.state().startsWith("Z");
        final boolean realTime = task.policy().matches("SCHED_(FIFO|RR|DEADLINE)");
        return !exits && (realTime ? priority < FAIR_PRIO : priority == NICE_0_PRIO + task.priority());
    }
}
