package dev.headroom.sched.linux.fair;

/** Moves waiting fair tasks towards CPUs with less to do. */
interface LoadBalancer {

    /**
     * A tick on a CPU.
     *
     * @param idle whether the CPU has nothing to run
     * @return how many tasks came to the CPU
     */
    int balance(int cpu, boolean idle, long nowNs);

    /** Whether a tick on a CPU has something to balance. */
    default boolean isDue(final int cpu, final boolean idle, final long nowNs) {
        return true;
    }

    /** A CPU has run out of tasks and is about to go idle. */
    void newlyIdle(int cpu, long nowNs);

    /** A task, of whatever class, was woken on a CPU. */
    default void woken(final int cpu, final long nowNs) {}

    /** A CPU has put its current task back and is about to pick a fair one. */
    default void pushAway(final int cpu, final long nowNs) {}
}
