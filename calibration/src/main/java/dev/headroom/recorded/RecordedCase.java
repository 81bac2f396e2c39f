package dev.headroom.recorded;

import dev.headroom.compare.CaseComparison;
import dev.headroom.compare.CaseFacts;
import dev.headroom.compare.Prediction;
import dev.headroom.compare.Tolerances;
import dev.headroom.cost.CostModel;
import dev.headroom.format.recorded.Scenario;
import dev.headroom.format.recorded.ScenarioReader;
import dev.headroom.machine.MachineConfig;
import dev.headroom.machine.TaskConfig;
import dev.headroom.profile.Profile;
import dev.headroom.sched.SchedAttributes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A recorded case: predicted from its description alone, and then compared with its results. */
public final class RecordedCase {

    private static final String DESCRIPTION = "scenario.json";

    private final Path folder;
    private final Scenario scenario;

    private RecordedCase(final Path folder) {
        this.folder = folder;
        scenario = ScenarioReader.read(folder.resolve(DESCRIPTION));
    }

    /** Returns whether a folder holds a recorded case. */
    public static boolean isAt(final Path folder) {
        return Files.isRegularFile(folder.resolve(DESCRIPTION));
    }

    /** Reads the description of a case. */
    public static RecordedCase open(final Path folder) {
        return new RecordedCase(folder);
    }

    /** Returns what the case describes. */
    public Scenario scenario() {
        return scenario;
    }

    /** Returns the folder of the case. */
    public Path folder() {
        return folder;
    }

    /**
     * Predicts and compares.
     *
     * @param profile costs of the machine
     * @param predictor makes the prediction
     * @param tolerances what is allowed
     */
    public CaseComparison compare(
            final Profile profile, final ScenarioPredictor predictor, final Tolerances tolerances) {
        return compare(predictor.predict(scenario, profile), tolerances);
    }

    /**
     * Predicts deliberately wrong and compares: with the costs of another machine, and all tasks as fair tasks of nice
     * 0 in the root group.
     *
     * @param profile the machine
     * @param wrongCosts costs of another one
     * @param predictor makes the prediction
     * @param tolerances what is allowed
     */
    public CaseComparison negativeControl(
            final Profile profile,
            final CostModel wrongCosts,
            final ScenarioPredictor predictor,
            final Tolerances tolerances) {
        if (ScenarioMachine.notModelled(scenario, profile).isPresent()) {
            return compare(profile, predictor, tolerances);
        }
        final Profile wrong = profile.withCosts(wrongCosts, List.of()).named(profile.id() + "-negative-control");
        return compare(
                predictor.simulated(scenario, wrong, factor -> plain(ScenarioMachine.of(scenario, wrong, factor))),
                tolerances);
    }

    /** Says that the case cannot be predicted. */
    CaseComparison notModelled(final String why, final Tolerances tolerances) {
        return compare(Prediction.notModelled("-", 0, why), tolerances);
    }

    private static MachineConfig plain(final MachineConfig machine) {
        final List<TaskConfig> tasks = machine.tasks().stream()
                .map(task -> new TaskConfig(
                        task.name(),
                        task.container(),
                        task.workload(),
                        SchedAttributes.other(0),
                        0,
                        task.cpuset(),
                        task.affinity()))
                .toList();
        return machine.withTasks(List.of(), tasks);
    }

    private CaseComparison compare(final Prediction prediction, final Tolerances tolerances) {
        final ScenarioResults results = ScenarioResults.read(scenario, folder);
        final boolean loaded = scenario.tasks().size() > 1;
        final String release = scenario.host().kernel().replaceAll("^(\\d+\\.\\d+).*", "$1");
        final boolean fitted = AloneCases.isAlone(scenario);
        return CaseComparison.of(
                new CaseFacts(scenario.id(), "recorded", release, scenario.id(), loaded, false, fitted),
                prediction,
                results.samples(),
                results.quantities(),
                tolerances);
    }
}
