package dev.headroom.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Scale;
import org.junit.jupiter.api.Test;

class DistributionTest {

    @Provide
    Arbitrary<Distribution> distributions() {
        return Distributions.any();
    }

    @Provide
    Arbitrary<Distribution> continuous() {
        return Distributions.continuous();
    }

    @Property
    void cdfAndQuantileAreInverse(
            @ForAll("continuous") final Distribution distribution,
            @ForAll @Scale(7) @DoubleRange(min = 1e-6, max = 1.0 - 1e-6) final double p) {
        final double ns = distribution.quantileNs(p);
        assertThat(distribution.cdf(ns)).isCloseTo(p, within(1e-9));
        assertThat(distribution.survival(ns)).isCloseTo(1.0 - p, within(1e-9));
    }

    @Property
    void quantilesRiseWithTheProbabilityAndStayBetweenTheEnds(
            @ForAll("distributions") final Distribution distribution,
            @ForAll @Scale(7) @DoubleRange(min = 0.0, max = 1.0) final double p,
            @ForAll @Scale(7) @DoubleRange(min = 0.0, max = 1.0) final double other) {
        final double lowNs = distribution.quantileNs(Math.min(p, other));
        final double highNs = distribution.quantileNs(Math.max(p, other));
        assertThat(lowNs).isGreaterThanOrEqualTo(distribution.quantileNs(0.0)).isLessThanOrEqualTo(highNs);
        assertThat(highNs).isLessThanOrEqualTo(distribution.quantileNs(1.0));
    }

    @Property
    void theExpectedExcessIsTheIntegralOfTheSurvivalFunction(
            @ForAll("continuous") final Distribution distribution,
            @ForAll @Scale(7) @DoubleRange(min = 0.01, max = 0.99) final double p) {
        // Between two quantiles, by Simpson's rule on many cells.
        final double fromNs = distribution.quantileNs(p * 0.9);
        final double toNs = distribution.quantileNs(p);
        final int cells = 40_000;
        final double width = (toNs - fromNs) / cells;
        double integral = 0.0;
        for (int i = 0; i < cells; i++) {
            final double ns = fromNs + i * width;
            integral += width
                    / 6.0
                    * (distribution.survival(ns)
                            + 4.0 * distribution.survival(ns + width / 2.0)
                            + distribution.survival(ns + width));
        }
        final double difference = distribution.expectedExcessNs(fromNs) - distribution.expectedExcessNs(toNs);
        assertThat(difference).isCloseTo(integral, within(1e-6 * distribution.meanNs() + 1e-4 * integral));
        assertThat(distribution.expectedExcessNs(0.0)).isCloseTo(distribution.meanNs(), withinPercentage(1e-7));
    }

    @Property
    void theResidualQuantileSolvesItsDefinition(
            @ForAll("distributions") final Distribution distribution,
            @ForAll @Scale(7) @DoubleRange(min = 1e-6, max = 1.0 - 1e-6) final double p) {
        final double ns = distribution.residualQuantileNs(p);
        assertThat(distribution.expectedExcessNs(ns) / distribution.meanNs()).isCloseTo(1.0 - p, within(1e-9));
    }

    @Property
    void scalingMovesEveryQuantile(
            @ForAll("distributions") final Distribution distribution,
            @ForAll @Scale(7) @DoubleRange(min = 0.1, max = 10.0) final double factor,
            @ForAll @Scale(7) @DoubleRange(min = 0.001, max = 0.999) final double p) {
        final Distribution scaled = distribution.scaled(factor);
        assertThat(scaled.quantileNs(p)).isCloseTo(factor * distribution.quantileNs(p), withinPercentage(1e-7));
        assertThat(scaled.meanNs()).isCloseTo(factor * distribution.meanNs(), withinPercentage(1e-7));
    }

    @Test
    void meansAreThoseOfTheTextbook() {
        assertThat(new Uniform(10, 30).meanNs()).isEqualTo(20.0);
        // 100 exp(1/2)
        assertThat(new Lognormal(100, 1).meanNs()).isCloseTo(164.8721, within(1e-4));
        // alpha = 2 on [1, 10]: 2 (1 - 1/10) / (1 - 1/100) = 1.8 / 0.99
        assertThat(new Pareto(1, 2, 10).meanNs()).isCloseTo(1.8 / 0.99, within(1e-12));
        // alpha = 1 on [1, e]: ln(e) / (1 - 1/e)
        assertThat(new Pareto(1, 1, Math.E).meanNs()).isCloseTo(1.0 / (1.0 - 1.0 / Math.E), within(1e-12));
        // 0.9 * 10 + 0.1 * 1000
        assertThat(fastAndSlow().meanNs()).isCloseTo(109.0, within(1e-12));
        // Half uniform on 0..10, half on 10..30: 2.5 + 10
        assertThat(table().meanNs()).isCloseTo(12.5, within(1e-12));
    }

    @Test
    void quantilesAreThoseOfTheTextbook() {
        // -100 ln(1/4)
        assertThat(new Exponential(100).quantileNs(0.75)).isCloseTo(138.62944, within(1e-5));
        // The normal quantile of 0.975 is 1.959964: 100 exp(0.5 * 1.959964)
        assertThat(new Lognormal(100, 0.5).quantileNs(0.975)).isCloseTo(266.4408, within(1e-3));
        // alpha = 1 on [1, 10]: survival (1/x - 0.1) / 0.9 = 0.5 at x = 1 / 0.55
        assertThat(new Pareto(1, 1, 10).quantileNs(0.5)).isCloseTo(1.0 / 0.55, within(1e-12));
        assertThat(fastAndSlow().quantileNs(0.89)).isEqualTo(10.0);
        assertThat(fastAndSlow().quantileNs(0.91)).isEqualTo(1000.0);
        assertThat(table().quantileNs(0.75)).isEqualTo(20.0);
        assertThat(table().cdf(20.0)).isEqualTo(0.75);
    }

    @Test
    void theTailOfALognormalIsPreciseFarOut() {
        // The normal deviate exceeded with probability 1e-12 is 7.034484; the survival there, back again.
        final Lognormal lognormal = new Lognormal(1_000, 1);
        final double ns = 1_000 * Math.exp(7.034484);
        assertThat(lognormal.survival(ns)).isCloseTo(1e-12, withinPercentage(0.01));
        assertThat(lognormal.quantileNs(1.0 - 1e-12)).isCloseTo(ns, withinPercentage(0.01));
    }

    @Test
    void residualsAreThoseOfTheTextbook() {
        // A constant section: the time left is uniform.
        assertThat(new Constant(100).residualQuantileNs(0.25)).isEqualTo(25.0);
        // Uniform on 0..100: survival of the residual (1 - x/100)^2 = 1/4 at x = 50
        assertThat(new Uniform(0, 100).residualQuantileNs(0.75)).isCloseTo(50.0, within(1e-9));
        // Exponential: itself
        assertThat(new Exponential(100).residualQuantileNs(0.5)).isCloseTo(69.31472, within(1e-5));
        // 9 of 109 ns of an average cycle are in constant sections of 10: below 10 the density is 1/109, then 0.1/109.
        assertThat(fastAndSlow().residualQuantileNs(10.0 / 109.0)).isCloseTo(10.0, within(1e-6));
        assertThat(fastAndSlow().residualQuantileNs(10.0 / 109.0 + 0.5)).isCloseTo(555.0, within(1e-6));
        assertThat(new Constant(0).residualQuantileNs(0.5)).isZero();
    }

    @Test
    void measuredSamplesBecomeATable() {
        final Empirical samples = Empirical.ofSamples(30, 10, 20);
        assertThat(samples.quantileNs(0.5)).isEqualTo(20.0);
        assertThat(samples.quantileNs(0.25)).isEqualTo(15.0);
        // A value that fills a part of the table is an atom and belongs to the cdf in full.
        assertThat(Empirical.ofSamples(10, 20, 20, 20, 30).cdf(20)).isEqualTo(0.75);
    }

    @Test
    void impossibleParametersAreRefused() {
        assertThatThrownBy(() -> new Constant(-1)).hasMessageContaining("ns must be 0 or more");
        assertThatThrownBy(() -> new Uniform(2, 2)).hasMessageContaining("minNs must be below maxNs");
        assertThatThrownBy(() -> new Exponential(0)).hasMessageContaining("meanNs must be above 0");
        assertThatThrownBy(() -> new Exponential(Double.NaN)).hasMessageContaining("NaN");
        assertThatThrownBy(() -> new Lognormal(1, 11)).hasMessageContaining("sigma must be at most 10");
        assertThatThrownBy(() -> new Pareto(1, -1, 2)).hasMessageContaining("alpha must be above 0");
        assertThatThrownBy(() -> new Pareto(2, 1, 1)).hasMessageContaining("minNs must be below maxNs");
        assertThatThrownBy(() -> new Mixture(List.of())).hasMessageContaining("at least one component");
        assertThatThrownBy(() -> new Mixture.Component(0, new Constant(1))).hasMessageContaining("weight");
        assertThatThrownBy(() -> Empirical.ofSamples(5)).hasMessageContaining("ends at probability 1");
        assertThatThrownBy(() -> new Empirical(
                        List.of(new Empirical.Point(0, 5), new Empirical.Point(0.5, 4), new Empirical.Point(1, 6))))
                .hasMessageContaining("row 2");
        assertThatThrownBy(() -> new Constant(1).quantileNs(1.1)).hasMessageContaining("from 0 to 1, not 1.1");
        assertThatThrownBy(() -> new Uniform(0, 1).scaled(0)).hasMessageContaining("factor must be above 0");
    }

    @Test
    void mixturesOfTheSameShareAreEqualWhateverTheScaleOfTheWeights() {
        final Mixture ofCounts =
                Mixture.of(new Mixture.Component(90, new Constant(10)), new Mixture.Component(10, new Constant(1000)));
        assertThat(ofCounts).isEqualTo(fastAndSlow());
    }

    private static Mixture fastAndSlow() {
        return Mixture.of(new Mixture.Component(0.9, new Constant(10)), new Mixture.Component(0.1, new Constant(1000)));
    }

    private static Empirical table() {
        return new Empirical(
                List.of(new Empirical.Point(0, 0), new Empirical.Point(0.5, 10), new Empirical.Point(1, 30)));
    }
}
