package dev.headroom.recorded;

import dev.headroom.compare.PredictedQuantity;
import dev.headroom.evidence.Quantile;
import dev.headroom.format.recorded.Scenario;
import dev.headroom.format.recorded.ScenarioTask;
import dev.headroom.machine.RunResult;
import dev.headroom.machine.TaskResult;
import dev.headroom.stats.LatencyHistogram;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** What the instruments of a scenario would read in simulated runs: times cut to whole us, counts, shares. */
final class ScenarioQuantities {

    private static final double NS_PER_US = 1000;

    private final Scenario scenario;
    private final List<RunResult> runs;
    private final double measuredUs;
    private final Map<String, PredictedQuantity> quantities = new TreeMap<>();

    private ScenarioQuantities(final Scenario scenario, final List<RunResult> runs, final long measuredNs) {
        this.scenario = scenario;
        this.runs = runs;
        measuredUs = measuredNs / NS_PER_US;
    }

    /**
     * Reads runs.
     *
     * @param scenario what was simulated
     * @param runs replications, at least one
     * @param measuredNs measured part of each run in ns
     * @return for every quantity the median over the runs and an interval in which nine of ten lie
     */
    static Map<String, PredictedQuantity> of(
            final Scenario scenario, final List<RunResult> runs, final long measuredNs) {
        final ScenarioQuantities read = new ScenarioQuantities(scenario, runs, measuredNs);
        read.cyclictest();
        read.rtApp();
        read.relays();
        read.quotas();
        if (QuantityNames.isAboutLoads(scenario)) {
            read.loads();
        }
        return read.quantities;
    }

    private void cyclictest() {
        final List<String> threads = runs.get(0).tasks().stream()
                .map(TaskResult::name)
                .filter(name -> name.startsWith("cyclictest-"))
                .toList();
        for (int thread = 0; thread < threads.size(); thread++) {
            final String name = threads.get(thread);
            times(
                    "",
                    QuantityNames.ofThread(thread, threads.size()),
                    run -> task(run, name).latency());
        }
    }

    private void rtApp() {
        for (final ScenarioTask task : QuantityNames.rtApp(scenario)) {
            final String suffix = ":" + task.name();
            times("run_", suffix, run -> task(run, task.name()).execution());
            if (task.periodUs().isPresent()) {
                times("", suffix, run -> task(run, task.name()).latency());
                put("misses" + suffix, run -> task(run, task.name()).deadlineMisses());
            }
            if (QuantityNames.hasShares(scenario)) {
                share("share" + suffix, run -> workUs(run, task), this::allWorkUs);
            }
        }
    }

    private double allWorkUs(final RunResult run) {
        return QuantityNames.rtApp(scenario).stream()
                .mapToDouble(task -> workUs(run, task))
                .sum();
    }

    private static double workUs(final RunResult run, final ScenarioTask task) {
        return (double) task(run, task.name()).response().count() * task.runUs().orElseThrow();
    }

    /** One operation of a pipe is a message there and back. */
    private void relays() {
        if (runs.get(0).uses().stream().anyMatch(use -> use.task().equals("pipe-a"))) {
            share(
                    "passing_mean_us",
                    run -> measuredUs,
                    run -> run.uses().stream()
                            .filter(use -> use.task().equals("pipe-a"))
                            .mapToLong(RunResult.TaskUse::passedOn)
                            .sum());
        }
    }

    private void quotas() {
        for (int number = 0; number < runs.get(0).quotas().size(); number++) {
            final int index = number;
            put(
                    "throttled:" + runs.get(0).quotas().get(index).group().substring(1),
                    run -> run.quotas().get(index).use().throttledPeriods());
        }
    }

    private void loads() {
        for (int number = 0; number < runs.get(0).uses().size(); number++) {
            final int index = number;
            share(
                    "share:" + runs.get(0).uses().get(index).task(),
                    run -> run.uses().get(index).cpuNs(),
                    run -> run.uses().stream()
                            .mapToLong(RunResult.TaskUse::cpuNs)
                            .sum());
        }
    }

    /** Times of the runs in which there are any: a task may starve. */
    private void times(
            final String prefix, final String suffix, final Function<RunResult, LatencyHistogram> histogram) {
        final List<LatencyHistogram> some =
                runs.stream().map(histogram).filter(times -> times.count() > 0).toList();
        if (some.isEmpty()) {
            return;
        }
        put(prefix + "min_us" + suffix, some, times -> wholeUs(times.minNs()));
        put(prefix + "mean_us" + suffix, some, LatencyHistogram::meanOfWholeMicroseconds);
        for (final Quantile quantile : List.of(Quantile.P50, Quantile.P99, Quantile.P99_9)) {
            put(prefix + quantile.label() + "_us" + suffix, some, times -> wholeUs(times.quantileNs(quantile.share())));
        }
        put(prefix + "max_us" + suffix, some, times -> wholeUs(times.maxNs()));
    }

    private static double wholeUs(final long ns) {
        return Math.floor(ns / NS_PER_US);
    }

    private static TaskResult task(final RunResult run, final String name) {
        return run.tasks().stream()
                .filter(task -> task.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** A quotient of the runs in which there is one. */
    private void share(
            final String name, final ToDoubleFunction<RunResult> part, final ToDoubleFunction<RunResult> whole) {
        final List<RunResult> some =
                runs.stream().filter(run -> whole.applyAsDouble(run) > 0).toList();
        if (!some.isEmpty()) {
            put(name, some, run -> part.applyAsDouble(run) / whole.applyAsDouble(run));
        }
    }

    private void put(final String name, final ToDoubleFunction<RunResult> quantity) {
        put(name, runs, quantity);
    }

    private <T> void put(final String name, final List<T> some, final ToDoubleFunction<T> quantity) {
        quantities.put(
                name,
                PredictedQuantity.ofReplications(
                        some.stream().mapToDouble(quantity).toArray()));
    }
}
