package dev.headroom.observe;

/** What a CPU does. */
public enum CpuState {
    /** Nothing. */
    IDLE,
    /** It executes a task. */
    TASK,
    /** It executes the scheduler: a context switch, putting a task to sleep. */
    KERNEL,
    /** It handles an interrupt, or does kernel work that nobody scheduled. */
    INTERRUPT,
    /** It stands still: a stall of the machine, or its hypervisor runs something else. */
    PAUSED
}
