package dev.headroom.recorded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.compare.CaseComparison;
import dev.headroom.compare.Verdict;
import dev.headroom.profile.Profile;
import dev.headroom.profile.Profiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordedCasesTest {

    private static final long SECOND_NS = 1_000_000_000L;
    private static final String ALONE = "01-cyc-fifo80-pin1-alone";
    private static final String QUOTA = "11-cyc-other-quota20of100";
    private static final String DEADLINE = "26-rta-dl-u86";

    @TempDir
    private Path folder;

    private static CaseComparison compare(final Path recorded, final boolean negativeControl) {
        final List<Profile> profiles =
                Profiles.shippedIds().stream().map(Profiles::shipped).toList();
        return new RecordedCases(profiles, new ScenarioPredictor(3, 1, 5 * SECOND_NS), negativeControl)
                .compare(RecordedCase.open(recorded));
    }

    private static CaseComparison sample(final String id, final boolean negativeControl) {
        return compare(Recorded.SAMPLE.resolve(id), negativeControl);
    }

    private Path copyWithoutResults(final String id, final boolean emptied) {
        final Path from = Recorded.SAMPLE.resolve(id);
        final Path to = folder.resolve(id + emptied);
        try (Stream<Path> files = Files.walk(from)) {
            for (final Path file : files.toList()) {
                final Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else if (file.endsWith("scenario.json")) {
                    Files.copy(file, target);
                } else if (emptied) {
                    Files.createFile(target);
                }
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        return to;
    }

    @Test
    void thePredictionOfACaseIsTheSameWhenItsResultsAreEmptyOrGone() {
        for (final String id : List.of(ALONE, QUOTA, DEADLINE)) {
            final CaseComparison withResults = sample(id, false);
            assertThat(withResults.measured()).isNotEmpty();
            final CaseComparison without = compare(copyWithoutResults(id, false), false);
            assertThat(without.measured()).isEmpty();
            assertThat(without.prediction()).isEqualTo(withResults.prediction());
            // Empty files are no results that could be compared, but the prediction comes before that.
            final RecordedCase emptied = RecordedCase.open(copyWithoutResults(id, true));
            assertThat(new ScenarioPredictor(3, 1, 5 * SECOND_NS).predict(emptied.scenario(), Recorded.VM2))
                    .isEqualTo(withResults.prediction());
        }
    }

    @Test
    void aThreadAloneIsPredictedAsItWasFittedAndSaysSo() {
        final CaseComparison alone = sample(ALONE, false);
        assertThat(alone.verdict()).isEqualTo(Verdict.AGREE);
        assertThat(alone.facts().usedForFit()).isTrue();
        assertThat(alone.outcomes()).containsOnlyKeys("p50_us", "p99_us");
        assertThat(alone.prediction().quantities().get("p50_us").value()).isCloseTo(22, within(1.0));
    }

    @Test
    void theResultsOfACaseAreItsHistogramItsCountersAndItsLogs() {
        final CaseComparison quota = sample(QUOTA, false);
        assertThat(quota.facts().usedForFit()).isFalse();
        assertThat(quota.measured()).containsKeys("p50_us", "p99_us", "throttled:c1");
        assertThat(quota.measured().get("throttled:c1").low()).isEqualTo(210);
        // The 99 % quantile lies beyond the histogram: known from below only.
        assertThat(quota.measured().get("p99_us").value()).isEmpty();
        // Only the log of c is in the sample: 239 loops, 5 of them late.
        final CaseComparison deadline = sample(DEADLINE, false);
        assertThat(deadline.measured()).containsKeys("run_p50_us:c", "p99_us:c").doesNotContainKey("run_p50_us:a");
        assertThat(deadline.measured().get("misses:c").low()).isEqualTo(5);
        assertThat(deadline.samples()).hasValue(239);
    }

    @Test
    void theNegativeControlDisagrees() {
        for (final String id : List.of(ALONE, QUOTA, DEADLINE)) {
            assertThat(sample(id, true).verdict()).as(id).isEqualTo(Verdict.DISAGREE);
        }
    }

    @Test
    void aMachineWithoutAProfileIsNotModelled() {
        final Path made = folder.resolve("made");
        try {
            Files.createDirectories(made);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        Recorded.of(made, Recorded.command("stress-ng", "stress-ng --cpu 1"));
        final CaseComparison compared = new RecordedCases(
                        List.of(Profiles.shipped("bm-prt")), new ScenarioPredictor(2, 1, SECOND_NS), false)
                .compare(RecordedCase.open(made));
        assertThat(compared.verdict()).isEqualTo(Verdict.NOT_MODELLED);
        assertThat(compared.why()).contains("6.18.44");
    }
}
