package dev.headroom.reproduce;

import dev.headroom.compare.PredictedQuantity;
import dev.headroom.compare.Prediction;
import dev.headroom.cost.CostModel;
import dev.headroom.evidence.CaseDescription;
import dev.headroom.evidence.Measure;
import dev.headroom.evidence.Quantile;
import dev.headroom.machine.MachineConfig;
import dev.headroom.machine.MachineRun;
import dev.headroom.machine.RunResult;
import dev.headroom.machine.TaskResult;
import dev.headroom.profile.Profile;
import dev.headroom.random.RandomStreams;
import dev.headroom.stats.Interval;
import dev.headroom.stats.LatencyHistogram;
import dev.headroom.stats.ReplicatedLatency;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Predicts described cases, as the instrument would read them: cyclictest cuts every latency to whole us and, in short
 * runs, prints a mean that is cut to whole us again.
 *
 * <p>The value comes from replications with the best fitting costs. The interval comes from replications of which each
 * is a draw of all that is unknown: costs, phases and disturbances.
 *
 * <p>Cases that differ only in their repeat number, or in what was read of the same run, have the same simulation,
 * which is made once.
 */
public final class CasePredictor {

    private static final double NS_PER_US = 1000;
    /**
     * Simulated time of one replication: enough wake-ups for the body; the tail comes from all replications together.
     */
    private static final long LOADED_NS = 100_000_000_000L;

    private static final long MANY_THREADS_NS = 12_000_000_000L;
    private static final long IDLE_NS = 100_000_000_000L;
    private static final int MANY_THREADS = 3;
    /** Threads of such intervals wake up so rarely that their runs are simulated whole. */
    private static final long SPARSE_US = 100_000;

    private static final int REPLICATIONS_FOR_MAXIMA = 20;
    /** A late thread skips cycles; runs that lost no more than this share are as long as the measured one. */
    private static final double SAME_LENGTH_SHARE = 0.02;

    private final int replications;
    private final long seed;
    private final long longestNs;
    private final Map<String, Map<String, PredictedQuantity>> known = new TreeMap<>();

    /**
     * Makes a predictor that simulates as many wake-ups of a short run as were measured.
     *
     * @param replications simulated runs of each case, at least 2
     * @param seed seed of all of them
     */
    public CasePredictor(final int replications, final long seed) {
        this(replications, seed, Long.MAX_VALUE);
    }

    /**
     * Makes a predictor.
     *
     * @param replications simulated runs of each case, at least 2
     * @param seed seed of all of them
     * @param longestNs longest simulated time of one run in ns
     */
    public CasePredictor(final int replications, final long seed, final long longestNs) {
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
     * @param profile costs of its environment
     * @param described the case
     * @return the prediction, or the reason why there is none
     */
    public Prediction predict(final Profile profile, final CaseDescription described) {
        return CaseMachine.notModelled(described)
                .map(why -> Prediction.notModelled(profile.id(), seed, why))
                .orElseGet(() -> Prediction.of(
                        profile.id(),
                        seed,
                        only(
                                described.task().measure(),
                                known.computeIfAbsent(key(profile, described), any -> simulate(profile, described)))));
    }

    private static Map<String, PredictedQuantity> only(
            final Measure measure, final Map<String, PredictedQuantity> quantities) {
        final Map<String, PredictedQuantity> chosen = new LinkedHashMap<>(quantities);
        chosen.keySet().removeIf(name -> !name.startsWith(measure.prefix()));
        return chosen;
    }

    /** Returns the seed of all predictions. */
    public long seed() {
        return seed;
    }

    private static String key(final Profile profile, final CaseDescription described) {
        final String where = profile.id() + '|' + described.host() + '|' + described.loaded() + '|';
        return ConsolidationMachine.isOf(described)
                ? where
                        + described.set()
                        + '|'
                        + described.task().deadline()
                        + described.task().intervalsUs()
                : where + described.task();
    }

    private Map<String, PredictedQuantity> simulate(final Profile profile, final CaseDescription described) {
        final MachineConfig machine = CaseMachine.of(profile, described);
        final long durationNs = durationNs(described);
        final Set<Measure> read = ConsolidationMachine.isOf(described)
                ? EnumSet.of(Measure.EXECUTION_TIME, Measure.CYCLE_TIME)
                : EnumSet.of(Measure.WAKE_UP_LATENCY);
        final List<Map<Measure, LatencyHistogram>> best = runs(machine, index -> profile.costs(), durationNs, read);
        final List<Map<Measure, LatencyHistogram>> drawn =
                profile.alternatives().isEmpty() ? best : runs(machine, profile::costsOf, durationNs, read);
        final Map<String, PredictedQuantity> values = quantities(described, best);
        final Map<String, PredictedQuantity> intervals = quantities(described, drawn);
        final Map<String, PredictedQuantity> both = new LinkedHashMap<>();
        values.forEach((name, value) -> both.put(name, value.withIntervalOf(intervals.get(name))));
        return both;
    }

    private List<Map<Measure, LatencyHistogram>> runs(
            final MachineConfig machine,
            final IntFunction<CostModel> costsOf,
            final long durationNs,
            final Set<Measure> read) {
        final RandomStreams seeds = new RandomStreams(seed);
        return IntStream.range(0, replications)
                .parallel()
                .mapToObj(index -> merged(
                        MachineRun.run(
                                machine.withCosts(costsOf.apply(index)),
                                seeds.forReplication(index).seed(),
                                durationNs),
                        read))
                .toList();
    }

    private long durationNs(final CaseDescription described) {
        final long longest = described.task().intervalsUs().stream()
                .mapToLong(Long::longValue)
                .max()
                .orElseThrow();
        final long wholeNs = described.task().cyclesRequested()
                * described.task().intervalsUs().get(0)
                * 1000;
        if (longest >= SPARSE_US) {
            return wholeNs;
        }
        final boolean many = described.task().intervalsUs().size() >= MANY_THREADS;
        return Math.min(
                Math.min(wholeNs, longestNs), many ? MANY_THREADS_NS : described.loaded() ? LOADED_NS : IDLE_NS);
    }

    /** The readings of a run over all its threads. */
    private static Map<Measure, LatencyHistogram> merged(final RunResult run, final Set<Measure> read) {
        final Map<Measure, LatencyHistogram> all = new EnumMap<>(Measure.class);
        for (final Measure measure : read) {
            final LatencyHistogram merged = new LatencyHistogram();
            for (final TaskResult task : run.tasks()) {
                merged.merge(
                        switch (measure) {
                            case WAKE_UP_LATENCY -> task.latency();
                            case EXECUTION_TIME -> task.execution();
                            case CYCLE_TIME -> task.cycle();
                        });
            }
            all.put(measure, merged);
        }
        return all;
    }

    private static Map<String, PredictedQuantity> quantities(
            final CaseDescription described, final List<Map<Measure, LatencyHistogram>> runs) {
        final Map<String, PredictedQuantity> quantities = new LinkedHashMap<>();
        for (final Measure measure : runs.get(0).keySet()) {
            final List<LatencyHistogram> readings =
                    runs.stream().map(run -> run.get(measure)).toList();
            quantities.putAll(
                    measure == Measure.WAKE_UP_LATENCY
                            ? latencies(described, readings)
                            : durations(measure.prefix(), readings));
        }
        return quantities;
    }

    /** What rt-app's log says of whole runs: durations in whole us, each counted. */
    private static Map<String, PredictedQuantity> durations(final String prefix, final List<LatencyHistogram> runs) {
        final Map<String, PredictedQuantity> quantities = new LinkedHashMap<>();
        quantities.put(prefix + "min_us", spread(runs, run -> run.quantileWholeMicroseconds(0)));
        quantities.put(prefix + "mean_us", spread(runs, LatencyHistogram::meanOfWholeMicroseconds));
        for (final Quantile quantile : Quantile.values()) {
            quantities.put(
                    prefix + quantile.label() + "_us",
                    spread(runs, run -> run.quantileWholeMicroseconds(quantile.share())));
        }
        quantities.put(prefix + "max_us", spread(runs, run -> Math.floor(run.maxNs() / NS_PER_US)));
        return quantities;
    }

    private static Map<String, PredictedQuantity> latencies(
            final CaseDescription described, final List<LatencyHistogram> runs) {
        final boolean histogram = described.task().tool().endsWith("hist");
        final boolean exactMean = histogram || described.task().intervalsUs().size() > 1;
        final Map<String, PredictedQuantity> quantities = new LinkedHashMap<>();
        quantities.put("min_us", spread(runs, run -> Math.floor(run.minNs() / NS_PER_US)));
        quantities.put("mean_us", spread(runs, run -> {
            final double mean = run.meanOfWholeMicroseconds();
            return exactMean ? mean : Math.floor(mean);
        }));
        for (final Quantile quantile : Quantile.values()) {
            quantities.put(
                    quantile.label() + "_us",
                    spread(runs, run -> Math.floor(run.quantileNs(quantile.share()) / NS_PER_US)));
        }
        quantities.put(
                "max_us", maximum(runs, described.task().samplesRequested().orElseThrow()));
        return quantities;
    }

    private static PredictedQuantity spread(
            final List<LatencyHistogram> runs, final ToDoubleFunction<LatencyHistogram> quantity) {
        return PredictedQuantity.ofReplications(
                runs.stream().mapToDouble(quantity).toArray());
    }

    private static PredictedQuantity wholeUs(final Interval ns) {
        final double value = Math.floor(ns.value() / NS_PER_US);
        return new PredictedQuantity(
                value,
                Math.min(value, Math.floor(ns.low() / NS_PER_US)),
                Math.max(value, Math.floor(ns.high() / NS_PER_US)));
    }

    /**
     * The maximum of a run. Where the replications are as long as the run, their maxima are draws from it, and the
     * smallest and largest of 20 of them bound nine draws of ten. Otherwise it is computed from all latencies together.
     */
    private static PredictedQuantity maximum(final List<LatencyHistogram> runs, final long samples) {
        final boolean wholeRuns =
                runs.stream().allMatch(run -> Math.abs(run.count() - samples) <= SAME_LENGTH_SHARE * samples);
        if (wholeRuns && runs.size() >= REPLICATIONS_FOR_MAXIMA) {
            return spread(runs, run -> Math.floor(run.maxNs() / NS_PER_US));
        }
        final ReplicatedLatency replicated = new ReplicatedLatency();
        runs.forEach(replicated::add);
        return wholeUs(replicated.maximumOf(samples).ninetyPercentNs());
    }
}
