package dev.headroom.random;

/**
 * The distribution of a duration: what a cost, a pause or an inter-arrival time is drawn from. All durations are in ns,
 * as {@code double}, zero or more. Distributions are immutable values; two with the same parameters are equal.
 *
 * <p>Upper tails are computed from {@link #survival} and not from 1 - {@link #cdf}, so that quantiles as rare as 1e-12
 * keep their precision. These methods are for set-up and analysis; the hot path draws from a {@link Sampler}.
 */
public sealed interface Distribution permits Constant, Uniform, Exponential, Lognormal, Pareto, Mixture, Empirical {

    /**
     * The mean.
     *
     * @return the mean in ns, finite
     */
    double meanNs();

    /**
     * The smallest duration that is not exceeded with probability {@code p}. At 0 it is the smallest possible duration,
     * at 1 the largest, which may be infinite.
     *
     * @param p the probability, from 0 to 1
     * @return the quantile in ns
     * @throws IllegalArgumentException if p is not a probability
     */
    double quantileNs(double p);

    /**
     * The probability that the duration is at most {@code ns}.
     *
     * @param ns a duration in ns
     * @return the probability
     */
    double cdf(double ns);

    /**
     * The probability that the duration is longer than {@code ns}, precise in the tail.
     *
     * @param ns a duration in ns
     * @return the probability
     */
    double survival(double ns);

    /**
     * The mean of what exceeds a level, E[max(X - level, 0)]; it equals the integral of {@link #survival} from the
     * level to infinity and is the mean itself at level 0. Actuaries call it the stop-loss premium.
     *
     * @param levelNs the level in ns
     * @return the expected excess in ns
     */
    double expectedExcessNs(double levelNs);

    /**
     * The same distribution with every duration multiplied by a factor, for example for a slower clock.
     *
     * @param factor what to multiply with, above 0 and finite
     * @return the scaled distribution
     * @throws IllegalArgumentException if the factor is not positive and finite
     */
    Distribution scaled(double factor);

    /**
     * A quantile of the stationary residual life, the distribution with density {@code survival(x) / mean}. An
     * interrupt that falls at a random time into a run of sections, and hence more likely into a long one, waits for
     * this long until the section ends (D. R. Cox, "Renewal Theory", 1962, section 5.2). All zero if the mean is zero.
     *
     * <p>Closed form where there is one, else a safeguarded Newton iteration to about 12 digits.
     *
     * @param p the probability, from 0 to 1
     * @return the quantile in ns
     * @throws IllegalArgumentException if p is not a probability
     */
    default double residualQuantileNs(final double p) {
        return Residual.quantileNs(this, Arguments.probability(p));
    }
}
