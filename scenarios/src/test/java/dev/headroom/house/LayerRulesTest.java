package dev.headroom.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Holds the product's compiled classes to {@link LayerRules}. */
class LayerRulesTest {

    private static JavaClasses classes;
    private static LayerRules rules;

    @BeforeAll
    static void readTheCompiledClassesOfAllModules() {
        classes = new ClassFileImporter()
                .importPaths(Checkout.MODULES.stream()
                        .map(module -> Checkout.root().resolve(module).resolve("target/classes"))
                        .filter(Files::isDirectory)
                        .toList());
        Map<String, String> moduleOfPackage = new TreeMap<>();
        for (String module : Checkout.MODULES) {
            Checkout.productFiles(module)
                    .forEach(file -> moduleOfPackage.put(packageName(module, file.getParent()), module));
        }
        rules = new LayerRules("dev.headroom", moduleOfPackage);
    }

    @Test
    void theClassOfEverySourceIsLookedAt() {
        List<String> expected = Checkout.MODULES.stream()
                .flatMap(module -> Checkout.productFiles(module).stream()
                        .filter(file -> !file.endsWith("package-info.java"))
                        .map(file -> packageName(module, file).replaceAll("\\.java$", "")))
                .toList();

        assertThat(expected).isNotEmpty();
        assertThat(expected).allMatch(classes::contain);
    }

    @Test
    void everyPackageIsInItsModule() {
        assertThat(rules.misplacedPackages()).isEmpty();
    }

    @Test
    void modulesImportDownward() {
        rules.modulesImportDownward().check(classes);
    }

    @Test
    void onlyTheEngineImportsDsol() {
        rules.onlyTheEngineImportsDsol().check(classes);
    }

    @Test
    void schedulersOnlyDecide() {
        rules.schedulersOnlyDecide().check(classes);
    }

    @Test
    void formatsKnowNoModel() {
        rules.formatsKnowNoModel().check(classes);
    }

    @Test
    void packagesHaveNoCycles() {
        rules.packagesHaveNoCycles().check(classes);
    }

    private static String packageName(String module, Path path) {
        Path sources = Checkout.root().resolve(module).resolve("src/main/java");
        return sources.relativize(path).toString().replace(path.getFileSystem().getSeparator(), ".");
    }
}
