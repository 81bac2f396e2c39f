package dev.headroom.sched.linux.realtime;

import dev.headroom.sched.SchedTask;
import dev.headroom.sched.SchedulingPolicy;
import java.util.ArrayList;
import java.util.List;

/**
 * FIFO and RR on one CPU.
 *
 * <p>Design. The runnable task of the highest priority runs; among equals the one that waits longest. A task that is
 * preempted keeps its place at the head of its priority, one that wakes up goes to the tail. An RR task that used up
 * its quantum goes to the tail when another of its priority waits.
 *
 * <p>Deviations. Real-time throttling ({@code sched_rt_runtime_us}) is not modelled.
 *
 * <p>Source: {@code sched(7)}, {@code kernel/sched/rt.c} of Linux 4.x, read for the rules.
 */
final class RealTimeRunQueue {

    /** {@code RR_TIMESLICE}: 100 ms. */
    static final long QUANTUM_NS = 100_000_000L;

    /** Waiting tasks, most urgent first. */
    private final List<SchedTask> waiting = new ArrayList<>();

    private SchedTask current;
    private boolean currentExpired;

    int size() {
        return waiting.size() + (current == null ? 0 : 1);
    }

    List<SchedTask> waiting() {
        return waiting;
    }

    /** Returns the priority of the most urgent runnable task, 0 if there is none. */
    int highestPriority() {
        final int waitingPriority = waiting.isEmpty() ? 0 : waiting.get(0).priority();
        return current == null ? waitingPriority : Math.max(waitingPriority, current.priority());
    }

    SchedTask current() {
        return current;
    }

    void enqueue(final SchedTask task) {
        if (task.schedQuantumLeftNs <= 0) {
            task.schedQuantumLeftNs = QUANTUM_NS;
        }
        insertAtTail(task);
    }

    void removeWaiting(final SchedTask task) {
        if (!waiting.remove(task)) {
            throw new IllegalStateException("task " + task + " does not wait on the CPU it is said to wait on");
        }
    }

    void setCurrent(final SchedTask task) {
        removeWaiting(task);
        current = task;
    }

    void blockCurrent() {
        current = null;
        currentExpired = false;
    }

    SchedTask pickNext() {
        if (!waiting.isEmpty()) {
            current = waiting.remove(0);
        }
        return current;
    }

    void account(final long ranNs) {
        if (current == null || current.policy() != SchedulingPolicy.RR) {
            return;
        }
        current.schedQuantumLeftNs -= ranNs;
    }

    /** Returns whether the tick finds the quantum of the current task used up while an equal one waits. */
    boolean tickPreempts() {
        if (current == null || current.policy() != SchedulingPolicy.RR || current.schedQuantumLeftNs > 0) {
            return false;
        }
        current.schedQuantumLeftNs = QUANTUM_NS;
        currentExpired = !waiting.isEmpty() && waiting.get(0).priority() == current.priority();
        return currentExpired;
    }

    /** The current task goes behind its equals when it is put back. */
    void yieldCurrent() {
        currentExpired = true;
    }

    void putBack() {
        if (current == null) {
            return;
        }
        if (currentExpired) {
            insertAtTail(current);
        } else {
            insertAtHead(current);
        }
        current = null;
        currentExpired = false;
    }

    private void insertAtTail(final SchedTask task) {
        int place = 0;
        while (place < waiting.size() && waiting.get(place).priority() >= task.priority()) {
            place++;
        }
        waiting.add(place, task);
    }

    private void insertAtHead(final SchedTask task) {
        int place = 0;
        while (place < waiting.size() && waiting.get(place).priority() > task.priority()) {
            place++;
        }
        waiting.add(place, task);
    }
}
