package dev.headroom.recorded;

import dev.headroom.random.Constant;
import dev.headroom.random.Distribution;
import dev.headroom.random.Empirical;
import dev.headroom.random.RandomStream;
import dev.headroom.random.Sampler;
import java.util.List;

/**
 * What the loop of rt-app takes, from what it is meant to take.
 *
 * <p>rt-app counts iterations of a loop that is nominally so many ns long. The notes of the recorded machine say: about
 * 5 to 10 percent more than nominal, and up to 1.5 times as long between runs and after idle. That is taken as two
 * factors. That of a run is never below 1, half of the time up to 1.05, nine times of ten up to 1.10, never more than
 * 1.5. That of a job is 1 for nine jobs of ten and up to 1.5 for the others; where some task never waits no CPU is
 * idle, and all jobs have 1. No result of a case is in it.
 */
final class RtAppWork {

    /** The law is drawn in millionths, as durations are whole numbers. */
    private static final double MILLION = 1e6;

    private static final double MEDIAN = 1.05;
    private static final double NINE_OF_TEN = 1.10;
    private static final double MOST = 1.5;

    private static final Distribution RUN = new Empirical(List.of(
            new Empirical.Point(0, MILLION),
            new Empirical.Point(0.5, MEDIAN * MILLION),
            new Empirical.Point(0.9, NINE_OF_TEN * MILLION),
            new Empirical.Point(1, MOST * MILLION)));

    private RtAppWork() {}

    /** Draws how much longer than nominal all loops of a run take. */
    static double runFactor(final RandomStream random) {
        return Sampler.of(RUN).sampleNs(random) / MILLION;
    }

    /**
     * Returns the CPU time of a job.
     *
     * @param nominalNs nominal length in ns
     * @param runFactor factor of the run
     * @param afterIdle whether jobs may begin on a CPU that was idle
     */
    static Distribution of(final long nominalNs, final double runFactor, final boolean afterIdle) {
        final double usualNs = nominalNs * runFactor;
        if (!afterIdle) {
            return new Constant(usualNs);
        }
        return new Empirical(List.of(
                new Empirical.Point(0, usualNs),
                new Empirical.Point(0.9, usualNs),
                new Empirical.Point(1, MOST * usualNs)));
    }
}
