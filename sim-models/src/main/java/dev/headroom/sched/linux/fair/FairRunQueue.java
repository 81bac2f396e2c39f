package dev.headroom.sched.linux.fair;

import dev.headroom.sched.SchedTask;
import dev.headroom.sched.WakeKind;
import java.util.ArrayList;
import java.util.List;

/**
 * CFS on one CPU.
 *
 * <p>Design. Every runnable task has a virtual run time that advances with its CPU time divided by its weight. The
 * waiting tasks are ordered by it; the current one is kept apart. Picked is the leftmost. A tick preempts the current
 * task when it has had its slice (its share by weight of the scheduling period), or when it is further ahead of the
 * leftmost than a slice. A wake-up preempts when the current task is ahead of the woken one by more than the wake-up
 * granularity. A sleeper returns at most half a latency behind the queue's minimum (gentle fair sleepers); a new task
 * starts one slice ahead of it.
 *
 * <p>Deviations. No group entities, no buddies (next, last, skip), no autogroup: every task competes on the CPU
 * directly.
 *
 * <p>Source: {@code kernel/sched/fair.c} and Documentation/scheduler/sched-design-CFS of Linux 4.x, read for the rules.
 */
final class FairRunQueue {

    private final FairParameters parameters;
    /** Waiting tasks by (virtual run time, arrival). */
    private final List<SchedTask> waiting = new ArrayList<>();

    private SchedTask current;
    private long minVirtualNs;
    private long weightSum;
    private long sequence;

    FairRunQueue(final FairParameters parameters) {
        this.parameters = parameters;
    }

    /** Returns the number of runnable tasks, the current one included. */
    int size() {
        return waiting.size() + (current == null ? 0 : 1);
    }

    /** Returns the waiting tasks; the caller must not change the list. */
    List<SchedTask> waiting() {
        return waiting;
    }

    /** Returns the load of all runnable tasks. */
    double load(final long nowNs) {
        double sum = current == null ? 0 : LoadAverage.load(current, nowNs);
        for (int i = 0; i < waiting.size(); i++) {
            sum += LoadAverage.load(waiting.get(i), nowNs);
        }
        return sum;
    }

    /** Puts a task that woke up, was created, or was moved here into the queue. */
    void enqueue(final SchedTask task, final WakeKind kind, final boolean migrated) {
        if (kind == WakeKind.FORK && !migrated) {
            task.schedVirtualRuntimeNs =
                    minVirtualNs + virtual(sliceNs(task, weightSum + task.weight(), size() + 1), task);
        } else if (!migrated) {
            final long floorNs = minVirtualNs - parameters.latencyNs() / 2;
            task.schedVirtualRuntimeNs = Math.max(task.schedVirtualRuntimeNs, floorNs);
        }
        task.schedFreshlyWoken = !migrated && kind == WakeKind.WAKE_UP;
        weightSum += task.weight();
        insert(task);
        updateMinimum();
    }

    /** Makes the virtual run time of a task that leaves this queue relative, for {@link #arrive} on another one. */
    void depart(final SchedTask task) {
        task.schedVirtualRuntimeNs -= minVirtualNs;
    }

    /** Makes the virtual run time of a task that comes from another queue absolute in this one. */
    void arrive(final SchedTask task) {
        task.schedVirtualRuntimeNs += minVirtualNs;
    }

    /** Takes a waiting task out, to move it to another queue. */
    void removeWaiting(final SchedTask task) {
        if (!waiting.remove(task)) {
            throw new IllegalStateException("task " + task + " does not wait on the CPU it is said to wait on");
        }
        weightSum -= task.weight();
        updateMinimum();
    }

    /** A waiting task becomes the current one. */
    void setCurrent(final SchedTask task) {
        if (!waiting.remove(task)) {
            throw new IllegalStateException("task " + task + " does not wait on the CPU it is said to wait on");
        }
        current = task;
        current.schedRanSincePickNs = 0;
    }

    /** The current task blocks. */
    void blockCurrent() {
        weightSum -= current.weight();
        current = null;
        updateMinimum();
    }

    /** Returns whether the current task, if any, should give way to a task that was just put into the queue. */
    boolean preemptsOnWakeUp(final SchedTask woken) {
        if (current == null) {
            return true;
        }
        final long leadNs = current.schedVirtualRuntimeNs - woken.schedVirtualRuntimeNs;
        return leadNs > virtual(parameters.wakeupGranularityNs(), woken);
    }

    /** The current task goes back into the queue, the leftmost one becomes current; returns it or null. */
    SchedTask pickNext() {
        if (current != null) {
            insert(current);
            current = null;
        }
        if (waiting.isEmpty()) {
            return null;
        }
        current = waiting.remove(0);
        current.schedRanSincePickNs = 0;
        current.schedFreshlyWoken = false;
        return current;
    }

    /** The current task is displaced by a higher class and waits again. */
    void putBack() {
        if (current != null) {
            insert(current);
            current = null;
        }
    }

    /** Charges CPU time to the current task. */
    void account(final long ranNs) {
        if (current == null) {
            return;
        }
        current.schedVirtualRuntimeNs += virtual(ranNs, current);
        current.schedRanSincePickNs += ranNs;
        updateMinimum();
    }

    /** Returns whether the tick finds that the current task had its turn. */
    boolean tickPreempts() {
        if (current == null || waiting.isEmpty()) {
            return false;
        }
        final long idealNs = sliceNs(current, weightSum, size());
        if (current.schedRanSincePickNs > idealNs) {
            return true;
        }
        if (current.schedRanSincePickNs < parameters.minGranularityNs()) {
            return false;
        }
        return current.schedVirtualRuntimeNs - waiting.get(0).schedVirtualRuntimeNs > idealNs;
    }

    private long sliceNs(final SchedTask task, final long totalWeight, final int tasks) {
        return parameters.periodNs(tasks) * task.weight() / Math.max(task.weight(), totalWeight);
    }

    private static long virtual(final long ns, final SchedTask task) {
        return task.weight() == SchedTask.NICE_0_WEIGHT ? ns : ns * SchedTask.NICE_0_WEIGHT / task.weight();
    }

    private void insert(final SchedTask task) {
        task.schedSequence = sequence++;
        int low = 0;
        int high = waiting.size();
        while (low < high) {
            final int middle = (low + high) >>> 1;
            if (waiting.get(middle).schedVirtualRuntimeNs <= task.schedVirtualRuntimeNs) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        waiting.add(low, task);
    }

    private void updateMinimum() {
        long candidateNs = Long.MAX_VALUE;
        if (current != null) {
            candidateNs = current.schedVirtualRuntimeNs;
        }
        if (!waiting.isEmpty()) {
            candidateNs = Math.min(candidateNs, waiting.get(0).schedVirtualRuntimeNs);
        }
        if (candidateNs != Long.MAX_VALUE) {
            minVirtualNs = Math.max(minVirtualNs, candidateNs);
        }
    }
}
