package dev.headroom.sched.linux.deadline;

import dev.headroom.sched.SchedTask;
import dev.headroom.sched.SchedulingPolicy;
import dev.headroom.sched.linux.core.CpuMask;
import dev.headroom.sched.linux.core.NearestCpu;
import dev.headroom.sched.linux.core.PushableTasks;
import dev.headroom.sched.linux.core.Reschedules;
import dev.headroom.units.CpuSet;
import java.util.function.Function;

/**
 * Where DEADLINE tasks run: global earliest deadline first inside a root domain, kept up by moving tasks.
 *
 * <p>Design. A task that wakes stays on its CPU unless a DEADLINE task runs there that cannot move or whose deadline is
 * not later; then it goes to a CPU without DEADLINE tasks, else to the one with the latest deadline, if it would be the
 * first there. A waiting task that may move is pushed by the same rule. A CPU whose DEADLINE task blocked or used up
 * its run time pulls the earliest waiting task of every other CPU in turn, each if it would be the first.
 *
 * <p>Source: {@code select_task_rq_dl}, {@code find_later_rq}, {@code push_dl_task} and {@code pull_dl_task} of
 * {@code kernel/sched/deadline.c}, Linux 4.4 to 6.18, read for the rules.
 */
final class DeadlinePlacement {

    /** Moves a waiting task. */
    interface Mover {
        void move(SchedTask task, int to, long nowNs);
    }

    private final DeadlineRunQueue[] queues;
    private final CpuSet[] rootDomains;
    private final NearestCpu nearest;
    private final Reschedules reschedules;
    private final Function<SchedTask, DeadlineEntity> entities;
    private final Mover mover;
    private final CpuMask later;

    DeadlinePlacement(
            final DeadlineRunQueue[] queues,
            final CpuSet[] rootDomains,
            final NearestCpu nearest,
            final Reschedules reschedules,
            final Function<SchedTask, DeadlineEntity> entities,
            final Mover mover) {
        this.queues = queues;
        this.rootDomains = rootDomains;
        this.nearest = nearest;
        this.reschedules = reschedules;
        this.entities = entities;
        this.mover = mover;
        later = new CpuMask(queues.length);
    }

    private static boolean isDeadline(final SchedTask task) {
        return task != null && task.policy() == SchedulingPolicy.DEADLINE;
    }

    int wakeCpu(final SchedTask task, final int wakingCpu) {
        final int previous = task.allowedCpus().contains(task.cpu())
                ? task.cpu()
                : task.allowedCpus().first();
        final SchedTask running = queues[previous].current();
        if (!isDeadline(running) || running.isMigratable() && isBefore(task, running)) {
            return previous;
        }
        final int target = laterCpu(task, previous, wakingCpu);
        return target >= 0 && queues[target].wouldBeFirst(deadlineNs(task)) ? target : previous;
    }

    private long deadlineNs(final SchedTask task) {
        return entities.apply(task).deadlineNs;
    }

    private boolean isBefore(final SchedTask one, final SchedTask other) {
        return entities.apply(one).isBefore(entities.apply(other));
    }

    /** The best CPU on which the task would run at once, or -1. */
    private int laterCpu(final SchedTask task, final int home, final int deciding) {
        if (!task.isMigratable() || !canRunElsewhere(task, home)) {
            return -1;
        }
        return nearest.choose(later, home, deciding);
    }

    private boolean canRunElsewhere(final SchedTask task, final int home) {
        return queues[home].deadlines().find(task, deadlineNs(task), later);
    }

    /**
     * Decides between a woken task and a current one of the same deadline: the current one gives way if it can move and
     * the woken one cannot.
     */
    boolean makesRoomFor(final SchedTask woken, final SchedTask current) {
        return !reschedules.isAsked(current.cpu())
                && current.isMigratable()
                && canRunElsewhere(current, current.cpu())
                && !(woken.isMigratable() && canRunElsewhere(woken, current.cpu()));
    }

    /** Pushes waiting tasks of a CPU; returns the CPU that received the first one or -1. */
    int push(final int cpu, final long nowNs) {
        final int first = pushOne(cpu, nowNs);
        if (first >= 0) {
            reschedules.asked(first);
            pushAll(cpu, nowNs);
        }
        return first;
    }

    /** Pushes waiting tasks of a CPU and marks the CPUs that received them. */
    void pushAll(final int cpu, final long nowNs) {
        while (pushFirst(cpu, nowNs)) {
            // Each call moves one.
        }
    }

    /** Pushes the first waiting task of a CPU, if it can run elsewhere, and marks its CPU. */
    boolean pushFirst(final int cpu, final long nowNs) {
        final int target = pushOne(cpu, nowNs);
        if (target >= 0) {
            reschedules.mark(target);
        }
        return target >= 0;
    }

    private int pushOne(final int cpu, final long nowNs) {
        final SchedTask task = queues[cpu].pushable().first();
        if (task == null) {
            return -1;
        }
        final SchedTask current = queues[cpu].current();
        if (isDeadline(current) && current.isMigratable() && isBefore(task, current)) {
            reschedules.mark(cpu);
            return -1;
        }
        final int target = laterCpu(task, cpu, cpu);
        if (target < 0 || target == cpu || !queues[target].wouldBeFirst(deadlineNs(task))) {
            return -1;
        }
        mover.move(task, target, nowNs);
        return target;
    }

    /** Fetches tasks for a CPU whose DEADLINE task does not run on. */
    void pull(final int cpu, final long nowNs) {
        final CpuSet span = rootDomains[cpu];
        long earliestNs = Long.MAX_VALUE;
        for (int source = span.first(); source >= 0; source = span.next(source)) {
            final PushableTasks waiting = queues[source].pushable();
            if (source != cpu && queues[source].size() > 1) {
                final SchedTask task = waiting.firstFor(cpu);
                if (task != null && deadlineNs(task) < earliestNs && isPulled(task, source, cpu)) {
                    earliestNs = deadlineNs(task);
                    mover.move(task, cpu, nowNs);
                    reschedules.mark(cpu);
                }
            }
        }
    }

    private boolean isPulled(final SchedTask task, final int source, final int cpu) {
        final SchedTask current = queues[source].current();
        return queues[cpu].wouldBeFirst(deadlineNs(task)) && !(isDeadline(current) && isBefore(task, current));
    }
}
