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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ValidateCommandTest {

    private static final String CORPUS = Path.of("..", "calibration", "src", "test", "resources", "hofer-mini")
            .toString();

    @TempDir
    private Path directory;

    private static Headroom validate(final String... options) {
        final List<String> args = new ArrayList<>(List.of("validate"));
        args.addAll(List.of(options));
        return Headroom.run(MachineRun::run, args.toArray(String[]::new));
    }

    private static Headroom quick(final String... options) {
        final List<String> args = new ArrayList<>(List.of(CORPUS, "--replications", "2", "--duration", "100ms"));
        args.addAll(List.of(options));
        return validate(args.toArray(String[]::new));
    }

    private String file(final String name) {
        return directory.resolve(name).toString();
    }

    private JsonNode json(final String name) throws IOException {
        return new ObjectMapper().readTree(directory.resolve(name).toFile());
    }

    @Test
    void theDocumentHasTheFieldsThatToolsRelyOn() throws IOException {
        quick("--json", file("out.json"), "--seed", "7");
        final JsonNode document = json("out.json");

        assertThat(document.path("format").asText()).isEqualTo("headroom-validation/1");
        assertThat(document.path("cases")).hasSize(19);
        for (final JsonNode one : document.path("cases")) {
            assertThat(one.fieldNames())
                    .toIterable()
                    .startsWith("id", "profile", "seed", "measured", "predicted", "log_ratio", "verdict", "why");
            assertThat(one.path("seed").asLong()).isEqualTo(7);
            assertThat(one.path("profile").asText()).isIn("bm-prt", "c5-prt");
            assertThat(one.path("measured").fieldNames()).toIterable().contains("samples", "mean_us", "max_us");
            assertThat(one.path("verdict").asText()).isIn("agree", "disagree", "inconclusive", "not-modelled");
            assertThat(one.path("why").asText()).endsWith(".");
            assertThat(one.path("predicted").fieldNames())
                    .toIterable()
                    .contains("mean_us", "p50_us", "p99_us", "p99.9_us", "max_us");
            for (final JsonNode quantity : one.path("predicted")) {
                assertThat(quantity.fieldNames()).toIterable().containsExactly("value", "low", "high");
                assertThat(quantity.path("value").asDouble())
                        .isBetween(
                                quantity.path("low").asDouble(),
                                quantity.path("high").asDouble());
            }
        }
    }

    @Test
    void logRatiosAndTheSummaryFollowFromTheCases() throws IOException {
        quick("--json", file("out.json"));
        final JsonNode document = json("out.json");

        int agree = 0;
        int all = 0;
        for (final JsonNode one : document.path("cases")) {
            agree += one.path("verdict").asText().equals("agree") ? 1 : 0;
            all++;
            final double measured = one.path("measured").path("mean_us").asDouble();
            final double predicted =
                    one.path("predicted").path("mean_us").path("value").asDouble();
            assertThat(one.path("log_ratio").path("mean_us").asDouble())
                    .isCloseTo(Math.log(predicted / measured), org.assertj.core.api.Assertions.within(0.001));
        }
        final JsonNode summary = document.path("summary");
        assertThat(summary.path("agree").asInt()).isEqualTo(agree);
        assertThat(summary.path("agree").asInt()
                        + summary.path("disagree").asInt()
                        + summary.path("inconclusive").asInt()
                        + summary.path("not_modelled").asInt())
                .isEqualTo(all);
        assertThat(summary.path("median_abs_log_ratio").fieldNames())
                .toIterable()
                .contains("mean_us", "p99_us", "max_us");
    }

    @Test
    void anyNumberOfThreadsGivesTheSameBytes() {
        final Headroom one = quick("--threads", "1", "--json", file("1.json"));
        final Headroom two = quick("--threads", "2", "--json", file("2.json"));

        assertThat(two.out()).isEqualTo(one.out());
        assertThat(two.status()).isEqualTo(one.status());
        assertThat(Path.of(file("2.json"))).hasSameBinaryContentAs(Path.of(file("1.json")));
    }

    @Test
    void anotherSeedGivesOtherBytes() {
        quick("--seed", "1", "--json", file("1.json"));
        quick("--seed", "2", "--json", file("2.json"));

        assertThat(Path.of(file("1.json")))
                .satisfies(first -> assertThat(Files.mismatch(first, Path.of(file("2.json"))))
                        .isNotNegative());
    }

    @Test
    void theNegativeControlEndsWithStatusOne() throws IOException {
        final Headroom control = quick("--negative-control", "--json", file("out.json"));

        assertThat(control.status()).isEqualTo(ExitStatus.MISSED);
        assertThat(json("out.json").path("summary").path("disagree").asInt()).isGreaterThanOrEqualTo(15);
        assertThat(control.out()).contains("Worst misses (12 of");
        assertThat(quick("--negative-control", "--misses", "3").out()).contains("Worst misses (3 of");
    }

    @Test
    void casesWithoutAModelAreNoDisagreement() throws IOException {
        final List<String> lines = Files.readAllLines(Path.of(CORPUS, "index.tsv"));
        Files.write(
                directory.resolve("index.tsv"),
                lines.stream()
                        .filter(line -> !line.startsWith("C5"))
                        .map(line -> line.replace("\tBM\t", "\tVS\t"))
                        .toList());

        final Headroom run = validate(directory.toString());

        assertThat(run.status()).isEqualTo(ExitStatus.OK);
        assertThat(run.out()).contains("9 cases: 0 agree, 0 disagree, 0 inconclusive, 9 not modelled");
    }

    @Test
    void recordedScenariosArePredictedOneByOne() throws IOException {
        final String recorded = Path.of("corpora", "recorded-vm2").toString();
        final Headroom run = validate(
                Path.of(recorded, "42-pipe-pingpong-1cpu").toString(),
                "--replications",
                "2",
                "--duration",
                "100ms",
                "--json",
                file("pipe.json"));

        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains("1 cases: 1 agree, 0 disagree");
        final JsonNode pipe = json("pipe.json").path("cases").get(0);
        assertThat(pipe.path("profile").asText()).isEqualTo("vm2");
        assertThat(pipe.path("measured").path("passing_mean_us").asDouble()).isEqualTo(2.87);

        final Headroom wrong = validate(
                Path.of(recorded, "40-fairserver-fifo-hog").toString(),
                "--negative-control",
                "--replications",
                "2",
                "--duration",
                "1s");
        assertThat(wrong.status()).isEqualTo(ExitStatus.MISSED);
    }

    @Test
    void badInputEndsWithOneMessageAndNothingWritten() {
        final String json = file("out.json");
        assertUsage("is not a corpus that this version reads", directory.toString(), "--json", json);
        assertUsage("is not a corpus that this version reads", file("absent"), "--json", json);
        assertUsage("needs one corpus folder, none was given", "--json", json);
        assertUsage("takes only one corpus folder, not 2", CORPUS, CORPUS, "--json", json);
        assertUsage("validate writes no page yet", CORPUS, "--html", file("out.html"), "--json", json);
        assertUsage("--replications 1 gives no intervals", CORPUS, "--replications", "1", "--json", json);
        assertUsage("does not exist", CORPUS, "--json", file("no/out.json"));
        assertUsage("--threads 0 is out of range", CORPUS, "--threads", "0", "--json", json);
        assertUsage("", CORPUS, "--profile", file("absent.json"), "--json", json);
        assertThat(directory).isEmptyDirectory();
    }

    private static void assertUsage(final String message, final String... options) {
        final Headroom run = validate(options);
        assertThat(run.err()).startsWith("headroom: ").contains(message);
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.status()).isEqualTo(ExitStatus.BAD_INPUT);
    }
}
