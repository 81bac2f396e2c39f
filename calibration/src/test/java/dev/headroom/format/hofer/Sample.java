package dev.headroom.format.hofer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The sample of the corpus among the test resources, and copies of it to damage. */
public final class Sample {

    /** Folder of the sample; tests run in the folder of the module. */
    public static final Path FOLDER = Path.of("src", "test", "resources", "hofer-sample");

    private Sample() {}

    /** Copies the sample into an empty folder. */
    public static Path copyTo(final Path folder) {
        files().forEach(file -> {
            try {
                final Path target = folder.resolve(FOLDER.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
            } catch (final IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        return folder;
    }

    /** All files of the sample that a reader opens, sorted. */
    public static List<Path> files() {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads everything a corpus offers. */
    public static void readAll(final Path folder) {
        final HoferCorpus corpus = HoferCorpus.open(folder);
        corpus.cases().forEach(description -> {
            description.task().samplesRequested();
            corpus.measured(description);
            corpus.overflowCycles(description);
        });
        corpus.placements();
        corpus.threadResults();
        corpus.summaries();
        corpus.cpuTotals();
        corpus.cpuUse();
        corpus.issues();
        corpus.budgets();
        corpus.reportedLatencies();
    }
}
