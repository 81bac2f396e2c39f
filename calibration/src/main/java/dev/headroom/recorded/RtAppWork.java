package dev.headroom.recorded;

import dev.headroom.random.Distribution;
import dev.headroom.random.Empirical;
import java.util.List;

/**
 * What the loop of rt-app takes, from what it is meant to take.
 *
 * <p>rt-app counts iterations of a loop that is nominally so many ns long. The notes of the recorded machine say: about
 * 5 to 10 percent more than nominal, and up to 1.5 times as long between runs and after idle. That is taken as a law of
 * every single job: never less than nominal, half of the jobs up to 5 percent more, nine of ten up to 10 percent more,
 * none more than 1.5 times. No result of a case is in it.
 */
final class RtAppWork {

    private static final double MEDIAN = 1.05;
    private static final double NINE_OF_TEN = 1.10;
    private static final double MOST = 1.5;

    private RtAppWork() {}

    /** Returns the CPU time of a job of a nominal length in ns. */
    static Distribution of(final long nominalNs) {
        return new Empirical(List.of(
                new Empirical.Point(0, nominalNs),
                new Empirical.Point(0.5, MEDIAN * nominalNs),
                new Empirical.Point(0.9, NINE_OF_TEN * nominalNs),
                new Empirical.Point(1, MOST * nominalNs)));
    }
}
