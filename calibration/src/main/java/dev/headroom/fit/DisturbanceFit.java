package dev.headroom.fit;

import dev.headroom.random.Lognormal;
import java.util.List;
import org.apache.commons.math3.optim.InitialGuess;
import org.apache.commons.math3.optim.MaxEval;
import org.apache.commons.math3.optim.SimpleBounds;
import org.apache.commons.math3.optim.nonlinear.scalar.GoalType;
import org.apache.commons.math3.optim.nonlinear.scalar.ObjectiveFunction;
import org.apache.commons.math3.optim.nonlinear.scalar.noderiv.CMAESOptimizer;
import org.apache.commons.math3.random.Well19937c;

/**
 * Fits rare disturbances (how often, how long) to the maxima of idle runs by maximum likelihood.
 *
 * <p>A run of n wake-ups meets a disturbance in progress h = n * rate * mean length times (Poisson); each meeting
 * delays by what is left of it. The maximum of the run is below x with probability exp(-h S(x)), where S is the
 * survival of the residual. Runs whose maximum lies in the body of the latency met none that was longer; they count
 * with exp(-h S(body)).
 */
final class DisturbanceFit {

    private static final double NS_PER_US = 1000;
    private static final double HALF_US_NS = 500;
    private static final int SEED = 20260102;

    /**
     * A kind of disturbance.
     *
     * @param ratePerSecond how often
     * @param length how long
     */
    record Disturbance(double ratePerSecond, Lognormal length) {}

    private DisturbanceFit() {}

    /**
     * Fits.
     *
     * @param maximaUs maxima of the runs in us, less the wake-up path
     * @param bodyUs maxima up to here are no sign of a disturbance
     * @param pathUs length of the wake-up path, in which a disturbance that begins delays in full, in us
     * @param samplesPerRun wake-ups of a run
     * @return the most likely disturbance
     */
    static Disturbance fit(
            final List<Double> maximaUs, final double bodyUs, final double pathUs, final long samplesPerRun) {
        final double high =
                maximaUs.stream().mapToDouble(Double::doubleValue).max().orElse(bodyUs * 2);
        final double[] start = {Math.log(2), Math.log(Math.max(bodyUs * 1.5, high * 0.8)), Math.log(0.4)};
        final double[] least = {Math.log(1e-3), Math.log(bodyUs), Math.log(0.05)};
        final double[] most = {Math.log(200), Math.log(Math.max(bodyUs * 2, high * 3)), Math.log(1.5)};
        final double[] best = new CMAESOptimizer(3000, 0, true, 0, 0, new Well19937c(SEED), false, null)
                .optimize(
                        new InitialGuess(clamp(start, least, most)),
                        new SimpleBounds(least, most),
                        new ObjectiveFunction(point -> -logLikelihood(point, maximaUs, bodyUs, pathUs)),
                        GoalType.MINIMIZE,
                        new CMAESOptimizer.Sigma(new double[] {0.5, 0.3, 0.2}),
                        new CMAESOptimizer.PopulationSize(12),
                        new MaxEval(40_000))
                .getPoint();
        final Lognormal length = length(best);
        return new Disturbance(Math.exp(best[0]) / samplesPerRun / length.meanNs() * 1e9, length);
    }

    private static double[] clamp(final double[] start, final double[] least, final double[] most) {
        final double[] inside = new double[start.length];
        for (int i = 0; i < start.length; i++) {
            final double margin = (most[i] - least[i]) * 0.1;
            inside[i] = Math.min(most[i] - margin, Math.max(least[i] + margin, start[i]));
        }
        return inside;
    }

    private static Lognormal length(final double[] point) {
        return new Lognormal(Math.exp(point[1]) * NS_PER_US, Math.exp(point[2]));
    }

    /** Meetings of disturbances in progress per run are the first number of the point, logarithmic. */
    private static double logLikelihood(
            final double[] point, final List<Double> maximaUs, final double bodyUs, final double pathUs) {
        final double hits = Math.exp(point[0]);
        final Lognormal length = length(point);
        final double begins = hits * pathUs * NS_PER_US / length.meanNs();
        double sum = 0;
        for (final double maximumUs : maximaUs) {
            final double ns = (Math.max(maximumUs, bodyUs) + 0.5) * NS_PER_US;
            sum -= hits * Grid.residualSurvival(length, ns) + begins * length.survival(ns);
            if (maximumUs > bodyUs) {
                final double inProgress = hits * length.survival(ns) / length.meanNs();
                final double whole =
                        begins * (length.survival(ns - HALF_US_NS) - length.survival(ns + HALF_US_NS)) / NS_PER_US;
                sum += Math.log(Math.max(1e-300, (inProgress + whole) * NS_PER_US));
            }
        }
        return sum;
    }
}
