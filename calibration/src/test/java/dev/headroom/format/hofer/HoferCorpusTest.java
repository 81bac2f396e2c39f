package dev.headroom.format.hofer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.evidence.CaseDescription;
import dev.headroom.evidence.CaseStatus;
import dev.headroom.evidence.DeadlineParameters;
import dev.headroom.evidence.Isolation;
import dev.headroom.evidence.Measure;
import dev.headroom.evidence.MeasuredLatency;
import dev.headroom.evidence.Quantile;
import dev.headroom.evidence.Setting;
import dev.headroom.evidence.WholeUs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HoferCorpusTest {

    private static final List<String> RESULTS =
            List.of("samples", "min_us", "avg_us", "p50_us", "p99_us", "p99.9_us", "p99.99_us", "p99.999_us", "max_us");
    private static final List<String> MORE_RESULTS = List.of("overflow", "run_s");

    private final HoferCorpus corpus = HoferCorpus.open(Sample.FOLDER);

    @TempDir
    private Path folder;

    private CaseDescription description(final String id) {
        return description(corpus, id);
    }

    private static CaseDescription description(final HoferCorpus from, final String id) {
        return from.cases().stream()
                .filter(each -> each.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private MeasuredLatency measured(final String id) {
        return corpus.measured(description(id)).orElseThrow();
    }

    @Test
    void aBareMetalCaseIsDescribedInFull() {
        final CaseDescription found = description("BM-Prt/IsoNoBalIRQNoLoad-2");
        assertThat(found.environment()).isEqualTo("BM");
        assertThat(found.kernel()).contains("Prt");
        assertThat(found.set()).isEqualTo("BM-Prt");
        assertThat(found.condition()).isEqualTo("IsoNoBalIRQNoLoad");
        assertThat(found.run()).isEqualTo(2);
        assertThat(found.host()).isEqualTo(new Isolation(Setting.ON, Setting.ON, Setting.ON));
        assertThat(found.guest()).isEqualTo(Isolation.NOT_GIVEN);
        assertThat(found.loaded()).isFalse();
        assertThat(found.inContainer()).isFalse();
        assertThat(found.task().policy()).isEqualTo("FIFO");
        assertThat(found.task().priority()).hasValue(99);
        assertThat(found.task().intervalsUs()).containsExactly(1000L);
        assertThat(found.task().samplesRequested()).hasValue(100_000);
        assertThat(found.kernelVersion()).contains("4.9.115-rt93");
        assertThat(found.date()).contains("23-SEP-2018");
        assertThat(found.status()).isEqualTo(CaseStatus.OK);
    }

    @Test
    void aGuestHasIsolationOfItsOwn() {
        final CaseDescription found = description("LT-Prt-Mx/IsoNoBalGLoad-1");
        assertThat(found.host()).isEqualTo(new Isolation(Setting.ON, Setting.ON, Setting.ON));
        assertThat(found.guest()).isEqualTo(new Isolation(Setting.ON, Setting.ON, Setting.OFF));
        assertThat(found.hostKernelVersion()).contains("4.15.0-34-generic");
        assertThat(found.loaded()).isTrue();
    }

    @Test
    void intervalsAreGivenPerThreadInAllThreeNotations() {
        assertThat(description("VS-U3/IsoGLoad-1").task().intervalsUs()).containsExactly(1000L, 1500L);
        assertThat(description("C5-Prt-long/IsoLoad-1").task().intervalsUs()).containsExactly(1000L, 1000L, 1000L);
        // Thread k of 50 has the interval 1000 + 86400 k us: the last one 1000 + 49 * 86400 = 4234600 us.
        assertThat(description("BM-Prt-OS/t50").task().intervalsUs())
                .hasSize(50)
                .endsWith(4_234_600L);
    }

    @Test
    void theSamplesAskedForFollowFromTheDocumentedCyclesAndTheIntervals() {
        // 100000 cycles of 1000 us last 100 s: 66666 full intervals of 1500 us.
        assertThat(description("VS-U3/IsoGLoad-1").task().samplesRequested()).hasValue(166_666);
        assertThat(description("C5-Prt-long/IsoLoad-1").task().samplesRequested())
                .hasValue(30_000_000);
        // 900 s of 100 ms.
        assertThat(description("C5-rtapp-fixtick/batch4-n01-run").task().samplesRequested())
                .hasValue(9000);
        // The source measured 105144; this is the sum of 100 s / (1000 + 86400 k) us, rounded down.
        assertThat(description("BM-Prt-OS/t50").task().samplesRequested()).hasValue(105_142);
    }

    @Test
    void anRtAppCaseHasAReservationAndTwoMeasures() {
        final CaseDescription run = description("C5-rtapp-fixtick/batch4-n01-run");
        assertThat(run.task().deadline()).contains(new DeadlineParameters(10_000, 100_000, 100_000));
        assertThat(run.task().measure()).isEqualTo(Measure.EXECUTION_TIME);
        assertThat(run.host()).isEqualTo(Isolation.NOT_GIVEN);
        assertThat(run.kernel()).isEmpty();
        assertThat(run.inContainer()).isTrue();
        final CaseDescription period = description("C5-rtapp-fixtick/batch4-n01-period");
        assertThat(period.task().measure()).isEqualTo(Measure.CYCLE_TIME);
    }

    @Test
    void aCaseWithoutResultIsDescribedAndHasNoMeasurement() {
        final CaseDescription found = description("VS-Prt3/IsoGLoad-1");
        assertThat(found.status()).isEqualTo(CaseStatus.NO_RESULT);
        assertThat(found.task().threads()).isEmpty();
        assertThat(found.task().samplesRequested()).isEmpty();
        assertThat(corpus.measured(found)).isEmpty();
    }

    @Test
    void theMeanOfAShortRunIsTruncatedAndItHasNoQuantiles() {
        final MeasuredLatency latency = measured("BM-Prt/IsoLoad-1");
        assertThat(latency.samples()).isEqualTo(100_000);
        assertThat(latency.minUs()).hasValue(2);
        assertThat(latency.meanUs()).hasValue(7);
        assertThat(latency.meanTruncated()).isTrue();
        assertThat(latency.maxUs()).hasValue(107);
        assertThat(latency.quantilesUs()).isEmpty();
        assertThat(latency.histogram()).isEmpty();
    }

    @Test
    void aCompleteHistogramGivesTheExactMeanAndTheQuantilesOfTheIndex() {
        final MeasuredLatency latency = measured("C5-Prt-long/IsoLoad-1");
        assertThat(latency.samples()).isEqualTo(29_999_940);
        assertThat(latency.meanTruncated()).isFalse();
        assertThat(latency.meanUs().orElseThrow()).isCloseTo(11.46, within(0.005));
        assertThat(latency.quantilesUs().values().stream().map(WholeUs::lowUs))
                .containsExactly(10L, 22L, 27L, 32L, 36L);
        assertThat(latency.quantilesUs().values()).allMatch(WholeUs::isKnown);
        assertThat(latency.maxUs()).hasValue(143);
        assertThat(latency.overflow()).hasValue(0);
    }

    @Test
    void quantilesAmongTheOverflowsHaveNoUpperEnd() {
        final MeasuredLatency latency = measured("T3-Std-long/IsoLoad-1");
        assertThat(latency.quantilesUs().get(Quantile.P50)).isEqualTo(WholeUs.of(17));
        assertThat(latency.quantilesUs().get(Quantile.P99)).isEqualTo(WholeUs.atLeast(10_000));
        assertThat(latency.overflow()).hasValue(731_962);
        assertThat(latency.histogram().orElseThrow().overflow()).isEqualTo(731_962);
        assertThat(latency.meanTruncated()).isTrue();
        assertThat(latency.meanUs()).hasValue(1487.97);
    }

    @Test
    void aCutHistogramKeepsItsBodyAndClaimsNothingBeyond() {
        final MeasuredLatency latency = measured("BM-Prt-long/IsoLoad-1");
        assertThat(latency.histogram().orElseThrow().isCut()).isTrue();
        assertThat(latency.histogram().orElseThrow().threads().get(4).lastBinUs())
                .hasValue(22);
        assertThat(latency.quantilesUs()).containsOnlyKeys(Quantile.P50, Quantile.P99);
        assertThat(latency.quantilesUs().get(Quantile.P99)).isEqualTo(WholeUs.of(16));
        assertThat(latency.maxUs()).isEmpty();
        assertThat(latency.overflow()).isEmpty();
        // Means of 4 4 4 5 6 5 6 5 us over about 10 million samples each: 39 / 8 = 4.875.
        assertThat(latency.meanUs().orElseThrow()).isCloseTo(4.875, within(0.001));
        assertThat(latency.meanTruncated()).isTrue();
    }

    @Test
    void aCutHistogramAloneBoundsTheQuantileFromBothSides() throws IOException {
        Sample.copyTo(folder);
        emptyColumns(List.of("p50_us", "p99_us"), "NA");
        final HoferCorpus cut = HoferCorpus.open(folder);
        final MeasuredLatency latency =
                cut.measured(description(cut, "BM-Prt-long/IsoLoad-1")).orElseThrow();
        assertThat(latency.quantilesUs().get(Quantile.P50)).isEqualTo(WholeUs.of(5));
        assertThat(latency.quantilesUs().get(Quantile.P99)).isEqualTo(new WholeUs(15, 18));
    }

    @Test
    void theCyclesOfOverflowsAreListedPerThread() {
        final List<List<Long>> cycles = corpus.overflowCycles(description("T3-Std-long/IsoLoad-1"));
        assertThat(cycles).hasSize(3);
        assertThat(cycles.get(0)).hasSize(400).startsWith(907L, 948L, 998L);
        assertThat(corpus.overflowCycles(description("BM-Prt/IsoLoad-1"))).isEmpty();
    }

    @Test
    void theOtherTablesAreReadAsRecords() {
        final Placement placement = corpus.placements().get(0);
        assertThat(placement.cpusSeen()).hasSize(16);
        assertThat(placement.busyPercentByCpu()).hasSize(8).containsEntry(14, 100);
        assertThat(corpus.placements().get(1).busyPercentByCpu()).isEmpty();
        assertThat(corpus.threadResults())
                .hasSize(48)
                .allMatch(row -> row.minUs().orElseThrow() >= 0);
        assertThat(corpus.cpuTotals().get(0).switchesPerSecondMean()).hasValue(11_007.95);
        assertThat(corpus.cpuUse().get(2).userMeanPercent()).hasValue(85.1);
        assertThat(corpus.summaries().get(0).medianMaxUs()).hasValue(110);
        assertThat(corpus.summaries())
                .anyMatch(row -> row.medianRunS().orElse("").equals(">=288"));
        assertThat(corpus.issues().get(0).issue()).isEqualTo("no result line for this run label");
        assertThat(corpus.budgets()).anyMatch(row -> row.runMeanNs().orElse(0) == 875_107);
        assertThat(corpus.reportedLatencies().get(0).maxUs()).hasValue(491_481);
        assertThat(corpus.reportedLatencies()).anyMatch(row -> row.minUs().orElse(0) == -4.190);
    }

    @Test
    void aCorpusWithEmptiedResultsHasTheSameDescriptionsAndNoMeasurement() throws IOException {
        for (final String nothing : List.of("NA", "")) {
            final Path emptied = Sample.copyTo(Files.createTempDirectory(folder, "emptied"));
            for (final Path file : Sample.files()) {
                if (file.toString().matches(".*(hist|overflow|summary.tsv|threads.tsv)")) {
                    final Path copy =
                            emptied.resolve(Sample.FOLDER.relativize(file).toString());
                    if (nothing.isEmpty()) {
                        Files.write(copy, new byte[0]);
                    } else {
                        Files.delete(copy);
                    }
                }
            }
            emptyColumns(emptied, RESULTS, nothing);
            emptyColumns(emptied, MORE_RESULTS, nothing);
            final HoferCorpus without = HoferCorpus.open(emptied);
            assertThat(without.cases()).isEqualTo(corpus.cases());
            assertThat(without.placements()).isEqualTo(corpus.placements());
            assertThat(without.cases()).allMatch(each -> without.measured(each).isEmpty());
            assertThat(without.threadResults()).isEmpty();
            assertThat(without.summaries()).isEmpty();
        }
    }

    @Test
    void openingReadsNoResultSoGarbageInResultColumnsIsFoundOnlyWhenAskedFor() throws IOException {
        Sample.copyTo(folder);
        emptyColumns(List.of("max_us"), "slow");
        final HoferCorpus damaged = HoferCorpus.open(folder);
        assertThat(damaged.cases()).isEqualTo(corpus.cases());
        assertThatThrownBy(() -> damaged.measured(damaged.cases().get(0)))
                .hasMessageContaining("index.tsv, line 2, field max_us: \"slow\"");
    }

    @Test
    void aCaseOfAnotherCorpusIsRefused() throws IOException {
        Sample.copyTo(folder);
        Files.writeString(folder.resolve("index.tsv"), firstLines(4));
        final HoferCorpus smaller = HoferCorpus.open(folder);
        assertThatThrownBy(() -> smaller.measured(description("T3-Std-long/IsoLoad-1")))
                .isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void aFolderIsRecognisedByTheColumnsOfItsIndex() throws IOException {
        assertThat(HoferCorpus.isAt(Sample.FOLDER)).isTrue();
        assertThat(HoferCorpus.isAt(folder)).isFalse();
        Files.writeString(folder.resolve("index.tsv"), "id\tname\n");
        assertThat(HoferCorpus.isAt(folder)).isFalse();
    }

    private static String firstLines(final int count) throws IOException {
        return Files.readAllLines(Sample.FOLDER.resolve("index.tsv")).stream()
                .limit(count)
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private void emptyColumns(final List<String> columns, final String nothing) throws IOException {
        emptyColumns(folder, columns, nothing);
    }

    private static void emptyColumns(final Path corpus, final List<String> columns, final String nothing)
            throws IOException {
        final Path index = corpus.resolve("index.tsv");
        final List<String> lines = Files.readAllLines(index);
        final List<String> header = Arrays.asList(lines.get(0).split("\t"));
        for (int i = 1; i < lines.size(); i++) {
            final String[] fields = lines.get(i).split("\t", -1);
            columns.forEach(column -> fields[header.indexOf(column)] = nothing);
            lines.set(i, String.join("\t", fields));
        }
        Files.write(index, lines);
    }
}
