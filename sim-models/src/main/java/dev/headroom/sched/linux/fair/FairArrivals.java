package dev.headroom.sched.linux.fair;

/** Told when a CPU without fair tasks gets one that can run, however it comes there. */
@FunctionalInterface
public interface FairArrivals {

    /** A CPU has its first fair task. */
    void firstArrived(int cpu, long nowNs);
}
