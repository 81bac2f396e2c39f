package dev.headroom.sched.linux.realtime;

import dev.headroom.sched.linux.core.CpuQueues;

/** The real-time run queues of all CPUs. */
final class RealTimeQueues {

    private final CpuQueues cpus;
    private final RealTimeRunQueue[] queues;

    RealTimeQueues(final CpuQueues cpus) {
        this.cpus = cpus;
        queues = new RealTimeRunQueue[cpus.cpus()];
        for (int cpu = 0; cpu < queues.length; cpu++) {
            queues[cpu] = new RealTimeRunQueue();
        }
    }

    RealTimeRunQueue of(final int cpu) {
        return queues[cpu];
    }

    /** What all classes know of the CPUs. */
    CpuQueues cpus() {
        return cpus;
    }
}
