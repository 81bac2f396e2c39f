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

    private static final int LEVELS = DEADLINE + 1;

    private final int[] levels;
    private final int[] realTime;
    private final CpuSet[] spans;
    /** For each CPU, shared by those of a root domain: how many CPUs are at each level. */
    private final int[][] counts;

    /** Makes a table for so many CPUs, all {@link #NORMAL}. */
    public CpuPriorities(final SchedulingDomains domains, final int cpus) {
        levels = new int[cpus];
        realTime = new int[cpus];
        spans = new CpuSet[cpus];
        counts = new int[cpus][];
        for (int cpu = 0; cpu < cpus; cpu++) {
            spans[cpu] = domains.rootDomain(cpu);
            final int first = spans[cpu].first();
            counts[cpu] = first < cpu ? counts[first] : new int[LEVELS];
            counts[cpu][NORMAL]++;
        }
    }

    /** The most urgent real-time task of a CPU has another priority, or there is none any more ({@link #NORMAL}). */
    public void setRealTime(final int cpu, final int priority) {
        realTime[cpu] = priority;
        // As in the kernel this hides a DEADLINE task, until the CPU has the next first one.
        set(cpu, priority);
    }

    /** A CPU got its first DEADLINE task, or lost its last one. */
    public void setDeadline(final int cpu, final boolean any) {
        set(cpu, any ? DEADLINE : realTime[cpu]);
    }

    private void set(final int cpu, final int level) {
        counts[cpu][levels[cpu]]--;
        levels[cpu] = level;
        counts[cpu][level]++;
    }

    /** Returns how urgent a task is: {@link #DEADLINE}, its real-time priority, or {@link #NORMAL}. */
    public static int of(final SchedTask task) {
        return task.policy() == SchedulingPolicy.DEADLINE ? DEADLINE : task.priority();
    }

    /**
     * Finds the CPUs of the lowest level on which a task may run.
     *
     * @param task the task
     * @param home a CPU of the root domain
     * @param found is filled with the CPUs
     * @return whether there are any below the priority of the task
     */
    public boolean find(final SchedTask task, final int home, final CpuMask found) {
        found.clear();
        final int below = task.priority();
        for (int level = NORMAL; level < below; level++) {
            if (counts[home][level] > 0 && collect(level, task.allowedCpus(), spans[home], found)) {
                return true;
            }
        }
        return false;
    }

    private boolean collect(final int level, final CpuSet allowed, final CpuSet span, final CpuMask found) {
        boolean any = false;
        for (int cpu = span.first(); cpu >= 0; cpu = span.next(cpu)) {
            if (levels[cpu] == level && allowed.contains(cpu)) {
                found.add(cpu);
                any = true;
            }
        }
        return any;
    }
}
