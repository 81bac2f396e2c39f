package dev.headroom.house;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Who may import whom, as rules over compiled classes below one root package. */
final class LayerRules {

    /** Where the packages of the layout belong; a package that is not named here may be in any module. */
    private static final Map<String, List<String>> LAYOUT = Map.of(
            "sim-core", List.of("engine", "units", "random", "observe", "stats"),
            "sim-models", List.of("topology", "cost", "sched", "virt", "irq", "workload", "machine"),
            "calibration", List.of("format", "evidence", "fit", "compare", "profile"),
            "scenarios", List.of("plan", "adopt", "sweep", "report", "cli"));

    private final String root;
    private final Map<String, String> moduleOfPackage;

    /**
     * Makes the rules for the classes below a package.
     *
     * @param root package whose subpackages the rules name
     * @param moduleOfPackage the module in which each package is found
     */
    LayerRules(String root, Map<String, String> moduleOfPackage) {
        this.root = root;
        this.moduleOfPackage = moduleOfPackage;
    }

    /** Returns one sentence per package that is not in the module which the layout gives it. */
    List<String> misplacedPackages() {
        return moduleOfPackage.entrySet().stream()
                .filter(found -> LAYOUT.entrySet().stream()
                        .anyMatch(layout -> layout.getValue().contains(firstNameBelowRoot(found.getKey()))
                                && !layout.getKey().equals(found.getValue())))
                .map(found -> "package %s is in module %s".formatted(found.getKey(), found.getValue()))
                .sorted(Comparator.naturalOrder())
                .toList();
    }

    /** Modules import downward only. */
    ArchRule modulesImportDownward() {
        return classes()
                .that(describe("belong to a module", type -> level(type) >= 0))
                .should(new ArchCondition<>("import from their own module or one below") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                            if (level(dependency.getTargetClass()) > level(type)) {
                                events.add(SimpleConditionEvent.violated(dependency, dependency.getDescription()));
                            }
                        }
                    }
                });
    }

    /** DSOL stays behind the engine. */
    ArchRule onlyTheEngineImportsDsol() {
        return noClasses()
                .that()
                .resideOutsideOfPackage(below("engine"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("nl.tudelft..")
                .allowEmptyShould(true);
    }

    /** A scheduler decides on what it is told: it has no clock, no dice, and does not know why a task runs. */
    ArchRule schedulersOnlyDecide() {
        return noClasses()
                .that()
                .resideInAPackage(below("sched"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        below("engine"), below("workload"), below("format"), below("report"), below("random"))
                .allowEmptyShould(true);
    }

    /** A format reader makes records; others give them meaning. */
    ArchRule formatsKnowNoModel() {
        DescribedPredicate<JavaClass> models = describe(
                "belong to sim-models", type -> "sim-models".equals(moduleOfPackage.get(type.getPackageName())));
        return noClasses()
                .that()
                .resideInAPackage(below("format"))
                .should()
                .dependOnClassesThat(models)
                .allowEmptyShould(true);
    }

    /** No package imports itself by way of others. */
    ArchRule packagesHaveNoCycles() {
        return slices().matching(root + ".(**)").should().beFreeOfCycles();
    }

    private String below(String name) {
        return root + "." + name + "..";
    }

    private int level(JavaClass type) {
        return Checkout.MODULES.indexOf(moduleOfPackage.getOrDefault(type.getPackageName(), ""));
    }

    private String firstNameBelowRoot(String packageName) {
        return packageName.substring(Math.min(packageName.length(), root.length() + 1))
                .split("\\.")[0];
    }
}
