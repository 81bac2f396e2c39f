package dev.headroom.replay;

import dev.headroom.sched.SchedAttributes;

/**
 * Something that a recorded task did while it ran.
 *
 * @param atNs how far into the stretch, in ns of its execution
 * @param kind what it did
 * @param pid the task that it is about: the one woken or created, or itself
 * @param delayNs time in ns from the cause until that task was in a run queue
 * @param attributes what the task asked for, null unless it changed its policy
 */
record Step(long atNs, Kind kind, int pid, long delayNs, SchedAttributes attributes) {

    /** What a task can do to others and to itself. */
    enum Kind {
        /** It wakes a sleeping task. */
        WAKE,
        /** It creates a task. */
        FORK,
        /** It changes its own policy. */
        CHANGE
    }
}
