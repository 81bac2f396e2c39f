package dev.headroom.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class SamplerTest {

    @Provide
    Arbitrary<Distribution> simple() {
        return Distributions.simple();
    }

    @Property(tries = 60)
    void theTableKeepsTheMean(@ForAll("simple") final Distribution distribution) {
        assertThat(meanNs(Sampler.of(distribution))).isCloseTo(distribution.meanNs(), withinPercentage(0.1));
    }

    @Property(tries = 60)
    void theResidualTableKeepsTheMean(@ForAll("simple") final Distribution distribution) {
        // The mean residual is the integral of its survival function, taken here over its own quantiles.
        final double expectedNs = integral(distribution::residualQuantileNs);
        assertThat(meanNs(Sampler.ofResidual(distribution))).isCloseTo(expectedNs, withinPercentage(0.1));
    }

    @Test
    void quantilesAreRightFarIntoBothTails() {
        for (final Distribution distribution : List.of(
                new Uniform(1e3, 5e5),
                new Exponential(1e6),
                new Lognormal(1e6, 0.3),
                new Lognormal(1e6, 2.5),
                new Pareto(1e5, 0.5, 1e12),
                new Pareto(1e5, 3.0, 1e9))) {
            final Sampler sampler = Sampler.of(distribution);
            final Sampler residual = Sampler.ofResidual(distribution);
            for (double tail = 0.4; tail > 1e-12; tail *= 0.37) {
                assertThat(sampler.quantileNs(1.0 - tail))
                        .isCloseTo(distribution.quantileNs(1.0 - tail), withinPercentage(0.2));
                assertThat(sampler.quantileNs(tail)).isCloseTo(distribution.quantileNs(tail), withinPercentage(0.2));
                assertThat(residual.quantileNs(1.0 - tail))
                        .isCloseTo(distribution.residualQuantileNs(1.0 - tail), withinPercentage(0.2));
            }
        }
    }

    @Test
    void aMixtureDrawsNothingFromTheGapBetweenItsParts() {
        final Sampler sampler = Sampler.of(Mixture.of(
                new Mixture.Component(0.999, new Uniform(100, 200)),
                new Mixture.Component(0.001, new Constant(5_000))));
        final RandomStream random = new RandomStream(3);
        int slow = 0;
        for (int i = 0; i < 1_000_000; i++) {
            final long ns = sampler.sampleNs(random);
            assertThat(ns == 5_000 || ns >= 100 && ns <= 200).isTrue();
            slow += ns == 5_000 ? 1 : 0;
        }
        // 1000 expected, standard deviation 32
        assertThat(slow).isBetween(800, 1_200);
    }

    @Test
    void aJumpInATableNeitherShiftsTheMeanNorLeavesTheRange() {
        // 40 % at 1 us, 60 % at 100 us, the jump inside a cell.
        final Empirical jump = new Empirical(List.of(
                new Empirical.Point(0.0, 1_000),
                new Empirical.Point(0.4, 1_000),
                new Empirical.Point(0.4 + 1e-12, 100_000),
                new Empirical.Point(1.0, 100_000)));
        final Sampler sampler = Sampler.of(jump);
        assertThat(meanNs(sampler)).isCloseTo(0.4 * 1_000 + 0.6 * 100_000, withinPercentage(0.01));
        for (double u = 0.39; u < 0.41; u += 1e-5) {
            assertThat(sampler.quantileNs(u)).isBetween(999.999, 100_000.001);
        }
    }

    @Test
    void everySampleTakesOneUniformNumber() {
        final Mixture nested = Mixture.of(
                new Mixture.Component(
                        1,
                        Mixture.of(
                                new Mixture.Component(1, new Constant(1)),
                                new Mixture.Component(1, new Exponential(5)))),
                new Mixture.Component(2, new Lognormal(10, 1)));
        for (final Sampler sampler :
                List.of(Sampler.of(nested), Sampler.ofResidual(nested), Sampler.of(new Constant(3)))) {
            final RandomStream sampled = new RandomStream(9);
            final RandomStream counted = new RandomStream(9);
            for (int i = 0; i < 100; i++) {
                sampler.sampleNs(sampled);
                counted.nextDouble();
            }
            assertThat(sampled.nextLong()).isEqualTo(counted.nextLong());
        }
    }

    @Test
    void drawnSamplesHaveTheMeanOfTheDistribution() {
        final Sampler sampler = Sampler.of(new Lognormal(20_000, 0.5));
        final RandomStream random = new RandomStream(5);
        final int draws = 1_000_000;
        double sum = 0.0;
        for (int i = 0; i < draws; i++) {
            sum += sampler.sampleNs(random);
        }
        // 20,000 exp(1/8); the coefficient of variation is 0.533, so the standard error is 0.053 %.
        assertThat(sum / draws).isCloseTo(22_662.97, withinPercentage(0.3));
    }

    @Test
    void theResidualOfAConstantIsUniformAndOfNothingIsNothing() {
        final Sampler uniform = Sampler.ofResidual(new Constant(1_000));
        assertThat(uniform.quantileNs(0.25)).isCloseTo(250.0, withinPercentage(1e-9));
        assertThat(Sampler.ofResidual(new Constant(0)).sampleNs(new RandomStream(1)))
                .isZero();
    }

    @Test
    void theResidualOfAMixturePrefersLongSections() {
        // Half of the sections last 1 us, half 99 us: 99 % of random times fall into a long one, half of it gone.
        final Sampler sampler = Sampler.ofResidual(Mixture.of(
                new Mixture.Component(1, new Constant(1_000)), new Mixture.Component(1, new Constant(99_000))));
        assertThat(meanNs(sampler)).isCloseTo(0.01 * 500 + 0.99 * 49_500, withinPercentage(0.001));
    }

    /** The mean by the midpoint rule over cells that divide those of the table: exact for straight pieces. */
    private static double meanNs(final Sampler sampler) {
        return integral(sampler::quantileNs);
    }

    private static double integral(final DoubleUnaryOperator quantileNs) {
        // Octaves towards both ends, down to 2^-40; what is left outside is negligible at this accuracy.
        final double[] parts = new double[80];
        for (int octave = 0; octave < 40; octave++) {
            final double from = Math.scalb(1.0, -octave - 2);
            final int cells = 640;
            for (int i = 0; i < cells; i++) {
                final double t = from + from * (i + 0.5) / cells;
                parts[octave] += from / cells * quantileNs.applyAsDouble(t);
                parts[79 - octave] += from / cells * quantileNs.applyAsDouble(1.0 - t);
            }
        }
        return Arrays.stream(parts).sum();
    }
}
