package dev.headroom.sched.linux.core;

import dev.headroom.sched.SchedTask;
import dev.headroom.sched.SchedulingPolicy;
import dev.headroom.units.CpuSet;

/**
 * How urgent the most urgent real-time or DEADLINE task of each CPU is.
 *
 * <p>Source: {@code kernel/sched/cpupri.c}, read for the rules. A CPU that idles and one that runs fair tasks count the
 * same.
 */
public final class CpuPriorities {

    /** No real-time task. */
    public static final int NORMAL = 0;
    /** A DEADLINE task. Between the two stand the priorities of real-time tasks, 1 to 99. */
    public static final int DEADLINE = 100;

    private final int[] levels;
    private final int[] realTime;

    /** Makes a table for so many CPUs, all {@link #NORMAL}. */
    public CpuPriorities(final int cpus) {
        levels = new int[cpus];
        realTime = new int[cpus];
    }

    /** The most urgent real-time task of a CPU has another priority, or there is none any more ({@link #NORMAL}). */
    public void setRealTime(final int cpu, final int priority) {
        realTime[cpu] = priority;
        // As in the kernel this hides a DEADLINE task, until the CPU has the next first one.
        levels[cpu] = priority;
    }

    /** A CPU got its first DEADLINE task, or lost its last one. */
    public void setDeadline(final int cpu, final boolean any) {
        levels[cpu] = any ? DEADLINE : realTime[cpu];
    }

    /** Returns how urgent a task is: {@link #DEADLINE}, its real-time priority, or {@link #NORMAL}. */
    public static int of(final SchedTask task) {
        return task.policy() == SchedulingPolicy.DEADLINE ? DEADLINE : task.priority();
    }

    /**
     * Finds the CPUs of the lowest level.
     *
     * @param allowed where the task may run
     * @param span CPUs of the root domain
     * @param below the level must be lower than this
     * @param found is filled with the CPUs
     * @return whether there are any
     */
    public boolean find(final CpuSet allowed, final CpuSet span, final int below, final CpuMask found) {
        found.clear();
        int lowest = below;
        for (int cpu = span.first(); cpu >= 0; cpu = span.next(cpu)) {
            if (levels[cpu] <= lowest && levels[cpu] < below && allowed.contains(cpu)) {
                if (levels[cpu] < lowest) {
                    found.clear();
                    lowest = levels[cpu];
                }
                found.add(cpu);
            }
        }
        return lowest < below;
    }
}
