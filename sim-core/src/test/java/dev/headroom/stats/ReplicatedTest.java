package dev.headroom.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.random.Lognormal;
import dev.headroom.random.RandomStream;
import dev.headroom.random.RandomStreams;
import dev.headroom.random.Sampler;
import org.junit.jupiter.api.Test;

class ReplicatedTest {

    @Test
    void criticalValuesAreThoseOfTheTable() {
        assertThat(StudentT.criticalValue(0.95, 1)).isCloseTo(12.706, within(1e-3));
        assertThat(StudentT.criticalValue(0.95, 9)).isCloseTo(2.262, within(1e-3));
        assertThat(StudentT.criticalValue(0.90, 30)).isCloseTo(1.697, within(1e-3));
        assertThatThrownBy(() -> StudentT.criticalValue(95, 9)).hasMessageContaining("not 95");
        assertThatThrownBy(() -> StudentT.criticalValue(0.95, 0)).hasMessageContaining("above 0");
    }

    @Test
    void theMeanHasStudentsInterval() {
        final ReplicatedValue value = values(1, 2, 3, 4, 5);
        // Variance 2.5, standard error sqrt(2.5 / 5) = 0.70711, t(0.95, 4) = 2.77645: half width 1.96324.
        final Interval mean = value.mean(0.95);
        assertThat(mean.value()).isEqualTo(3.0);
        assertThat(mean.low()).isCloseTo(1.03676, within(1e-5));
        assertThat(mean.high()).isCloseTo(4.96324, within(1e-5));
    }

    @Test
    void theGeometricMeanHasStudentsIntervalOnTheLogarithm() {
        // Logarithms to base 10: 1, 2, 3. Mean 2, standard error 1 / sqrt(3) = 0.57735, t(0.95, 2) = 4.30265.
        final Interval mean = values(10, 100, 1000).geometricMean(0.95);
        assertThat(mean.value()).isCloseTo(100.0, within(1e-9));
        assertThat(Math.log10(mean.high())).isCloseTo(2.0 + 2.48414, within(1e-5));
        assertThat(Math.log10(mean.low())).isCloseTo(2.0 - 2.48414, within(1e-5));
        assertThatThrownBy(() -> values(1, 0).geometricMean(0.95)).hasMessageContaining("above 0");
    }

    @Test
    void aSingleReplicationHasNoBoundsAndNoneHasNoMean() {
        assertThat(values(7).mean(0.95)).isEqualTo(Interval.unbounded(7));
        assertThat(values(7).mean(0.95).isBounded()).isFalse();
        assertThatThrownBy(() -> values().mean(0.95)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> values(Double.NaN)).hasMessageContaining("must be finite");
    }

    @Test
    void anIntervalEnclosesItsValue() {
        assertThatThrownBy(() -> new Interval(1, 2, 3)).hasMessageContaining("1.0 is not between 2.0 and 3.0");
        assertThatThrownBy(() -> new Interval(Double.NaN, 0, 1)).isInstanceOf(IllegalArgumentException.class);
        final Interval interval = new Interval(2, 1, 4);
        assertThat(interval.contains(1)).isTrue();
        assertThat(interval.contains(4.1)).isFalse();
        assertThat(interval.scaled(0.5)).isEqualTo(new Interval(1, 0.5, 2));
        assertThatThrownBy(() -> interval.scaled(-1)).hasMessageContaining("above 0");
    }

    @Test
    void intervalsOfQuantilesCoverTheTruthAsOftenAsTheySay() {
        final Lognormal truth = new Lognormal(20_000, 0.5);
        final Sampler sampler = Sampler.of(truth);
        int covered = 0;
        int means = 0;
        for (int experiment = 0; experiment < 200; experiment++) {
            final RandomStreams streams = new RandomStreams(experiment);
            final ReplicatedLatency latency = new ReplicatedLatency();
            for (int replication = 0; replication < 10; replication++) {
                latency.add(draw(sampler, streams.forReplication(replication).stream("latency"), 2_000));
            }
            covered += latency.quantileNs(0.999, 0.9).contains(truth.quantileNs(0.999)) ? 1 : 0;
            means += latency.meanNs(0.9).contains(truth.meanNs()) ? 1 : 0;
        }
        // 180 of 200 expected, standard deviation 4.2; the exact binomial interval may cover more.
        assertThat(means).isBetween(160, 198);
        assertThat(covered).isBetween(160, 200);
    }

    @Test
    void replicationsThatDifferMakeTheIntervalWide() {
        // Ten replications, each constant: between replications there are ten facts, not ten thousand.
        final ReplicatedLatency alike = new ReplicatedLatency();
        final ReplicatedLatency different = new ReplicatedLatency();
        for (int replication = 1; replication <= 10; replication++) {
            final LatencyHistogram constant = new LatencyHistogram();
            constant.record(replication * 1_000L, 1_000);
            different.add(constant);
            final LatencyHistogram mixed = new LatencyHistogram();
            for (int us = 1; us <= 10; us++) {
                mixed.record(us * 1_000L, 100);
            }
            alike.add(mixed);
        }
        final Interval narrow = alike.quantileNs(0.55, 0.95);
        final Interval wide = different.quantileNs(0.55, 0.95);
        // Buckets of 4 ns at 6,000 ns.
        assertThat(narrow.value()).isCloseTo(6_000.0, within(4.0));
        assertThat(wide.value()).isEqualTo(narrow.value());
        assertThat(narrow.high() - narrow.low()).isLessThan(1_100.0);
        assertThat(wide.high() - wide.low()).isGreaterThan(3_900.0);
    }

    @Test
    void aQuantileRarerThanTheSampleIsNotSupported() {
        final ReplicatedLatency latency = new ReplicatedLatency();
        for (int replication = 0; replication < 10; replication++) {
            latency.add(draw(Sampler.of(new Lognormal(20_000, 0.5)), new RandomStream(replication), 10_000));
        }
        // 100,000 latencies: 1,000 beyond 99 %, one beyond 99.999 %.
        assertThat(latency.supportsQuantile(0.99, 0.95)).isTrue();
        assertThat(latency.supportsQuantile(0.99999, 0.95)).isFalse();
        assertThat(latency.quantileNs(0.99999, 0.95).high())
                .isEqualTo(latency.pooled().maxNs());
        assertThat(latency.replications()).isEqualTo(10);
        assertThatThrownBy(() -> latency.quantileNs(1.0, 0.95)).hasMessageContaining("0 < p < 1");
    }

    @Test
    void aReplicationWithoutLatenciesIsRefused() {
        assertThatThrownBy(() -> new ReplicatedLatency().add(new LatencyHistogram()))
                .hasMessageContaining("leave it out");
    }

    private static ReplicatedValue values(final double... values) {
        final ReplicatedValue replicated = new ReplicatedValue();
        for (final double value : values) {
            replicated.add(value);
        }
        return replicated;
    }

    static LatencyHistogram draw(final Sampler sampler, final RandomStream random, final int count) {
        final LatencyHistogram histogram = new LatencyHistogram();
        for (int i = 0; i < count; i++) {
            histogram.record(sampler.sampleNs(random));
        }
        return histogram;
    }
}
