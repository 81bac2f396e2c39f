package dev.headroom.sched.linux.fair;

import dev.headroom.sched.linux.core.CpuQueues;

/** The fair run queues of all CPUs. */
final class FairQueues {

    private final CpuQueues cpus;
    private final FairRunQueue[] queues;

    FairQueues(final CpuQueues cpus, final FairParameters parameters) {
        this.cpus = cpus;
        queues = new FairRunQueue[cpus.cpus()];
        for (int cpu = 0; cpu < queues.length; cpu++) {
            queues[cpu] = new FairRunQueue(parameters);
        }
    }

    FairRunQueue of(final int cpu) {
        return queues[cpu];
    }

    /** What all classes know of the CPUs. */
    CpuQueues cpus() {
        return cpus;
    }

    /** Load of the fair tasks of a CPU, in units of the weight of nice 0. */
    double load(final int cpu, final long nowNs) {
        return queues[cpu].load(nowNs);
    }
}
