package dev.headroom.sched.linux.realtime;

import dev.headroom.sched.SchedTask;
import dev.headroom.sched.linux.core.SchedulingDomains;
import dev.headroom.topology.Topology;
import dev.headroom.units.CpuSet;
import java.util.List;

/**
 * Where FIFO and RR tasks run: chosen at wake-up, pushed away when they cannot run, pulled when a CPU turns to less
 * urgent work.
 *
 * <p>Design. A task that wakes stays on its CPU unless a real-time task runs there that is at least as urgent or cannot
 * move; then it goes to the CPU whose current work is least urgent and less urgent than itself: its previous CPU if
 * that is one, then one that shares the cache, then the lowest number. A waiting task that may move is pushed by the
 * same rule; a CPU that is about to run something less urgent pulls the most urgent waiting task that may run there. A
 * task that is about to preempt where it waits is neither pushed nor pulled.
 *
 * <p>Deviation. Push and pull are limited to CPUs of the same balancing partition, through the task's allowed CPUs and
 * the partition of the source, as the root domain does.
 *
 * <p>Source: {@code select_task_rq_rt}, {@code find_lowest_rq}, {@code push_rt_task}, {@code pull_rt_task} of Linux
 * 4.x, read for the rules.
 */
final class RealTimePlacement {

    private final RealTimeQueues queues;
    private final Topology topology;
    private final CpuSet[] partitions;

    RealTimePlacement(final RealTimeQueues queues, final SchedulingDomains domains, final Topology topology) {
        this.queues = queues;
        this.topology = topology;
        partitions = new CpuSet[topology.cpus()];
        for (int cpu = 0; cpu < partitions.length; cpu++) {
            final var levels = domains.of(cpu);
            partitions[cpu] = levels.isEmpty()
                    ? CpuSet.of(cpu)
                    : levels.get(levels.size() - 1).span();
        }
    }

    int wakeCpu(final SchedTask task) {
        final int previous = task.allowedCpus().contains(task.cpu())
                ? task.cpu()
                : task.allowedCpus().first();
        final SchedTask running = queues.of(previous).current();
        if (running == null || running.priority() < task.priority() && running.isMigratable()) {
            return previous;
        }
        final int lowest = lowestCpu(task, previous);
        return lowest < 0 ? previous : lowest;
    }

    /** The best CPU on which the task would run at once, or -1. */
    int lowestCpu(final SchedTask task, final int from) {
        final CpuSet candidates = task.allowedCpus().and(partitions[from]);
        int best = -1;
        int bestPriority = task.priority();
        for (int cpu = candidates.first(); cpu >= 0; cpu = candidates.next(cpu)) {
            final int priority = effectivePriority(cpu);
            if (priority < bestPriority || best >= 0 && priority == bestPriority && nearer(cpu, best, task.cpu())) {
                best = cpu;
                bestPriority = priority;
            }
        }
        return best;
    }

    /** -1 for an idle CPU, 0 for one with fair tasks, else the highest real-time priority. */
    private int effectivePriority(final int cpu) {
        return queues.cpus().isIdle(cpu) ? -1 : queues.of(cpu).highestPriority();
    }

    private boolean nearer(final int cpu, final int than, final int home) {
        if (home < 0 || than == home) {
            return false;
        }
        return cpu == home
                || topology.socket(cpu) == topology.socket(home) && topology.socket(than) != topology.socket(home);
    }

    /** The most urgent waiting task of a CPU that could run elsewhere, or null. */
    SchedTask pushable(final int cpu) {
        final List<SchedTask> waiting = queues.of(cpu).waiting();
        for (int i = 0; i < waiting.size(); i++) {
            final SchedTask task = waiting.get(i);
            if (task.isMigratable()) {
                return isAboutToRun(task, cpu) ? null : task;
            }
        }
        return null;
    }

    /** Whether the CPU on which a task waits will switch to it as soon as it can. */
    private boolean isAboutToRun(final SchedTask task, final int cpu) {
        final SchedTask current = queues.cpus().of(cpu).current;
        return current == null || task.priority() > current.priority();
    }

    /** The most urgent task that waits on another CPU and could run here at once, or null. */
    SchedTask pullable(final int cpu) {
        SchedTask best = null;
        int bestPriority = queues.of(cpu).highestPriority();
        final CpuSet span = partitions[cpu];
        for (int other = span.first(); other >= 0; other = span.next(other)) {
            if (other != cpu) {
                final List<SchedTask> waiting = queues.of(other).waiting();
                for (int i = 0; i < waiting.size(); i++) {
                    final SchedTask task = waiting.get(i);
                    if (task.priority() > bestPriority
                            && task.allowedCpus().contains(cpu)
                            && !isAboutToRun(task, other)) {
                        best = task;
                        bestPriority = task.priority();
                    }
                }
            }
        }
        return best;
    }
}
