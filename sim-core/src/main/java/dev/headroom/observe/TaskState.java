package dev.headroom.observe;

/** What a scheduler takes a task for. */
public enum TaskState {
    /** It waits for a time or an event. */
    BLOCKED,
    /** It could run and waits for a CPU. */
    RUNNABLE,
    /** It is the current task of a CPU, which may handle an interrupt meanwhile. */
    RUNNING,
    /** It would like to run and has no budget left. */
    THROTTLED
}
