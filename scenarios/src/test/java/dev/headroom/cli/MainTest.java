package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.machine.MachineRun;
import dev.headroom.prediction.FakeSimulator;
import dev.headroom.prediction.Simulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {

    private static final String PLAN = """
            format: headroom-plan/1
            name: A PLC beside a probe
            duration: 2s
            replications: 6
            machine: {profile: c5-prt}
            containers:
              - name: plc
                cpus: "2"
                tasks: [{name: control, policy: fifo, priority: 80, period: 10ms, work: 1ms}]
              - name: probe
                cyclictest: {priority: 99}
              - name: load
                stress: {cpu: 2, hdd: 1, vm: 1}
            objectives:
              - containers: plc
                latency: {max: 10ms, probability: 0.9}
            variants:
              - name: stock kernel
                machine: {profile: c5-std}
            """;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"explain", "analyze", "capacity", "plan", "sweep", "record", "import"})
    void aCommandOfALaterVersionIsRefusedInOneSentence(final String command) {
        assertUsage("this version does not have the command '" + command + "' yet", command, "x");
    }

    @Test
    void whatIsNoCommandIsRefused() {
        assertUsage("there is no command 'no-such'", "no-such");
        assertUsage("a command is needed");
    }

    @Test
    void wrongOptionsAreRefused() throws IOException {
        final String plan = write(PLAN);
        assertUsage("predict needs one plan, none was given", "predict");
        assertUsage("predict takes only one plan, not 2", "predict", plan, plan);
        assertUsage("predict has no option --sead; see headroom predict --help", "predict", plan, "--sead", "1");
        assertUsage("--seed", "predict", plan, "--seed", "x");
        assertUsage("--duration", "predict", plan, "--duration");
        assertUsage("has no unit", "predict", plan, "--duration", "60");
        assertUsage("--replications 0 is out of range", "predict", plan, "--replications", "0");
        assertUsage("--threads 0 is out of range", "predict", plan, "--threads", "0");
        assertUsage("not longer than the period", "predict", plan, "--duration", "5ms");
        assertUsage("does not exist", "predict", plan, "--json", directory + "/no/out.json");
        assertUsage("is a directory", "predict", plan, "--json", directory.toString());
        assertUsage("cannot be listed; known are profiles", "list", "everything");
        assertUsage("list needs one word", "list");
    }

    @Test
    void helpAndVersionGoToStandardOutput() {
        assertThat(run("--help").out()).contains("predict PLAN", "list WHAT", "Exit status");
        assertThat(run("predict", "--help").out()).contains("--replications", "--html");
        assertThat(run("--version").out()).matches("headroom \\d+\\.\\d+\\S*\\R");
        assertThat(run("--version").status()).isZero();
    }

    @Test
    void listSaysWhatThereIs() {
        assertThat(run("list", "profiles").out()).contains("c5-prt  ", "bm-std  ", "16 CPUs on 8 cores in 2 sockets");
        assertThat(run("list", "schedulers").out()).contains("linux.cfs");
    }

    @Test
    void aMetObjectiveGivesStatusZeroAndAMissedOneStatusOne() throws IOException {
        // The fake's latencies lie between 10 us and 20 us.
        assertThat(run("predict", write(PLAN)).status()).isZero();
        final Headroom missed = run("predict", write(PLAN.replace("max: 10ms", "max: 12us")));
        assertThat(missed.status()).isEqualTo(ExitStatus.MISSED);
        assertThat(missed.out())
                .contains("No: the plan misses an objective", "as planned (c5-prt): an objective is MISSED");
        assertThat(missed.err()).isEmpty();
    }

    @Test
    void onlyRequiredVariantsDecide() throws IOException {
        // Slower than the fake on bare metal alone, which has 16 CPUs.
        final Simulator slowOnBareMetal = (machine, seed, durationNs) ->
                new FakeSimulator(machine.topology().cpus() == 16 ? 100_000 : 0).run(machine, seed, durationNs);
        final String plan = PLAN.replace("max: 10ms", "max: 50us").replace("{profile: c5-std}", "{profile: bm-std}");

        assertThat(Headroom.run(slowOnBareMetal, "predict", write(plan)).status())
                .isZero();
        assertThat(Headroom.run(slowOnBareMetal, "predict", write(plan + "    required: true\n"))
                        .status())
                .isEqualTo(ExitStatus.MISSED);
    }

    @Test
    void aFailingSimulatorGivesStatusThreeWithoutAStackTrace() throws IOException {
        final Headroom failed = Headroom.run(
                (machine, seed, durationNs) -> {
                    throw new IllegalStateException("a task runs on two CPUs");
                },
                "predict",
                write(PLAN));

        assertThat(failed.status()).isEqualTo(ExitStatus.INTERNAL_ERROR);
        assertThat(failed.out()).isEmpty();
        assertThat(failed.err())
                .contains("a task runs on two CPUs", "please report")
                .doesNotContain("\tat ");
        final Path trace = Path.of(failed.err().strip().replaceFirst(".* and ", ""));
        assertThat(Files.readString(trace)).contains("\tat ");
        Files.delete(trace);
    }

    @Test
    void theRealSimulatorGivesTheSameBytesForAnyNumberOfThreads() throws IOException {
        final String plan = write(PLAN);
        final Headroom one = Headroom.run(
                MachineRun::run, "predict", plan, "--duration", "200ms", "--threads", "1", "--json", file("1.json"));
        final Headroom two = Headroom.run(
                MachineRun::run, "predict", plan, "--duration", "200ms", "--threads", "2", "--json", file("2.json"));
        final Headroom other = Headroom.run(
                MachineRun::run, "predict", plan, "--duration", "200ms", "--seed", "2", "--json", file("3.json"));

        assertThat(one.err()).isEmpty();
        assertThat(one.out()).isEqualTo(two.out());
        assertThat(Path.of(file("1.json"))).hasSameBinaryContentAs(Path.of(file("2.json")));
        assertThat(Files.readString(Path.of(file("3.json")))).isNotEqualTo(Files.readString(Path.of(file("1.json"))));
        assertThat(other.status()).isEqualTo(one.status());
        assertThat(directory.toFile().list()).containsExactlyInAnyOrder("plan.yaml", "1.json", "2.json", "3.json");
    }

    private void assertUsage(final String message, final String... args) {
        final Headroom run = run(args);
        assertThat(run.err()).startsWith("headroom: ").contains(message);
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.status()).isEqualTo(ExitStatus.BAD_INPUT);
    }

    private static Headroom run(final String... args) {
        return Headroom.run(new FakeSimulator(0), args);
    }

    private String file(final String name) {
        return directory.resolve(name).toString();
    }

    private String write(final String plan) throws IOException {
        return Files.writeString(directory.resolve("plan.yaml"), plan).toString();
    }
}
