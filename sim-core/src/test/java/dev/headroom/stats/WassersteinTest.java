package dev.headroom.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class WassersteinTest {

    @Test
    void twiceTheLatencyIsTheLogarithmOfTwoAway() {
        // Below 2,048 ns every value has a bucket of its own, so nothing is rounded.
        assertThat(Wasserstein.logDistance(of(100, 500, 700), of(200, 1_000, 1_400)))
                .isCloseTo(Math.log(2), within(1e-12));
    }

    @Test
    void onlyTheMovedShareCounts() {
        // A quarter of the mass moves from 100 to 1,000 ns; the numbers of latencies differ.
        assertThat(Wasserstein.logDistance(of(100), of(100, 100, 100, 1_000)))
                .isCloseTo(0.25 * Math.log(10), within(1e-12));
    }

    @Test
    void zeroCountsAsOneNanosecond() {
        assertThat(Wasserstein.logDistance(of(0), of(1))).isZero();
        assertThat(Wasserstein.logDistance(of(0), of(1_000))).isCloseTo(Math.log(1_000), within(1e-12));
    }

    @Property(tries = 200)
    void itIsADistance(
            @ForAll @Size(min = 1, max = 50) final List<@LongRange(min = 0, max = 10_000_000) Long> a,
            @ForAll @Size(min = 1, max = 50) final List<@LongRange(min = 0, max = 10_000_000) Long> b,
            @ForAll @Size(min = 1, max = 50) final List<@LongRange(min = 0, max = 10_000_000) Long> c) {
        final double ab = Wasserstein.logDistance(of(a), of(b));
        assertThat(ab).isNotNegative().isCloseTo(Wasserstein.logDistance(of(b), of(a)), within(1e-9));
        assertThat(Wasserstein.logDistance(of(a), of(a))).isZero();
        final double detour = Wasserstein.logDistance(of(a), of(c)) + Wasserstein.logDistance(of(c), of(b));
        // Ends of the histograms are cut to their extremes, so one place can differ by 0.1 % between the three.
        assertThat(ab).isLessThanOrEqualTo(detour + 0.003);
    }

    @Test
    void anEmptyHistogramIsRefused() {
        assertThatThrownBy(() -> Wasserstein.logDistance(of(1), of())).hasMessageContaining("empty histogram");
    }

    private static LatencyHistogram of(final long... latenciesNs) {
        final LatencyHistogram histogram = new LatencyHistogram();
        for (final long ns : latenciesNs) {
            histogram.record(ns);
        }
        return histogram;
    }

    private static LatencyHistogram of(final List<Long> latenciesNs) {
        return of(latenciesNs.stream().mapToLong(ns -> ns).toArray());
    }
}
