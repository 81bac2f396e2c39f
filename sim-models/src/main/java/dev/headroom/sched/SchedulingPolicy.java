package dev.headroom.sched;

import java.util.Locale;

/** The scheduling policies of Linux that a task can ask for, in the words of {@code sched(7)}. */
public enum SchedulingPolicy {
    /** {@code SCHED_FIFO}: fixed priority, runs until it blocks or something more urgent comes. */
    FIFO,
    /** {@code SCHED_RR}: as FIFO, with a quantum among tasks of one priority. */
    RR,
    /** {@code SCHED_OTHER}: fair share by weight. */
    OTHER,
    /** {@code SCHED_BATCH}: as OTHER, without preempting others when it wakes up. */
    BATCH,
    /** {@code SCHED_IDLE}: a fair share of least weight, preempted by every other fair task that wakes up. */
    IDLE,
    /** {@code SCHED_DEADLINE}: a reserved run time in every period, earliest deadline first. */
    DEADLINE,
    /**
     * {@code SCHED_ISO} of experimental patches: before the fair tasks, as long as it uses little time. Never part of
     * Linux.
     */
    ISO_EXPERIMENTAL;

    /** Returns whether the policy has fixed priorities (1 to 99). */
    public boolean isRealTime() {
        return this == FIFO || this == RR;
    }

    /** Returns whether the policy shares CPU time by weight. */
    public boolean isFair() {
        return this == OTHER || this == BATCH || this == IDLE;
    }

    /** Returns whether timers of a task may expire late. */
    public boolean hasTimerSlack() {
        return isFair() || this == ISO_EXPERIMENTAL;
    }

    /** Returns the name used in documents, such as {@code fifo}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
