package dev.headroom.sched.linux.fair;

import dev.headroom.sched.SchedTask;
import java.util.Arrays;

/**
 * Who wakes whom: a task that keeps waking different ones serves many, and those should not all gather around it.
 *
 * <p>Design. A waker counts how often it turns to another task than the one it woke last; the count is halved when it
 * wakes somebody more than a second after the last halving. An idle CPU wakes tasks in its interrupts and counts like a
 * task.
 *
 * <p>Source: {@code record_wakee} and {@code wake_wide} of Linux 4.12 to 6.12, read for the rules.
 */
final class Wakers {

    private static final long HALVING_NS = 1_000_000_000;
    private static final int NOBODY = -1;

    private final int cpus;
    private int[] turns = new int[32];
    private int[] lastWoken = new int[32];
    private long[] halvedNs = new long[32];

    Wakers(final int cpus) {
        this.cpus = cpus;
        Arrays.fill(lastWoken, NOBODY);
    }

    private int index(final SchedTask waker, final int cpu) {
        final int index = waker == null ? cpu : cpus + waker.id();
        if (index >= turns.length) {
            final int old = turns.length;
            final int size = Math.max(index + 1, 2 * old);
            turns = Arrays.copyOf(turns, size);
            halvedNs = Arrays.copyOf(halvedNs, size);
            lastWoken = Arrays.copyOf(lastWoken, size);
            Arrays.fill(lastWoken, old, size, NOBODY);
        }
        return index;
    }

    /** Notes that the current task of a CPU, null for none, wakes one. */
    void wakes(final SchedTask waker, final int cpu, final SchedTask woken, final long nowNs) {
        final int index = index(waker, cpu);
        if (nowNs > halvedNs[index] + HALVING_NS) {
            turns[index] /= 2;
            halvedNs[index] = nowNs;
        }
        if (lastWoken[index] != woken.id()) {
            lastWoken[index] = woken.id();
            turns[index]++;
        }
    }

    /** Whether tasks should spread: both turn often, and one many times as often as the other. */
    boolean spread(final SchedTask waker, final int cpu, final SchedTask woken, final int cacheMates) {
        final int ofWaker = index(waker, cpu);
        final int ofWoken = index(woken, cpu);
        final int one = turns[ofWaker];
        final int other = turns[ofWoken];
        final int fewer = Math.min(one, other);
        return fewer >= cacheMates && Math.max(one, other) >= fewer * cacheMates;
    }
}
