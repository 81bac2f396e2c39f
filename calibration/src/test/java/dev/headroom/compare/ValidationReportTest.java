package dev.headroom.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headroom.evidence.CaseDescription;
import dev.headroom.evidence.Measure;
import dev.headroom.format.hofer.HoferCorpus;
import dev.headroom.format.hofer.Sample;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ValidationReportTest {

    private static final Tolerances TOLERANCES = Tolerances.standard();

    private static CaseFacts facts(final String id, final boolean usedForFit) {
        final String repeatKey = id.substring(0, id.indexOf('-'));
        return new CaseFacts(id, "BM", "Prt", repeatKey, true, false, usedForFit);
    }

    private static SortedMap<String, MeasuredQuantity> measured(final double meanUs, final double maxUs) {
        final SortedMap<String, MeasuredQuantity> measured = new TreeMap<>(Quantities.ORDER);
        measured.put("mean_us", MeasuredQuantity.cut(meanUs, 1));
        measured.put("max_us", MeasuredQuantity.cut(maxUs, 1));
        return measured;
    }

    private static Prediction predicted(final double meanUs, final double maxUs) {
        return Prediction.of(
                "bm-prt",
                1,
                Map.of(
                        "max_us", new PredictedQuantity(maxUs, maxUs / 2, maxUs * 2),
                        "mean_us", new PredictedQuantity(meanUs, meanUs, meanUs)));
    }

    private static CaseComparison compared(
            final String id,
            final Prediction prediction,
            final SortedMap<String, MeasuredQuantity> measured,
            final boolean usedForFit) {
        return CaseComparison.of(facts(id, usedForFit), prediction, OptionalLong.of(100_000), measured, TOLERANCES);
    }

    /** Two repeats of one measurement and a third of another, one of them missed, one used for the fit. */
    private static ValidationReport report() {
        return new ValidationReport(List.of(
                compared("a-1", predicted(8, 100), measured(8, 100), true),
                compared("a-2", predicted(8, 100), measured(4, 90), false),
                compared("b-1", predicted(8, 100), measured(9, 400), false)));
    }

    @Test
    void logRatiosAreThoseOfThePrintedFigures() {
        final CaseComparison compared = compared("a-1", predicted(5.2, 100), measured(5.4, 109), false);
        // ln(5.2 / 5.4) = -0.03774, ln(100 / 109) = -0.08618.
        assertThat(compared.logRatios().get("mean_us")).isCloseTo(-0.03774, within(1e-5));
        assertThat(compared.logRatios().get("max_us")).isCloseTo(-0.08618, within(1e-5));
        assertThat(compared.verdict()).isEqualTo(Verdict.AGREE);
        assertThat(compared.why()).isEqualTo("within tolerance: mean_us, max_us.");
    }

    @Test
    void oneMissOutweighsWhatAgreesAndIsNamedWithItsFigures() {
        final CaseComparison compared = compared("b-1", predicted(8, 100), measured(9, 400), false);
        assertThat(compared.verdict()).isEqualTo(Verdict.DISAGREE);
        assertThat(compared.why()).isEqualTo("max_us: predicted 100 [50, 200], measured 400.");
    }

    @Test
    void aCaseWithoutResultDecidesNothingAndOneOutsideTheModelsSaysWhy() {
        final CaseComparison empty = compared("a-1", predicted(8, 100), new TreeMap<>(Quantities.ORDER), false);
        assertThat(empty.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(empty.why()).isEqualTo("the corpus holds no result of this case.");
        final Prediction none = Prediction.notModelled("-", 1, "no profile of this machine.");
        final CaseComparison outside = compared("a-1", none, measured(8, 100), false);
        assertThat(outside.verdict()).isEqualTo(Verdict.NOT_MODELLED);
        assertThat(outside.why()).isEqualTo("no profile of this machine.");
        assertThat(outside.logRatios()).isEmpty();
    }

    @Test
    void aWideIntervalIsInconclusiveUnlessAnotherQuantityDisagrees() {
        final PredictedQuantity wide = new PredictedQuantity(8, 2, 30);
        final PredictedQuantity max = new PredictedQuantity(100, 50, 200);
        final Prediction prediction = Prediction.of("p", 1, Map.of("mean_us", wide, "max_us", max));
        final CaseComparison undecided = compared("a-1", prediction, measured(8, 100), false);
        assertThat(undecided.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(undecided.why())
                .isEqualTo("mean_us: predicted 8 [2, 30], an interval too wide to decide, measured 8.");
        final CaseComparison missed = compared("a-1", prediction, measured(8, 500), false);
        assertThat(missed.verdict()).isEqualTo(Verdict.DISAGREE);
    }

    @Test
    void theMaximumOfAShortRunIsNotJudged() {
        final CaseFacts shortRun = new CaseFacts("a-1", "BM", "Prt", "a", true, true, false);
        final CaseComparison compared =
                CaseComparison.of(shortRun, predicted(8, 100), OptionalLong.of(900), measured(8, 3), TOLERANCES);
        assertThat(compared.outcomes()).containsOnlyKeys("mean_us");
        assertThat(compared.verdict()).isEqualTo(Verdict.AGREE);
    }

    @Test
    void theSummaryCountsVerdictsAndTakesMedians() {
        final Tally tally = report().summary();
        assertThat(tally.agree()).isEqualTo(1);
        assertThat(tally.disagree()).isEqualTo(2);
        // |ln(8/8)| = 0, |ln(8/4)| = 0.6931, |ln(8/9)| = 0.1178.
        assertThat(tally.medianAbsLogRatio().get("mean_us")).isCloseTo(0.1178, within(1e-4));
        // 100 and 90 lie in [50, 200], 400 does not.
        assertThat(tally.maxInside().orElseThrow()).isCloseTo(2.0 / 3, within(1e-9));
        assertThat(report().summary(true).cases()).isEqualTo(1);
        assertThat(report().anyDisagrees()).isTrue();
    }

    @Test
    void groupsKeepHeldOutCasesApartAndStandBesideTheirYardsticks() {
        final List<Group> groups = report().groups();
        assertThat(groups).extracting(Group::usedForFit).containsExactly(false, true);
        final Group heldOut = groups.get(0);
        assertThat(heldOut.tally().cases()).isEqualTo(2);
        // The only pair of repeats: 8 and 4 us, ln 2.
        assertThat(heldOut.repeatSpread().get("mean_us")).isCloseTo(Math.log(2), within(1e-9));
        // Others of a-2 (4 us): mean of 8 and 9 = 8.5, ln 2.125 = 0.7538; of b-1 (9 us): 6, |ln(6/9)| = 0.4055.
        assertThat(heldOut.baseline().get("mean_us")).isCloseTo((0.75377 + 0.40547) / 2, within(1e-4));
        // Others of a-1 (8 us): mean of 4 and 9 = 6.5, |ln(6.5/8)| = 0.2076.
        assertThat(groups.get(1).baseline().get("mean_us")).isCloseTo(0.20764, within(1e-4));
    }

    @Test
    void theDocumentHasTheContractsMembersInOrder() throws IOException {
        final JsonNode root = new ObjectMapper().readTree(report().json());
        assertThat(root.fieldNames()).toIterable().containsExactly("format", "cases", "summary", "groups");
        assertThat(root.path("format").asText()).isEqualTo("headroom-validation/1");
        final JsonNode first = root.path("cases").get(0);
        assertThat(first.fieldNames())
                .toIterable()
                .startsWith("id", "profile", "seed", "measured", "predicted", "log_ratio", "verdict", "why");
        assertThat(first.path("measured").fieldNames()).toIterable().containsExactly("samples", "mean_us", "max_us");
        assertThat(first.path("predicted").path("max_us").path("high").asDouble())
                .isEqualTo(200);
        assertThat(root.path("cases").get(1).path("log_ratio").path("mean_us").asText())
                .isEqualTo("0.6931");
        assertThat(root.path("cases").get(1).path("verdict").asText()).isEqualTo("disagree");
        assertThat(root.path("summary").fieldNames())
                .toIterable()
                .startsWith("agree", "disagree", "inconclusive", "not_modelled", "median_abs_log_ratio");
        assertThat(root.path("groups").get(0).path("n").asInt()).isEqualTo(2);
    }

    @Test
    void numbersHaveNoExponentNoNoiseAndNoTrailingZeros() {
        assertThat(Numbers.quantity(7_097_944)).hasToString("7097944");
        assertThat(Numbers.quantity(1e5).toPlainString()).isEqualTo("100000");
        assertThat(Numbers.quantity(0.1 + 0.2)).hasToString("0.3");
        assertThat(Numbers.ratio(-0.037740)).hasToString("-0.0377");
        assertThat(Numbers.text(12_345.678)).isEqualTo("12346");
        assertThat(Numbers.text(5.23456)).isEqualTo("5.235");
    }

    @Test
    void equalReportsAreEqualByteForByte() {
        assertThat(report().json())
                .isEqualTo(report().json())
                .doesNotContain("\r")
                .endsWith("}\n");
        assertThat(report().text(10)).isEqualTo(report().text(10));
    }

    @Test
    void theTextListsTheFarthestMissFirst() {
        final String expected = """
                all cases            3 cases: 1 agree, 2 disagree, 0 inconclusive, 0 not modelled
                held out             2 cases: 0 agree, 2 disagree, 0 inconclusive, 0 not modelled
                used for the fit     1 cases: 1 agree, 0 disagree, 0 inconclusive, 0 not modelled

                Worst misses (2 of 2), by the quantity farthest off:
                case  quantity  measured  predicted  low  high  ln ratio  fit
                b-1   max_us         400        100   50   200     -1.39  no
                a-2   mean_us          4          8    8     8     +0.69  no

                """;
        assertThat(report().text(10)).startsWith(expected).contains("BM   Prt     no   2      0");
        assertThat(report().text(1)).contains("Worst misses (1 of 2)").doesNotContain("a-2");
    }

    @Test
    void twoCasesOfOneNameAreRefused() {
        final CaseComparison compared = compared("a-1", predicted(8, 100), measured(8, 100), false);
        assertThatThrownBy(() -> new ValidationReport(List.of(compared, compared)))
                .hasMessageContaining("a-1 occurs twice");
    }

    @Test
    void theFileAppearsWholeOrNotAtAll(@TempDir final Path folder) throws IOException {
        final Path file = folder.resolve("report.json");
        Files.writeString(file, "old");
        report().writeJson(file);
        assertThat(Files.readString(file)).isEqualTo(report().json());
        final Path occupied =
                Files.createDirectories(folder.resolve("taken/full")).getParent();
        assertThatThrownBy(() -> report().writeJson(occupied)).isInstanceOf(UncheckedIOException.class);
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).containsExactlyInAnyOrder(file, occupied);
        }
    }

    @Test
    void measuredRowsComparedWithThemselvesAgreeAndNoLineIsTooLong() {
        final HoferCorpus corpus = HoferCorpus.open(Sample.FOLDER);
        final List<CaseComparison> cases = new ArrayList<>();
        for (final CaseDescription description : corpus.cases()) {
            final SortedMap<String, MeasuredQuantity> measured = corpus.measured(description)
                    .map(latency -> Quantities.of(latency, description.task().measure(), 1))
                    .orElseGet(() -> new TreeMap<>(Quantities.ORDER));
            final Map<String, PredictedQuantity> itself = new TreeMap<>();
            measured.forEach((name, quantity) ->
                    itself.put(name, new PredictedQuantity(quantity.low(), quantity.low(), quantity.low())));
            cases.add(CaseComparison.of(
                    CaseFacts.of(description, false),
                    Prediction.of("itself", 1, itself),
                    OptionalLong.empty(),
                    measured,
                    TOLERANCES));
        }
        final ValidationReport report = new ValidationReport(cases);
        // The two runs without result decide nothing.
        assertThat(report.summary().inconclusive()).isEqualTo(2);
        assertThat(report.summary().agree()).isEqualTo(cases.size() - 2);
        assertThat(report.summary().medianAbsLogRatio().get("mean_us")).isZero();
        // Bare metal, RT kernel: repeats of 7, 6, 6 and of 4, 4, 4 us; ln(7/6) twice and four times 0.
        final Group bareMetal = report.groups().get(0);
        assertThat(bareMetal.repeatSpread().get("mean_us")).isZero();
        assertThat(report.text(50).lines()).allMatch(line -> line.length() <= 120);
    }

    @Test
    void quantitiesOfRtAppCarryTheirMeasureInTheName() {
        final HoferCorpus corpus = HoferCorpus.open(Sample.FOLDER);
        final CaseDescription run = corpus.cases().stream()
                .filter(each -> each.task().measure() == Measure.EXECUTION_TIME)
                .findFirst()
                .orElseThrow();
        final SortedMap<String, MeasuredQuantity> quantities =
                Quantities.of(corpus.measured(run).orElseThrow(), Measure.EXECUTION_TIME, 1);
        assertThat(quantities.keySet())
                .containsExactly(
                        "run_min_us",
                        "run_mean_us",
                        "run_p50_us",
                        "run_p99_us",
                        "run_p99.9_us",
                        "run_p99.99_us",
                        "run_p99.999_us",
                        "run_max_us");
        // The mean of a complete histogram is exact.
        assertThat(quantities.get("run_mean_us").high())
                .isEqualTo(quantities.get("run_mean_us").low());
    }
}
