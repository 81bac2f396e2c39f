package dev.headroom.workload;

import dev.headroom.random.Distribution;
import java.util.Optional;

/**
 * A thread that sleeps to absolute times ({@code clock_nanosleep} with {@code TIMER_ABSTIME}), reads the clock and
 * computes.
 *
 * <p>It is cyclictest when it computes nothing: the loop adds the interval to the programmed time, and when it is so
 * late that the next time has passed already it skips periods until one lies ahead. Other programs do otherwise, see
 * {@link MissedReleases}.
 *
 * @param periodNs interval of the programmed times, positive
 * @param work CPU time of one job at full speed in ns after the clock was read; empty for a measuring thread
 * @param deadlineNs allowed time from programmed release to completion of the job, 0 for none
 * @param latencyLimitNs allowed wake-up latency, 0 for none
 * @param missed what becomes of releases that were missed
 */
public record PeriodicWorkload(
        long periodNs, Optional<Distribution> work, long deadlineNs, long latencyLimitNs, MissedReleases missed)
        implements Workload {

    /** Refuses impossible times. */
    public PeriodicWorkload {
        if (periodNs <= 0 || deadlineNs < 0 || latencyLimitNs < 0) {
            throw new IllegalArgumentException(
                    "a period must be positive, a deadline and a latency limit not negative");
        }
    }

    /** Returns a cyclictest thread of the given interval in ns. */
    public static PeriodicWorkload cyclictest(final long intervalNs) {
        return new PeriodicWorkload(intervalNs, Optional.empty(), 0, 0, MissedReleases.SKIP);
    }
}
