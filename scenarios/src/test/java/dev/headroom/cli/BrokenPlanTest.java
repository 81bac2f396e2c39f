package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class BrokenPlanTest {

    /** Lines are counted from "format", line 1. */
    private static final String GOOD = """
            format: headroom-plan/1
            name: Two containers
            duration: 1s
            replications: 2
            seed: 1
            machine:
              profile: c5-prt
            shield:
              cpus: 1-3
            containers:
              - name: plc-1
                cpus: "2"
                tasks:
                  - name: control
                    policy: fifo
                    priority: 80
                    period: 100ms
                    work: 10ms
              - name: noisy
                stress: {cpu: 3, hdd: 3}
            objectives:
              - containers: plc-*
                latency: {max: 90ms, probability: 0.999}
            variants:
              - name: stock kernel
                machine: {profile: c5-std}
            """;

    @TempDir
    private Path directory;

    /** What to replace in the good plan, by what, the line of the mistake, and words of the message. */
    static Stream<Arguments> mistakes() {
        return Stream.of(
                mistake("seed: 1", "sead: 1", 5, "sead: unknown key; did you mean 'seed'?"),
                mistake("priority: 80", "prioritty: 80", 16, "tasks[0].prioritty", "did you mean 'priority'?"),
                mistake("duration: 1s", "duration: 1", 3, "duration: the duration 1 has no unit", "such as 1ms"),
                mistake("period: 100ms", "period: \"100\"", 17, "period: '100' has no unit"),
                mistake("period: 100ms", "period: 100 lightyears", 17, "unknown unit 'lightyears'", "known are ns, us"),
                mistake("period: 100ms", "period: -100ms", 17, "is negative"),
                mistake("period: 100ms", "period: 0ms", 17, "out of range", "from 1us"),
                mistake("period: 100ms", "period: ", 17, "period: has no value"),
                mistake("period: 100ms\n", "\n", 14, "tasks[0]: lacks the key 'period'", "period: 100ms"),
                mistake("priority: 80", "priority: 100", 16, "100 is out of range", "from 1 to 99"),
                mistake("priority: 80", "priority: high", 16, "'high' is not a number"),
                mistake("priority: 80", "priority: 8.5", 16, "8.5 is not a whole number"),
                mistake("priority: 80\n", "\n", 14, "lacks the key 'priority'"),
                mistake("policy: fifo", "policy: other", 16, "the policy 'other' has no priority"),
                mistake("policy: fifo", "policy: fiffo", 15, "'fiffo' is unknown; did you mean 'fifo'?", "fifo, rr"),
                mistake("profile: c5-prt", "profile: c5-ptr", 7, "did you mean 'c5-prt'?", "bm-std, bm-prt, c5-std"),
                mistake("profile: c5-prt", "profile: gone/x.json", 0, "x.json: there is no such file"),
                mistake("cpus: \"2\"", "cpus: \"7\"", 12, "CPU 7 does not exist", "has the CPUs 0-3"),
                mistake("cpus: \"2\"", "cpus: two", 12, "'two' is not a CPU list"),
                mistake("cpus: \"2\"", "cpus: 0,2", 12, "overlap the shield 1-3", "inside the shield or outside"),
                mistake("cpus: \"2\"", "cpus: [2]", 12, "is a list; give a text"),
                mistake("cpus: 1-3", "cpus: 0-3", 9, "shield takes all CPUs"),
                mistake("cpus: 1-3", "cpus: 1-3\n  load-balance: maybe", 10, "'maybe' is neither true nor false"),
                mistake("stress: {cpu: 3, hdd: 3}", "cpus: \"3\"", 19, "container 'noisy' is empty"),
                mistake("stress: {cpu: 3, hdd: 3}", "stress: {cpu: 0}", 20, "starts no worker"),
                mistake("stress: {cpu: 3, hdd: 3}", "stress: {cpu: -1}", 20, "-1 is out of range"),
                mistake("- name: noisy", "- name: plc-1", 19, "a second container 'plc-1'"),
                mistake("- name: noisy", "- name: a b", 19, "'a b' is not a name"),
                mistake("- name: noisy", "- name: 17", 19, "is a number, not a text", "\"17\""),
                mistake("seed: 1", "seed: 1\nseed: 2", 6, "seed: the key is there twice, first in line 5"),
                mistake("replications: 2", "replications: 0", 4, "0 is out of range; give a whole number from 1"),
                mistake("duration: 1s", "duration: 50ms", 0, "duration: 50ms is not longer than the period 100ms"),
                mistake("work: 10ms", "work: {min: 9ms, max: 8ms}", 18, "work.max: is not above 'min'"),
                mistake(
                        "work: 10ms",
                        "work: {kind: lognormal, median: 9, sigma: 1}",
                        18,
                        "median: the duration 9 has no"),
                mistake("plc-*\n", "plx-1\n", 22, "'plx-1' is unknown; did you mean 'plc-1'?"),
                mistake("probability: 0.999", "probability: 1", 23, "no simulation can show a probability of 1"),
                mistake("    latency: {max: 90ms, probability: 0.999}\n", "\n", 22, "demands nothing"),
                mistake("{profile: c5-std}", "{profile: c5-std}\n    remove: [noissy]", 27, "did you mean 'noisy'?"),
                mistake("- name: stock kernel", "- name: as planned", 25, "a second variant 'as planned'"),
                mistake("{profile: c5-std}", "{profile: c5-std}\n    place: {plc-1: 9}", 27, "in the variant 'stock"),
                mistake("format: headroom-plan/1", "format: headroom-plan/9", 1, "it reads headroom-plan/1"),
                mistake("format: headroom-plan/1\n", "", 1, "lacks the key 'format'"),
                mistake("  profile: c5-prt", "\tprofile: c5-prt", 7, "a tab indents the line", "blanks"),
                mistake("machine:\n", "machine: {{\n", 6, "is not well-formed (Expected a field name"),
                mistake("name: Two containers", "name: \"Two containers", 0, "is not well-formed"),
                mistake("cpus: 1-3", "cpus: &shielded 1-3", 9, "uses an anchor or alias"),
                mistake("cpus: 1-3", "cpus: *shielded", 9, "uses an anchor or alias"),
                mistake("cpus: 1-3", "cpus: !!str 1-3", 9, "uses a tag"),
                mistake("seed: 1", "seed: 1\n---\nformat: x", 0, "a second document begins"));
    }

    private static Arguments mistake(final String from, final String to, final int line, final String... words) {
        return Arguments.of(from, to, line, words);
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void aMistakeEndsInOneMessageThatNamesItsPlace(
            final String from, final String to, final int line, final String[] words) throws IOException {
        assertThat(GOOD).contains(from);
        final Path plan = Files.writeString(directory.resolve("plan.yaml"), GOOD.replace(from, to));

        final Headroom run = assertRefused(plan, words);

        if (line > 0) {
            assertThat(run.err()).startsWith("headroom: " + plan + ":" + line + ": ");
        }
    }

    @Test
    void thePlanIsGoodWithoutTheMistakes() throws IOException {
        final Path plan = Files.writeString(directory.resolve("plan.yaml"), GOOD);

        assertThat(predict(plan).err()).contains("internal error (UnsupportedOperationException: simulated");
    }

    @Test
    void anEmptyFileIsRefused() throws IOException {
        assertRefused(Files.writeString(directory.resolve("plan.yaml"), ""), "is empty; start with");
        assertRefused(Files.writeString(directory.resolve("plan.yaml"), "# nothing\n"), "is empty; start with");
    }

    @Test
    void aScalarOrAListInsteadOfAPlanIsRefused() throws IOException {
        assertRefused(Files.writeString(directory.resolve("plan.yaml"), "hello\n"), ":1: is the text 'hello'");
        assertRefused(Files.writeString(directory.resolve("plan.yaml"), "- a\n"), ":1: is a list");
    }

    @Test
    void aFileThatIsNotThereOrADirectoryIsRefused() {
        assertRefused(directory.resolve("gone.yaml"), "gone.yaml: there is no such file");
        assertRefused(directory, "is a directory; name a file");
    }

    @Test
    void binaryDataAreRefused() throws IOException {
        final Path plan = Files.write(directory.resolve("plan.yaml"), new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1});

        assertRefused(plan, "is not UTF-8 text");
    }

    @Test
    void aPlanBeyondTheLargestSizeIsRefused() throws IOException {
        assertRefused(
                Files.writeString(directory.resolve("plan.yaml"), GOOD + "# " + "x".repeat(1 << 20)),
                "larger than 1 MiB");
    }

    @Test
    void aPlanThatIsNestedTooDeeplyIsRefused() throws IOException {
        assertRefused(
                Files.writeString(directory.resolve("plan.yaml"), "a: " + "[".repeat(40) + "]".repeat(40)),
                ":1: is nested too deeply; use at most 32 levels");
    }

    private Headroom assertRefused(final Path plan, final String... words) {
        final Headroom run = predict(plan);
        assertThat(run.err()).contains(words);
        assertThat(run.status()).isEqualTo(ExitStatus.BAD_INPUT);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.err().getBytes(StandardCharsets.UTF_8).length).isLessThan(600);
        assertThat(directory.resolve("out.json")).doesNotExist();
        return run;
    }

    private Headroom predict(final Path plan) {
        return Headroom.run(
                (machine, seed, durationNs) -> {
                    throw new UnsupportedOperationException("simulated");
                },
                "predict",
                plan.toString(),
                "--json",
                directory.resolve("out.json").toString());
    }
}
