package dev.headroom.replay;

import dev.headroom.format.schedtrace.SchedEvent;
import dev.headroom.format.schedtrace.SchedTrace;
import dev.headroom.format.schedtrace.TraceJob;
import dev.headroom.sched.LoadWeights;
import dev.headroom.sched.Reservation;
import dev.headroom.sched.SchedAttributes;
import dev.headroom.sched.SchedulingPolicy;
import dev.headroom.units.CpuSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the description of a job says of the tasks that a trace shows: policy, CPUs, control group. */
final class TaskDescriptions {

    /** Kernel threads that belong to one CPU. */
    private static final Pattern PER_CPU = Pattern.compile(
            "(?:ksoftirqd|kworker|migration|ktimers|cpuhp|rcuc|irq_work|idle_inject)/([0-9]{1,4})(?::.*)?");

    /**
     * The thread of the stop class, above all others, which the model of the scheduler does not have: a reservation
     * with a deadline so near comes before those of tasks, and the thread runs for less than that.
     */
    private static final Pattern STOPPER = Pattern.compile("migration/[0-9]{1,4}");

    private static final long STOPPER_NS = 30_000;

    private static final String MAIN_THREAD = "rt-app";
    private static final int FAIR_PRIO = 100;
    private static final int NICE_0_PRIO = 120;
    private static final int LEAST_URGENT_RT = 99;

    private final TraceJob job;
    private final Map<Integer, String> firstName = new HashMap<>();
    private final Map<Integer, String> lastName = new HashMap<>();
    private final Map<Integer, Integer> parentOf = new HashMap<>();

    TaskDescriptions(final SchedTrace trace, final TraceJob job) {
        this.job = job;
        final Map<Integer, Integer> current = new HashMap<>();
        for (final SchedEvent event : trace.events()) {
            if (event.task().pid() > 0) {
                name(event.task());
            }
            if (event.kind() == SchedEvent.Kind.SWITCH) {
                name(event.next());
                current.put(event.cpu(), event.next().pid());
            } else if (event.kind() == SchedEvent.Kind.NEW) {
                parentOf.put(event.task().pid(), current.getOrDefault(event.cpu(), 0));
            }
        }
    }

    /** A task that ends keeps the name by which the description knows it. */
    private void name(final SchedEvent.Task task) {
        firstName.putIfAbsent(task.pid(), task.comm());
        final String known = lastName.get(task.pid());
        if (known == null || !job.tasks().containsKey(known)) {
            lastName.put(task.pid(), task.comm());
        }
    }

    private TraceJob.Task described(final int pid) {
        return job.tasks().get(lastName.getOrDefault(pid, ""));
    }

    /** Returns what a task asks of the scheduler while the trace shows a priority. */
    SchedAttributes attributes(final int pid, final int priority) {
        final TraceJob.Task task = described(pid);
        if (priority >= FAIR_PRIO) {
            return fair(task, priority - NICE_0_PRIO);
        }
        if (priority < 0 && task != null && task.reservation().isPresent()) {
            final TraceJob.ReservationUs us = task.reservation().get();
            return SchedAttributes.deadline(
                    new Reservation(us.runtimeUs() * 1000, us.deadlineUs() * 1000, us.periodUs() * 1000, false));
        }
        if (STOPPER.matcher(lastName.getOrDefault(pid, "")).matches()) {
            return SchedAttributes.deadline(new Reservation(STOPPER_NS, STOPPER_NS, STOPPER_NS, false));
        }
        final int userPriority = Math.max(1, Math.min(LEAST_URGENT_RT, LEAST_URGENT_RT - priority));
        final boolean roundRobin = task != null && task.policy().equals("SCHED_RR");
        return roundRobin ? SchedAttributes.rr(userPriority) : SchedAttributes.fifo(userPriority);
    }

    private static SchedAttributes fair(final TraceJob.Task task, final int nice) {
        final String policy = task == null ? "SCHED_OTHER" : task.policy();
        if (policy.equals("SCHED_IDLE")) {
            return SchedAttributes.idle();
        }
        return new SchedAttributes(
                policy.equals("SCHED_BATCH") ? SchedulingPolicy.BATCH : SchedulingPolicy.OTHER,
                0,
                LoadWeights.ofNice(nice),
                null,
                0);
    }

    /** Returns what a task does again and again between waits for its timer, if that is known. */
    Optional<TraceJob.LoopUs> loop(final int pid) {
        return Optional.ofNullable(described(pid)).flatMap(TraceJob.Task::loop);
    }

    /** Returns the CPUs on which a task may run. */
    CpuSet affinity(final int pid, final int cpus) {
        final Matcher perCpu = PER_CPU.matcher(lastName.getOrDefault(pid, ""));
        if (perCpu.matches() && Integer.parseInt(perCpu.group(1)) < cpus) {
            return CpuSet.of(Integer.parseInt(perCpu.group(1)));
        }
        return CpuSet.range(0, cpus - 1);
    }

    /** Returns whether a name is that of a process whose threads the description knows. */
    boolean isMainThread(final String name) {
        return name.equals(MAIN_THREAD);
    }

    /** Returns whether a program wakes others by messages, so that they are woken synchronously. */
    static boolean sendsMessages(final String name) {
        return name.equals("hackbench");
    }

    /** Returns whether a task is created by its program, and not by a shell that executes the program later. */
    boolean isBornInGroup(final int pid) {
        return MAIN_THREAD.equals(firstName.get(pid));
    }

    /** Returns the number of the control group of a task, 0 for the root: that of the program which it belongs to. */
    int group(final int pid) {
        for (int group = 0; group < job.groups().size(); group++) {
            if (belongsTo(pid, job.groups().get(group).file())) {
                return group + 1;
            }
        }
        return 0;
    }

    /** A main thread of rt-app belongs to the configuration that names its children. */
    private boolean belongsTo(final int pid, final String file) {
        final TraceJob.Task task = described(pid);
        if (task != null) {
            return task.file().equals(file);
        }
        return parentOf.entrySet().stream()
                .filter(child -> child.getValue() == pid)
                .map(child -> described(child.getKey()))
                .anyMatch(child -> child != null && child.file().equals(file));
    }
}
