package dev.headroom.sched.linux.fair;

import dev.headroom.sched.linux.core.TaskGroup;
import java.util.ArrayList;
import java.util.List;

/**
 * The quota of one group: the pool from which its queues take time, the timers that refill it, and its statistics. The
 * kernel's {@code struct cfs_bandwidth}; what happens to queues is in {@link Throttling}.
 */
final class Bandwidth {

    /** What a queue takes from the pool at a time, {@code sched_cfs_bandwidth_slice_us}. */
    static final long SLICE_NS = 5_000_000;
    /** What a queue with nothing to run keeps. */
    static final long KEPT_NS = 1_000_000;
    /** How long returned time waits before it is given to throttled queues. */
    static final long SLACK_NS = 5_000_000;
    /** Time that is returned so shortly before the next period is not worth it. */
    static final long LEAST_LEFT_NS = 2_000_000;

    /** Not armed. */
    private static final long NEVER_NS = Long.MAX_VALUE;

    final long quotaNs;
    final long periodNs;
    /** Queues that used up their time, longest first. */
    final List<FairQueue> throttled = new ArrayList<>();
    /** What is left of the pool. */
    long leftNs;
    /** Whether nobody took time since the last period began. */
    boolean idle;

    /** See {@link QuotaUse#throttledPeriods}. */
    long throttledPeriods;
    /** See {@link QuotaUse#throttledNs}. */
    long throttledNs;

    private final long mostBurstNs;
    private long periods;
    private long bursts;
    private long burstNs;
    private long leftAtPeriodStartNs;
    private long periodEndNs;
    private long slackNs = NEVER_NS;
    private boolean active;

    Bandwidth(final TaskGroup group) {
        quotaNs = group.quotaNs();
        periodNs = group.periodNs();
        mostBurstNs = group.burstNs();
        periodEndNs = Math.floorMod(group.phaseNs() - 1, periodNs) + 1;
        leftNs = quotaNs;
        leftAtPeriodStartNs = quotaNs;
        active = true;
    }

    /** The statistics until now. */
    QuotaUse use() {
        return new QuotaUse(periods, throttledPeriods, throttledNs, bursts, burstNs);
    }

    /** Lets periods go on; their ends are on the grid that they always were on. */
    void start(final long nowNs) {
        if (active) {
            return;
        }
        active = true;
        if (periodEndNs <= nowNs) {
            periodEndNs += ((nowNs - periodEndNs) / periodNs + 1) * periodNs;
        }
    }

    /** Lets no further period begin until somebody wants time. */
    void stop() {
        active = false;
    }

    /** When the next timer is due. */
    long nextTimerNs() {
        return Math.min(slackNs, active ? periodEndNs : NEVER_NS);
    }

    /** Returns whether a period ends now, and begins the next one. */
    boolean periodEnds(final long nowNs) {
        if (!active || periodEndNs > nowNs) {
            return false;
        }
        final long ended = (nowNs - periodEndNs) / periodNs + 1;
        periodEndNs += ended * periodNs;
        periods += ended;
        return true;
    }

    /** Fills the pool with one quota more; what was not used is kept as far as bursts allow. */
    void refill() {
        leftNs += quotaNs;
        final long overNs = leftAtPeriodStartNs - leftNs;
        if (overNs > 0) {
            burstNs += overNs;
            bursts++;
        }
        leftNs = Math.min(leftNs, quotaNs + mostBurstNs);
        leftAtPeriodStartNs = leftNs;
    }

    /** Returns whether the pool is refilled within a time. */
    private boolean refillsWithin(final long nowNs, final long withinNs) {
        return periodEndNs - nowNs < withinNs;
    }

    /** Time came back: gives it to throttled queues a little later, when more may have come back. */
    void startSlack(final long nowNs) {
        if (slackNs == NEVER_NS && !refillsWithin(nowNs, SLACK_NS + LEAST_LEFT_NS)) {
            slackNs = nowNs + SLACK_NS;
        }
    }

    /** Returns whether returned time is to be given away now. */
    boolean slackEnds(final long nowNs) {
        if (slackNs > nowNs) {
            return false;
        }
        slackNs = NEVER_NS;
        return !refillsWithin(nowNs, LEAST_LEFT_NS) && leftNs > SLICE_NS;
    }
}
