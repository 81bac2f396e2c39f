package dev.headroom.sched.linux.realtime;

import dev.headroom.sched.SchedTask;
import dev.headroom.sched.linux.core.CpuMask;
import dev.headroom.sched.linux.core.CpuPriorities;
import dev.headroom.sched.linux.core.NearestCpu;
import dev.headroom.sched.linux.core.Reschedules;
import dev.headroom.units.CpuSet;

/**
 * Where FIFO and RR tasks run: chosen at wake-up, pushed away when they cannot run, pulled when a CPU turns to less
 * urgent work.
 *
 * <p>Design. A task that wakes stays on its CPU unless a real-time or DEADLINE task runs there that is at least as
 * urgent or cannot move; then it goes to one of the CPUs whose work is least urgent and less urgent than itself, if any
 * ({@link NearestCpu} says which). A waiting task that may move is pushed by the same rule. A CPU whose real-time task
 * blocks or loses priority pulls waiting tasks that are more urgent than what it has, the most urgent of every CPU in
 * turn; or, with {@code RT_PUSH_IPI}, asks every CPU that has such tasks to push. A task that is about to preempt where
 * it waits is neither pushed nor pulled. All this inside one root domain.
 *
 * <p>Deviation. Asked CPUs push when the asking CPU has switched, after no time; in the kernel after an interrupt, so
 * that a fast one may come before the switch.
 *
 * <p>Source: {@code select_task_rq_rt}, {@code find_lowest_rq}, {@code push_rt_task}, {@code pull_rt_task} and
 * {@code rto_push_irq_work_func} of {@code kernel/sched/rt.c}, Linux 4.4 to 6.18, read for the rules.
 */
final class RealTimePlacement {

    /** Moves a waiting task. */
    interface Mover {
        void move(SchedTask task, int to, long nowNs);
    }

    private final RealTimeRunQueue[] queues;
    private final CpuPriorities priorities;
    private final NearestCpu nearest;
    private final Reschedules reschedules;
    private final Mover mover;
    private final boolean asksToPush;
    private final CpuMask lowest;
    private int asking = -1;

    RealTimePlacement(
            final RealTimeRunQueue[] queues,
            final CpuPriorities priorities,
            final NearestCpu nearest,
            final Reschedules reschedules,
            final Mover mover,
            final boolean asksToPush) {
        this.queues = queues;
        this.priorities = priorities;
        this.nearest = nearest;
        this.reschedules = reschedules;
        this.mover = mover;
        this.asksToPush = asksToPush;
        lowest = new CpuMask(queues.length);
    }

    int wakeCpu(final SchedTask task, final int wakingCpu) {
        final int previous = task.allowedCpus().contains(task.cpu())
                ? task.cpu()
                : task.allowedCpus().first();
        final SchedTask running = queues[previous].current();
        if (running == null || running.policy().isFair()) {
            return previous;
        }
        if (running.isMigratable() && CpuPriorities.of(running) < task.priority()) {
            return previous;
        }
        final int target = lowestCpu(task, previous, wakingCpu);
        return target >= 0 && queues[target].highestPriority() < task.priority() ? target : previous;
    }

    /** The best CPU on which the task would run at once, or -1. */
    private int lowestCpu(final SchedTask task, final int home, final int deciding) {
        if (!task.isMigratable() || !canRunElsewhere(task, home)) {
            return -1;
        }
        return nearest.choose(lowest, home, deciding);
    }

    /** Whether some CPU of the root domain has less urgent work than the task; leaves those CPUs in the mask. */
    private boolean canRunElsewhere(final SchedTask task, final int home) {
        return priorities.find(task, home, lowest);
    }

    /**
     * Decides between a woken task and a current one of the same priority: the current one gives way if it can move and
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
        for (int target = pushOne(cpu, nowNs); target >= 0; target = pushOne(cpu, nowNs)) {
            reschedules.mark(target);
        }
    }

    private int pushOne(final int cpu, final long nowNs) {
        final SchedTask task = queues[cpu].pushable().first();
        if (task == null) {
            return -1;
        }
        if (isAboutToRun(task, cpu)) {
            if (queues[cpu].first() != queues[cpu].current()) {
                // Otherwise the group of the task has no run time left.
                reschedules.mark(cpu);
            }
            return -1;
        }
        final int target = lowestCpu(task, cpu, cpu);
        if (target < 0 || target == cpu || queues[target].highestPriority() >= task.priority()) {
            return -1;
        }
        mover.move(task, target, nowNs);
        return target;
    }

    /** Whether the CPU on which a task waits will switch to it as soon as it can. */
    private boolean isAboutToRun(final SchedTask task, final int cpu) {
        final SchedTask current = queues[cpu].current();
        return current == null || task.priority() > CpuPriorities.of(current);
    }

    /** Fetches tasks for a CPU that turns to less urgent work. */
    void pull(final int cpu, final long nowNs) {
        final CpuSet span = queues[cpu].rootDomain();
        boolean overloaded = false;
        for (int other = span.first(); other >= 0; other = span.next(other)) {
            if (other != cpu && !queues[other].pushable().isEmpty()) {
                overloaded = true;
                if (!asksToPush) {
                    pullFrom(other, cpu, nowNs);
                }
            }
        }
        if (asksToPush && overloaded) {
            asking = cpu;
        }
    }

    private void pullFrom(final int source, final int cpu, final long nowNs) {
        final RealTimeRunQueue from = queues[source];
        if (from.pushable().first().priority() <= queues[cpu].highestPriority()) {
            return;
        }
        final SchedTask task = from.pushable().firstFor(cpu);
        if (task != null && task.priority() > queues[cpu].highestPriority() && !isAboutToRun(task, source)) {
            mover.move(task, cpu, nowNs);
            reschedules.mark(cpu);
        }
    }

    /** The CPUs that were asked to push do so. */
    void answer(final long nowNs) {
        if (asking < 0) {
            return;
        }
        final CpuSet span = queues[asking].rootDomain();
        asking = -1;
        for (int cpu = span.first(); cpu >= 0; cpu = span.next(cpu)) {
            pushAll(cpu, nowNs);
        }
    }
}
