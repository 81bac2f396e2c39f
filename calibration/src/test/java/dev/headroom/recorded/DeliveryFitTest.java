package dev.headroom.recorded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.cost.CostName;
import dev.headroom.evidence.ThreadCounts;
import dev.headroom.format.FormatException;
import dev.headroom.format.recorded.CyclictestJson;
import dev.headroom.profile.Profile;
import dev.headroom.random.Empirical;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DeliveryFitTest {

    private static AloneCases.Alone alone(
            final long slackUs,
            final Map<Long, Long> bins,
            final long overflow,
            final double meanUs,
            final long maxUs) {
        final long samples = bins.values().stream().mapToLong(Long::longValue).sum();
        final ThreadCounts counts =
                new ThreadCounts(new TreeMap<>(bins), samples, overflow, 4000, OptionalLong.empty());
        final long minUs = new TreeMap<>(bins).firstKey();
        return new AloneCases.Alone(
                "case",
                Path.of("cyclictest.json"),
                10,
                1000,
                slackUs,
                new CyclictestJson.Thread(1, counts, minUs, meanUs, maxUs));
    }

    @Test
    void theDeliveryIsTheLatencyLessTheRestOfThePath() {
        // 100 latencies, evenly over 20 to 30 us; 2 us of them are interrupt and switch.
        final Map<Long, Long> bins = new TreeMap<>();
        for (long us = 20; us < 30; us++) {
            bins.put(us, 10L);
        }
        final Empirical delivery = new DeliveryFit(List.of(alone(0, bins, 0, 24.5, 29)), 20).delivery(2000);
        assertThat(delivery.quantileNs(0)).isEqualTo(18_000);
        assertThat(delivery.quantileNs(0.5)).isCloseTo(23_000, within(1.0));
        assertThat(delivery.quantileNs(1)).isCloseTo(28_000, within(1.0));
    }

    @Test
    void slackIsTakenOffAndTimersThatAnotherInterruptExpiredEarlyAreLeftOut() {
        // 50 us of slack; the 5 latencies of 15 us are early, as nothing is shorter than 10 us.
        final Empirical delivery =
                new DeliveryFit(List.of(alone(50, Map.of(15L, 5L, 70L, 95L), 0, 67, 70)), 10).delivery(0);
        assertThat(delivery.quantileNs(0)).isEqualTo(20_000);
        assertThat(delivery.quantileNs(1)).isEqualTo(21_000);
    }

    @Test
    void aCaseOfStallsOnlyIsRefused() {
        assertThatThrownBy(() -> new DeliveryFit(List.of(alone(0, Map.of(300L, 5L), 0, 300, 300)), 20).delivery(0))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("cyclictest.json")
                .hasMessageContaining("no latency from 20 to 200 us");
    }

    @Test
    void casesCountAlikeWhateverTheirNumberOfLatencies() {
        final Empirical delivery = new DeliveryFit(
                        List.of(alone(0, Map.of(20L, 1000L), 0, 20, 20), alone(0, Map.of(40L, 10L), 0, 40, 40)), 20)
                .delivery(0);
        assertThat(delivery.quantileNs(0.4)).isLessThan(22_000);
        assertThat(delivery.quantileNs(0.6)).isGreaterThan(39_000);
    }

    @Test
    void latenciesAboveTheBodyAreStallsAndThoseBeyondTheHistogramFollowFromTheMean() {
        // 98 of 20 us, one of 3000 us, two beyond 4000 us: the largest 6000 us, and the sum leaves 5000 us.
        final double meanUs = (98 * 20 + 3000 + 6000 + 5000) / 101.0;
        final DeliveryFit fit = new DeliveryFit(List.of(alone(0, Map.of(20L, 98L, 3000L, 1L), 2, meanUs, 6000)), 20);
        // Each is as long as its latency and half an interval.
        assertThat(fit.stallsNs()).hasSize(3);
        assertThat(fit.stallsNs()[0]).isCloseTo(3_500_000, within(1.0));
        assertThat(fit.stallsNs()[1]).isCloseTo(5_500_000, within(10.0));
        assertThat(fit.stallsNs()[2]).isCloseTo(6_500_000, within(1.0));
        assertThat(fit.stallsPerSecond()).isEqualTo(0.3);
    }

    @Test
    void aCalibrationFitsTheCaseAloneAndLeavesTheRestOfTheProfile() {
        final Profile fitted =
                AloneCalibration.of(Recorded.SAMPLE, Recorded.VM2).profile();
        // 22 us in the median of 01, of which 0.66 us are the interrupt and 0.66 us the switch.
        assertThat(fitted.costs().value(CostName.TIMER_DELIVERY).quantileNs(0.5))
                .isCloseTo(20_800, within(500.0));
        assertThat(fitted.costs()
                        .costs()
                        .get(CostName.TIMER_DELIVERY)
                        .certificate()
                        .source())
                .contains("01-cyc-fifo80-pin1-alone")
                .doesNotContain("11-cyc");
        assertThat(fitted.costs().value(CostName.IDLE_EXIT))
                .isEqualTo(Recorded.VM2.costs().value(CostName.IDLE_EXIT));
    }
}
