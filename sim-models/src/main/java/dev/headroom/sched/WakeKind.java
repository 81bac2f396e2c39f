package dev.headroom.sched;

/** Why a task needs a CPU. */
public enum WakeKind {
    /** It was just created by the task that runs on the waking CPU. */
    FORK,
    /** Something that happened on the waking CPU (a timer, an interrupt, another task) woke it. */
    WAKE_UP,
    /**
     * As {@link #WAKE_UP}, by a task that is expected to sleep soon, such as one that writes into a pipe that others
     * read ({@code WF_SYNC}). Only the choice of a CPU tells it from others.
     */
    SYNC_WAKE_UP,
    /** It was runnable all the time and comes back with another policy, in another group or on another CPU. */
    CHANGE;

    /** Returns whether the task slept. */
    public boolean isWakeUp() {
        return this == WAKE_UP || this == SYNC_WAKE_UP;
    }
}
