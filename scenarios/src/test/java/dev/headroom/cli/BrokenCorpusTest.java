package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.machine.MachineRun;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A corpus with a broken file ends in one message that names the file, and with status 2. */
class BrokenCorpusTest {

    private static final Path RECORDED = Path.of("corpora/recorded-vm2");
    private static final Path TRACES = Path.of("corpora/linux-traces");

    @TempDir
    private Path folder;

    private Path copy(final Path job) throws IOException {
        final Path copy = folder.resolve(job.getFileName());
        try (Stream<Path> files = Files.walk(job)) {
            for (final Path file : files.toList()) {
                final Path to = copy.resolve(job.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(to);
                } else {
                    Files.copy(file, to);
                }
            }
        }
        return copy;
    }

    private static void replace(final Path file, final String old, final String by) throws IOException {
        final String text = Files.readString(file);
        assertThat(text).contains(old);
        Files.writeString(file, text.replaceFirst(Pattern.quote(old), by));
    }

    private static void assertRefused(final Path corpus, final String file, final String message) {
        final Headroom run =
                Headroom.run(MachineRun::run, "validate", corpus.toString(), "--duration", "1s", "--replications", "2");
        assertThat(run.err()).contains(file).contains(message);
        assertThat(run.err().strip().lines()).hasSize(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.status()).isEqualTo(ExitStatus.BAD_INPUT);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            01-cyc-fifo80-pin1-alone  | -a 1                   | -a 7                   | CPU 7 does not exist
            01-cyc-fifo80-pin1-alone  | -p 80                  | -p eighty              | 'eighty' is not a whole number
            04-cyc-fifo80-pin1-hog1   | taskset -c 1 stress-ng | taskset -c 1 stress    | does not run stress-ng
            16-cyc-2thr-fifo-prios    | "prio": 70             | "prio": 700            | out of range
            26-rta-dl-u86             | "sys": "0"             | "sys": "0-1"           | overlaps
            40-fairserver-fifo-hog    | chrt -f 50             | chrt -f 500            | '500' is not a whole number
            """)
    void aScenarioThatCannotBeMeantIsRefused(final String id, final String old, final String by, final String message)
            throws IOException {
        final Path job = copy(RECORDED.resolve(id));
        replace(job.resolve("scenario.json"), old, by);
        assertRefused(job, "scenario.json:", message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            oracle-smp2-cfs-6.1-quota | job.json   | 100000         | 999999999999   | cpu.max
            oracle-cfs-6.1-dl90       | dl90.json  | "dl-deadline"  | "dl-budget"    | dl-deadline
            oracle-cfs-6.1-fiform     | kernel.txt | Linux version  | Linux          | /proc/version
            """)
    void aDescriptionOfATracedJobThatCannotBeMeantIsRefused(
            final String id, final String file, final String old, final String by, final String message)
            throws IOException {
        final Path job = copy(TRACES.resolve(id));
        replace(job.resolve(file), old, by);
        assertRefused(job, file, message);
    }

    private Path withTrace(final List<String> lines) throws IOException {
        final Path job = copy(TRACES.resolve("oracle-cfs-6.1-fiform"));
        try (Writer out = new OutputStreamWriter(
                new GZIPOutputStream(Files.newOutputStream(job.resolve("trace.tsv.gz"))), StandardCharsets.US_ASCII)) {
            out.write(String.join("\n", lines));
        }
        return job;
    }

    @Test
    void aTraceWithoutEventsIsRefused() throws IOException {
        assertRefused(withTrace(List.of("# nothing")), "trace.tsv.gz", "no switches");
    }

    @Test
    void aTraceWithATaskThatCannotExistIsRefused() throws IOException {
        assertRefused(withTrace(List.of("1000\t0\tK\trt-app\t-7\t120\t0")), "trace.tsv.gz", "field pid");
    }

    @Test
    void aLogWithALatencyBelowZeroIsRefused() throws IOException {
        final Path job = copy(RECORDED.resolve("20-rta-fifo-rm-u60"));
        final Path log;
        try (Stream<Path> logs = Files.list(job.resolve("plain/rtapp-log"))) {
            log = logs.sorted().findFirst().orElseThrow();
        }
        try (Writer out =
                new OutputStreamWriter(new GZIPOutputStream(Files.newOutputStream(log)), StandardCharsets.US_ASCII)) {
            out.write("0 155555 2838 9983 1000 10983 10000 5 10000 0 -3\n");
        }
        assertRefused(job, log.getFileName().toString(), "wu_lat");
    }
}
