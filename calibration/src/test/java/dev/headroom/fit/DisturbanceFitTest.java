package dev.headroom.fit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.random.Lognormal;
import dev.headroom.random.RandomStream;
import dev.headroom.random.RandomStreams;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class DisturbanceFitTest {

    private static final long SAMPLES = 100_000;
    private static final double BODY_US = 8;

    /**
     * Maxima of runs of wake-ups among disturbances: an instant lies in one with probability rate * mean length, and
     * what is left then is a uniform part of a length drawn in proportion to its length.
     */
    private static List<Double> maximaUs(final double perSecond, final Lognormal length, final int runs) {
        final RandomStream random = new RandomStreams(5).stream("maxima");
        // A lognormal weighted by its length is a lognormal with the median times exp(sigma squared).
        final Lognormal met =
                new Lognormal(length.medianNs() * Math.exp(length.sigma() * length.sigma()), length.sigma());
        final double share = perSecond * length.meanNs() / 1e9;
        final List<Double> maxima = new ArrayList<>();
        for (int run = 0; run < runs; run++) {
            double longestNs = 0;
            for (int sample = 0; sample < SAMPLES; sample++) {
                if (random.nextDouble() < share) {
                    longestNs = Math.max(longestNs, random.nextDouble() * met.quantileNs(random.nextDouble()));
                }
            }
            maxima.add(Math.floor(longestNs / 1000));
        }
        return maxima;
    }

    @Test
    void rateAndLengthAreFoundFromSimulatedMaxima() {
        // 2 per s of 60 us: met by 100000 * 2 * 62e-6 = 12 wake-ups of a run.
        final Lognormal length = new Lognormal(60_000, 0.25);

        final DisturbanceFit.Disturbance found = DisturbanceFit.fit(maximaUs(2, length, 60), BODY_US, 0, SAMPLES);

        assertThat(found.ratePerSecond()).isCloseTo(2, Percentage.withPercentage(40));
        assertThat(found.length().meanNs()).isCloseTo(length.meanNs(), Percentage.withPercentage(20));
    }

    @Test
    void runsThatMetNothingSayThatDisturbancesAreRare() {
        // 0.02 per s: met by 0.12 wake-ups of a run, so most runs end with their own path.
        final Lognormal length = new Lognormal(60_000, 0.25);
        final List<Double> maxima = maximaUs(0.02, length, 200);
        assertThat(maxima.stream().filter(us -> us <= BODY_US).count()).isGreaterThan(150);

        final DisturbanceFit.Disturbance found = DisturbanceFit.fit(maxima, BODY_US, 0, SAMPLES);

        assertThat(found.ratePerSecond()).isBetween(0.01, 0.04);
    }

    @Test
    void theSameMaximaGiveTheSameDisturbance() {
        final List<Double> maxima = List.of(20.0, 35.0, 12.0, 50.0, 41.0);

        assertThat(DisturbanceFit.fit(maxima, BODY_US, 0, SAMPLES))
                .isEqualTo(DisturbanceFit.fit(maxima, BODY_US, 0, SAMPLES));
    }
}
