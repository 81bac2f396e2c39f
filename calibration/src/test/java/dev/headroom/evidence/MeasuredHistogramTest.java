package dev.headroom.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class MeasuredHistogramTest {

    private static ThreadCounts whole(final Map<Long, Long> counts, final long overflow) {
        final long samples = counts.values().stream().mapToLong(Long::longValue).sum();
        return new ThreadCounts(new TreeMap<>(counts), samples, overflow, 10_000, OptionalLong.empty());
    }

    private static ThreadCounts cut(final Map<Long, Long> counts, final long samples, final long lastBinUs) {
        return new ThreadCounts(new TreeMap<>(counts), samples, 0, 10_000, OptionalLong.of(lastBinUs));
    }

    @Test
    void aQuantileIsTheSmallestBinWhoseCumulativeShareReachesIt() {
        final MeasuredHistogram histogram = new MeasuredHistogram(List.of(whole(Map.of(3L, 50L, 4L, 49L, 9L, 1L), 0)));
        // 50 of 100 lie at or below 3 us, 99 at or below 4 us.
        assertThat(histogram.quantileUs(Quantile.P50)).contains(WholeUs.of(3));
        assertThat(histogram.quantileUs(Quantile.P99)).contains(WholeUs.of(4));
        assertThat(histogram.quantileUs(Quantile.P99_9)).contains(WholeUs.of(9));
        // (150 + 196 + 9) / 100.
        assertThat(histogram.meanUs()).hasValue(3.55);
    }

    @Test
    void overflowsCountAsSamplesAndForbidAMean() {
        final MeasuredHistogram histogram = new MeasuredHistogram(List.of(whole(Map.of(3L, 49L, 4L, 49L), 2)));
        assertThat(histogram.samples()).isEqualTo(100);
        assertThat(histogram.quantileUs(Quantile.P50)).contains(WholeUs.of(4));
        assertThat(histogram.quantileUs(Quantile.P99)).contains(WholeUs.atLeast(10_000));
        assertThat(histogram.meanUs()).isEmpty();
    }

    @Test
    void threadsAreAddedUp() {
        final MeasuredHistogram histogram =
                new MeasuredHistogram(List.of(whole(Map.of(1L, 99L), 0), whole(Map.of(5L, 101L), 0)));
        assertThat(histogram.quantileUs(Quantile.P50)).contains(WholeUs.of(5));
        assertThat(histogram.samples()).isEqualTo(200);
    }

    @Test
    void aCutThreadLeavesARangeAndNothingBeyondWhatIsKnown() {
        // Thread 0: 100 samples, 99 known up to 5 us, 1 above. Thread 1: 100 samples, all known, 2 of them at 20 us.
        // p99 has rank 198 of 200: 99 + 98 = 197 lie at or below 5 us. If the cut one is 6 us, the quantile is 6 us;
        // if it is very long, the two of 20 us make 199, and the quantile is 20 us.
        final MeasuredHistogram histogram =
                new MeasuredHistogram(List.of(cut(Map.of(5L, 99L), 100, 5), whole(Map.of(4L, 98L, 20L, 2L), 0)));
        assertThat(histogram.quantileUs(Quantile.P50)).contains(WholeUs.of(5));
        assertThat(histogram.quantileUs(Quantile.P99)).contains(new WholeUs(6, 20));
        assertThat(histogram.quantileUs(Quantile.P99_9)).isEmpty();
        assertThat(histogram.meanUs()).isEmpty();
    }

    @Test
    void binsThatDoNotAddUpAreRefused() {
        final TreeMap<Long, Long> counts = new TreeMap<>(Map.of(3L, 10L));
        assertThatThrownBy(() -> new ThreadCounts(counts, 11, 0, 10_000, OptionalLong.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the bins hold 10 samples, the total says 11");
        assertThatThrownBy(() -> cut(counts, 9, 3)).hasMessageContaining("the total says 9");
        assertThatThrownBy(() -> cut(counts, 11, 2)).hasMessageContaining("above the last bin");
        assertThatThrownBy(() -> new MeasuredHistogram(List.of())).hasMessageContaining("at least one thread");
    }

    @Test
    void ranksOfSharesWithFiveDigitsAreExactForTensOfMillionsOfSamples() {
        assertThat(Quantile.P99_999.rank(80_000_000)).isEqualTo(79_999_200);
        assertThat(Quantile.P99_999.rank(80_000_001)).isEqualTo(79_999_201);
        assertThat(Quantile.P50.rank(1)).isEqualTo(1);
        assertThat(Quantile.P50.rank(0)).isZero();
    }
}
