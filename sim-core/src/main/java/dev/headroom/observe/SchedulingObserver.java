package dev.headroom.observe;

import java.util.List;

/**
 * Is told what a scheduler and its CPUs do, when it happens; it changes nothing.
 *
 * <p>Tasks and CPUs are numbered from 0. Times are in ns since the start of the run and never decrease from one call to
 * the next. Arguments are primitives, constants and texts that are there anyway, so that telling allocates nothing; who
 * tells checks first whether there is an observer at all.
 */
public interface SchedulingObserver {

    /** The number of no task and of no CPU. */
    int NONE = -1;

    /** The deadline of what has none. */
    long NEVER_NS = Long.MAX_VALUE;

    /**
     * The first call.
     *
     * @param cpus number of CPUs
     * @param tasks names of the tasks
     * @param causes names of the causes of latency
     */
    default void begin(final int cpus, final List<String> tasks, final List<String> causes) {}

    /**
     * A CPU begins to do something, or goes on with it.
     *
     * @param task the task that it executes, switches to or puts to sleep, or that the interrupt is about, or
     *     {@link #NONE}
     * @param what more words ("tick", "context switch"), or null
     */
    default void cpu(final int cpu, final CpuState state, final int task, final String what, final long nowNs) {}

    /**
     * A task is in a state, maybe still.
     *
     * @param cpu where it runs, waits or last ran
     * @param cause why, or null
     */
    default void task(final int task, final TaskState state, final int cpu, final String cause, final long nowNs) {}

    /** Code on a CPU wakes a task; its change of state follows. */
    default void wakeUp(final int task, final int fromCpu, final long nowNs) {}

    /** A task goes to another CPU: when it wakes up, or because the scheduler moves it. */
    default void migration(final int task, final int fromCpu, final int toCpu, final long nowNs) {}

    /**
     * A periodic task is released.
     *
     * @param releaseNs programmed time, now or before
     * @param deadlineNs when the job should be complete, or {@link #NEVER_NS}
     */
    default void release(final int task, final long releaseNs, final long deadlineNs, final long nowNs) {}

    /**
     * A released task reads the clock.
     *
     * @param causesNs what the time since the release was spent for, by number of the cause; only valid in the call
     */
    default void start(final int task, final long releaseNs, final long[] causesNs, final long nowNs) {}

    /** The job of a release is complete. */
    default void completion(final int task, final long releaseNs, final long nowNs) {}

    /** The last call. */
    default void end(final long nowNs) {}
}
