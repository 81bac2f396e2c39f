package dev.headroom.sched.linux.core;

/** The CPUs that were asked to look at their run queue and have not been told yet: the kernel's need-resched marks. */
public final class Reschedules {

    private final boolean[] marked;
    private int marks;

    /** Makes marks for so many CPUs, none set. */
    public Reschedules(final int cpus) {
        marked = new boolean[cpus];
    }

    /** Marks a CPU. */
    public void mark(final int cpu) {
        if (!marked[cpu]) {
            marked[cpu] = true;
            marks++;
        }
    }

    /** Takes away the mark of the first marked CPU and returns it, or -1 if none is marked. */
    public int poll() {
        if (marks == 0) {
            return -1;
        }
        int cpu = 0;
        while (!marked[cpu]) {
            cpu++;
        }
        marked[cpu] = false;
        marks--;
        return cpu;
    }
}
