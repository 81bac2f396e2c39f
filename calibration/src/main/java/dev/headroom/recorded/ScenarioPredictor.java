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
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Predicts recorded cases from their descriptions.
 *
 * <p>The value comes from replications with the best fitting costs, the interval from as many with all sets of costs
 * that the profile has. Each is as long as the recorded run.
 */
public final class ScenarioPredictor {

    private static final long SECOND_NS = 1_000_000_000L;

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
                .orElseGet(() -> simulated(scenario, profile, ScenarioMachine.of(scenario, profile)));
    }

    /** Predicts a case with a machine that is not the one of the description. */
    Prediction simulated(final Scenario scenario, final Profile profile, final MachineConfig machine) {
        final long durationNs = Math.min(longestNs, scenario.durationS() * SECOND_NS);
        final List<RunResult> best = runs(scenario, machine, index -> profile.costs(), durationNs);
        final List<RunResult> drawn =
                profile.alternatives().isEmpty() ? best : runs(scenario, machine, profile::costsOf, durationNs);
        final Map<String, PredictedQuantity> intervals = ScenarioQuantities.of(scenario, drawn, durationNs);
        final Map<String, PredictedQuantity> quantities = new TreeMap<>();
        ScenarioQuantities.of(scenario, best, durationNs).forEach((name, value) -> {
            final PredictedQuantity interval = intervals.getOrDefault(name, value);
            quantities.put(
                    name,
                    new PredictedQuantity(
                            value.value(),
                            Math.min(value.value(), interval.low()),
                            Math.max(value.value(), interval.high())));
        });
        return Prediction.of(profile.id(), seed, quantities);
    }

    private List<RunResult> runs(
            final Scenario scenario,
            final MachineConfig machine,
            final IntFunction<CostModel> costsOf,
            final long durationNs) {
        final RandomStreams seeds = new RandomStreams(seed);
        return IntStream.range(0, replications)
                .parallel()
                .mapToObj(index -> MachineRun.run(
                        machine.withCosts(ScenarioMachine.costs(scenario, costsOf.apply(index))),
                        seeds.forReplication(index).seed(),
                        durationNs))
                .toList();
    }
}
