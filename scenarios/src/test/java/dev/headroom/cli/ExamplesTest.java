package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.machine.MachineRun;
import dev.headroom.plan.Plan;
import dev.headroom.plan.PlanReader;
import dev.headroom.plan.Variant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ExamplesTest {

    static List<Path> plans() throws IOException {
        try (Stream<Path> folders = Files.list(Path.of("examples"))) {
            return folders.map(folder -> folder.resolve("plan.yaml")).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("plans")
    void everyExampleIsAPlanWithoutWarningsAndHasAPageAboutIt(final Path file) {
        assertThat(PlanReader.read(file).warnings()).isEmpty();
        assertThat(file.resolveSibling("README.md")).isNotEmptyFile();
    }

    @ParameterizedTest
    @MethodSource("plans")
    void everyExampleRuns(final Path file) {
        final Headroom run =
                Headroom.run(MachineRun::run, "predict", file.toString(), "--duration", "500ms", "--replications", "2");

        assertThat(run.err()).isEmpty();
        assertThat(run.status()).isLessThanOrEqualTo(ExitStatus.MISSED);
        assertThat(run.out()).contains("Wake-up latency", "Where the latency comes from", "CPU use");
    }

    @Test
    void figureOneHasFiveContainersOnTwoShieldedCpusInEveryVariant() {
        final Plan plan = PlanReader.read(Path.of("examples/five-plcs-two-vcpus/plan.yaml"));

        assertThat(plan.variants()).hasSizeGreaterThanOrEqualTo(4);
        for (final Variant variant : plan.variants()) {
            final List<String> cpus = variant.machine().tasks().stream()
                    .filter(task -> task.container().startsWith("plc-"))
                    .peek(task -> assertThat(task.cpuset()).isEqualTo("shield"))
                    .map(task -> variant.machine().allowedCpus(task).toString())
                    .toList();
            assertThat(cpus).hasSize(5);
            assertThat(cpus.stream().distinct()).hasSize(2);
        }
    }
}
