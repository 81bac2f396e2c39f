package dev.headroom.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class LatencyHistogramTest {

    @Test
    void countsMeansAndExtremesAreExact() {
        final LatencyHistogram histogram = of(1_999, 2_000, 2_001, 5_000_000_001L);
        assertThat(histogram.count()).isEqualTo(4);
        assertThat(histogram.minNs()).isEqualTo(1_999);
        assertThat(histogram.maxNs()).isEqualTo(5_000_000_001L);
        // (1,999 + 2,000 + 2,001 + 5,000,000,001) / 4
        assertThat(histogram.meanNs()).isEqualTo(1_250_001_500.25);
        // (1 + 2 + 2 + 5,000,000) / 4 us
        assertThat(histogram.meanOfWholeMicroseconds()).isEqualTo(1_250_001.25);
    }

    @Test
    void everyMicrosecondBelowTenMillisecondsHasItsOwnBin() {
        final LatencyHistogram histogram = of(0, 999, 1_000, 9_998_999, 9_999_000, 9_999_999, 10_000_000);
        final long[] bins = histogram.microsecondBins(10_000);
        assertThat(bins).hasSize(10_000);
        assertThat(bins[0]).isEqualTo(2);
        assertThat(bins[1]).isEqualTo(1);
        assertThat(bins[9_998]).isEqualTo(1);
        assertThat(bins[9_999]).isEqualTo(2);
        assertThat(histogram.countAtOrAbove(9_999_000)).isEqualTo(3);
        assertThat(histogram.countAtOrAbove(10_000_000)).isEqualTo(1);
        assertThat(histogram.countAtOrAbove(10_000_001)).isZero();
        assertThat(histogram.countAtOrAbove(0)).isEqualTo(7);
        assertThatThrownBy(() -> histogram.microsecondBins(10_001)).hasMessageContaining("below 10000 us");
    }

    @Test
    void durationsAroundALongOneAreCountedPerMicrosecondFromAnOrigin() {
        final LatencyHistogram histogram = LatencyHistogram.from(95_000_000);
        for (final long us : new long[] {20_000, 99_998, 99_999, 99_999, 100_000, 100_001, 100_002, 200_000}) {
            histogram.record(us * 1_000 + 7);
        }
        // The k-th of 8 is the quantile k / 8; buckets at 100 ms are 65.5 us wide and tell none of these apart.
        assertThat(histogram.quantileWholeMicroseconds(0.25)).isEqualTo(99_998);
        assertThat(histogram.quantileWholeMicroseconds(0.5)).isEqualTo(99_999);
        assertThat(histogram.quantileWholeMicroseconds(0.625)).isEqualTo(100_000);
        assertThat(histogram.quantileWholeMicroseconds(0.875)).isEqualTo(100_002);
        assertThat(histogram.quantileWholeMicroseconds(0)).isEqualTo(20_000);
        assertThat(histogram.quantileWholeMicroseconds(1)).isEqualTo(200_000);
        assertThat(histogram.copy().quantileWholeMicroseconds(0.5)).isEqualTo(99_999);

        final LatencyHistogram doubled = histogram.copy();
        doubled.merge(histogram);
        assertThat(doubled.quantileWholeMicroseconds(0.25)).isEqualTo(99_998);
        assertThat(doubled.count()).isEqualTo(16);
        assertThatThrownBy(() -> of(1_000).merge(histogram)).hasMessageContaining("cannot be added");
        assertThatThrownBy(() -> LatencyHistogram.from(1)).hasMessageContaining("whole number of microseconds");
    }

    @Test
    void aQuantileIsTheSmallestLatencyThatTheShareDoesNotExceed() {
        final LatencyHistogram histogram = new LatencyHistogram();
        for (int us = 1; us <= 100; us++) {
            histogram.record(us * 10L);
        }
        // Below 2,048 ns buckets are 1 ns wide: the k-th of 100 values is 10 k ns.
        assertThat(histogram.quantileNs(0.0)).isEqualTo(10);
        assertThat(histogram.quantileNs(0.01)).isEqualTo(10);
        assertThat(histogram.quantileNs(0.5)).isEqualTo(500);
        assertThat(histogram.quantileNs(0.501)).isEqualTo(510);
        assertThat(histogram.quantileNs(0.99)).isEqualTo(990);
        assertThat(histogram.quantileNs(1.0)).isEqualTo(1_000);
    }

    @Test
    void aQuantileOfEqualLatenciesIsThatLatency() {
        final LatencyHistogram histogram = new LatencyHistogram();
        histogram.record(123_456_789, 1_000);
        assertThat(histogram.quantileNs(0.3)).isEqualTo(123_456_789);
    }

    @Test
    void cuttingToMicrosecondsGivesWhatCyclictestWouldHaveRecorded() {
        // The bucket of HdrHistogram around 10 ms reaches from 9,994,240 to 10,002,431 ns.
        final LatencyHistogram histogram = of(0, 2_999, 9_999_999, 10_000_500, 25_000_999);
        final LatencyHistogram whole = histogram.inWholeMicroseconds();
        assertThat(whole.count()).isEqualTo(5);
        assertThat(whole.minNs()).isZero();
        assertThat(whole.maxNs()).isEqualTo(25_000_000);
        assertThat(whole.microsecondBins(10_000)).containsExactly(histogram.microsecondBins(10_000));
        // (0 + 2 + 9,999 + 10,000 + 25,000) / 5 us
        assertThat(whole.meanNs()).isEqualTo(9_000_200.0);
    }

    @Test
    void anEmptyHistogramHasNoExtremesAndNoMean() {
        final LatencyHistogram empty = new LatencyHistogram();
        assertThat(empty.count()).isZero();
        assertThat(empty.meanNs()).isNaN();
        assertThat(empty.countAtOrAbove(0)).isZero();
        assertThatThrownBy(empty::minNs).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(empty::maxNs).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> empty.quantileNs(0.5)).hasMessageContaining("No latency");
    }

    @Test
    void impossibleLatenciesAndSharesAreRefused() {
        final LatencyHistogram histogram = of(1);
        assertThatThrownBy(() -> histogram.record(-1)).hasMessageContaining("-1 ns");
        assertThatThrownBy(() -> histogram.record(1, -1)).hasMessageContaining("zero or more");
        assertThatThrownBy(() -> histogram.quantileNs(1.5)).hasMessageContaining("not 1.5");
        assertThatThrownBy(() -> histogram.record(Long.MAX_VALUE / 2, 3)).isInstanceOf(ArithmeticException.class);
        assertThat(histogram.count()).isEqualTo(1);
    }

    @Test
    void aResetHistogramIsAsNew() {
        final LatencyHistogram histogram = of(5, 50_000_000);
        histogram.reset();
        assertThat(histogram.count()).isZero();
        histogram.record(7);
        assertSame(histogram, of(7));
    }

    @Property(tries = 200)
    void mergingIsTheSameAsRecordingEverything(
            @ForAll("latencies") final List<Long> first, @ForAll("latencies") final List<Long> second) {
        final LatencyHistogram merged = of(first);
        merged.merge(of(second));
        final List<Long> all = new ArrayList<>(first);
        all.addAll(second);
        assertSame(merged, of(all));
        assertSame(merged.copy(), of(all));
    }

    @Property(tries = 200)
    void quantilesAreThoseOfTheSortedLatenciesToThreeDigits(
            @ForAll("latencies") final List<Long> latencies, @ForAll final int seed) {
        final LatencyHistogram histogram = of(latencies);
        final List<Long> sorted = latencies.stream().sorted().toList();
        final int rank = Math.floorMod(seed, sorted.size()) + 1;
        // In the middle of the rank's share, so that rounding of p does not choose the neighbour.
        final double expected = sorted.get(rank - 1);
        assertThat((double) histogram.quantileNs((rank - 0.5) / sorted.size()))
                .isCloseTo(expected, within(0.001 * expected));
    }

    @Property(tries = 200)
    void bucketsHoldEveryLatencyOnce(@ForAll("latencies") final List<Long> latencies) {
        final LatencyHistogram histogram = of(latencies);
        final List<Long> sorted = new ArrayList<>(latencies.stream().sorted().toList());
        histogram.forEachBucket((lowNs, highNs, count) -> {
            for (long i = 0; i < count; i++) {
                assertThat(sorted.remove(0)).isBetween(lowNs, highNs);
            }
        });
        assertThat(sorted).isEmpty();
    }

    @Test
    void mergingWithItselfDoublesTheCounts() {
        final LatencyHistogram histogram = of(5, 20_000, 50_000_000);
        histogram.merge(histogram);
        assertSame(histogram, of(5, 5, 20_000, 20_000, 50_000_000, 50_000_000));
    }

    @Provide
    Arbitrary<List<Long>> latencies() {
        return Arbitraries.oneOf(
                        Arbitraries.longs().between(0, 20_000),
                        Arbitraries.longs().between(0, 20_000_000),
                        Arbitraries.longs().between(0, 4_000_000_000L))
                .list()
                .ofMinSize(1)
                .ofMaxSize(100);
    }

    private static void assertSame(final LatencyHistogram actual, final LatencyHistogram expected) {
        assertThat(actual.count()).isEqualTo(expected.count());
        assertThat(actual.meanNs()).isEqualTo(expected.meanNs());
        assertThat(actual.meanOfWholeMicroseconds()).isEqualTo(expected.meanOfWholeMicroseconds());
        assertThat(actual.minNs()).isEqualTo(expected.minNs());
        assertThat(actual.maxNs()).isEqualTo(expected.maxNs());
        assertThat(actual.microsecondBins(10_000)).containsExactly(expected.microsecondBins(10_000));
        assertThat(buckets(actual)).isEqualTo(buckets(expected));
    }

    private static List<List<Long>> buckets(final LatencyHistogram histogram) {
        final List<List<Long>> buckets = new ArrayList<>();
        histogram.forEachBucket((lowNs, highNs, count) -> buckets.add(List.of(lowNs, highNs, count)));
        return buckets;
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
