package dev.headroom.sched.linux.core;

import dev.headroom.sched.SchedTask;
import dev.headroom.topology.Topology;
import dev.headroom.units.CpuSet;
import java.util.Arrays;

/**
 * Which CPUs are on-line, and what that leaves of the affinities of all tasks.
 *
 * <p>Design. A task keeps the affinity that it was given; of it the on-line CPUs are allowed. Only when none is left
 * for a task that needs a CPU its affinity is given up: for the CPUs of its cpuset, else for all. That stays so when
 * CPUs come back.
 *
 * <p>Source: {@code select_fallback_rq} of {@code kernel/sched/core.c}, Linux 4.4 to 6.18, read for the rules; a socket
 * is a node.
 */
public final class OnlineCpus {

    private final Topology topology;
    private CpuSet online;
    /** All tasks that the scheduler has seen, by id. */
    private SchedTask[] tasks = new SchedTask[16];

    /** All CPUs of a machine are on-line. */
    public OnlineCpus(final Topology topology) {
        this.topology = topology;
        online = topology.allCpus();
    }

    /** A task becomes runnable, perhaps for the first time. */
    public void seen(final SchedTask task) {
        final int id = task.id();
        if (id >= tasks.length) {
            tasks = Arrays.copyOf(tasks, Math.max(2 * tasks.length, id + 1));
        }
        if (tasks[id] == null) {
            tasks[id] = task;
            task.setOnlineCpus(online);
        }
    }

    /** Returns the CPUs that are on-line. */
    public CpuSet cpus() {
        return online;
    }

    /** Returns the tasks seen so far by id, with gaps of null. */
    public SchedTask[] tasks() {
        return tasks;
    }

    /** Other CPUs are on-line from now on. */
    public void set(final CpuSet cpus) {
        online = cpus;
        for (final SchedTask task : tasks) {
            if (task != null) {
                task.setOnlineCpus(online);
            }
        }
    }

    /**
     * Returns the CPU to which a task goes that cannot be where it should: the first one allowed of the socket of a
     * CPU, else the first one allowed at all; gives up its affinity if there is none.
     */
    public int fallback(final SchedTask task, final int from) {
        allowSome(task);
        final CpuSet allowed = task.allowedCpus().and(online);
        for (int cpu = allowed.first(); cpu >= 0; cpu = allowed.next(cpu)) {
            if (topology.socket(cpu) == topology.socket(from)) {
                return cpu;
            }
        }
        return allowed.first();
    }

    /** Gives up the affinity of a task that needs a CPU and has none on-line. */
    public void allowSome(final SchedTask task) {
        if (!task.allowedCpus().intersects(online)) {
            final CpuSet cpuset = task.fallbackCpus();
            task.setAllowedCpus(cpuset != null && cpuset.intersects(online) ? cpuset : topology.allCpus());
            task.setOnlineCpus(online);
        }
    }
}
