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
 * policy, before the first of them exits. The start-up before it is given.
 *
 * @param fromNs its beginning in ns
 * @param untilNs its end in ns
 */
record JudgedPart(long fromNs, long untilNs) {

    /** Threads of rt-app lock memory and meet at a barrier when they have their policy; this takes some ms. */
    private static final long START_UP_NS = 20_000_000;

    private static final int FAIR_PRIO = 100;
    private static final int NICE_0_PRIO = 120;

    static JudgedPart of(final SchedTrace trace, final TraceJob job) {
        final Map<Integer, TraceJob.Task> tasks = described(trace, job);
        final Set<Integer> ready = new HashSet<>();
        long readyNs = -START_UP_NS;
        for (final SchedEvent event : trace.events()) {
            final int pid = event.task().pid();
            final TraceJob.Task task = tasks.get(pid);
            if (task == null) {
                continue;
            }
            final boolean asDescribed = isAsDescribed(event, task);
            if (asDescribed && ready.add(pid)) {
                readyNs = event.timeNs();
            } else if (!asDescribed && ready.contains(pid)) {
                return new JudgedPart(quietNs(trace, job.cpus(), readyNs + START_UP_NS), event.timeNs());
            }
        }
        return new JudgedPart(quietNs(trace, job.cpus(), readyNs + START_UP_NS), trace.endNs());
    }

    /**
     * The first switch after a time at which no CPU is in an interrupt, no wake-up is under way, and all CPUs are
     * known; 0 if there is none, so that all of a short trace is judged.
     */
    private static long quietNs(final SchedTrace trace, final int cpus, final long fromNs) {
        final Set<Integer> seen = new HashSet<>();
        final Set<Integer> interrupted = new HashSet<>();
        final Set<Integer> waking = new HashSet<>();
        for (final SchedEvent event : trace.events()) {
            switch (event.kind()) {
                case TIMER_ENTRY -> interrupted.add(event.cpu());
                case TIMER_EXIT -> interrupted.remove(event.cpu());
                case WAKING -> waking.add(event.task().pid());
                case WAKE_UP -> waking.remove(event.task().pid());
                case SWITCH -> {
                    seen.add(event.cpu());
                    final boolean quiet = interrupted.isEmpty() && waking.isEmpty() && seen.size() >= cpus;
                    if (quiet && event.timeNs() >= fromNs) {
                        return event.timeNs();
                    }
                }
                default -> {}
            }
        }
        return 0;
    }

    /** Whether there is nothing to judge. */
    boolean isEmpty() {
        return fromNs >= untilNs;
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
