package dev.headroom.sched.linux.core;

import dev.headroom.units.CpuSet;

/** A set of CPUs that is filled and emptied again, for decisions that must not allocate. */
public final class CpuMask {

    private final long[] words;

    /** Makes an empty mask for so many CPUs. */
    public CpuMask(final int cpus) {
        words = new long[cpus + 63 >> 6];
    }

    /** Takes all CPUs out. */
    public void clear() {
        for (int i = 0; i < words.length; i++) {
            words[i] = 0;
        }
    }

    /** Puts a CPU in. */
    public void add(final int cpu) {
        words[cpu >> 6] |= 1L << cpu;
    }

    /** Takes a CPU out. */
    public void remove(final int cpu) {
        words[cpu >> 6] &= ~(1L << cpu);
    }

    /** Returns whether a CPU is in; false for -1. */
    public boolean contains(final int cpu) {
        return cpu >= 0 && (words[cpu >> 6] >>> cpu & 1) != 0;
    }

    /** Returns the lowest CPU above a given one (-1 to start), or -1 if there is none. */
    public int next(final int after) {
        int word = after + 1 >> 6;
        if (word >= words.length) {
            return -1;
        }
        long bits = words[word] & -1L << after + 1;
        while (bits == 0) {
            if (++word == words.length) {
                return -1;
            }
            bits = words[word];
        }
        return (word << 6) + Long.numberOfTrailingZeros(bits);
    }

    /** Returns the lowest CPU above a given one that is in this mask and in a set, or -1 if there is none. */
    public int next(final int after, final CpuSet set) {
        int cpu = next(after);
        while (cpu >= 0 && !set.contains(cpu)) {
            cpu = next(cpu);
        }
        return cpu;
    }
}
