package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.machine.MachineRun;
import dev.headroom.profile.Profile;
import dev.headroom.profile.ProfileWriter;
import dev.headroom.profile.Profiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CalibrateCommandTest {

    private static final String CORPUS = Path.of("..", "calibration", "src", "test", "resources", "hofer-mini")
            .toString();

    @TempDir
    private Path directory;

    private static Headroom calibrate(final String... options) {
        final List<String> args = new ArrayList<>(List.of("calibrate"));
        args.addAll(List.of(options));
        return Headroom.run(MachineRun::run, args.toArray(String[]::new));
    }

    @Test
    void aProfileIsWrittenThatCanBeReadAndUsed() throws IOException {
        final Headroom run =
                calibrate(CORPUS, "--profile", "c5-prt", "--evaluations", "160", "--out", directory.toString());

        assertThat(run.err()).isEmpty();
        assertThat(run.status()).isEqualTo(ExitStatus.OK);
        assertThat(directory.toFile().list()).containsExactly("c5-prt.json");
        final Path file = directory.resolve("c5-prt.json");
        final Profile profile = Profiles.read(file);
        assertThat(profile.id()).isEqualTo("c5-prt");
        assertThat(ProfileWriter.write(profile)).isEqualTo(Files.readString(file));
        assertThat(run.out()).contains("Profile c5-prt, misfit", "determined by the data", "IsoNoLoad");

        final Headroom validation = Headroom.run(
                MachineRun::run,
                "validate",
                CORPUS,
                "--profile",
                file.toString(),
                "--replications",
                "2",
                "--duration",
                "100ms");
        assertThat(validation.status()).isIn(ExitStatus.OK, ExitStatus.MISSED);
        assertThat(validation.err()).isEmpty();
    }

    @Test
    void theProfileOfTheRecordedMachineIsTheOneThatTheCommandMakes() throws IOException {
        final String recorded = Path.of("corpora", "recorded-vm2").toString();
        final Headroom run = calibrate(recorded, "--profile", "vm2", "--out", directory.toString());

        assertThat(run.err()).isEmpty();
        assertThat(run.status()).isEqualTo(ExitStatus.OK);
        assertThat(run.out()).contains("01-cyc-fifo80-pin1-alone", "03-cyc-other-pin1-alone", "stalls: 0.300");
        assertThat(Files.readString(directory.resolve("vm2.json")))
                .isEqualTo(ProfileWriter.write(Profiles.shipped("vm2")));

        final Headroom unnamed = calibrate(recorded);
        assertThat(unnamed.status()).isEqualTo(ExitStatus.BAD_INPUT);
        assertThat(unnamed.err()).contains("name its profile with --profile");
    }

    @Test
    void aLoopIsCalibratedFromRunsOfRtApp() throws IOException {
        final String corpus = CORPUS.replace("hofer-mini", "hofer-rtapp");

        final Headroom run = calibrate(corpus, "--profile", "c5-rtapp", "--out", directory.toString());

        assertThat(run.err()).isEmpty();
        assertThat(run.status()).isEqualTo(ExitStatus.OK);
        assertThat(run.out()).contains("Profile c5-rtapp: loop of", "ticks and housekeeping; other costs from c5-prt");
        final Path file = directory.resolve("c5-rtapp.json");
        assertThat(Files.readString(file)).isEqualTo(ProfileWriter.write(Profiles.shipped("c5-rtapp")));
        assertUsage("no rows to fit for profile c5-prt", corpus, "--profile", "c5-prt");
    }

    @Test
    void badInputEndsWithOneMessageAndNothingWritten() {
        final String out = directory.toString();
        assertUsage("there is no profile 'no-such'", CORPUS, "--profile", "no-such", "--out", out);
        assertUsage(
                "is no directory", CORPUS, "--out", directory.resolve("absent").toString());
        assertUsage("--evaluations 0 is out of range", CORPUS, "--evaluations", "0", "--out", out);
        assertUsage("--evaluations -5 is out of range", CORPUS, "--evaluations", "-5", "--out", out);
        assertUsage("--evaluations 99999999 is out of range", CORPUS, "--evaluations", "99999999", "--out", out);
        assertUsage("--evaluations", CORPUS, "--evaluations", "many", "--out", out);
        assertUsage("is not a corpus that this version reads", out, "--out", out);
        assertUsage("needs one corpus folder, none was given", "--out", out);
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void anEnvironmentWithoutRowsIsBadInput() {
        assertUsage(
                "the corpus has no rows to fit for profile bm-std",
                CORPUS,
                "--profile",
                "bm-std",
                "--out",
                directory.toString());
        assertThat(directory).isEmptyDirectory();
    }

    private static void assertUsage(final String message, final String... options) {
        final Headroom run = calibrate(options);
        assertThat(run.err()).startsWith("headroom: ").contains(message);
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.status()).isEqualTo(ExitStatus.BAD_INPUT);
    }
}
