package dev.headroom.replay;

import dev.headroom.sched.SchedAttributes;

/**
 * Something that happened to the machine at a time of its own, whatever its tasks did.
 *
 * @param atNs when, in ns from the start of the trace
 * @param cpu the CPU that it happened on
 * @param kind what it was
 * @param pid the task woken or changed, -1 otherwise
 * @param ns length of an interrupt, or delay from waking to the run queue, in ns
 * @param attributes what the task has from then on, null unless they changed
 */
record GivenEvent(long atNs, int cpu, Kind kind, int pid, long ns, SchedAttributes attributes) {

    /** What comes from outside. */
    enum Kind {
        /** An interrupt that contains the scheduler tick. */
        TICK,
        /** Another interrupt of the local timer. */
        INTERRUPT,
        /** A task is woken by an interrupt. */
        WAKE,
        /** A task is created by one that the trace does not show. */
        FORK,
        /** A task's policy is changed while it does not run. */
        CHANGE
    }
}
