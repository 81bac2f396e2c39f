package dev.headroom.sched;

/** Why a task needs a CPU. */
public enum WakeKind {
    /** It was just created by the task that runs on the waking CPU. */
    FORK,
    /** Something that happened on the waking CPU (a timer, an interrupt, another task) woke it. */
    WAKE_UP,
    /** It was runnable all the time and comes back with another policy, in another group or on another CPU. */
    CHANGE
}
