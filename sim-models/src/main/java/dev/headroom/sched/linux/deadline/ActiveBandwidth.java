package dev.headroom.sched.linux.deadline;

import dev.headroom.sched.linux.core.SchedulerTimers;
import dev.headroom.units.CpuSet;
import java.util.Arrays;

/**
 * How much bandwidth the reservations of each CPU have, how much of it is in use, and what others may reclaim of it
 * (GRUB).
 *
 * <p>Design. The bandwidth of a blocked task counts as used until its zero-lag time. The end of that time is looked up
 * when somebody asks for the sum, which spares an event per job.
 *
 * <p>Source: L. Abeni, J. Lelli, C. Scordino and L. Palopoli, "Greedy CPU reclaiming for SCHED_DEADLINE", RTLWS 2014;
 * {@code task_non_contending}, {@code grub_reclaim} and {@code init_dl_rq_bw_ratio} of {@code kernel/sched/deadline.c},
 * Linux 4.13 to 6.18, read for the rules.
 */
final class ActiveBandwidth {

    private static final int RATIO_SHIFT = 8;

    private final DeadlineRules rules;
    private final CpuSet[] rootDomains;
    private final long[] total;
    private final long[] running;
    private final long[] extra;
    private final long most;
    private final long ratio;
    private final SchedulerTimers inactive = new SchedulerTimers();

    /**
     * Starts without reservations.
     *
     * @param rules what the kernel version decides
     * @param rootDomains the root domain of each CPU
     * @param most the share of a CPU that DEADLINE tasks may have
     */
    ActiveBandwidth(final DeadlineRules rules, final CpuSet[] rootDomains, final long most) {
        this.rules = rules;
        this.rootDomains = rootDomains;
        this.most = most;
        // 1 / most with 8 binary digits, as the kernel computes it from run time and period.
        ratio = (Bandwidth.UNIT << Bandwidth.SHIFT) / most >> Bandwidth.SHIFT - RATIO_SHIFT;
        total = new long[rootDomains.length];
        running = new long[rootDomains.length];
        extra = new long[rootDomains.length];
        Arrays.fill(extra, most);
    }

    /** A reservation was admitted to the root domain of a CPU. */
    void admitted(final int cpu, final long bandwidth) {
        final CpuSet span = rootDomains[cpu];
        for (int other = span.first(); other >= 0; other = span.next(other)) {
            extra[other] -= bandwidth / span.size();
        }
    }

    /** A reservation was given back. */
    void released(final int cpu, final long bandwidth) {
        admitted(cpu, -bandwidth);
    }

    /** A reservation that is not runnable comes to a CPU. */
    void reserve(final DeadlineEntity entity, final int cpu) {
        entity.bandwidthCpu = cpu;
        total[cpu] += entity.bandwidth();
    }

    /** A runnable reservation comes to a CPU. */
    void attach(final DeadlineEntity entity, final int cpu) {
        reserve(entity, cpu);
        running[cpu] += entity.bandwidth();
    }

    /** A reservation, runnable or not, leaves its CPU. */
    void detach(final DeadlineEntity entity, final boolean runnable) {
        final int cpu = entity.bandwidthCpu;
        if (cpu < 0) {
            return;
        }
        if (runnable || entity.nonContending) {
            running[cpu] -= entity.bandwidth();
        }
        entity.nonContending = false;
        inactive.cancel(entity.inactive);
        total[cpu] -= entity.bandwidth();
        entity.bandwidthCpu = -1;
    }

    /** A task wakes up on a CPU. */
    void contend(final DeadlineEntity entity, final int cpu, final long nowNs) {
        inactive.run(nowNs);
        if (entity.bandwidthCpu != cpu) {
            detach(entity, false);
            reserve(entity, cpu);
        }
        if (entity.nonContending) {
            entity.nonContending = false;
            inactive.cancel(entity.inactive);
        } else {
            running[cpu] += entity.bandwidth();
        }
    }

    /** A task blocks. */
    void stopContending(final DeadlineEntity entity, final long nowNs) {
        inactive.run(nowNs);
        final long zeroLagNs = entity.zeroLagNs();
        if (zeroLagNs < nowNs) {
            running[entity.bandwidthCpu] -= entity.bandwidth();
        } else {
            entity.nonContending = true;
            inactive.arm(entity.inactive, zeroLagNs);
        }
    }

    /** The zero-lag time of a blocked task has passed. */
    void zeroLag(final DeadlineEntity entity) {
        entity.nonContending = false;
        running[entity.bandwidthCpu] -= entity.bandwidth();
    }

    /** How much run time a reservation uses up in some CPU time. */
    long consumedNs(final DeadlineEntity entity, final long ranNs, final long nowNs) {
        if (!rules.reclaims() || entity.own() == null || !entity.own().reclaim()) {
            return ranNs;
        }
        inactive.run(nowNs);
        final int cpu = entity.bandwidthCpu;
        final long unused = total[cpu] - running[cpu] + extra[cpu];
        final long used;
        if (rules.reclaimsByMaximum()) {
            used = Math.max(entity.bandwidth(), most - unused) * ratio >> RATIO_SHIFT;
        } else {
            used = Math.max(entity.bandwidth() * ratio >> RATIO_SHIFT, Bandwidth.UNIT - unused);
        }
        return ranNs * used >> Bandwidth.SHIFT;
    }

    /** Bandwidth of the reservations of a CPU that are in use. */
    long inUse(final int cpu, final long nowNs) {
        inactive.run(nowNs);
        return running[cpu];
    }
}
