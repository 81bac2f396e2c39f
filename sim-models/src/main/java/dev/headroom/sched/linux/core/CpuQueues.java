package dev.headroom.sched.linux.core;

import dev.headroom.sched.SchedTask;
import dev.headroom.topology.Topology;

/** What all classes know of every CPU: its current task and how many tasks could run on it. */
public final class CpuQueues {

    /** One CPU. */
    public static final class CpuQueue {
        /** The task that the scheduler picked last, null for idle or after it blocked. */
        public SchedTask current;
        /** The task that the CPU runs or has just stopped running, null after idle: the kernel's {@code prev}. */
        public SchedTask previous;
        /** CPU time in ns of DEADLINE tasks that was not yet counted as real-time. */
        public long deadlineRanNs;

        /** Whether a second task came here since balancing last looked at all CPUs. */
        public boolean overloaded;
        /** The task for which this CPU was chosen last while it was idle, until some task arrives. */
        public SchedTask arriving;

        private int runnable;
        private int urgent;

        /** Tasks became able to run here. */
        public void added(final int tasks) {
            overloaded |= runnable < 2 && runnable + tasks >= 2;
            runnable += tasks;
        }

        /** Returns whether a woken task is on its way to this CPU, the kernel's {@code ttwu_pending}. */
        public boolean isTaskArriving() {
            return arriving != null && !arriving.isQueued();
        }

        /** Tasks are no longer able to run here. */
        public void removed(final int tasks) {
            runnable -= tasks;
            if (runnable < 0) {
                throw new IllegalStateException("more tasks left a CPU than came to it");
            }
        }

        /** Tasks of a class above the fair one became able to run here. */
        public void addedUrgent(final int tasks) {
            added(tasks);
            urgent += tasks;
        }

        /** Tasks of a class above the fair one are no longer able to run here. */
        public void removedUrgent(final int tasks) {
            removed(tasks);
            urgent -= tasks;
        }

        /** Returns how many tasks could run here, the current one included. */
        public int runnable() {
            return runnable;
        }

        /** Returns how many of them are fair ones. */
        public int fairRunnable() {
            return runnable - urgent;
        }
    }

    private final CpuQueue[] queues;
    private final Topology topology;

    /** Makes empty queues for the CPUs of a machine. */
    public CpuQueues(final Topology topology) {
        this.topology = topology;
        queues = new CpuQueue[topology.cpus()];
        for (int cpu = 0; cpu < queues.length; cpu++) {
            queues[cpu] = new CpuQueue();
        }
    }

    /** Returns a CPU's queue. */
    public CpuQueue of(final int cpu) {
        return queues[cpu];
    }

    /** Returns the number of CPUs. */
    public int cpus() {
        return queues.length;
    }

    /** Returns whether a CPU has nothing to run. */
    public boolean isIdle(final int cpu) {
        return queues[cpu].runnable == 0;
    }

    /** Returns the other hyperthread of a CPU's core, -1 if there is none. */
    public int sibling(final int cpu) {
        return topology.sibling(cpu);
    }

    /** Returns whether a CPU and its hyperthread sibling have nothing to run. */
    public boolean isCoreIdle(final int cpu) {
        final int sibling = topology.sibling(cpu);
        return isIdle(cpu) && (sibling < 0 || isIdle(sibling));
    }
}
