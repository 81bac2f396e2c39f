package dev.headroom.format.hofer;

import dev.headroom.evidence.CaseDescription;
import dev.headroom.evidence.MeasuredHistogram;
import dev.headroom.evidence.MeasuredLatency;
import dev.headroom.evidence.Quantile;
import dev.headroom.evidence.WholeUs;
import dev.headroom.format.FormatException;
import dev.headroom.format.TsvTable;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * A folder with a measured corpus, behind two doors that are kept apart.
 *
 * <p><em>Descriptions</em> ({@link #open}, {@link #cases}, {@link #placements}) say what was set up and which CPUs
 * worked; a prediction may read them. <em>Results</em> ({@link #measured} and the methods after it) are read from the
 * files only when asked for. A corpus whose results are emptied (columns {@code NA} or empty, other files empty or
 * missing) has the same descriptions and no results.
 *
 * <p>Not thread safe. All methods that read throw {@link FormatException} if a file is not as demanded.
 */
public final class HoferCorpus {

    private final Path folder;
    private final Map<String, CaseDescription> casesById;
    private Map<String, ResultRow> resultsById = Map.of();

    private HoferCorpus(final Path folder, final Map<String, CaseDescription> casesById) {
        this.folder = folder;
        this.casesById = casesById;
    }

    /**
     * Opens a corpus and reads the descriptions of its cases, no result.
     *
     * @param folder the folder that holds {@code index.tsv}
     * @return the corpus
     * @throws FormatException if there is no index, or a description in it is not as demanded
     */
    public static HoferCorpus open(final Path folder) {
        final Path index = index(folder);
        final Map<String, CaseDescription> casesById = new LinkedHashMap<>();
        TsvTable.read(index, DescriptionRow.COLUMNS, row -> {
            final CaseDescription description = DescriptionRow.of(row);
            if (casesById.put(description.id(), description) != null) {
                throw row.wrong("id", FormatException.quoted(description.id()) + " occurs twice", "unique names");
            }
            return description;
        });
        return new HoferCorpus(folder, casesById);
    }

    /**
     * Returns whether a folder looks like such a corpus.
     *
     * @param folder any path
     * @return true if it holds a file {@code index.tsv} whose header names all descriptive columns
     */
    public static boolean isAt(final Path folder) {
        return !TsvTable.isBlank(index(folder)) && TsvTable.hasColumns(index(folder), DescriptionRow.COLUMNS);
    }

    private static Path index(final Path folder) {
        return folder.resolve("index.tsv");
    }

    /** Returns the descriptions of all cases, in the order of the index; unmodifiable. */
    public List<CaseDescription> cases() {
        return List.copyOf(casesById.values());
    }

    /** Returns which CPUs worked under each condition of each set; empty if the file is missing. */
    public List<Placement> placements() {
        return TsvTable.readIfPresent(folder.resolve("placement.tsv"), Placement.COLUMNS, Placement::of);
    }

    /**
     * Returns what was measured in a case. Reads the results of the index at the first call.
     *
     * @param description a case of this corpus
     * @return the measurement, or nothing if the corpus holds no result of this case
     * @throws NoSuchElementException if the case is not of this corpus
     */
    public Optional<MeasuredLatency> measured(final CaseDescription description) {
        final ResultRow row = result(description);
        final Optional<HistogramFile> file = histogramFile(row);
        final Optional<MeasuredHistogram> histogram = file.map(HistogramFile::histogram);
        final OptionalLong samples = row.samples().isPresent()
                ? row.samples()
                : histogram.isPresent() ? OptionalLong.of(histogram.get().samples()) : OptionalLong.empty();
        if (samples.isEmpty() || samples.getAsLong() == 0) {
            return Optional.empty();
        }
        final OptionalDouble exactMeanUs =
                histogram.map(MeasuredHistogram::meanUs).orElseGet(OptionalDouble::empty);
        return Optional.of(new MeasuredLatency(
                samples.getAsLong(),
                firstOf(row.minUs(), file.map(HistogramFile::minUs)),
                firstOf(exactMeanUs, Optional.of(firstOf(row.meanUs(), file.map(HistogramFile::meanUs)))),
                exactMeanUs.isEmpty(),
                quantilesUs(row, histogram),
                firstOf(row.maxUs(), file.map(HistogramFile::maxUs)),
                row.overflow(),
                histogram));
    }

    /**
     * Returns the numbers of the cycles in which a latency beyond the histogram was seen.
     *
     * @param description a case of this corpus
     * @return the first cycles, at most about 400, of each thread; empty if the case has no such list
     * @throws NoSuchElementException if the case is not of this corpus
     */
    public List<List<Long>> overflowCycles(final CaseDescription description) {
        final Optional<String> histogram = result(description).histogramFile();
        return histogram
                .map(path -> OverflowFile.read(inFolder(path.replaceFirst("\\.hist$", "") + ".overflow")))
                .orElse(List.of());
    }

    /** Returns the results of single threads; empty if the file is missing or emptied. */
    public List<ThreadResult> threadResults() {
        return TsvTable.readIfPresent(folder.resolve("threads.tsv"), ThreadResult.COLUMNS, ThreadResult::of);
    }

    /** Returns the summaries over repeats; empty if the file is missing or emptied. */
    public List<RepeatSummary> summaries() {
        return TsvTable.readIfPresent(folder.resolve("summary.tsv"), RepeatSummary.COLUMNS, RepeatSummary::of);
    }

    /** Returns CPU totals of the runs; empty if the file is missing or emptied. */
    public List<CpuTotals> cpuTotals() {
        return TsvTable.readIfPresent(folder.resolve("nmon.tsv"), CpuTotals.COLUMNS, CpuTotals::of);
    }

    /** Returns the use of each logical CPU in the runs; empty if the file is missing or emptied. */
    public List<CpuUse> cpuUse() {
        return TsvTable.readIfPresent(folder.resolve("nmon-cpu.tsv"), CpuUse.COLUMNS, CpuUse::of);
    }

    /** Returns the known defects of the source; empty if the file is missing or emptied. */
    public List<Issue> issues() {
        return TsvTable.readIfPresent(folder.resolve("issues.tsv"), Issue.COLUMNS, Issue::of);
    }

    /** Returns the budget statistics of the rt-app runs; empty if the file is missing or emptied. */
    public List<BudgetStatistics> budgets() {
        return TsvTable.readIfPresent(
                folder.resolve("rtapp-budget.tsv"), BudgetStatistics.COLUMNS, BudgetStatistics::of);
    }

    /** Returns the numbers printed in the report of the study; empty if the file is missing or emptied. */
    public List<ReportedLatency> reportedLatencies() {
        return TsvTable.readIfPresent(folder.resolve("seed-tables.tsv"), ReportedLatency.COLUMNS, ReportedLatency::of);
    }

    private ResultRow result(final CaseDescription description) {
        if (!description.equals(casesById.get(description.id()))) {
            throw new NoSuchElementException("case " + description.id() + " is not of this corpus");
        }
        if (resultsById.isEmpty()) {
            final Map<String, ResultRow> rows = new HashMap<>();
            TsvTable.read(index(folder), ResultRow.columns(), ResultRow::of).forEach(row -> rows.put(row.id(), row));
            resultsById = rows;
        }
        return Optional.ofNullable(resultsById.get(description.id()))
                .orElseThrow(() -> new FormatException(
                        index(folder), 0, "id", description.id() + " has vanished", "an index that does not change"));
    }

    private Optional<HistogramFile> histogramFile(final ResultRow row) {
        if (row.histogramFile().isEmpty()) {
            return Optional.empty();
        }
        final Path path = inFolder(row.histogramFile().get());
        final Optional<HistogramFile> file = HistogramFile.read(path);
        if (file.isPresent() && !row.id().startsWith(file.get().id())) {
            throw new FormatException(
                    path, 0, "id", FormatException.quoted(file.get().id()), row.id());
        }
        return file;
    }

    /** Resolves a name from the index, which must not lead out of the folder. */
    private Path inFolder(final String name) {
        try {
            final Path root = folder.toAbsolutePath().normalize();
            final Path path = root.resolve(name).normalize();
            if (path.startsWith(root)) {
                return folder.resolve(name);
            }
        } catch (final InvalidPathException e) {
            // Told below together with a path that leads elsewhere.
        }
        throw new FormatException(
                index(folder), 0, "hist_file", FormatException.quoted(name), "a path below the folder of the corpus");
    }

    /** What a histogram says exactly goes before the index, a range behind it. */
    private static Map<Quantile, WholeUs> quantilesUs(
            final ResultRow row, final Optional<MeasuredHistogram> histogram) {
        final Map<Quantile, WholeUs> quantilesUs = new EnumMap<>(Quantile.class);
        quantilesUs.putAll(row.quantilesUs());
        histogram.ifPresent(counts -> {
            for (final Quantile quantile : Quantile.values()) {
                counts.quantileUs(quantile).ifPresent(us -> {
                    if (us.isKnown()) {
                        quantilesUs.put(quantile, us);
                    } else {
                        quantilesUs.putIfAbsent(quantile, us);
                    }
                });
            }
        });
        return quantilesUs;
    }

    private static OptionalLong firstOf(final OptionalLong first, final Optional<OptionalLong> second) {
        return first.isPresent() ? first : second.orElseGet(OptionalLong::empty);
    }

    private static OptionalDouble firstOf(final OptionalDouble first, final Optional<OptionalDouble> second) {
        return first.isPresent() ? first : second.orElseGet(OptionalDouble::empty);
    }
}
