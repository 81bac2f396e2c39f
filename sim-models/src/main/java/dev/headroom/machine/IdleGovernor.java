package dev.headroom.machine;

import java.util.Arrays;

/**
 * Chooses the idle state of one CPU, as the {@code menu} governor of Linux does.
 *
 * <p>Design. A CPU that goes idle is expected to stay so until its next timer, times how much of that time earlier idle
 * times of the same order of magnitude lasted (a decaying mean), and no longer than the last eight idle times suggest:
 * their mean, if they are alike after at most the two longest were left out. It enters the deepest state that pays off
 * in that time and whose exit latency is allowed; where none does, it polls.
 *
 * <p>Deviations. The tick does not keep a CPU from a deep state. Tasks that wait for a device do not make it more
 * careful. Times are whole ns, not us.
 *
 * <p>Source: {@code drivers/cpuidle/governors/menu.c} of Linux 4.19 to 6.12, read for the rules.
 */
final class IdleGovernor {

    /** What {@link #choose} returns for polling. */
    static final int POLL = -1;

    private static final int INTERVALS = 8;
    /** How many of them must be alike. */
    private static final int LEAST_ALIKE = 6;
    /** Idle times that differ by less are alike, whatever their length: a standard deviation of 20 us. */
    private static final double ALIKE_NS = 20_000;
    /** Idle times are alike if their mean is more than so many standard deviations. */
    private static final double ALIKE_RATIO = 6;

    private static final double DECAY = 8;
    /** Idle times above are taken as lasting until the timer. */
    private static final long LONG_NS = 50_000_000L;
    /** Orders of magnitude of the time to the next timer, from 10 us up to 100 ms and above. */
    private static final int BUCKETS = 6;

    private static final long FIRST_BUCKET_NS = 10_000L;

    private final IdleConfig config;
    private final long[] lastNs = new long[INTERVALS];
    private final double[] fraction = new double[BUCKETS];
    private int next;
    private long untilTimerNs;
    private long sinceNs;
    private int chosen = POLL;

    IdleGovernor(final IdleConfig config) {
        this.config = config;
        Arrays.fill(fraction, 1);
    }

    /**
     * The CPU goes idle.
     *
     * @param timerNs when its next timer is due, {@link Long#MAX_VALUE} if it has none
     * @return the state, or {@link #POLL}
     */
    int choose(final long timerNs, final long nowNs) {
        sinceNs = nowNs;
        untilTimerNs = timerNs == Long.MAX_VALUE ? Long.MAX_VALUE : Math.max(0, timerNs - nowNs);
        final double expectedNs = Math.min(untilTimerNs * fraction[bucket(untilTimerNs)], typicalNs());
        chosen = POLL;
        for (int i = 0; i < config.states().size(); i++) {
            final IdleConfig.State state = config.states().get(i);
            if (state.residencyNs() <= expectedNs && state.exitNs() <= config.latencyLimitNs()) {
                chosen = i;
            }
        }
        return chosen;
    }

    /** The state that was chosen last. */
    int chosen() {
        return chosen;
    }

    /** The CPU has been woken. */
    void woken(final long nowNs) {
        final long idleNs = nowNs - sinceNs;
        final int bucket = bucket(untilTimerNs);
        fraction[bucket] +=
                ((idleNs < LONG_NS && untilTimerNs > 0 ? (double) idleNs / untilTimerNs : 1) - fraction[bucket])
                        / DECAY;
        lastNs[next] = idleNs;
        next = (next + 1) % INTERVALS;
    }

    private static int bucket(final long ns) {
        int bucket = 0;
        for (long limitNs = FIRST_BUCKET_NS; bucket < BUCKETS - 1 && ns >= limitNs; limitNs *= 10) {
            bucket++;
        }
        return bucket;
    }

    /** The mean of the last idle times, without up to two that are much longer; infinite if they are not alike. */
    private double typicalNs() {
        long thresholdNs = Long.MAX_VALUE;
        while (true) {
            double sum = 0;
            double squares = 0;
            int count = 0;
            long longestNs = 0;
            for (final long ns : lastNs) {
                if (ns <= thresholdNs) {
                    sum += ns;
                    squares += (double) ns * ns;
                    count++;
                    longestNs = Math.max(longestNs, ns);
                }
            }
            if (count < LEAST_ALIKE) {
                return Double.POSITIVE_INFINITY;
            }
            final double mean = sum / count;
            final double deviation = Math.sqrt(Math.max(0, squares / count - mean * mean));
            if (deviation <= ALIKE_NS || mean > ALIKE_RATIO * deviation) {
                return mean;
            }
            thresholdNs = longestNs - 1;
        }
    }
}
