package dev.headroom.stats;

import static dev.headroom.stats.ReplicatedTest.draw;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.headroom.random.Distribution;
import dev.headroom.random.Exponential;
import dev.headroom.random.RandomStream;
import dev.headroom.random.Sampler;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MaximumDistributionTest {
    private static final Exponential TRUTH = new Exponential(20_000);

    @Test
    void replicationsOfTheSameSizeGiveTheMaximumDirectly() {
        // 20 replications of two latencies with the maxima 1, 2, .. 20 us.
        final List<LatencyHistogram> replications = new ArrayList<>();
        for (int us = 1; us <= 20; us++) {
            final LatencyHistogram histogram = new LatencyHistogram();
            histogram.record(500);
            histogram.record(us * 1_000L);
            replications.add(histogram);
        }
        final MaximumDistribution maximum = MaximumDistribution.of(replications, 2);
        assertThat(maximum.method()).isEqualTo(MaximumDistribution.Method.REPLICATION_MAXIMA);
        assertThat(maximum.isSupported()).isTrue();
        // The tenth, the first and the nineteenth of twenty; buckets of 8 and 16 ns.
        final Interval interval = maximum.ninetyPercentNs();
        assertThat(interval.value()).isCloseTo(10_000.0, within(8.0));
        assertThat(interval.low()).isEqualTo(1_000.0);
        assertThat(interval.high()).isCloseTo(19_000.0, within(16.0));
    }

    @Test
    void enoughIndependentLatenciesGiveThePowerOfTheirDistribution() {
        final MaximumDistribution maximum = MaximumDistribution.of(independent(TRUTH, 40, 25_000), 1_000);
        assertThat(maximum.method()).isEqualTo(MaximumDistribution.Method.POOLED);
        assertThat(maximum.extremalIndex()).isEqualTo(1.0);
        // Median of the maximum of 1,000 exponentials: 20 us * -ln(1 - 0.5^(1/1000)) = 20 us * 7.27460 = 145.49 us.
        assertThat((double) maximum.quantileNs(0.5)).isCloseTo(145_492.0, withinPercentage(1.5));
        // 95 %: 20 us * -ln(1 - 0.95^(1/1000)) = 20 us * 9.87797 = 197.56 us.
        assertThat((double) maximum.quantileNs(0.95)).isCloseTo(197_559.0, withinPercentage(4.0));
    }

    @Test
    void moreLatenciesThanWereSimulatedAreExtrapolatedAndSaidToBe() {
        final MaximumDistribution maximum = MaximumDistribution.of(independent(TRUTH, 10, 20_000), 10_000_000);
        assertThat(maximum.method()).isEqualTo(MaximumDistribution.Method.EXTRAPOLATED);
        assertThat(maximum.isSupported()).isFalse();
        // Median: 20 us * -ln(1 - 0.5^(1e-7)) = 20 us * (ln 1e7 + 0.36651) = 20 us * 16.48461 = 329.69 us.
        assertThat((double) maximum.quantileNs(0.5)).isCloseTo(329_692.0, withinPercentage(20.0));
        assertThat(maximum.quantileNs(0.95)).isGreaterThan(maximum.quantileNs(0.5));
    }

    @Test
    void quantilesOfTheMaximumNeverFall() {
        for (final long samples : new long[] {1, 100, 10_000, 1_000_000, 1_000_000_000L}) {
            final MaximumDistribution maximum = MaximumDistribution.of(independent(TRUTH, 5, 5_000), samples);
            long lastNs = 0;
            for (int percent = 1; percent < 100; percent++) {
                final long ns = maximum.quantileNs(percent / 100.0);
                assertThat(ns).isGreaterThanOrEqualTo(lastNs);
                lastNs = ns;
            }
        }
    }

    @Test
    void theMaximumOfOneLatencyIsTheLatency() {
        final List<LatencyHistogram> replications = independent(TRUTH, 4, 10_000);
        final LatencyHistogram pooled = new LatencyHistogram();
        replications.forEach(pooled::merge);
        assertThat(MaximumDistribution.of(replications, 1).quantileNs(0.5)).isEqualTo(pooled.quantileNs(0.5));
    }

    @Test
    void clustersOfFiveMakeTheMaximumThatOfAFifth() {
        final Sampler sampler = Sampler.of(TRUTH);
        final List<LatencyHistogram> replications = new ArrayList<>();
        for (int replication = 0; replication < 200; replication++) {
            final RandomStream random = new RandomStream(replication);
            final LatencyHistogram histogram = new LatencyHistogram();
            for (int i = 0; i < 400; i++) {
                histogram.record(sampler.sampleNs(random), 5);
            }
            replications.add(histogram);
        }
        final MaximumDistribution maximum = MaximumDistribution.of(replications, 1_000);
        // Standard error of the estimate: 0.2 / sqrt(200) = 0.014.
        assertThat(maximum.extremalIndex()).isCloseTo(0.2, within(0.06));
        // Median of 200 independent ones: 20 us * -ln(1 - 0.5^(1/200)) = 20 us * 5.66655 = 113.33 us.
        assertThat((double) maximum.quantileNs(0.5)).isCloseTo(113_331.0, withinPercentage(4.0));
    }

    @Test
    void latenciesWithoutATailAreNotExtrapolated() {
        final LatencyHistogram constant = new LatencyHistogram();
        constant.record(5_003, 1_000);
        final MaximumDistribution maximum = MaximumDistribution.of(List.of(constant, constant), 1_000_000);
        assertThat(maximum.ninetyPercentNs()).isEqualTo(new Interval(5_003, 5_003, 5_003));
        assertThat(maximum.isSupported()).isFalse();
    }

    @Test
    void theTailFitFindsTheShapeAndScaleOfItsSample() {
        final RandomStream random = new RandomStream(11);
        final GeneralizedPareto truth = new GeneralizedPareto(0.3, 1_000);
        final double[] excessesNs = new double[20_000];
        for (int i = 0; i < excessesNs.length; i++) {
            excessesNs[i] = truth.excessNs(random.nextDouble());
        }
        final GeneralizedPareto fitted = GeneralizedPareto.fit(excessesNs);
        // Asymptotic standard error of the shape: (1 + 0.3) / sqrt(20,000) = 0.009.
        assertThat(fitted.shape()).isCloseTo(0.3, within(0.045));
        assertThat(fitted.scaleNs()).isCloseTo(1_000.0, withinPercentage(6.0));
        // Exceeded with probability 0.01: 1,000 (0.01^-0.3 - 1) / 0.3 = 1,000 * 2.98107 / 0.3
        assertThat(truth.excessNs(0.01)).isCloseTo(9_936.9, within(0.1));
        assertThat(new GeneralizedPareto(0.0, 1_000).excessNs(0.5)).isCloseTo(693.147, within(1e-3));
    }

    @Test
    void impossibleQuestionsAreRefused() {
        final List<LatencyHistogram> one = independent(TRUTH, 1, 10);
        assertThatThrownBy(() -> MaximumDistribution.of(one, 0)).hasMessageContaining("at least 1");
        assertThatThrownBy(() -> MaximumDistribution.of(List.of(), 5)).hasMessageContaining("Without a replication");
        assertThatThrownBy(() -> MaximumDistribution.of(List.of(new LatencyHistogram()), 5))
                .hasMessageContaining("leave it out");
        assertThatThrownBy(() -> MaximumDistribution.of(one, 5).quantileNs(1.0)).hasMessageContaining("0 < p < 1");
    }

    private static List<LatencyHistogram> independent(
            final Distribution truth, final int replications, final int size) {
        final Sampler sampler = Sampler.of(truth);
        final List<LatencyHistogram> histograms = new ArrayList<>();
        for (int replication = 0; replication < replications; replication++) {
            histograms.add(draw(sampler, new RandomStream(1_000 + replication), size));
        }
        return histograms;
    }
}
