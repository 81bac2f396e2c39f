package dev.headroom.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class WorstWindowsTest {

    private static final long[] UNKNOWN = {};

    private static WorstWindows finder(final int worst) {
        final WorstWindows finder = new WorstWindows(worst, 10);
        finder.begin(1, List.of("a", "b"), List.of());
        return finder;
    }

    @Test
    void theLongestLatenciesOfEveryTaskAreKept() {
        final WorstWindows finder = finder(2);
        finder.start(0, 1000, UNKNOWN, 1005);
        finder.start(0, 2000, UNKNOWN, 2007);
        finder.start(0, 3000, UNKNOWN, 3006);
        finder.start(0, 4000, UNKNOWN, 4001);
        finder.start(1, 5000, UNKNOWN, 5001);

        assertThat(finder.windows())
                .containsExactly(new TimeWindow(1990, 2017), new TimeWindow(2990, 3016), new TimeWindow(4990, 5011));
    }

    @Test
    void ofEqualOnesTheEarlierIsKept() {
        final WorstWindows finder = finder(1);
        finder.start(0, 1000, UNKNOWN, 1005);
        finder.start(0, 2000, UNKNOWN, 2005);

        assertThat(finder.windows()).containsExactly(new TimeWindow(990, 1015));
    }

    @Test
    void theLongestResponsesAreKeptTooAndWindowsThatOverlapAreOne() {
        final WorstWindows finder = finder(1);
        finder.start(0, 5, UNKNOWN, 9);
        finder.completion(0, 5, 20);
        finder.start(0, 50, UNKNOWN, 51);
        finder.completion(0, 50, 90);

        // The latency 5 to 9 with its margins ends at 19, the response 50 to 90 begins at 40.
        assertThat(finder.windows()).containsExactly(new TimeWindow(0, 19), new TimeWindow(40, 100));
        finder.start(1, 19, UNKNOWN, 30);
        assertThat(finder.windows()).containsExactly(new TimeWindow(0, 100));
    }

    @Test
    void anEmptyWindowIsRefused() {
        assertThatThrownBy(() -> new TimeWindow(5, 5)).hasMessageContaining("is empty");
    }
}
