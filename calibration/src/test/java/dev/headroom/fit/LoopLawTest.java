package dev.headroom.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.evidence.MeasuredHistogram;
import dev.headroom.evidence.ThreadCounts;
import dev.headroom.random.Empirical;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** 9900 times spread evenly over 1000 to 1990 us, and 100 beyond: 50 at 2009 us, 50 at 2049 us. */
class LoopLawTest {

    private static MeasuredHistogram measured() {
        final SortedMap<Long, Long> counts = new TreeMap<>();
        for (long us = 1000; us < 1990; us++) {
            counts.put(us, 10L);
        }
        counts.put(2009L, 50L);
        counts.put(2049L, 50L);
        return new MeasuredHistogram(List.of(new ThreadCounts(counts, 10_000, 0, 10_000, OptionalLong.empty())));
    }

    @Test
    void theBodyIsWhatWasMeasured() {
        final Empirical law = LoopLaw.of(measured(), 0);

        assertThat(law.quantileNs(0)).isEqualTo(1_000_000);
        // Sample 5000 of 10 000 ends the bin 1499.
        assertThat(law.quantileNs(0.5)).isCloseTo(1_500_000, within(1.0));
        assertThat(law.quantileNs(0.95)).isCloseTo(1_950_000, within(1.0));
        assertThat(law.quantileNs(0.99)).isCloseTo(1_990_000, within(1.0));
    }

    @Test
    void theTailIsExponentialWithTheMeanExcessThatWasMeasured() {
        final Empirical law = LoopLaw.of(measured(), 0);

        // Beyond 1990 us: 50 times 19.5 us and 50 times 59.5 us, 39.5 us on average; times ln 10 for each power of ten.
        assertThat(law.quantileNs(0.999)).isCloseTo(1_990_000 + 39_500 * Math.log(10), within(1.0));
        assertThat(law.quantileNs(0.9999)).isCloseTo(1_990_000 + 39_500 * 2 * Math.log(10), within(1.0));
        assertThat(law.quantileNs(1)).isCloseTo(1_990_000 + 39_500 * 6 * Math.log(10), within(1.0));
    }

    @Test
    void whatIsTakenOffIsTakenOffEverywhere() {
        final Empirical law = LoopLaw.of(measured(), 400_000);

        assertThat(law.quantileNs(0)).isEqualTo(600_000);
        assertThat(law.meanNs()).isCloseTo(LoopLaw.of(measured(), 0).meanNs() - 400_000, within(1.0));
    }
}
