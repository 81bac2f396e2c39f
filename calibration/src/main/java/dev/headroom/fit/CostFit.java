package dev.headroom.fit;

import dev.headroom.cost.Certificate;
import dev.headroom.cost.CostModel;
import java.util.List;
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

    private final CostModel base;
    private final Certificate certificate;
    private final List<FitTarget> targets;

    CostFit(final CostModel base, final Certificate certificate, final List<FitTarget> targets) {
        this.base = base;
        this.certificate = certificate;
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
        java.util.Arrays.fill(step, STEP);
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
        } catch (final org.apache.commons.math3.exception.TooManyEvaluationsException e) {
            throw new IllegalStateException("the optimizer ended before its last generation", e);
        }
        return new Result(best.getPoint(), best.getValue());
    }

    /** Sum of squares of a vector: data and prior. */
    double misfit(final double[] vector) {
        final LatencyComposition composition = new LatencyComposition(FitVector.costs(vector, base, certificate));
        double sum = 0;
        for (final FitTarget target : targets) {
            sum += target.misfit(composition.law(target));
        }
        final double[] typical = FitVector.typical();
        final double[] sigma = FitVector.sigmas();
        for (int i = 0; i < vector.length; i++) {
            final double z = (vector[i] - typical[i]) / sigma[i];
            sum += z * z;
        }
        return sum;
    }

    CostModel costs(final Result result) {
        return FitVector.costs(result.vector(), base, certificate);
    }

    LatencyLaw law(final Result result, final FitTarget target) {
        return new LatencyComposition(costs(result)).law(target);
    }
}
