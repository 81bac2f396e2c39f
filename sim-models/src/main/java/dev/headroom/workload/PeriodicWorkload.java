package dev.headroom.workload;

import dev.headroom.random.Distribution;
import java.util.List;
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
 * @param yields whether a job ends with {@code sched_yield} and the reservation of the task releases the next one, as
 *     cyclicdeadline does
 * @param sections where the job holds locks, by their begin
 * @param aligned whether its first release is that of the other aligned threads of its container, as the threads of
 *     rt-app count their periods from one time; else threads start some tens of us apart
 */
public record PeriodicWorkload(
        long periodNs,
        Optional<Distribution> work,
        long deadlineNs,
        long latencyLimitNs,
        MissedReleases missed,
        boolean yields,
        List<CriticalSection> sections,
        boolean aligned)
        implements Workload {

    /** Copies the list and refuses impossible times. */
    public PeriodicWorkload {
        sections = List.copyOf(sections);
        if (periodNs <= 0 || deadlineNs < 0 || latencyLimitNs < 0) {
            throw new IllegalArgumentException(
                    "a period must be positive, a deadline and a latency limit not negative");
        }
    }

    /**
     * Makes a thread that starts when it was created.
     *
     * @param periodNs interval of the programmed times, positive
     * @param work CPU time of one job, empty for a measuring thread
     * @param deadlineNs allowed time from programmed release to completion of the job, 0 for none
     * @param latencyLimitNs allowed wake-up latency, 0 for none
     * @param missed what becomes of releases that were missed
     * @param yields whether a job ends with {@code sched_yield}
     * @param sections where the job holds locks
     */
    public PeriodicWorkload(
            final long periodNs,
            final Optional<Distribution> work,
            final long deadlineNs,
            final long latencyLimitNs,
            final MissedReleases missed,
            final boolean yields,
            final List<CriticalSection> sections) {
        this(periodNs, work, deadlineNs, latencyLimitNs, missed, yields, sections, false);
    }

    /**
     * Makes a thread that sleeps between its jobs and takes no locks.
     *
     * @param periodNs interval of the programmed times, positive
     * @param work CPU time of one job, empty for a measuring thread
     * @param deadlineNs allowed time from programmed release to completion of the job, 0 for none
     * @param latencyLimitNs allowed wake-up latency, 0 for none
     * @param missed what becomes of releases that were missed
     */
    public PeriodicWorkload(
            final long periodNs,
            final Optional<Distribution> work,
            final long deadlineNs,
            final long latencyLimitNs,
            final MissedReleases missed) {
        this(periodNs, work, deadlineNs, latencyLimitNs, missed, false, List.of());
    }

    /** Returns a cyclictest thread of the given interval in ns. */
    public static PeriodicWorkload cyclictest(final long intervalNs) {
        return new PeriodicWorkload(intervalNs, Optional.empty(), 0, 0, MissedReleases.SKIP);
    }

    /** Returns the same thread, released first together with the other aligned threads of its container. */
    public PeriodicWorkload asAligned() {
        return new PeriodicWorkload(periodNs, work, deadlineNs, latencyLimitNs, missed, yields, sections, true);
    }
}
