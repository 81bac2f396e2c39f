package dev.headroom.evidence;

/**
 * Which measurements a fit may look at, fixed before any fit was run.
 *
 * <p>Short runs: the odd-numbered repeats. A long run exists once and is for the fit, because nothing else shows the
 * shape of the distribution; where a smaller long run exists beside a larger one, the smaller is for the fit and the
 * larger only for the check. Runs of rt-app: those with a single container. Other runs inside a container and runs with
 * 50 threads are never fitted.
 */
public final class FittedRows {

    private static final String LONG = "-long";
    /** The larger long run that has a smaller one beside it. */
    private static final String HELD_OUT_LONG = "C5-Prt-long";

    private FittedRows() {}

    /** Returns whether a fit of the case's environment and kernel uses it. */
    public static boolean uses(final CaseDescription described) {
        if (described.task().measure() != Measure.WAKE_UP_LATENCY) {
            return described.task().intervalsUs().size() == 1;
        }
        if (described.inContainer()
                || described.task().intervalsUs().stream().distinct().count() != 1) {
            return false;
        }
        if (isLong(described)) {
            return !described.set().equals(HELD_OUT_LONG);
        }
        return described.run() % 2 == 1;
    }

    /** Returns whether the case is a long run with a histogram. */
    public static boolean isLong(final CaseDescription described) {
        return described.set().contains(LONG);
    }
}
