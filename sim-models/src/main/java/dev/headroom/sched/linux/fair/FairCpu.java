package dev.headroom.sched.linux.fair;

/** The fair class on one CPU. */
final class FairCpu {

    final int id;
    /** The queue of each group, the root first. */
    final FairQueue[] queues;
    /** CPU time that its fair tasks have had so far; the clock by which entities are charged. */
    long ranNs;
    /** Whether the current task should give way and has not yet, {@code TIF_NEED_RESCHED}. */
    boolean needsReschedule;
    /** Whether this has not been told yet. */
    private boolean untold;
    /** Use to expect of the tasks that are runnable here. */
    long expectedUse;
    /** Fair tasks that were last counted as able to run here. */
    int counted;
    /** The task that was enqueued or picked last; the others follow in order. */
    private FairEntity newestTask;

    private FairEntity oldestTask;

    FairCpu(final int id, final int groups) {
        this.id = id;
        queues = new FairQueue[groups];
    }

    FairQueue root() {
        return queues[0];
    }

    void reschedule() {
        needsReschedule = true;
        untold = true;
    }

    /** Returns whether there is a wish to reschedule that nobody knows of yet. */
    boolean tellReschedule() {
        final boolean tell = untold;
        untold = false;
        return tell;
    }

    /** The CPU looks at its queue. */
    void rescheduled() {
        needsReschedule = false;
        untold = false;
    }

    /**
     * Returns the task that was neither enqueued nor picked for the longest time; {@code after} leads to younger ones.
     */
    FairEntity oldestTask() {
        return oldestTask;
    }

    /** A task was enqueued. */
    void listTask(final FairEntity task) {
        task.before = newestTask;
        task.after = null;
        if (newestTask == null) {
            oldestTask = task;
        } else {
            newestTask.after = task;
        }
        newestTask = task;
    }

    /** A task was dequeued. */
    void unlistTask(final FairEntity task) {
        if (task.before == null) {
            oldestTask = task.after;
        } else {
            task.before.after = task.after;
        }
        if (task.after == null) {
            newestTask = task.before;
        } else {
            task.after.before = task.before;
        }
        task.before = null;
        task.after = null;
    }

    /** A task was picked. */
    void relistTask(final FairEntity task) {
        if (task != newestTask) {
            unlistTask(task);
            listTask(task);
        }
    }
}
