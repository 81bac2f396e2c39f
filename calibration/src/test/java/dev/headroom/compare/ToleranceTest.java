package dev.headroom.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.compare.Tolerance.Judge;
import dev.headroom.format.FormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ToleranceTest {

    private final Tolerance ratio = new Tolerance(Judge.RATIO, 0.15, 0, 0.6, "for the test");
    private final Tolerance interval = new Tolerance(Judge.INTERVAL, 0, 0, 3, "for the test");

    private static PredictedQuantity predicted(final double value, final double low, final double high) {
        return new PredictedQuantity(value, low, high);
    }

    @Test
    void aValueWithinTheRatioOfTheRangeAgrees() {
        // 10 us stands for [10, 11]; widened by e^0.15 = 1.1618 this is [8.607, 12.780].
        final MeasuredQuantity measured = MeasuredQuantity.cut(10, 1);
        assertThat(ratio.judge(predicted(12.77, 12.7, 12.8), measured)).isEqualTo(Outcome.AGREE);
        assertThat(ratio.judge(predicted(12.79, 12.7, 12.8), measured)).isEqualTo(Outcome.DISAGREE);
        assertThat(ratio.judge(predicted(8.61, 8.6, 8.7), measured)).isEqualTo(Outcome.AGREE);
        assertThat(ratio.judge(predicted(8.60, 8.6, 8.7), measured)).isEqualTo(Outcome.DISAGREE);
    }

    @Test
    void theResolutionOfTheInstrumentMattersForSmallLatenciesOnly() {
        // 2 us stands for [2, 3], widened [1.721, 3.486]: 3.4 is 70 % above the reading and still agrees.
        assertThat(ratio.judge(predicted(3.4, 3.3, 3.5), MeasuredQuantity.cut(2, 1)))
                .isEqualTo(Outcome.AGREE);
        // An exact mean of 2 is widened to [1.721, 2.324].
        assertThat(ratio.judge(predicted(3.4, 3.3, 3.5), MeasuredQuantity.exactly(2)))
                .isEqualTo(Outcome.DISAGREE);
        assertThat(ratio.judge(predicted(0.4, 0.3, 0.5), MeasuredQuantity.cut(0, 1)))
                .isEqualTo(Outcome.AGREE);
    }

    @Test
    void anIntervalThatReachesTheMeasuredRangeExcusesTheValue() {
        // 14 lies outside [8.607, 12.780], but [11, 15] touches [10, 11]; ln(15 / 11) = 0.31 is narrow enough.
        assertThat(ratio.judge(predicted(14, 11, 15), MeasuredQuantity.cut(10, 1)))
                .isEqualTo(Outcome.AGREE);
        assertThat(ratio.judge(predicted(14, 11.1, 15), MeasuredQuantity.cut(10, 1)))
                .isEqualTo(Outcome.DISAGREE);
    }

    @Test
    void anIntervalThatCouldNotHaveMissedDecidesNothing() {
        // ln(20 / 5) = 1.39 > 0.6.
        assertThat(ratio.judge(predicted(10.5, 5, 20), MeasuredQuantity.cut(10, 1)))
                .isEqualTo(Outcome.UNDECIDED);
        // Wide as a ratio, ln(1.5 / 0.5) = 1.1, but no wider than a step of the instrument.
        assertThat(ratio.judge(predicted(1, 0.5, 1.5), MeasuredQuantity.cut(1, 1)))
                .isEqualTo(Outcome.AGREE);
        // Wide and still excluded.
        assertThat(ratio.judge(predicted(30, 15, 60), MeasuredQuantity.cut(10, 1)))
                .isEqualTo(Outcome.DISAGREE);
    }

    @Test
    void aMaximumMustLieInThePredictedInterval() {
        assertThat(interval.judge(predicted(100, 60, 200), MeasuredQuantity.cut(200, 1)))
                .isEqualTo(Outcome.AGREE);
        assertThat(interval.judge(predicted(100, 60, 200), MeasuredQuantity.cut(201, 1)))
                .isEqualTo(Outcome.DISAGREE);
        // 59 stands for [59, 60].
        assertThat(interval.judge(predicted(100, 60, 200), MeasuredQuantity.cut(59, 1)))
                .isEqualTo(Outcome.AGREE);
        // ln(2000 / 60) = 3.5 > 3.
        assertThat(interval.judge(predicted(100, 60, 2000), MeasuredQuantity.cut(300, 1)))
                .isEqualTo(Outcome.UNDECIDED);
    }

    @Test
    void aLowerBoundIsMetByEverythingAboveIt() {
        final MeasuredQuantity overflow =
                new MeasuredQuantity(OptionalDouble.empty(), 10_000, Double.POSITIVE_INFINITY);
        assertThat(ratio.judge(predicted(60_000, 50_000, 70_000), overflow)).isEqualTo(Outcome.AGREE);
        // 10000 / 1.1618 = 8607.
        assertThat(ratio.judge(predicted(8_600, 8_500, 8_700), overflow)).isEqualTo(Outcome.DISAGREE);
    }

    @Test
    void anAbsoluteDifferenceServesCountsAndPeriods() {
        final Tolerance count = new Tolerance(Judge.RATIO, 0.1, 2, 1, "for the test");
        assertThat(count.judge(predicted(2, 2, 2), MeasuredQuantity.exactly(0))).isEqualTo(Outcome.AGREE);
        assertThat(count.judge(predicted(3, 3, 3), MeasuredQuantity.exactly(0))).isEqualTo(Outcome.DISAGREE);
        assertThat(count.judge(predicted(108, 108, 108), MeasuredQuantity.exactly(100)))
                .isEqualTo(Outcome.AGREE);
    }

    @Test
    void theStandardTolerancesHaveTheAgreedNumbers() {
        final Tolerances standard = Tolerances.standard();
        assertThat(standard.resolutionUs()).isEqualTo(1);
        for (final String name : new String[] {"mean_us", "p50_us", "p99_us"}) {
            assertThat(standard.of(name).orElseThrow().lnRatio()).isEqualTo(0.15);
        }
        assertThat(standard.of("p99.9_us").orElseThrow().lnRatio()).isEqualTo(0.35);
        assertThat(standard.of("p99.99_us").orElseThrow().lnRatio()).isEqualTo(0.5);
        assertThat(standard.of("max_us").orElseThrow().judge()).isEqualTo(Judge.INTERVAL);
        assertThat(standard.of("run_p99_us:a")).isEqualTo(standard.of("run_p99_us"));
        assertThat(standard.of("unheard_of")).isEmpty();
    }

    @Test
    void tolerancesOfTheUsersOwnAreReadAndCheckedWithTheFileNamed(@TempDir final Path folder) throws IOException {
        final Path file = folder.resolve("mine.json");
        final String text = """
                {"format": "headroom-tolerances/1", "resolution": {"us": 0.5},
                 "quantities": {"mean_us": {"judge": "ratio", "ln_ratio": 0.3, "widest_ln": 1, "why": "mine"}}}
                """;
        Files.writeString(file, text);
        assertThat(Tolerances.read(file).of("mean_us")).contains(new Tolerance(Judge.RATIO, 0.3, 0, 1, "mine"));
        refused(file, text.replace("0.3", "-1"), "mine.json, field mean_us.ln_ratio: \"-1\"");
        refused(file, text.replace("\"ratio\"", "\"guess\""), "mine.json, field mean_us");
        refused(file, text.replace("\"mine\"", "\"\""), "mine.json, field mean_us");
        refused(file, text.replace("tolerances/1", "tolerances/2"), "field format: \"headroom-tolerances/2\"");
        refused(file, text.replace("\"quantities\"", "\"q\""), "field quantities: no member");
        refused(file, text.substring(0, 70), "mine.json, line");
        refused(file, "", "field format");
    }

    private static void refused(final Path file, final String text, final String words) throws IOException {
        Files.writeString(file, text);
        assertThatThrownBy(() -> Tolerances.read(file))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining(words);
    }
}
