package dev.headroom.random;

import org.apache.commons.math3.util.FastMath;

/** Inverts the stationary residual life of a distribution numerically. */
final class Residual {
    private static final int ITERATIONS_MAX = 200;
    /** Newton's steps shrink quadratically: after one of 1e-10 the error is that of the rounding. */
    private static final double RELATIVE_STEP_MIN = 1e-10;

    private Residual() {}

    /** Solves {@code expectedExcess(x) = (1 - p) * mean} for x. */
    static double quantileNs(final Distribution distribution, final double p) {
        final double meanNs = distribution.meanNs();
        final double maxNs = distribution.quantileNs(1.0);
        if (p == 0.0 || meanNs == 0.0) {
            return 0.0;
        }
        if (p == 1.0) {
            return maxNs;
        }
        // Up to the shortest section the survival function is 1 and the density of the residual is flat.
        if (p * meanNs <= distribution.quantileNs(0.0)) {
            return p * meanNs;
        }
        final double excessNs = (1.0 - p) * meanNs;
        double lowNs = 0.0;
        double highNs = Math.min(meanNs, maxNs);
        while (highNs < maxNs && distribution.expectedExcessNs(highNs) > excessNs) {
            lowNs = highNs;
            highNs = Math.min(2.0 * highNs, maxNs);
        }
        double ns = lowNs;
        for (int i = 0; i < ITERATIONS_MAX; i++) {
            final double hereNs = distribution.expectedExcessNs(ns);
            if (hereNs > excessNs) {
                lowNs = ns;
            } else {
                highNs = ns;
            }
            // Newton on the logarithm, which is nearly straight in the tail; the derivative of the excess is -survival.
            final double newtonNs = ns + hereNs / distribution.survival(ns) * FastMath.log(hereNs / excessNs);
            final double nextNs = newtonNs > lowNs && newtonNs < highNs ? newtonNs : lowNs + (highNs - lowNs) / 2.0;
            if (Math.abs(nextNs - ns) <= RELATIVE_STEP_MIN * nextNs) {
                return nextNs;
            }
            ns = nextNs;
        }
        return ns;
    }
}
