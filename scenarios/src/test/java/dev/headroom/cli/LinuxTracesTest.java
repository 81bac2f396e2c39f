package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headroom.machine.MachineRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The traces of real kernels: what the command says of every job is held, so that a changed rule shows. */
class LinuxTracesTest {

    private static final Path CORPUS = Path.of("corpora/linux-traces");

    private static Headroom validate(final String... more) {
        final String[] arguments = new String[more.length + 1];
        arguments[0] = "validate";
        System.arraycopy(more, 0, arguments, 1, more.length);
        return Headroom.run(MachineRun::run, arguments);
    }

    @Test
    void everyJobComesOutAsExpected() throws IOException {
        final Headroom run = validate(CORPUS.toString());
        assertThat(run.out()).isEqualTo(Files.readString(CORPUS.resolve("expected.txt")));
        assertThat(run.status()).isEqualTo(ExitStatus.MISSED);
    }

    @Test
    void rateMonotonicFifoTasksRunInTheOrderOfTheKernel() {
        final Headroom run = validate(CORPUS.resolve("oracle-cfs-6.1-fiform").toString());
        assertThat(run.status()).isEqualTo(ExitStatus.OK);
    }

    @Test
    void withTheFairClassOfTheOtherGenerationAJobThatAgreedDisagrees() {
        final Headroom run = validate(CORPUS.resolve("oracle-rt-6.12-nice").toString(), "--negative-control");
        assertThat(run.status()).isEqualTo(ExitStatus.MISSED);
    }

    @Test
    void aTimelineHoldsTheTraceAndTheReplay(@TempDir final Path folder) throws IOException {
        final Path file = folder.resolve("timeline.json");
        validate(CORPUS.resolve("oracle-cfs-6.1-fiform").toString(), "--trace", file.toString());
        final JsonNode root = new ObjectMapper().readTree(file.toFile());
        final Set<String> processes = new HashSet<>();
        for (final JsonNode event : root.path("traceEvents")) {
            if (event.path("name").asText().equals("process_name")) {
                processes.add(event.path("args").path("name").asText());
            }
        }
        assertThat(processes).anyMatch(name -> name.contains("measured")).anyMatch(name -> name.contains("replayed"));
    }

    @Test
    void aTimelineOfManyJobsIsRefused(@TempDir final Path folder) {
        final Path file = folder.resolve("timeline.json");
        final Headroom run = validate(CORPUS.toString(), "--trace", file.toString());
        assertThat(run.status()).isEqualTo(ExitStatus.BAD_INPUT);
        assertThat(run.err()).contains("--trace draws one traced job");
        assertThat(file).doesNotExist();
    }
}
