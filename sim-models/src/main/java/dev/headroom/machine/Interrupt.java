package dev.headroom.machine;

/**
 * Something that interrupts a CPU.
 *
 * @param kind what it is
 * @param task the task that it is about, or null
 */
record Interrupt(Kind kind, MachineTask task) {

    /** What interrupts. */
    enum Kind {
        /** The timer of a sleeping task expired. */
        TIMER,
        /** The block device completed a request of a task. */
        DISK,
        /** A kernel thread works for a completed request of a task. */
        WRITE_BACK,
        /** The scheduler tick. */
        TICK,
        /** A timer of the scheduler (a budget was refilled or is used up) asks the CPU to look at its run queue. */
        BUDGET,
        /** Another CPU asks this one to look at its run queue. */
        RESCHEDULE,
        /** Kernel work bound to the CPU. */
        HOUSEKEEPING,
        /** A daemon's kernel work. */
        DAEMON
    }
}
