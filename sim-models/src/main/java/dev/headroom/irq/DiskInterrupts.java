package dev.headroom.irq;

import dev.headroom.units.CpuSet;

/**
 * How completions of the block device reach CPUs.
 *
 * @param perCpuQueues whether the device has a queue and an interrupt for each CPU (NVMe), so that a completion arrives
 *     where the request was made; otherwise one interrupt serves all requests
 * @param affinity the CPUs that may receive the interrupt; with one interrupt, irqbalance picks one of them for a run
 */
public record DiskInterrupts(boolean perCpuQueues, CpuSet affinity) {

    /** Refuses an empty affinity. */
    public DiskInterrupts {
        if (affinity.isEmpty()) {
            throw new IllegalArgumentException("an interrupt needs at least one CPU");
        }
    }
}
