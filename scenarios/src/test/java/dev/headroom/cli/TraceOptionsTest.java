package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headroom.machine.MachineRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TraceOptionsTest {

    private static final String PLAN = """
            format: headroom-plan/1
            name: A PLC beside a probe
            duration: 200ms
            replications: 3
            machine: {profile: c5-prt}
            containers:
              - name: plc
                cpus: "2"
                tasks: [{name: control, policy: fifo, priority: 80, period: 10ms, work: 1ms}]
              - name: probe
                cyclictest: {priority: 99}
              - name: load
                stress: {cpu: 2, hdd: 1, vm: 1}
            """;

    @TempDir
    private Path directory;

    private String plan;
    private Path trace;

    @BeforeEach
    void writePlan() throws IOException {
        plan = Files.writeString(directory.resolve("plan.yaml"), PLAN).toString();
        trace = directory.resolve("trace.json");
    }

    private Headroom predict(final String... options) {
        final List<String> args = new ArrayList<>(List.of("predict", plan));
        args.addAll(List.of(options));
        return Headroom.run(MachineRun::run, args.toArray(String[]::new));
    }

    @Test
    void theTimelineIsTheSameForAnyNumberOfThreadsAndChangesNoResult() throws IOException {
        final Path other = directory.resolve("other.json");
        final Headroom one = predict("--threads", "1", "--trace", trace.toString());
        final Headroom three = predict("--threads", "3", "--trace", other.toString());

        assertThat(trace).hasSameBinaryContentAs(other);
        assertThat(one.out()).isEqualTo(three.out()).isEqualTo(predict().out());
        assertThat(one.err()).isEmpty();
        assertThat(one.status()).isZero();
    }

    @Test
    void theTimelineHoldsWindowsAroundTheWorstActivationsOfEveryTask() throws IOException {
        predict("--trace", trace.toString());
        final JsonNode file = new ObjectMapper().readTree(trace.toFile());

        assertThat(file.at("/displayTimeUnit").asText()).isEqualTo("ns");
        assertThat(file.at("/otherData/plan").asText()).isEqualTo("A PLC beside a probe");
        final List<String> names = new ArrayList<>();
        file.at("/traceEvents")
                .forEach(event -> names.add(
                        event.at("/name").asText() + event.at("/args/name").asText()));
        assertThat(names)
                .contains("thread_nameCPU 2", "thread_nameplc/control", "plc/control latency", "plc/control response")
                .contains("thread_nameprobe/cyclictest-0", "probe/cyclictest-0 latency", "recorded", "wake-up")
                .anyMatch(name -> name.matches("process_namesimulated, replication [1-3] of 3"));
    }

    @Test
    void moreOfTheWorstMakeALongerTimeline() throws IOException {
        predict("--trace", trace.toString());
        final long one = Files.size(trace);
        predict("--trace", trace.toString(), "--trace-worst", "5");
        assertThat(Files.size(trace)).isGreaterThan(2 * one);
    }

    @Test
    void aWindowHoldsWhatHappensInIt() throws IOException {
        predict("--trace", trace.toString(), "--trace-window", "1100ms..1110.5ms");
        for (final JsonNode event : new ObjectMapper().readTree(trace.toFile()).at("/traceEvents")) {
            if ("B".equals(event.at("/ph").asText())
                    || "E".equals(event.at("/ph").asText())) {
                assertThat(event.at("/ts").asDouble()).isBetween(1_100_000.0, 1_110_500.0);
            }
        }
        assertThat(Files.readString(trace)).contains("\"ts\":1100000.000", "\"ts\":1110500.000");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--trace-window 1s | name its file with --trace",
                "--trace-worst 2 | name its file with --trace",
                "--trace t.json --trace-window 1.1s..1.2s --trace-worst 2 | cannot be combined",
                "--trace t.json --trace-worst 0 | out of range; give 1 to 100",
                "--trace t.json --trace-window 1.1s | has no '..'",
                "--trace t.json --trace-window 1.2s..1.1s | is empty",
                "--trace t.json --trace-window 1.2s..1.2s | is empty",
                "--trace t.json --trace-window 1..2 | has no unit",
                "--trace t.json --trace-window ..2s | is not a duration",
                "--trace t.json --trace-window 1s..1201ms | which is not measured, of 1200ms",
                "--trace t.json --json t.json | --json and --trace name the same file t.json",
                "--trace no/such/t.json | does not exist"
            })
    void optionsThatDoNotFitAreRefused(final String options, final String message) {
        final Headroom refused = predict(options.split(" "));
        assertThat(refused.err()).startsWith("headroom: ").contains(message);
        assertThat(refused.err().lines()).hasSize(1);
        assertThat(refused.out()).isEmpty();
        assertThat(refused.status()).isEqualTo(ExitStatus.BAD_INPUT);
        assertThat(directory.toFile().list()).containsExactly("plan.yaml");
    }

    @Test
    void thePageShowsTheLatestActivation() throws IOException {
        final Path page = directory.resolve("page.html");
        predict("--html", page.toString());
        assertThat(Files.readString(page)).contains("<h2>The latest activation: ", "</path>");
    }
}
