package dev.headroom.machine;

import java.util.List;

/**
 * How far a job is: its CPU time in the parts between the points at which it takes locks and gives them back.
 *
 * <p>A job that is over gives back what it holds, and takes no more.
 */
final class JobProgress {

    private final MachineTask task;
    private final LockPoint[] points;
    private long totalNs;
    private long doneNs;
    private long partEndNs;
    private int next;

    /**
     * Makes the progress of a task's jobs.
     *
     * @param task the task
     * @param points points by time
     */
    JobProgress(final MachineTask task, final List<LockPoint> points) {
        this.task = task;
        this.points = points.toArray(LockPoint[]::new);
    }

    /** A job begins; returns the CPU time in ns of its first part. */
    long start(final long workNs) {
        totalNs = workNs;
        doneNs = 0;
        next = 0;
        return partNs();
    }

    private long partNs() {
        partEndNs = next < points.length ? Math.min(totalNs, points[next].atNs()) : totalNs;
        return partEndNs - doneNs;
    }

    /** The part is executed, or a lock for which the task waited may be had; goes through the points that are due. */
    Step proceed(final Machine machine, final long nowNs) {
        doneNs = partEndNs;
        while (next < points.length && (points[next].atNs() <= doneNs || doneNs == totalNs)) {
            final LockPoint point = points[next];
            final Lock lock = machine.locks().get(point.lock());
            if (!point.takes()) {
                if (lock.holder() == task) {
                    machine.locks().release(task, lock, nowNs);
                }
            } else if (doneNs < totalNs && !machine.locks().acquire(task, lock, nowNs)) {
                return Step.WAITS;
            }
            next++;
        }
        if (doneNs == totalNs) {
            return Step.COMPLETE;
        }
        task.workLeftNs = partNs();
        return Step.WORKS;
    }

    /** What a job does next. */
    enum Step {
        /** It computes. */
        WORKS,
        /** It waits for a lock. */
        WAITS,
        /** It is complete. */
        COMPLETE
    }
}
