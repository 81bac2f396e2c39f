package dev.headroom.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Shows that each of {@link LayerRules} fails on a small program that breaks it, and only then. */
class LayerRulesCanFailTest {

    private static final Map<String, String> MODULE_OF_PACKAGE = Map.of(
            "bad.engine", "sim-core",
            "bad.random", "sim-core",
            "bad.units", "sim-core",
            "bad.sched", "sim-models",
            "bad.sched.linux", "sim-models",
            "bad.workload", "sim-models",
            "bad.format", "calibration",
            "bad.report", "scenarios");

    private final LayerRules rules = new LayerRules("bad", MODULE_OF_PACKAGE);

    @TempDir
    private Path directory;

    @Test
    void anImportFromAHigherModuleIsFound() throws IOException {
        assertThat(violations(rules.modulesImportDownward(), "bad.units.A uses bad.sched.B"))
                .contains("bad.units.A", "bad.sched.B");
        assertThat(violations(rules.modulesImportDownward(), "bad.sched.A uses bad.units.B"))
                .isEmpty();
    }

    @Test
    void anImportOfDsolOutsideTheEngineIsFound() throws IOException {
        assertThat(violations(rules.onlyTheEngineImportsDsol(), "bad.units.A uses nl.tudelft.sim.B"))
                .contains("bad.units.A", "nl.tudelft.sim.B");
        assertThat(violations(rules.onlyTheEngineImportsDsol(), "bad.engine.A uses nl.tudelft.sim.B"))
                .isEmpty();
    }

    @Test
    void everythingThatASchedulerMustNotKnowIsFound() throws IOException {
        for (String forbidden : List.of("engine", "workload", "format", "report", "random")) {
            assertThat(violations(rules.schedulersOnlyDecide(), "bad.sched.linux.A uses bad." + forbidden + ".B"))
                    .as(forbidden)
                    .contains("bad.sched.linux.A", "bad." + forbidden + ".B");
        }
        assertThat(violations(rules.schedulersOnlyDecide(), "bad.sched.linux.A uses bad.units.B"))
                .isEmpty();
    }

    @Test
    void aFormatThatUsesAModelIsFound() throws IOException {
        assertThat(violations(rules.formatsKnowNoModel(), "bad.format.A uses bad.workload.B"))
                .contains("bad.format.A", "bad.workload.B");
        assertThat(violations(rules.formatsKnowNoModel(), "bad.format.A uses bad.units.B"))
                .isEmpty();
    }

    @Test
    void aCycleIsFoundAlsoBetweenAPackageAndOneBelowIt() throws IOException {
        assertThat(violations(
                        rules.packagesHaveNoCycles(),
                        "bad.sched.A uses bad.sched.linux.B",
                        "bad.sched.linux.C uses bad.sched.D"))
                .contains("Cycle detected");
        assertThat(violations(rules.packagesHaveNoCycles(), "bad.sched.linux.C uses bad.sched.D"))
                .isEmpty();
    }

    @Test
    void aPackageInTheWrongModuleIsFound() {
        assertThat(new LayerRules("bad", Map.of("bad.sched.linux", "scenarios", "bad.other", "sim-core"))
                        .misplacedPackages())
                .containsExactly("package bad.sched.linux is in module scenarios");
        assertThat(rules.misplacedPackages()).isEmpty();
    }

    /** Compiles "X uses Y" lines into classes and returns what the rule says about them. */
    private String violations(ArchRule rule, String... uses) throws IOException {
        Path program = Files.createTempDirectory(directory, "program");
        List<String> arguments = new ArrayList<>(List.of("-proc:none", "-d", program.toString()));
        for (String use : uses) {
            String[] names = use.split(" uses ");
            arguments.add(source(program, names[1], ""));
            arguments.add(source(program, names[0], "public " + names[1] + " used;"));
        }
        int status = ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new));
        assertThat(status).isZero();
        JavaClasses classes = new ClassFileImporter().importPath(program);
        assertThat(classes).hasSize(2 * uses.length);
        return String.join("\n", rule.evaluate(classes).getFailureReport().getDetails());
    }

    private static String source(Path program, String name, String body) throws IOException {
        int dot = name.lastIndexOf('.');
        String text =
                "package %s; public class %s { %s }".formatted(name.substring(0, dot), name.substring(dot + 1), body);
        Path file = program.resolve(name.replace('.', '/') + ".java");
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text).toString();
    }
}
