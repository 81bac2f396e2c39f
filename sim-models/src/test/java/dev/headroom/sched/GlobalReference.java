package dev.headroom.sched;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The global scheduler of textbooks: at every moment the most urgent tasks run, as many as there are CPUs; a job goes
 * on where it last ran if that CPU is free, else on the lowest free one, else it takes that of the least urgent task;
 * equals do not preempt.
 */
public final class GlobalReference implements Scheduler {

    private final SchedTask[] current;
    private final SchedTask[] assigned;
    private final Comparator<SchedTask> kind;
    private final Comparator<SchedTask> urgency;
    private final List<SchedTask> runnable = new ArrayList<>();
    private final Set<SchedTask> begun = new HashSet<>();
    private final Map<SchedTask, Long> deadlinesNs = new HashMap<>();
    private final Map<SchedTask, Long> arrivals = new HashMap<>();
    private boolean dirty;
    private int marked;
    private long arrival;

    /**
     * Makes the scheduler.
     *
     * @param cpus number of CPUs
     * @param earliestDeadline whether deadlines decide, of tasks with a reservation, else their weight, the more the
     *     more urgent, of which there are more than real-time priorities
     */
    public GlobalReference(final int cpus, final boolean earliestDeadline) {
        current = new SchedTask[cpus];
        assigned = new SchedTask[cpus];
        marked = cpus;
        kind = earliestDeadline
                ? Comparator.comparingLong(deadlinesNs::get)
                : Comparator.comparingInt((SchedTask task) -> -task.weight());
        urgency = kind.thenComparingLong(arrivals::get);
    }

    @Override
    public String id() {
        return "reference.global";
    }

    @Override
    public int selectCpu(final SchedTask task, final WakeKind kind, final int wakingCpu, final long nowNs) {
        return task.cpu();
    }

    @Override
    public boolean enqueue(final SchedTask task, final int cpu, final WakeKind kind, final long nowNs) {
        task.placedOn(cpu);
        runnable.add(task);
        arrivals.put(task, arrival++);
        if (task.reservation() != null) {
            deadlinesNs.put(task, nowNs + task.reservation().deadlineNs());
        }
        changed();
        return true;
    }

    @Override
    public void block(final SchedTask task, final long nowNs) {
        current[task.cpu()] = null;
        runnable.remove(task);
        begun.remove(task);
        task.blocked();
        changed();
    }

    /** Every CPU has to look. */
    private void changed() {
        dirty = true;
        marked = 0;
    }

    @Override
    public int pollReschedule() {
        return marked < current.length ? marked++ : -1;
    }

    @Override
    public SchedTask pickNext(final int cpu, final long nowNs) {
        if (dirty) {
            assign();
            dirty = false;
        }
        final SchedTask previous = current[cpu];
        if (previous != null && previous != assigned[cpu] && previous.cpu() == cpu) {
            previous.setRunning(false);
        }
        current[cpu] = assigned[cpu];
        if (current[cpu] != null) {
            current[cpu].placedOn(cpu);
            current[cpu].setRunning(true);
            begun.add(current[cpu]);
        }
        return current[cpu];
    }

    /** The most urgent waiting tasks take free CPUs first, then those of the least urgent tasks. */
    private void assign() {
        System.arraycopy(current, 0, assigned, 0, current.length);
        runnable.sort(urgency);
        for (final SchedTask task : runnable) {
            if (!task.isRunning()) {
                final int cpu = cpuFor(task);
                if (cpu < 0) {
                    return;
                }
                assigned[cpu] = task;
            }
        }
    }

    private int cpuFor(final SchedTask task) {
        if (begun.contains(task) && assigned[task.cpu()] == null) {
            return task.cpu();
        }
        int least = 0;
        for (int cpu = 0; cpu < assigned.length; cpu++) {
            if (assigned[cpu] == null) {
                return cpu;
            }
            least = urgency.compare(assigned[cpu], assigned[least]) >= 0 ? cpu : least;
        }
        return kind.compare(task, assigned[least]) < 0 ? least : -1;
    }

    @Override
    public void account(final int cpu, final SchedTask task, final long ranNs) {}

    @Override
    public boolean tick(final int cpu, final long nowNs) {
        return false;
    }

    @Override
    public int balance(final int cpu, final boolean idle, final long nowNs) {
        return 0;
    }

    @Override
    public int push(final int cpu, final long nowNs) {
        return -1;
    }

    @Override
    public int runnable(final int cpu) {
        return current[cpu] == null ? 0 : 1;
    }

    @Override
    public boolean isBalanced(final int cpu) {
        return true;
    }
}
