package dev.headroom.recorded;

import dev.headroom.compare.PredictedQuantity;
import dev.headroom.compare.Prediction;
import dev.headroom.cost.CostModel;
import dev.headroom.format.recorded.Scenario;
import dev.headroom.machine.MachineConfig;
import dev.headroom.machine.MachineRun;
import dev.headroom.machine.RunResult;
import dev.headroom.profile.Profile;
import dev.headroom.random.RandomStreams;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.DoubleFunction;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Predicts recorded cases from their descriptions.
 *
 * <p>The value comes from replications with the best fitting costs, the interval from as many with all sets of costs
 * that the profile has. Each is as long as the recorded run, but 2 s where messages are passed at a high rate.
 */
public final class ScenarioPredictor {

    private static final long SECOND_NS = 1_000_000_000L;
    /** Programs that switch tasks up to a million times a second; their runs are cut. */
    private static final Set<String> MESSENGERS = Set.of("hackbench", "perf bench");

    private static final long RELAYS_NS = 2 * SECOND_NS;

    private final int replications;
    private final long seed;
    private final long longestNs;

    /**
     * Makes a predictor.
     *
     * @param replications simulated runs of each case, at least 2
     * @param seed seed of all of them
     * @param longestNs longest simulated time of one run in ns
     */
    public ScenarioPredictor(final int replications, final long seed, final long longestNs) {
        if (replications < 2) {
            throw new IllegalArgumentException("a prediction needs at least 2 replications");
        }
        this.replications = replications;
        this.seed = seed;
        this.longestNs = longestNs;
    }

    /**
     * Predicts a case.
     *
     * @param scenario its description
     * @param profile costs of its machine
     * @return the prediction, or the reason why there is none
     */
    public Prediction predict(final Scenario scenario, final Profile profile) {
        return ScenarioMachine.notModelled(scenario, profile)
                .map(why -> Prediction.notModelled(profile.id(), seed, why))
                .orElseGet(() -> simulated(scenario, profile, factor -> ScenarioMachine.of(scenario, profile, factor)));
    }

    /**
     * Predicts a case with machines that need not be the ones of the description.
     *
     * @param machines makes the machine of a run from the factor of its loops
     */
    Prediction simulated(final Scenario scenario, final Profile profile, final DoubleFunction<MachineConfig> machines) {
        final long durationNs = durationNs(scenario);
        final List<RunResult> best = runs(index -> run(scenario, machines, profile.costs(), index, durationNs));
        final List<RunResult> drawn = runs(index -> {
            final CostModel costs = profile.costsOf(index);
            return costs == profile.costs() ? best.get(index) : run(scenario, machines, costs, index, durationNs);
        });
        final Map<String, PredictedQuantity> intervals = ScenarioQuantities.of(scenario, drawn, durationNs);
        final Map<String, PredictedQuantity> quantities = new TreeMap<>();
        ScenarioQuantities.of(scenario, best, durationNs)
                .forEach((name, value) ->
                        quantities.put(name, value.withIntervalOf(intervals.getOrDefault(name, value))));
        return Prediction.of(profile.id(), seed, quantities);
    }

    private long durationNs(final Scenario scenario) {
        final boolean relays = scenario.tasks().stream().anyMatch(task -> MESSENGERS.contains(task.tool()));
        final long mostNs = relays ? Math.min(longestNs, RELAYS_NS) : longestNs;
        return Math.min(mostNs, scenario.durationS() * SECOND_NS);
    }

    private List<RunResult> runs(final IntFunction<RunResult> run) {
        return IntStream.range(0, replications).parallel().mapToObj(run).toList();
    }

    private RunResult run(
            final Scenario scenario,
            final DoubleFunction<MachineConfig> machines,
            final CostModel costs,
            final int index,
            final long durationNs) {
        final RandomStreams random = new RandomStreams(seed).forReplication(index);
        final MachineConfig machine = machines.apply(RtAppWork.runFactor(random.stream("speed of rt-app")));
        return MachineRun.run(machine.withCosts(ScenarioMachine.costs(scenario, costs)), random.seed(), durationNs);
    }
}
