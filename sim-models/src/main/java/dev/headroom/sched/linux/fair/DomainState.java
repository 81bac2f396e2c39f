package dev.headroom.sched.linux.fair;

import dev.headroom.sched.linux.core.SchedulingDomains.Domain;
import dev.headroom.units.CpuSet;

/** A scheduling domain of a CPU and what balancing remembers of it, the kernel's {@code struct sched_domain}. */
final class DomainState {

    private static final int CACHE_IMBALANCE_PERCENT = 117;
    private static final int MAX_INTERVAL_FACTOR = 2;
    /** What a rate of success is counted in, and after how many attempts it is taken. */
    private static final int SUCCESS_PARTS = 1024;

    final Domain domain;
    final int level;
    /** Whether no domain is wider. */
    final boolean top;
    /** Whether its CPUs are hyperthreads of one core. */
    final boolean hyperthreads;
    /** Whether its CPUs share a cache. */
    final boolean sharesCache;
    /** Tolerated imbalance, 117 for instance. */
    final int imbalancePercent;
    /** Failures until tasks with warm caches are moved. */
    final int cacheNiceTries;

    final long minIntervalMs;
    final long maxIntervalMs;

    /** When the CPU last balanced it; domains are made at time 0 as if they had just been. */
    long lastBalanceNs;
    /** Time between two balances of an idle CPU. */
    long intervalMs;
    /** Balances in a row that found an imbalance and moved nothing. */
    int failed;
    /** What a pass of a newly idle CPU costs at most. */
    long newlyIdleCostNs;
    /** When that last became more or less. */
    long costChangedNs;

    private int newlyIdleCalls = SUCCESS_PARTS / 2;
    private int newlyIdleSuccesses = SUCCESS_PARTS / 4;
    private int newlyIdleRatio = SUCCESS_PARTS / 2;
    private int newlyIdleCredit;

    DomainState(final Domain domain, final int level, final boolean top, final CpuSet core, final CpuSet cacheMates) {
        this.domain = domain;
        this.level = level;
        this.top = top;
        hyperthreads = core.containsAll(domain.span());
        sharesCache = cacheMates.containsAll(domain.span());
        imbalancePercent = imbalancePercent(domain);
        cacheNiceTries = hyperthreads ? 0 : 1;
        minIntervalMs = domain.span().size();
        maxIntervalMs = MAX_INTERVAL_FACTOR * minIntervalMs;
        intervalMs = minIntervalMs;
    }

    /** Tolerated imbalance of a domain; from 5.5 on no wider domain tolerates more than those that share a cache. */
    static int imbalancePercent(final Domain domain) {
        return Math.min(domain.imbalancePercent(), CACHE_IMBALANCE_PERCENT);
    }

    /** Whether the turn of a newly idle CPU has come to balance this domain. */
    boolean takesTurn() {
        newlyIdleCredit += 1 + newlyIdleRatio;
        if (newlyIdleCredit < SUCCESS_PARTS) {
            attempted(0);
            return false;
        }
        newlyIdleCredit -= SUCCESS_PARTS;
        return true;
    }

    /** The turn is over; a success stands for the turns in which none was taken too. */
    void turnTaken(final boolean success) {
        final int weight = 1 + newlyIdleRatio;
        attempted(success ? (SUCCESS_PARTS + weight / 2) / weight : 0);
    }

    private void attempted(final int successes) {
        newlyIdleCalls++;
        newlyIdleSuccesses += successes;
        if (newlyIdleCalls >= SUCCESS_PARTS) {
            newlyIdleRatio = newlyIdleSuccesses;
            newlyIdleCalls /= 2;
            newlyIdleSuccesses /= 2;
        }
    }
}
