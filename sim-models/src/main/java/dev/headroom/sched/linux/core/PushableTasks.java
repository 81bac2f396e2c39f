package dev.headroom.sched.linux.core;

import dev.headroom.sched.SchedTask;
import java.util.Arrays;

/**
 * The waiting tasks of a CPU that may run elsewhere, most urgent first and first come first among equals.
 *
 * <p>A sorted array: a CPU seldom has more than a few of them.
 */
public final class PushableTasks {

    private SchedTask[] tasks = new SchedTask[4];
    private long[] keys = new long[4];
    private int size;

    /** Returns whether there is none. */
    public boolean isEmpty() {
        return size == 0;
    }

    /** Returns the most urgent task, or null. */
    public SchedTask first() {
        return size == 0 ? null : tasks[0];
    }

    /** Returns the key of the most urgent task; there must be one. */
    public long firstKey() {
        return keys[0];
    }

    /** Returns the most urgent task that may run on a CPU, or null. */
    public SchedTask firstFor(final int cpu) {
        for (int i = 0; i < size; i++) {
            if (tasks[i].allowedCpus().contains(cpu)) {
                return tasks[i];
            }
        }
        return null;
    }

    /**
     * Puts a task in.
     *
     * @param key the lower, the more urgent
     */
    public void add(final SchedTask task, final long key) {
        if (size == tasks.length) {
            tasks = Arrays.copyOf(tasks, 2 * size);
            keys = Arrays.copyOf(keys, 2 * size);
        }
        int place = size++;
        while (place > 0 && keys[place - 1] > key) {
            tasks[place] = tasks[place - 1];
            keys[place] = keys[place - 1];
            place--;
        }
        tasks[place] = task;
        keys[place] = key;
    }

    /** Takes a task out, if it is in. */
    public void remove(final SchedTask task) {
        for (int i = 0; i < size; i++) {
            if (tasks[i] == task) {
                size--;
                System.arraycopy(tasks, i + 1, tasks, i, size - i);
                System.arraycopy(keys, i + 1, keys, i, size - i);
                tasks[size] = null;
                return;
            }
        }
    }
}
