package dev.headroom.engine;

/**
 * The named phases into which events at one instant are ordered; declaration order is execution order.
 *
 * <p>Two timers that are due at the same nanosecond fire in the order of their phases, and within a phase in the order
 * in which they were added to the timeline. Nothing else influences the order.
 */
public enum Phase {
    /** A CPU finishes the stretch of work (or the kernel path) that it is executing. */
    COMPLETION,
    /** A budget or a bandwidth period is refilled or runs out. */
    BUDGET,
    /** A device interrupt or a one-shot kernel timer fires. */
    INTERRUPT,
    /** The periodic scheduler tick fires. */
    TICK,
    /** The environment changes: a stall begins or ends, a load arrives, a CPU is paused or resumed. */
    ENVIRONMENT,
    /** Periodic load balancing runs. */
    BALANCE,
    /** Observers look at the state; they change nothing. */
    SAMPLE
}
