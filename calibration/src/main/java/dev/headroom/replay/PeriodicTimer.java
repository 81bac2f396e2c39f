package dev.headroom.replay;

import java.util.List;

/**
 * The timer that a recorded periodic thread waits for between its jobs.
 *
 * <p>A thread of rt-app that ends a job before its next release sleeps until then. One that is late goes on at once,
 * and its periods count from then on, as threads with a relative timer do in the traces ({@code rr} on 6.1, from 1.7595
 * s on). So the replay must ask when a job ends, and cannot take the wake-ups of the trace: another order makes other
 * jobs late. Releases are counted in times of wake-ups: a little after the timer.
 *
 * @param periodNs time in ns between releases
 * @param releasesNs the wake-ups in the trace after the start-up, by time; at least one
 * @param exitNs the release at which the thread exits, as a time ends its loop
 * @param lateNs time in ns from the interrupt to the wake-up
 * @param lengthNs length of such an interrupt in ns
 * @param delayNs time in ns from the wake-up until the thread is in a run queue
 */
record PeriodicTimer(long periodNs, List<Long> releasesNs, long exitNs, long lateNs, long lengthNs, long delayNs) {

    /** A wake-up of the trace this near to a release is that release, in ns. */
    private static final long NEAR_NS = 100_000;

    /** Whether a wake-up is that of a release. */
    static boolean isRelease(final long wakeNs, final long releaseNs) {
        return Math.abs(wakeNs - releaseNs) <= NEAR_NS;
    }

    /** Whether the thread exits in what begins at a time. */
    boolean exitsAt(final long beginNs) {
        return beginNs >= exitNs - NEAR_NS;
    }

    /** Whether the trace has a wake-up at a release. */
    boolean isInTrace(final long releaseNs) {
        return releasesNs.stream().anyMatch(wakeNs -> isRelease(wakeNs, releaseNs));
    }
}
