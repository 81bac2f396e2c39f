package dev.headroom.fit;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.random.RandomGenerator;
import org.apache.commons.math3.random.Well19937c;
import org.apache.commons.math3.util.FastMath;

/**
 * Draws from a posterior density by adaptive Metropolis (H. Haario, E. Saksman, J. Tamminen, Bernoulli 7, 2001).
 *
 * <p>Proposals are normal with the covariance of the walk so far, scaled so that about a quarter is accepted (G.
 * Roberts, A. Gelman, W. Gilks, Annals of Applied Probability 7, 1997; scale after C. Andrieu and J. Thoms, Statistics
 * and Computing 18, 2008). The first half of the walk adapts and is forgotten; in the second half the proposal is
 * fixed.
 *
 * @param points the points of the second half of the walk, in order, repeats included
 * @param accepted share of the proposals of the second half that were accepted
 */
record Posterior(List<double[]> points, double accepted) {

    private static final int SEED = 20260105;
    private static final double WANTED = 0.234;
    private static final double SCALE = 2.38;
    private static final int STEPS_PER_DECOMPOSITION = 50;
    /** The first guess of the covariance counts as much as so many points in each dimension. */
    private static final int GUESS_WEIGHT = 20;

    /**
     * Walks.
     *
     * @param energy twice the negative logarithm of the density, up to a constant
     * @param start where the walk begins, inside the bounds
     * @param sigmas first guess of the standard deviations
     * @param least lower bounds, outside of which the density is 0
     * @param most upper bounds
     * @param steps length of the walk, at least 2
     * @return its second half
     */
    static Posterior walk(
            final ToDoubleFunction<double[]> energy,
            final double[] start,
            final double[] sigmas,
            final double[] least,
            final double[] most,
            final int steps) {
        final RandomGenerator random = new Well19937c(SEED);
        final Proposal proposal = new Proposal(start, sigmas);
        final List<double[]> points = new ArrayList<>();
        final int adapting = steps / 2;
        double[] here = start.clone();
        double level = energy.applyAsDouble(here);
        int accepted = 0;
        for (int step = 0; step < steps; step++) {
            final double[] there = proposal.from(here, random);
            final double chance = random.nextDouble();
            double probability = 0;
            if (isInside(there, least, most)) {
                final double proposed = energy.applyAsDouble(there);
                probability = Math.min(1, FastMath.exp((level - proposed) / 2));
                if (chance < probability) {
                    here = there;
                    level = proposed;
                    accepted += step < adapting ? 0 : 1;
                }
            }
            if (step < adapting) {
                proposal.learn(here, probability, step);
            } else {
                points.add(here);
            }
        }
        return new Posterior(points, (double) accepted / points.size());
    }

    private static boolean isInside(final double[] point, final double[] least, final double[] most) {
        for (int i = 0; i < point.length; i++) {
            if (!(point[i] >= least[i] && point[i] <= most[i])) {
                return false;
            }
        }
        return true;
    }

    /** Returns so many points, evenly spaced over the walk. */
    List<double[]> draws(final int count) {
        final List<double[]> draws = new ArrayList<>();
        for (int draw = 1; draw <= count; draw++) {
            draws.add(points.get((int) ((long) points.size() * draw / count) - 1));
        }
        return draws;
    }

    /** Returns the standard deviation of a coordinate. */
    double sigma(final int coordinate) {
        double sum = 0;
        double squares = 0;
        final double origin = points.get(0)[coordinate];
        for (final double[] point : points) {
            final double x = point[coordinate] - origin;
            sum += x;
            squares += x * x;
        }
        final double mean = sum / points.size();
        return Math.sqrt(Math.max(0, squares / points.size() - mean * mean));
    }

    /** Returns a quantile of a coordinate. */
    double quantile(final int coordinate, final double p) {
        final double[] sorted =
                points.stream().mapToDouble(point -> point[coordinate]).sorted().toArray();
        return sorted[(int) Math.round(p * (sorted.length - 1))];
    }

    /** The normal distribution of the steps, and what it learns from the walk. */
    private static final class Proposal {

        private final double[] mean;
        private final double[][] covariance;
        private double[][] root;
        private double logScale;

        Proposal(final double[] start, final double[] sigmas) {
            mean = start.clone();
            covariance = new double[start.length][start.length];
            for (int i = 0; i < start.length; i++) {
                covariance[i][i] = sigmas[i] * sigmas[i];
            }
            logScale = FastMath.log(SCALE / Math.sqrt(start.length));
            decompose();
        }

        double[] from(final double[] here, final RandomGenerator random) {
            final double[] there = here.clone();
            final double scale = FastMath.exp(logScale);
            for (int column = 0; column < there.length; column++) {
                final double normal = scale * random.nextGaussian();
                for (int row = column; row < there.length; row++) {
                    there[row] += root[row][column] * normal;
                }
            }
            return there;
        }

        void learn(final double[] here, final double probability, final int step) {
            final double gain = 1.0 / (step + 1 + GUESS_WEIGHT * here.length);
            final double[] distance = new double[here.length];
            for (int i = 0; i < here.length; i++) {
                distance[i] = here[i] - mean[i];
                mean[i] += gain * distance[i];
            }
            for (int i = 0; i < here.length; i++) {
                for (int j = 0; j < here.length; j++) {
                    covariance[i][j] += gain * ((1 - gain) * distance[i] * distance[j] - covariance[i][j]);
                }
            }
            logScale += FastMath.pow(step + 1, -0.6) * (probability - WANTED);
            if ((step + 1) % STEPS_PER_DECOMPOSITION == 0) {
                decompose();
            }
        }

        private void decompose() {
            root = new CholeskyDecomposition(new Array2DRowRealMatrix(covariance, true), 1e-9, 0)
                    .getL()
                    .getData();
        }
    }
}
