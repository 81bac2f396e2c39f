package dev.headroom.reproduce;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.compare.Outcome;
import dev.headroom.compare.PredictedQuantity;
import dev.headroom.compare.ValidationReport;
import dev.headroom.compare.Verdict;
import dev.headroom.format.hofer.HoferCorpus;
import dev.headroom.profile.Profile;
import dev.headroom.profile.Profiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorpusValidationTest {

    private static final long SEED = 1;
    private static final long PART_OF_A_RUN_NS = 8_000_000_000L;

    @TempDir
    private Path folder;

    private static Map<String, Profile> shipped() {
        final Map<String, Profile> profiles = new TreeMap<>();
        Profiles.shippedIds().forEach(id -> profiles.put(id, Profiles.shipped(id)));
        return profiles;
    }

    private static ValidationReport validate(
            final HoferCorpus corpus, final int replications, final long longestNs, final boolean negativeControl) {
        final CasePredictor predictor = new CasePredictor(replications, SEED, longestNs);
        return new CorpusValidation(corpus, shipped(), predictor, negativeControl).run(done -> {});
    }

    private static Map<String, Map<String, PredictedQuantity>> predictions(final ValidationReport report) {
        final Map<String, Map<String, PredictedQuantity>> predictions = new TreeMap<>();
        report.cases()
                .forEach(compared -> predictions.put(
                        compared.facts().id(), compared.prediction().quantities()));
        return predictions;
    }

    private static Map<String, Verdict> verdicts(final ValidationReport report) {
        final Map<String, Verdict> verdicts = new TreeMap<>();
        report.cases().forEach(compared -> verdicts.put(compared.facts().id(), compared.verdict()));
        return verdicts;
    }

    @Test
    void predictionsAreTheSameWithoutAnyResult() throws IOException {
        final long longestNs = 500_000_000L;
        final ValidationReport seeing = validate(MiniCorpus.open(), 2, longestNs, false);
        for (final boolean filesMissing : new boolean[] {false, true}) {
            final Path blinded = MiniCorpus.withoutResults(
                    Files.createDirectory(folder.resolve("blinded-" + filesMissing)), filesMissing);
            final ValidationReport blind = validate(HoferCorpus.open(blinded), 2, longestNs, false);

            assertThat(predictions(seeing))
                    .hasSize(19)
                    .allSatisfy((id, quantities) -> assertThat(quantities).containsKeys("mean_us", "p99_us", "max_us"));
            assertThat(predictions(blind)).isEqualTo(predictions(seeing));
            assertThat(blind.cases())
                    .allSatisfy(compared -> assertThat(compared.measured()).isEmpty())
                    .allSatisfy(compared -> assertThat(compared.verdict()).isEqualTo(Verdict.INCONCLUSIVE));
        }
    }

    @Test
    void anotherMeasurementChangesVerdictsAndNoPrediction() throws IOException {
        final long longestNs = 500_000_000L;
        final Path slower = MiniCorpus.copyWith(folder, Map.of("avg_us", "900"));

        final ValidationReport report = validate(HoferCorpus.open(slower), 2, longestNs, false);

        assertThat(predictions(report)).isEqualTo(predictions(validate(MiniCorpus.open(), 2, longestNs, false)));
        assertThat(report.cases())
                .filteredOn(compared -> compared.facts().id().startsWith("C5-Prt/"))
                .allSatisfy(compared -> {
                    assertThat(compared.verdict()).isEqualTo(Verdict.DISAGREE);
                    assertThat(compared.why()).contains("mean_us");
                });
    }

    @Test
    void casesThatAgreeWithTheRightProfileDisagreeWithTheCostsOfAnotherMachine() {
        final ValidationReport right = validate(MiniCorpus.open(), 20, PART_OF_A_RUN_NS, false);
        final ValidationReport wrong = validate(MiniCorpus.open(), 20, PART_OF_A_RUN_NS, true);
        final Map<String, Verdict> verdicts = verdicts(wrong);

        final List<String> agreeing = right.cases().stream()
                .filter(compared -> compared.verdict() == Verdict.AGREE)
                .map(compared -> compared.facts().id())
                .toList();
        final long seenThrough = agreeing.stream()
                .filter(id -> verdicts.get(id) == Verdict.DISAGREE)
                .count();
        assertThat(agreeing).as("cases that agree").hasSizeGreaterThanOrEqualTo(4);
        assertThat(seenThrough).as("of them seen through").isGreaterThanOrEqualTo((agreeing.size() * 4 + 4) / 5);
        assertThat(wrong.anyDisagrees()).isTrue();
        assertThat(wrong.cases())
                .extracting(compared -> compared.prediction().profile())
                .allMatch(id -> id.endsWith("-negative-control"));
        // Maxima depend on rare events; the means alone tell one machine from another.
        assertThat(meansThatAgree(right)).isGreaterThanOrEqualTo(15);
        assertThat(meansThatAgree(wrong)).isLessThanOrEqualTo(4);
    }

    private static long meansThatAgree(final ValidationReport report) {
        return report.cases().stream()
                .filter(compared -> compared.outcomes().get("mean_us") == Outcome.AGREE)
                .count();
    }

    @Test
    void repeatsOfOneMeasurementHaveOnePrediction() {
        final ValidationReport report = validate(MiniCorpus.open(), 2, 200_000_000L, false);
        final Map<String, Map<String, PredictedQuantity>> byId = predictions(report);

        assertThat(byId.get("C5-Prt/IsoLoad-2")).isEqualTo(byId.get("C5-Prt/IsoLoad-1"));
        assertThat(byId.get("C5-Prt/IsoNoLoad-1")).isNotEqualTo(byId.get("C5-Prt/IsoLoad-1"));
        assertThat(byId.get("BM-Prt/IsoLoad-1")).isNotEqualTo(byId.get("C5-Prt/IsoLoad-1"));
    }

    @Test
    void threadsOfDifferentIntervalsAreReadTogether() throws IOException {
        final Path other = MiniCorpus.copyWith(folder, Map.of("threads", "2", "interval_us", "1000+20000"));

        final ValidationReport report = validate(HoferCorpus.open(other), 2, 200_000_000L, false);

        assertThat(predictions(report).get("C5-Prt/IsoNoLoad-1")).containsKeys("mean_us", "p99_us", "max_us");
    }

    @Test
    void aCaseOfAnEnvironmentWithoutAModelSaysSo() throws IOException {
        final Path elsewhere = MiniCorpus.copyWith(folder, Map.of("env", "VS"));

        final ValidationReport report = validate(HoferCorpus.open(elsewhere), 2, 200_000_000L, false);

        assertThat(report.cases())
                .filteredOn(compared -> compared.facts().environment().equals("VS"))
                .hasSize(18)
                .allSatisfy(compared -> {
                    assertThat(compared.verdict()).isEqualTo(Verdict.NOT_MODELLED);
                    assertThat(compared.facts().usedForFit()).isFalse();
                    assertThat(compared.why()).contains("hypervisor of environment VS is not modelled");
                });
    }
}
