package dev.headroom.sched.linux;

import dev.headroom.sched.SchedTask;
import dev.headroom.topology.Topology;

/** The run queues of all CPUs and what the classes ask about them. */
final class LinuxRunQueues {

    /** Run queue of one CPU: one queue per class and the current task. */
    static final class CpuQueue {
        final RealTimeRunQueue realTime = new RealTimeRunQueue();
        final FairRunQueue fair;
        SchedTask current;

        CpuQueue(final FairParameters parameters) {
            fair = new FairRunQueue(parameters);
        }

        int size() {
            return realTime.size() + fair.size();
        }
    }

    private final CpuQueue[] queues;
    private final Topology topology;

    LinuxRunQueues(final Topology topology, final FairParameters parameters) {
        this.topology = topology;
        queues = new CpuQueue[topology.cpus()];
        for (int cpu = 0; cpu < queues.length; cpu++) {
            queues[cpu] = new CpuQueue(parameters);
        }
    }

    CpuQueue of(final int cpu) {
        return queues[cpu];
    }

    int cpus() {
        return queues.length;
    }

    boolean isIdle(final int cpu) {
        return queues[cpu].size() == 0;
    }

    boolean isCoreIdle(final int cpu) {
        final int sibling = topology.sibling(cpu);
        return isIdle(cpu) && (sibling < 0 || isIdle(sibling));
    }

    /** Load of the fair tasks of a CPU, in units of the weight of nice 0. */
    double load(final int cpu, final long nowNs) {
        return queues[cpu].fair.load(nowNs);
    }
}
