package dev.headroom.sched;

/**
 * Decides which task runs on which CPU.
 *
 * <p>One instance owns the CPUs of one host, or the virtual CPUs of one guest: the interface is the same. The machine
 * calls every hook with the current time; before any hook that looks at run times it has called {@link #account}. Hooks
 * are called in the phase of the event that caused them; none may be called from within another.
 */
public interface Scheduler {

    /** No time at which the scheduler wants to be asked again. */
    long NEVER_NS = Long.MAX_VALUE;

    /** Returns the id as users type it, with the kernel series it follows, such as {@code linux.cfs}. */
    String id();

    /**
     * Chooses the CPU for a task that becomes runnable. Called before {@link #enqueue}.
     *
     * @param task the task, not runnable yet; {@link SchedTask#cpu()} is where it last was
     * @param kind why it needs a CPU
     * @param wakingCpu the CPU on which the cause happened
     * @param nowNs the current time
     * @return a CPU from the task's allowed ones
     */
    int selectCpu(SchedTask task, WakeKind kind, int wakingCpu, long nowNs);

    /**
     * Makes a task runnable on a CPU.
     *
     * @param task the task
     * @param cpu as {@link #selectCpu} said
     * @param kind why it became runnable
     * @param nowNs the current time
     * @return whether the current task of that CPU should give way
     */
    boolean enqueue(SchedTask task, int cpu, WakeKind kind, long nowNs);

    /** Takes a task that blocked out of its run queue; it is the current task of its CPU. */
    void block(SchedTask task, long nowNs);

    /** As {@link #block} of a task that ends and will never wake up. */
    default void exit(final SchedTask task, final long nowNs) {
        block(task, nowNs);
    }

    /**
     * Picks the task to run next on a CPU; the previous one, if still runnable, stays in the queue.
     *
     * @param cpu the CPU that is about to switch
     * @param nowNs the current time
     * @return the task, or null for idle
     */
    SchedTask pickNext(int cpu, long nowNs);

    /** Charges CPU time to the current task of a CPU. */
    void account(int cpu, SchedTask task, long ranNs);

    /**
     * Called on every scheduler tick of a busy CPU.
     *
     * @return whether the current task should give way
     */
    boolean tick(int cpu, long nowNs);

    /**
     * Called from the tick, and when a CPU is about to go idle, to move waiting tasks towards a CPU.
     *
     * <p>Tasks that may not run there can go to another CPU of its group, so whoever calls this, or {@link #pickNext},
     * looks afterwards at the CPUs that run nothing.
     *
     * @param cpu the CPU that would like to have work
     * @param idle whether it has none
     * @param nowNs the current time
     * @return how many tasks were moved to the CPU
     */
    int balance(int cpu, boolean idle, long nowNs);

    /**
     * Moves waiting tasks that can run on other CPUs at once (real-time push). Called after a CPU has picked, and after
     * a wake-up that does not preempt, before any other CPU picks; CPUs that were asked to push by one that pulled do
     * so in this call too.
     *
     * @param cpu the CPU whose waiting tasks are looked at
     * @param nowNs the current time
     * @return the CPU that received the first task and should look whether to switch, or -1; others are told by
     *     {@link #pollReschedule}
     */
    int push(int cpu, long nowNs);

    /**
     * The current task of a CPU gives way ({@code sched_yield}); the CPU looks at its run queue afterwards.
     *
     * @param task the current task of its CPU
     */
    default void yield(final SchedTask task, final long nowNs) {}

    /**
     * Changes policy or parameters of a task ({@code sched_setattr}), whatever its state. CPUs that should look at
     * their run queue because of it are told by {@link #pollReschedule}.
     *
     * @param task any task of this scheduler
     * @param attributes what it has from now on
     */
    default void setAttributes(final SchedTask task, final SchedAttributes attributes, final long nowNs) {
        throw new IllegalArgumentException(id() + " has no policies to choose from");
    }

    /**
     * Moves a task to another control group, whatever its state.
     *
     * @param task any task of this scheduler
     * @param group number of the group, 0 for the root
     */
    default void setGroup(final SchedTask task, final int group, final long nowNs) {
        throw new IllegalArgumentException(id() + " has no control groups");
    }

    /**
     * Makes a waiting task the current one of its CPU, whatever the scheduler would pick: for replays, in which the
     * past is known. The previous one stays in the queue. A quota that the scheduler holds against the task was not
     * used up in reality; and where a CPU is idle, the quotas of all that wait there were.
     *
     * @param cpu the CPU that switches
     * @param task a task that waits there, or null for idle
     */
    default void switchTo(final int cpu, final SchedTask task, final long nowNs) {
        throw new IllegalStateException(id() + " cannot be told what to run");
    }

    /**
     * Moves a waiting task to another CPU, or one that sleeps if the scheduler keeps sleeping ones in queues.
     *
     * @param task a task that does not run
     * @param cpu where it should be
     */
    default void migrate(final SchedTask task, final int cpu, final long nowNs) {
        throw new IllegalStateException(id() + " cannot be told where a task waits");
    }

    /**
     * Returns a CPU that should look at its run queue because of something that the call before did not answer for: a
     * budget that was refilled or spent, a task that was moved there. Asked after every other call until there is none.
     *
     * @return the CPU, or -1 when there is none; each is told once
     */
    default int pollReschedule() {
        return -1;
    }

    /** Returns the absolute deadline of a task in ns, {@link #NEVER_NS} if its policy has none. */
    default long deadlineNs(final SchedTask task) {
        return NEVER_NS;
    }

    /**
     * Returns how much of a CPU is asked for there, which a frequency governor wants to know: the average use of its
     * fair tasks and what its reservations may use, or all of it while a real-time task can run.
     *
     * @return a share from 0 to 1
     */
    default double utilisation(final int cpu, final long nowNs) {
        return 1;
    }

    /** Returns when the scheduler's own timer (a replenishment, the end of a period) is due, or {@link #NEVER_NS}. */
    default long nextTimerNs() {
        return NEVER_NS;
    }

    /** The scheduler's own timer is due. */
    default void timer(final long nowNs) {}

    /** Returns whether a task is runnable and has to wait all the same, because a budget is used up. */
    default boolean isThrottled(final SchedTask task) {
        return false;
    }

    /**
     * Takes a CPU off-line. Its tasks go elsewhere, the running one too; CPUs that should look are told by
     * {@link #pollReschedule}.
     *
     * @return whether it is off-line now; {@code false} where the kernel refuses ({@code EBUSY}): the last CPU of all,
     *     or reservations that the other CPUs cannot hold
     */
    default boolean unplug(final int cpu, final long nowNs) {
        throw new IllegalStateException(id() + " cannot take CPUs off-line");
    }

    /** Takes a CPU on-line again; it has no tasks. */
    default void plug(final int cpu, final long nowNs) {
        throw new IllegalStateException(id() + " cannot take CPUs on-line");
    }

    /** Tells that a CPU stopped executing (its hypervisor took it away). */
    default void cpuPaused(final int cpu, final long nowNs) {}

    /** Tells that a CPU executes again after some time stolen from it. */
    default void cpuResumed(final int cpu, final long stolenNs, final long nowNs) {}

    /** Returns how many tasks can run on a CPU, the running one included; one that waits for a budget cannot. */
    int runnable(int cpu);

    /** Returns whether the CPU belongs to a scheduling domain, that is, takes part in load balancing. */
    boolean isBalanced(int cpu);

    /**
     * Returns whether {@link #balance} has something to do at a tick, which delays what else the tick asks for.
     *
     * @param idle whether the CPU has no work
     */
    default boolean isBalanceDue(final int cpu, final boolean idle, final long nowNs) {
        return isBalanced(cpu);
    }
}
