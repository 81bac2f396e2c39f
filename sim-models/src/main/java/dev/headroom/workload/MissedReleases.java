package dev.headroom.workload;

/** What a periodic thread does when it is so late that its next programmed time has passed already. */
public enum MissedReleases {
    /** It skips periods until one lies ahead, as cyclictest does. */
    SKIP,
    /** It starts the next job at once and keeps its programmed times, as a control application that catches up. */
    CATCH_UP,
    /**
     * It starts the next job at once and counts periods from now on, as rt-app does with a relative timer. Its first
     * period counts from the moment at which it first runs, wherever that is, unless it is aligned with others: such a
     * thread is a program of its own.
     */
    RESTART
}
