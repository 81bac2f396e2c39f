package dev.headroom.reproduce;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.compare.CaseComparison;
import dev.headroom.compare.Outcome;
import dev.headroom.compare.PredictedQuantity;
import dev.headroom.compare.Quantities;
import dev.headroom.compare.ValidationReport;
import dev.headroom.compare.Verdict;
import dev.headroom.format.hofer.HoferCorpus;
import dev.headroom.profile.Profiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Containers with a reservation on one CPU: fitted with one of them, predicted with two and four. */
class ConsolidationValidationTest {

    @TempDir
    private Path folder;

    private static ValidationReport validate(final Path corpus, final int replications, final boolean negativeControl) {
        return new CorpusValidation(
                        HoferCorpus.open(corpus),
                        Map.of("c5-rtapp", Profiles.shipped("c5-rtapp"), "bm-std", Profiles.shipped("bm-std")),
                        new CasePredictor(replications, 1),
                        negativeControl)
                .run(done -> {});
    }

    private static Map<String, SortedMap<String, PredictedQuantity>> predictions(final ValidationReport report) {
        final Map<String, SortedMap<String, PredictedQuantity>> predictions = new TreeMap<>();
        report.cases()
                .forEach(compared -> predictions.put(
                        compared.facts().id(), compared.prediction().quantities()));
        return predictions;
    }

    private static List<CaseComparison> heldOut(final ValidationReport report) {
        return report.cases().stream()
                .filter(compared -> !compared.facts().usedForFit())
                .toList();
    }

    @Test
    void twoAndFourContainersAreAsPredictedFromOne() {
        final ValidationReport report = validate(MiniCorpus.RT_APP, 4, false);

        assertThat(heldOut(report)).hasSize(8).allSatisfy(compared -> {
            // Two modes, and of each 7 quantities of execution times or 6 of periods.
            assertThat(compared.outcomes()).hasSizeGreaterThanOrEqualTo(6);
            compared.outcomes().forEach((quantity, outcome) -> {
                // Four draws of a maximum bound fewer than nine of ten.
                if (!Quantities.isMaximum(quantity)) {
                    assertThat(outcome)
                            .as(compared.facts().id() + " " + quantity)
                            .isEqualTo(Outcome.AGREE);
                }
            });
        });
    }

    @Test
    void noPredictionOfThemDependsOnAResult() throws IOException {
        final ValidationReport seeing = validate(MiniCorpus.RT_APP, 2, false);
        final Path blinded =
                MiniCorpus.withoutResults(MiniCorpus.RT_APP, Files.createDirectory(folder.resolve("blinded")), true);
        final ValidationReport blind = validate(blinded, 2, false);

        assertThat(predictions(seeing)).hasSize(12).allSatisfy((id, quantities) -> {
            final String prefix = id.endsWith("run") ? "run_" : "period_";
            assertThat(quantities.keySet()).hasSize(8).allMatch(name -> name.startsWith(prefix));
        });
        assertThat(predictions(blind)).isEqualTo(predictions(seeing));
        assertThat(blind.cases())
                .allSatisfy(compared -> assertThat(compared.verdict()).isEqualTo(Verdict.INCONCLUSIVE));
    }

    @Test
    void aLoopThatWasNotCalibratedHereDisagrees() {
        final ValidationReport control = validate(MiniCorpus.RT_APP, 2, true);

        assertThat(control.cases())
                .filteredOn(compared -> compared.facts().id().endsWith("-run"))
                .hasSize(6)
                .allSatisfy(compared -> {
                    assertThat(compared.verdict()).isEqualTo(Verdict.DISAGREE);
                    assertThat(compared.outcomes()).containsEntry("run_mean_us", Outcome.DISAGREE);
                });
    }
}
