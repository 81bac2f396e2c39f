package dev.headroom.replay;

import dev.headroom.format.schedtrace.TraceJob;
import java.util.ArrayList;
import java.util.List;

/**
 * The jobs of a periodic thread. A thread that is late does several jobs without sleeping, which the trace shows as one
 * stretch; the description says how long a job is, so that the number of jobs in a stretch is known. The stretch in
 * which the replay begins stays whole: threads may still catch up with their start in it. So does the last one, in
 * which the thread exits.
 */
final class RecordedLoop {

    /** The replay may come further than the trace: so many jobs of median length are there for each recorded one. */
    private static final double SPARE = 0.1;

    private static final int LEAST_SPARE = 4;

    private RecordedLoop() {}

    /** The stretch in which a thread is at a time, if it does not sleep. */
    private static Stretch exit(final List<Stretch> stretches, final long untilNs) {
        return stretches.stream()
                .filter(stretch -> stretch.wokenNs > 0 && stretch.wokenNs < untilNs)
                .filter(stretch -> stretch.blockedNs == 0 || stretch.blockedNs >= untilNs)
                .findFirst()
                .orElse(null);
    }

    /** Returns when the last stretch, in which the thread exits, was released; never if the thread sleeps then. */
    static long exitNs(final List<Stretch> stretches, final long untilNs) {
        final Stretch exit = exit(stretches, untilNs);
        return exit == null ? Long.MAX_VALUE : exit.wokenNs;
    }

    /**
     * Splits stretches into jobs of about the described length.
     *
     * @param stretches what the trace shows
     * @param loop what the description says
     * @param firstReleaseNs when the timer released the thread for the first time in the trace, in ns: before, nothing
     *     else says that the thread was late
     * @param untilNs when threads begin to exit, in ns
     */
    static List<Stretch> jobs(
            final List<Stretch> stretches, final TraceJob.LoopUs loop, final long firstReleaseNs, final long untilNs) {
        final double nominalNs = loop.runUs() * 1000.0;
        final Stretch exit = exit(stretches, untilNs);
        final List<Stretch> jobs = new ArrayList<>();
        final List<Long> lengthsNs = new ArrayList<>();
        jobs.add(stretches.get(0));
        for (final Stretch stretch : stretches.subList(1, stretches.size())) {
            if (stretch != exit && stretch.blockedNs > 0 && stretch.blockedNs < untilNs) {
                final int count = (int) Math.max(1, Math.round(stretch.demandNs() / nominalNs));
                lengthsNs.add(stretch.demandNs() / count);
                final List<Stretch> split = stretch.split(stretch.demandNs() / count, count);
                if (count > 1 && stretch.wokenNs < firstReleaseNs) {
                    split.get(0).late();
                }
                jobs.addAll(split);
            }
        }
        lengthsNs.sort(null);
        final long usualNs = lengthsNs.isEmpty() ? (long) nominalNs : lengthsNs.get(lengthsNs.size() / 2);
        final int spare = LEAST_SPARE + (int) (lengthsNs.size() * SPARE);
        for (int i = 0; i < spare; i++) {
            final Stretch more = new Stretch();
            more.execute(usualNs);
            jobs.add(more);
        }
        jobs.add(exit == null || exit == stretches.get(0) ? new Stretch() : exit);
        return List.copyOf(jobs);
    }
}
