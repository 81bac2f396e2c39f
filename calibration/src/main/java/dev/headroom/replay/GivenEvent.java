package dev.headroom.replay;

import dev.headroom.sched.SchedAttributes;

/**
 * Something that is taken from the trace with its time. Joining a group, and the decisions of the scheduler below it,
 * occur in the start-up only.
 *
 * @param atNs when, in ns from the start of the trace
 * @param cpu the CPU that it happened on
 * @param kind what it was
 * @param pid the task woken, changed, moved or switched to; 0 for idle, -1 for no task
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
        CHANGE,
        /** A process has executed the program that its control group is for, having joined the group just before. */
        JOIN_GROUP,
        /** A woken or created task comes into the run queue of the CPU. */
        ENQUEUE,
        /** A waiting task is moved to the CPU. */
        MIGRATE,
        /** The current task of the CPU blocks, and the CPU switches to a task. */
        BLOCK_AND_SWITCH,
        /** The current task of the CPU ends, and the CPU switches to a task. */
        END_AND_SWITCH,
        /** The current task of the CPU stays runnable, and the CPU switches to a task. */
        SWITCH
    }
}
