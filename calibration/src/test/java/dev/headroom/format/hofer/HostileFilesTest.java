package dev.headroom.format.hofer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.headroom.format.BoundedLines;
import dev.headroom.format.FormatException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostileFilesTest {

    private static final String HISTOGRAM = "C5-Prt-long/IsoLoad-1.hist";

    @TempDir
    private Path folder;

    @BeforeEach
    void copy() {
        Sample.copyTo(folder);
    }

    private FormatException failure() {
        return catchThrowableOfType(FormatException.class, () -> Sample.readAll(folder));
    }

    private void replace(final String file, final String old, final String by) throws IOException {
        final Path path = folder.resolve(file);
        final String text = Files.readString(path);
        assertThat(text).contains(old);
        Files.writeString(path, text.replaceFirst(Pattern.quote(old), by));
    }

    private void expect(final String file, final long line, final String... words) {
        final FormatException failure = failure();
        assertThat(failure).isNotNull();
        assertThat(failure.file()).endsWith(file);
        assertThat(failure.line()).isEqualTo(line);
        assertThat(failure.getMessage()).contains(file).contains(words);
    }

    @Test
    void aTableTruncatedInARowNamesTheLine() throws IOException {
        final Path index = folder.resolve("index.tsv");
        final String text = Files.readString(index);
        final int lines = text.split("\n").length;
        Files.writeString(index, text.substring(0, text.length() - 70));
        expect("index.tsv", lines, "fields; expected 36 as in the header");
    }

    @Test
    void aHistogramTruncatedBetweenRowsDoesNotAddUp() throws IOException {
        final Path file = folder.resolve(HISTOGRAM);
        final List<String> lines = Files.readAllLines(file);
        Files.write(file, lines.subList(0, lines.size() - 5));
        expect(HISTOGRAM, 0, "field thread 0", "the bins hold", "the total says 10000000");
    }

    @Test
    void aBinaryFileIsRefusedAtItsFirstNulByte() throws IOException {
        final byte[] bytes = new byte[1000];
        bytes[0] = 'i';
        Files.write(folder.resolve("index.tsv"), bytes);
        expect("index.tsv", 1, "a NUL byte");
    }

    @Test
    void textThatIsNotUtf8IsRefused() throws IOException {
        Files.write(folder.resolve("issues.tsv"), "id\tissue\nX\t\u00ff\n".getBytes(StandardCharsets.ISO_8859_1));
        expect("issues.tsv", 2, "not UTF-8");
    }

    @Test
    void aHugeLineIsRefusedBeforeItIsRead() throws IOException {
        final String line = "x".repeat(BoundedLines.MAX_LINE_BYTES + 1);
        Files.writeString(folder.resolve("issues.tsv"), "id\tissue\n" + line);
        expect("issues.tsv", 2, "the line is too long", "at most 65536 bytes");
    }

    @Test
    void aHugeFileIsRefusedBeforeItIsRead() throws IOException {
        try (RandomAccessFile file =
                new RandomAccessFile(folder.resolve("summary.tsv").toFile(), "rw")) {
            file.setLength(BoundedLines.MAX_FILE_BYTES + 1);
        }
        expect("summary.tsv", 0, "268435457 bytes", "at most 268435456 bytes");
    }

    @Test
    void aRowWithoutAnyValueNamesTheFirstColumnNeeded() throws IOException {
        final Path index = folder.resolve("index.tsv");
        final String header = Files.readAllLines(index).get(0);
        Files.writeString(index, header + "\n" + "NA\t".repeat(35) + "NA\n");
        expect("index.tsv", 2, "field id", "no value");
    }

    @Test
    void anEmptyIndexHasNoHeader() throws IOException {
        Files.write(folder.resolve("index.tsv"), new byte[0]);
        expect("index.tsv", 1, "no header", "the column names id, env");
    }

    @Test
    void aMissingIndexIsNoCorpus() throws IOException {
        Files.delete(folder.resolve("index.tsv"));
        expect("index.tsv", 0, "no such regular file");
    }

    @Test
    void aMissingColumnIsNamed() throws IOException {
        replace("placement.tsv", "cpus_seen", "cpus");
        expect("placement.tsv", 1, "field cpus_seen", "the column is missing");
    }

    @Test
    void aColumnThatOccursTwiceIsNamed() throws IOException {
        replace("threads.tsv", "max_us", "min_us");
        expect("threads.tsv", 1, "min_us", "the column occurs twice");
    }

    @Test
    void aBadNumberIsQuotedWithTheRangeThatIsRight() throws IOException {
        replace("threads.tsv", "\t1000\t", "\t1e3\t");
        expect("threads.tsv", 2, "field interval_us", "\"1e3\"", "a whole number from 0");
    }

    @Test
    void aPathThatLeavesTheFolderIsRefused() throws IOException {
        replace("index.tsv", HISTOGRAM, "../../elsewhere.hist");
        expect("index.tsv", 0, "field hist_file", "a path below the folder");
    }

    @Test
    void aHistogramOfAnotherRunIsRefused() throws IOException {
        replace(HISTOGRAM, "# id: C5-Prt-long", "# id: C5-Std-long");
        expect(HISTOGRAM, 0, "field id", "C5-Std-long/IsoLoad-1", "expected C5-Prt-long/IsoLoad-1");
    }

    @Test
    void binsOutOfOrderAreRefused() throws IOException {
        replace(HISTOGRAM, "\n114\t", "\n14\t");
        final FormatException failure = failure();
        assertThat(failure).hasMessageContaining("field us: 14 after").hasMessageContaining("ascending");
        assertThat(failure.line()).isPositive();
    }

    @Test
    void twoCasesOfOneNameAreRefused() throws IOException {
        replace("index.tsv", "BM-Prt/IsoLoad-2", "BM-Prt/IsoLoad-1");
        expect("index.tsv", 3, "field id", "\"BM-Prt/IsoLoad-1\" occurs twice");
    }

    @Test
    void controlCharactersDoNotReachTheMessage() throws IOException {
        replace("index.tsv", "\tok\t", "\t\u001b[2J\t");
        expect("index.tsv", 2, "field status", "\"?[2J\"", "body-only, duplicate-line, no-result, ok, short");
    }

    @Test
    void columnsMayComeInAnyOrderWithUnknownOnesBetween() throws IOException {
        Files.writeString(folder.resolve("issues.tsv"), "issue\tseverity\tid\r\nlate\t3\tX/1\r\n");
        assertThat(HoferCorpus.open(folder).issues()).containsExactly(new Issue("X/1", "late"));
    }

    @Property(tries = 400)
    void randomDamageIsEitherReadOrRefusedWithAFormatException(
            @ForAll final long seed, @ForAll @IntRange(min = 1, max = 12) final int changes) throws IOException {
        final Path damaged = Files.createTempDirectory("damaged");
        try {
            Sample.copyTo(damaged);
            damage(damaged, new Random(seed), changes);
            Sample.readAll(damaged);
        } catch (final FormatException e) {
            assertThat(e.file()).startsWith(damaged.toString());
        } finally {
            delete(damaged);
        }
    }

    private static void damage(final Path corpus, final Random random, final int changes) throws IOException {
        final List<Path> files = Sample.files();
        final Path file = files.get(random.nextInt(files.size()));
        final Path copy = corpus.resolve(Sample.FOLDER.relativize(file).toString());
        final byte[] bytes = Files.readAllBytes(copy);
        for (int i = 0; i < changes; i++) {
            final String likely = "0123456789\t\n+-.:,>=NAeE#/ ";
            final boolean plain = random.nextInt(4) > 0;
            final int by = plain ? likely.charAt(random.nextInt(likely.length())) : random.nextInt(256);
            bytes[random.nextInt(bytes.length)] = (byte) by;
        }
        Files.write(copy, bytes);
    }

    private static void delete(final Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (final Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
