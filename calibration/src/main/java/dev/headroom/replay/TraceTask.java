package dev.headroom.replay;

import java.util.ArrayList;
import java.util.List;

/** One task while a trace is read. */
final class TraceTask {

    final int pid;
    final List<Stretch> stretches = new ArrayList<>();
    String name;
    int firstPriority;
    int priority;
    /** The CPU where it had been when it was woken for the first time in the trace, -1 if it was seen otherwise. */
    int firstCpu = -1;

    /** Where the task was woken and has not come into a run queue yet; -1 otherwise. */
    int wakingCpu = -1;

    long wakingNs;
    /** The task in whose execution it is woken, -1 for an interrupt. */
    int wakerPid = -1;

    Stretch wakerStretch;
    long wakerAtNs;

    /** The part of a stretch that was executed last, between two switches. */
    Stretch lastStretch;

    long lastFromNs;
    long lastLengthNs;
    long lastSinceNs;
    boolean ranSinceSeen;
    /** When it woke a task for the first time since it was last seen switched in. */
    long firstWakeNs;
    /** Whether it was switched out runnable just now, and no interrupt and no wake-up was the cause. */
    boolean gaveWay;

    private Stretch open = new Stretch();

    TraceTask(final int pid, final String name, final int priority) {
        this.pid = pid;
        this.name = name;
        this.firstPriority = priority;
        this.priority = priority;
    }

    Stretch open() {
        return open;
    }

    /** The task executed between two switches. */
    void executed(final long sinceNs, final long ns) {
        lastSinceNs = sinceNs;
        lastStretch = open;
        lastFromNs = open.demandNs();
        lastLengthNs = ns;
        ranSinceSeen = true;
        open.execute(ns);
    }

    /** The task wakes another one. */
    void wakes(final long nowNs) {
        firstWakeNs = firstWakeNs == 0 ? nowNs : firstWakeNs;
    }

    /** The task blocked: its stretch is complete. */
    void blocked(final long nowNs) {
        open.blockedNs = nowNs;
        stretches.add(open);
        open = new Stretch();
    }

    /** What was executed until now is of no interest. */
    void forget() {
        stretches.clear();
        open = new Stretch();
        lastStretch = null;
    }

    /** All stretches, the unfinished one last. */
    List<Stretch> all() {
        final List<Stretch> all = new ArrayList<>(stretches);
        all.add(open);
        return all;
    }
}
