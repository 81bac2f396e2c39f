package dev.headroom.replay;

import dev.headroom.format.schedtrace.SchedEvent;

/** One CPU while a trace is read: who runs, since when, and how much of it was interrupts. */
final class TraceCpu {

    /** Wake-ups so soon after an interrupt belong to its soft interrupts, in ns. */
    private static final long SOFT_INTERRUPT_NS = 30_000;

    private static final long NEVER_NS = Long.MIN_VALUE / 2;

    final int id;
    SchedEvent.Task current = SchedEvent.Task.NONE;
    long sinceNs;
    /** Whether it is in a scheduler tick. */
    boolean ticks;

    private long interruptedNs;
    private long entryNs = NEVER_NS;
    private long quietNs = NEVER_NS;
    private long chainNs = NEVER_NS;
    private int interrupt = -1;
    private boolean askedByOther;

    TraceCpu(final int id) {
        this.id = id;
    }

    boolean inInterrupt() {
        return entryNs != NEVER_NS;
    }

    void enter(final long nowNs, final int number) {
        entryNs = nowNs;
        interrupt = number;
    }

    /** Where the handler of a tick that exits now called the scheduler. */
    long middleOfInterruptNs(final long exitNs) {
        return inInterrupt() ? entryNs + (exitNs - entryNs) / 2 : exitNs;
    }

    /** Returns the number given on entry. */
    int exit(final long nowNs) {
        interruptedNs += nowNs - Math.max(entryNs, sinceNs);
        entryNs = NEVER_NS;
        quietNs = nowNs;
        chainNs = nowNs;
        askedByOther = false;
        return interrupt;
    }

    /** Whether a moment lies in the soft interrupts that follow an interrupt. */
    boolean inSoftInterrupt(final long nowNs) {
        return !inInterrupt() && nowNs - chainNs < SOFT_INTERRUPT_NS;
    }

    /** The soft interrupts go on until now; returns the number of their interrupt. */
    int softInterrupt(final long nowNs) {
        interruptedNs += nowNs - quietNs;
        quietNs = nowNs;
        chainNs = nowNs;
        return interrupt;
    }

    /** A CPU put a task into the run queue of this one. */
    void queued(final long nowNs, final int byCpu) {
        if (!inInterrupt()) {
            quietNs = nowNs;
            askedByOther = byCpu != id;
        }
    }

    /** Whether another CPU did what made this one look at its run queue. */
    boolean isAskedByOther() {
        return askedByOther;
    }

    /** Time in ns from what made the CPU look at its run queue until now; negative if nothing did. */
    long pathNs(final long nowNs) {
        return quietNs < sinceNs ? -1 : nowNs - quietNs;
    }

    /** Execution in ns of the current task since it was switched in. */
    long executedNs(final long nowNs) {
        return Math.max(0, nowNs - sinceNs - interruptedNs);
    }

    void switchTo(final SchedEvent.Task next, final long nowNs) {
        current = next;
        sinceNs = nowNs;
        interruptedNs = 0;
        quietNs = NEVER_NS;
        chainNs = NEVER_NS;
        askedByOther = false;
        if (inInterrupt()) {
            entryNs = nowNs;
        }
    }
}
