package dev.headroom.sched.linux.core;

import dev.headroom.sched.SchedTask;
import dev.headroom.sched.WakeKind;

/**
 * One class of the Linux scheduler over all CPUs, the kernel's {@code struct sched_class}.
 *
 * <p>The scheduler asks its classes from the most urgent down. The current task of a CPU stands in
 * {@link CpuQueues.CpuQueue#current}; a class keeps its waiting tasks itself and counts them in and out with
 * {@link CpuQueues.CpuQueue#added} and {@link CpuQueues.CpuQueue#removed} whenever they become, or stop being, able to
 * run (a throttled task does not count).
 */
public interface SchedulingClass {

    /** Chooses the CPU for a task of this class that is created or wakes up; one of its allowed CPUs. */
    int selectCpu(SchedTask task, WakeKind kind, int wakingCpu, long nowNs);

    /** Makes a task of this class runnable on a CPU. */
    void enqueue(SchedTask task, int cpu, WakeKind kind, long nowNs);

    /** Takes out a waiting task that goes on elsewhere: in another class, in another group, on another CPU. */
    void dequeue(SchedTask task, long nowNs);

    /** Makes a waiting task of this class the current one of its CPU without asking which is most urgent. */
    void setCurrent(SchedTask task, long nowNs);

    /**
     * A task, runnable or not, leaves the class for another one; it is in no queue. Its attributes are the old ones.
     */
    default void leave(final SchedTask task, final long nowNs) {}

    /** A task, runnable or not, has come from another class; it is in no queue yet. Its attributes are the new ones. */
    default void join(final SchedTask task, final long nowNs) {}

    /** The current task of a CPU, which is of this class, blocks. */
    void block(SchedTask task, long nowNs);

    /** Returns whether a task that was just enqueued should preempt the current one, which is of this class too. */
    boolean preempts(SchedTask woken, SchedTask current, long nowNs);

    /** The current task of a CPU, which is of this class and runnable, stops being the current one. */
    void putPrevious(int cpu, SchedTask task, long nowNs);

    /** Looks for a task on other CPUs that should run here at once; called before {@link #pickNext}. */
    void pull(int cpu, long nowNs);

    /** Takes out the task of this class to run next on a CPU, or returns null if the class has none. */
    SchedTask pickNext(int cpu, long nowNs);

    /** Charges CPU time to the current task of a CPU, which is of this class. */
    void account(int cpu, SchedTask task, long ranNs);

    /** The scheduler tick found a task of this class running; returns whether it should give way. */
    boolean tick(int cpu, SchedTask current, long nowNs);

    /** Moves a waiting task that could run at once on another CPU there; returns that CPU or -1. */
    int push(int cpu, long nowNs);

    /** Returns whether a runnable task of this class has to wait because a budget is used up. */
    default boolean isThrottled(final SchedTask task) {
        return false;
    }

    /** The current task, which is of this class, yields. */
    void yield(SchedTask task, long nowNs);

    /** Returns when the class wants {@link #timer} called, or {@link dev.headroom.sched.Scheduler#NEVER_NS}. */
    long nextTimerNs();

    /** The time of {@link #nextTimerNs} has come. */
    void timer(long nowNs);
}
