package dev.headroom.sched.linux.deadline;

import dev.headroom.sched.SchedTask;
import dev.headroom.sched.linux.core.CpuMask;
import dev.headroom.units.CpuSet;

/**
 * The CPUs of a root domain by the earliest deadline of their tasks: a heap with the latest one on top, and the CPUs
 * without DEADLINE tasks.
 *
 * <p>Source: {@code kernel/sched/cpudeadline.c}, read for the rules.
 */
final class CpuDeadlines {

    private final CpuSet span;
    private final int[] heap;
    private final int[] place;
    private final long[] deadlinesNs;
    private int size;

    CpuDeadlines(final CpuSet span, final int cpus) {
        this.span = span;
        heap = new int[cpus];
        place = new int[cpus];
        deadlinesNs = new long[cpus];
        for (int cpu = 0; cpu < cpus; cpu++) {
            place[cpu] = -1;
        }
    }

    /**
     * Finds where a task would run at once: all CPUs without DEADLINE tasks, else the one with the latest deadline, if
     * it is later.
     *
     * @param found is filled with the CPUs
     * @return whether there are any
     */
    boolean find(final SchedTask task, final long deadlineNs, final CpuMask found) {
        found.clear();
        boolean any = false;
        for (int cpu = span.first(); cpu >= 0; cpu = span.next(cpu)) {
            if (place[cpu] < 0 && task.allowedCpus().contains(cpu)) {
                found.add(cpu);
                any = true;
            }
        }
        if (!any && size > 0 && task.allowedCpus().contains(heap[0]) && deadlineNs < deadlinesNs[heap[0]]) {
            found.add(heap[0]);
            any = true;
        }
        return any;
    }

    /** A CPU has another earliest deadline. */
    void set(final int cpu, final long deadlineNs) {
        deadlinesNs[cpu] = deadlineNs;
        if (place[cpu] < 0) {
            rise(cpu, size++);
        } else {
            settle(cpu, place[cpu]);
        }
    }

    /** A CPU has no DEADLINE task any more. */
    void clear(final int cpu) {
        final int hole = place[cpu];
        if (hole < 0) {
            return;
        }
        place[cpu] = -1;
        final int last = heap[--size];
        if (last != cpu) {
            settle(last, hole);
        }
    }

    private void settle(final int cpu, final int at) {
        if (at > 0 && deadlinesNs[heap[at - 1 >> 1]] < deadlinesNs[cpu]) {
            rise(cpu, at);
        } else {
            sink(cpu, at);
        }
    }

    private void rise(final int cpu, final int from) {
        int at = from;
        while (at > 0 && deadlinesNs[heap[at - 1 >> 1]] < deadlinesNs[cpu]) {
            put(heap[at - 1 >> 1], at);
            at = at - 1 >> 1;
        }
        put(cpu, at);
    }

    private void sink(final int cpu, final int from) {
        int at = from;
        while (2 * at + 1 < size) {
            final int right = 2 * at + 2;
            int later = 2 * at + 1;
            if (right < size && deadlinesNs[heap[later]] < deadlinesNs[heap[right]]) {
                later = right;
            }
            if (deadlinesNs[heap[later]] <= deadlinesNs[cpu]) {
                break;
            }
            put(heap[later], at);
            at = later;
        }
        put(cpu, at);
    }

    private void put(final int cpu, final int at) {
        heap[at] = cpu;
        place[cpu] = at;
    }
}
