package dev.headroom.fit;

import dev.headroom.cost.CostModel;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.exception.TooManyEvaluationsException;
import org.apache.commons.math3.optim.InitialGuess;
import org.apache.commons.math3.optim.MaxEval;
import org.apache.commons.math3.optim.PointValuePair;
import org.apache.commons.math3.optim.SimpleBounds;
import org.apache.commons.math3.optim.nonlinear.scalar.GoalType;
import org.apache.commons.math3.optim.nonlinear.scalar.ObjectiveFunction;
import org.apache.commons.math3.optim.nonlinear.scalar.noderiv.CMAESOptimizer;
import org.apache.commons.math3.random.Well19937c;

/**
 * Fits the costs of the wake-up path and of the kernel's sections.
 *
 * <p>CMA-ES, because the misfit has quantiles in it (no useful gradient), correlated parameters and some twenty
 * dimensions.
 */
final class CostFit {

    private static final int POPULATION = 16;
    private static final int SEED = 20260101;
    private static final double STEP = 0.3;
    private static final double NUDGE = 0.1;

    private final CostModel base;
    private final List<FitTarget> targets;

    CostFit(final CostModel base, final List<FitTarget> targets) {
        this.base = base;
        this.targets = List.copyOf(targets);
    }

    /**
     * A fit.
     *
     * @param vector logarithms of the parameters
     * @param misfit its sum of squares, with the prior
     */
    record Result(double[] vector, double misfit) {}

    /**
     * Fits from two starts, because the misfit has more than one valley: typical costs, and heavy tails of the kernel's
     * work.
     */
    Result fit(final int evaluations) {
        final Result light = fit(evaluations / 2, FitVector.typical());
        final Result heavy = fit(evaluations / 2, FitVector.heavyTails());
        return light.misfit() <= heavy.misfit() ? light : heavy;
    }

    private Result fit(final int evaluations, final double[] start) {
        final double[] step = FitVector.typical();
        Arrays.fill(step, STEP);
        final CMAESOptimizer optimizer =
                new CMAESOptimizer(evaluations, 0, true, 0, 0, new Well19937c(SEED), false, null);
        PointValuePair best;
        try {
            best = optimizer.optimize(
                    new InitialGuess(start),
                    new SimpleBounds(FitVector.least(), FitVector.most()),
                    new ObjectiveFunction(this::misfit),
                    GoalType.MINIMIZE,
                    new CMAESOptimizer.Sigma(step),
                    new CMAESOptimizer.PopulationSize(POPULATION),
                    new MaxEval(evaluations + POPULATION));
        } catch (final TooManyEvaluationsException e) {
            throw new IllegalStateException("the optimizer ended before its last generation", e);
        }
        return new Result(best.getPoint(), best.getValue());
    }

    /**
     * Walks over the costs that explain the targets about as well as the best fit does.
     *
     * @param best the best fit
     * @param steps length of the walk
     * @return the costs that it met
     */
    Posterior posterior(final Result best, final int steps) {
        final double excess = excess(best);
        return Posterior.walk(
                vector -> data(vector) / excess + prior(vector),
                best.vector(),
                conditionalSigmas(best, excess),
                FitVector.least(),
                FitVector.most(),
                steps);
    }

    /**
     * By how much the variances of the data are too small for the misfit of the best fit, at least 1: the square of
     * Birge's ratio (R. Birge, Physical Review 40, 1932). As many priors as parameters leave the number of fitted
     * quantities as the number of degrees of freedom.
     */
    double excess(final Result best) {
        return Math.max(
                1,
                best.misfit()
                        / targets.stream().mapToInt(FitTarget::quantitiesFitted).sum());
    }

    /** Standard deviations of the parameters one by one, the others at the best fit; at most those of the priors. */
    private double[] conditionalSigmas(final Result best, final double excess) {
        final double[] sigmas = FitVector.sigmas();
        final double here = data(best.vector());
        for (int i = 0; i < sigmas.length; i++) {
            final double[] up = best.vector().clone();
            final double[] down = best.vector().clone();
            up[i] += NUDGE;
            down[i] -= NUDGE;
            final double curvature = (data(up) + data(down) - 2 * here) / (NUDGE * NUDGE) / 2 / excess;
            sigmas[i] = 1 / Math.sqrt(Math.max(0, curvature) + 1 / (sigmas[i] * sigmas[i]));
        }
        return sigmas;
    }

    /** Sum of squares of a vector: data and prior. */
    double misfit(final double[] vector) {
        return data(vector) + prior(vector);
    }

    private static double prior(final double[] vector) {
        final double[] typical = FitVector.typical();
        final double[] sigma = FitVector.sigmas();
        double sum = 0;
        for (int i = 0; i < vector.length; i++) {
            final double z = (vector[i] - typical[i]) / sigma[i];
            sum += z * z;
        }
        return sum;
    }

    private double data(final double[] vector) {
        final LatencyComposition composition = new LatencyComposition(FitVector.costs(vector, base));
        double sum = 0;
        for (final FitTarget target : targets) {
            sum += target.misfit(composition.law(target));
        }
        return sum;
    }

    /** Returns what is fitted. */
    List<FitTarget> targets() {
        return targets;
    }

    CostModel costs(final double[] vector) {
        return FitVector.costs(vector, base);
    }

    LatencyLaw law(final Result result, final FitTarget target) {
        return new LatencyComposition(costs(result.vector())).law(target);
    }
}
