package dev.headroom.sched;

import java.util.Locale;

/** The scheduling policies of Linux that a task can ask for, in the words of {@code sched(7)}. */
public enum SchedulingPolicy {
    /** {@code SCHED_FIFO}: fixed priority, runs until it blocks or something more urgent comes. */
    FIFO(true),
    /** {@code SCHED_RR}: as FIFO, with a quantum among tasks of one priority. */
    RR(true),
    /** {@code SCHED_OTHER}: fair share by weight. */
    OTHER(false);

    private final boolean realTime;

    SchedulingPolicy(final boolean realTime) {
        this.realTime = realTime;
    }

    /** Returns whether the policy has fixed priorities (1 to 99). */
    public boolean isRealTime() {
        return realTime;
    }

    /** Returns the name used in documents, such as {@code fifo}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
