package dev.headroom.evidence;

/**
 * How one layer, a host or a guest, keeps other work away from the measuring threads.
 *
 * @param shield measuring threads have a CPU set (cpuset) that other tasks of the layer may not use
 * @param balancingOff the scheduler's load balancing is off in the root set and in the shield
 * @param irqMoved interrupts were sent to CPU 0 and the other CPUs were taken offline and online again
 */
public record Isolation(Setting shield, Setting balancingOff, Setting irqMoved) {

    /** Nothing is known, or the layer does not exist. */
    public static final Isolation NOT_GIVEN = new Isolation(Setting.NOT_GIVEN, Setting.NOT_GIVEN, Setting.NOT_GIVEN);
}
