package dev.headroom.sched.linux.fair;

/** The time of the call that the fair class is in, the kernel's {@code rq_clock}. */
final class FairClock {

    /** Now, ns. */
    long nowNs;
}
