package dev.headroom.sched.linux.fair;

import java.util.ArrayList;
import java.util.List;

/** A control group over all CPUs, the kernel's {@code struct task_group}. */
final class FairGroup {

    /** Least load weight of a group on a CPU. */
    private static final long LEAST_SHARES = 2;

    /** Weight that its entities on all CPUs share. */
    final long shares;
    /** Its queue on each CPU. */
    final FairQueue[] queues;
    /** Its quota, null without one. */
    final Bandwidth bandwidth;
    /** This group and those below it. */
    final List<FairGroup> subtree = new ArrayList<>();
    /** The sum of the loads that its queues reported. */
    long load;

    FairGroup(final long shares, final int cpus, final Bandwidth bandwidth) {
        this.shares = shares;
        this.bandwidth = bandwidth;
        queues = new FairQueue[cpus];
    }

    /** The part of the group's weight that its entity on the CPU of a queue should have: that of the queue's load. */
    long sharesOf(final FairQueue queue) {
        final long here = Math.max(Load.down(queue.weight), queue.average.load);
        final long total = load - queue.reportedLoad + here;
        final long part = total > 0 ? shares * here / total : shares * here;
        return Math.max(LEAST_SHARES, Math.min(shares, part));
    }
}
