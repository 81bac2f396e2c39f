package dev.headroom.reproduce;

import dev.headroom.evidence.CaseDescription;
import dev.headroom.format.hofer.HoferCorpus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The small corpus among the test resources, and copies of it without results. */
public final class MiniCorpus {

    /** Folder of the corpus; tests run in the folder of the module. */
    public static final Path FOLDER = Path.of("src", "test", "resources", "hofer-mini");

    /** Folder of the runs of rt-app. */
    public static final Path RT_APP = Path.of("src", "test", "resources", "hofer-rtapp");

    private static final Set<String> RESULTS = Set.of(
            "samples",
            "min_us",
            "avg_us",
            "p50_us",
            "p99_us",
            "p99.9_us",
            "p99.99_us",
            "p99.999_us",
            "max_us",
            "overflow",
            "run_s",
            "hist_file");

    private static final int REPEAT_COLUMN = 5;

    private MiniCorpus() {}

    /** Opens the corpus. */
    public static HoferCorpus open() {
        return HoferCorpus.open(FOLDER);
    }

    /** Finds a case. */
    public static CaseDescription description(final String id) {
        return open().cases().stream()
                .filter(described -> described.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    /** Copies the index with every result NA; of all other files leaves the headers, or nothing at all. */
    static Path withoutResults(final Path folder, final boolean filesMissing) throws IOException {
        return withoutResults(FOLDER, folder, filesMissing);
    }

    /** The same of another corpus. */
    static Path withoutResults(final Path corpus, final Path folder, final boolean filesMissing) throws IOException {
        final List<String> lines = Files.readAllLines(corpus.resolve("index.tsv"));
        final String[] columns = lines.get(0).split("\t");
        Files.write(
                folder.resolve("index.tsv"),
                lines.stream().map(line -> blinded(line, columns)).toList());
        if (!filesMissing) {
            for (final Path file : otherFiles(corpus)) {
                final Path copy = folder.resolve(corpus.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                final boolean table = file.toString().endsWith(".tsv");
                Files.write(copy, table ? Files.readAllLines(file).subList(0, 1) : List.of());
            }
        }
        return folder;
    }

    /** Copies the corpus with some columns of the index replaced. */
    public static Path copyWith(final Path folder, final Map<String, String> valueByColumn) throws IOException {
        return copyWithChangedRuns(folder, run -> true, valueByColumn);
    }

    /** Copies the corpus with some columns of the index replaced in some of the repeats of short runs. */
    public static Path copyWithChangedRuns(
            final Path folder, final IntPredicate repeats, final Map<String, String> valueByColumn) throws IOException {
        final List<String> lines = Files.readAllLines(FOLDER.resolve("index.tsv"));
        final String[] columns = lines.get(0).split("\t");
        Files.write(
                folder.resolve("index.tsv"),
                lines.stream()
                        .map(line -> isShortRun(line) && repeats.test(repeat(line))
                                ? replaced(line, columns, valueByColumn)
                                : line)
                        .toList());
        for (final Path file : otherFiles(FOLDER)) {
            final Path copy = folder.resolve(FOLDER.relativize(file).toString());
            Files.createDirectories(copy.getParent());
            Files.copy(file, copy);
        }
        return folder;
    }

    private static boolean isShortRun(final String line) {
        return !line.startsWith("id\t") && !line.contains("-long");
    }

    private static int repeat(final String line) {
        return Integer.parseInt(line.split("\t")[REPEAT_COLUMN]);
    }

    private static List<Path> otherFiles(final Path corpus) {
        try (Stream<Path> files = Files.walk(corpus)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.endsWith("index.tsv"))
                    .toList();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String blinded(final String line, final String... columns) {
        final Map<String, String> none = new TreeMap<>();
        RESULTS.forEach(column -> none.put(column, "NA"));
        return line.startsWith("id\t") ? line : replaced(line, columns, none);
    }

    private static String replaced(final String line, final String[] columns, final Map<String, String> values) {
        final String[] cells = line.split("\t", -1);
        for (int i = 0; i < cells.length; i++) {
            cells[i] = values.getOrDefault(columns[i], cells[i]);
        }
        return Arrays.stream(cells).collect(Collectors.joining("\t"));
    }
}
