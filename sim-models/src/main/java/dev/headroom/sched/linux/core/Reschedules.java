package dev.headroom.sched.linux.core;

/**
 * The CPUs that should look at their run queue: the kernel's need-resched marks.
 *
 * <p>Design. A CPU is asked once and then counts as asked until it has looked. Who asked it through an answer to the
 * machine calls {@link #asked}; otherwise {@link #mark} puts the CPU on the list that the machine polls.
 */
public final class Reschedules {

    private final boolean[] asked;
    private final boolean[] untold;
    private int marks;

    /** Makes marks for so many CPUs, none set. */
    public Reschedules(final int cpus) {
        asked = new boolean[cpus];
        untold = new boolean[cpus];
    }

    /** Asks a CPU, unless it is asked already; the machine must be told. */
    public void mark(final int cpu) {
        if (!asked[cpu]) {
            asked[cpu] = true;
            untold[cpu] = true;
            marks++;
        }
    }

    /** The machine knows already that a CPU should look. */
    public void asked(final int cpu) {
        asked[cpu] = true;
    }

    /** Returns whether a CPU was asked and has not looked since. */
    public boolean isAsked(final int cpu) {
        return asked[cpu];
    }

    /** A CPU has looked at its run queue. */
    public void looked(final int cpu) {
        asked[cpu] = false;
        if (untold[cpu]) {
            untold[cpu] = false;
            marks--;
        }
    }

    /** Takes the first CPU that the machine does not know of and returns it, or -1 if there is none. */
    public int poll() {
        if (marks == 0) {
            return -1;
        }
        int cpu = 0;
        while (!untold[cpu]) {
            cpu++;
        }
        untold[cpu] = false;
        marks--;
        return cpu;
    }
}
