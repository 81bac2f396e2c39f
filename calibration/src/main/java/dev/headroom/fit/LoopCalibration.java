package dev.headroom.fit;

import dev.headroom.cost.Certificate;
import dev.headroom.cost.Cost;
import dev.headroom.cost.CostModel;
import dev.headroom.cost.CostName;
import dev.headroom.evidence.CaseDescription;
import dev.headroom.evidence.FittedRows;
import dev.headroom.evidence.Measure;
import dev.headroom.evidence.MeasuredHistogram;
import dev.headroom.evidence.ThreadCounts;
import dev.headroom.format.hofer.HoferCorpus;
import dev.headroom.machine.MachineConfig;
import dev.headroom.machine.MachineRun;
import dev.headroom.profile.Profile;
import dev.headroom.random.Constant;
import dev.headroom.random.Empirical;
import dev.headroom.random.RandomStreams;
import dev.headroom.reproduce.CaseMachine;
import dev.headroom.stats.LatencyHistogram;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Calibrates an environment in which rt-app ran: the CPU time of its loop, from the runs of a single container.
 *
 * <p>What was measured is the time from begin to end of the loop, with all ticks and housekeeping that came meanwhile.
 * The machine model adds those to a job, so they are taken off: a simulated loop of constant length shows how much they
 * add. All other costs are taken over from another profile, because no measurement of these runs touches them.
 */
public final class LoopCalibration {

    /** The profile whose costs are taken over: the same instance type with PREEMPT_RT. */
    public static final String DONOR = "c5-prt";

    private static final String DATE = "2019-05";
    private static final long SEED = 20260105;
    private static final int RUNS = 50;
    private static final long RUN_NS = 20_000_000_000L;
    private static final double NS_PER_US = 1000;
    private static final double HALF_US = 0.5;

    private final Profile base;
    private final Profile donor;
    private final HoferCorpus corpus;

    /**
     * Prepares a calibration.
     *
     * @param base facts about the environment: topology, kernel, devices; its costs and its loop are not looked at
     * @param donor costs of the wake-up path, of ticks and disturbances
     * @param corpus measurements
     */
    public LoopCalibration(final Profile base, final Profile donor, final HoferCorpus corpus) {
        this.base = base;
        this.donor = donor;
        this.corpus = corpus;
    }

    /**
     * What a calibration found.
     *
     * @param profile the profile with its loop
     * @param interruptionsNs what ticks and housekeeping add to a job, mean in ns
     * @param text a report for people
     */
    public record Result(Profile profile, double interruptionsNs, String text) {}

    /** Returns whether an environment is calibrated by loops, not by wake-up latencies. */
    public static boolean isFor(final Profile base, final HoferCorpus corpus) {
        return !rows(base, corpus).isEmpty();
    }

    /** The fitted runs by set, which is by tick mode. */
    private static Map<String, CaseDescription> rows(final Profile base, final HoferCorpus corpus) {
        final Map<String, CaseDescription> rows = new TreeMap<>();
        for (final CaseDescription described : corpus.cases()) {
            if (described.task().measure() == Measure.EXECUTION_TIME
                    && CaseMachine.profileId(described).equals(base.id())
                    && CaseMachine.notModelled(described).isEmpty()
                    && FittedRows.uses(described)) {
                rows.put(described.set(), described);
            }
        }
        return rows;
    }

    /** Runs the calibration. */
    public Result run() {
        final Map<String, CaseDescription> rows = rows(base, corpus);
        if (rows.isEmpty()) {
            throw new IllegalArgumentException("the corpus has no rows to fit for profile " + base.id());
        }
        final MeasuredHistogram measured = new MeasuredHistogram(
                rows.values().stream().flatMap(row -> threads(row).stream()).toList());
        final Profile borrowed = borrowed();
        final double interruptionsNs = rows.values().stream()
                .mapToDouble(row -> interruptionsNs(borrowed, row, LoopLaw.of(measured, 0)))
                .average()
                .orElseThrow();
        final Certificate certificate = new Certificate(
                String.format(
                        Locale.ROOT,
                        "flhofer/real-time-containers d2073663, one container in %s: execution times, less %.1f us that"
                                + " ticks and housekeeping of this profile add; beyond the 99th percentile an"
                                + " exponential tail",
                        String.join(" and ", rows.keySet()),
                        interruptionsNs / NS_PER_US),
                DATE,
                false);
        final Profile fitted = borrowed.withLoop(new Cost(LoopLaw.of(measured, interruptionsNs), certificate));
        return new Result(fitted, interruptionsNs, text(fitted, rows, interruptionsNs));
    }

    private List<ThreadCounts> threads(final CaseDescription row) {
        return corpus.measured(row)
                .flatMap(result -> result.histogram())
                .map(MeasuredHistogram::threads)
                .orElseThrow(() -> new IllegalArgumentException("the corpus has no histogram of " + row.id()));
    }

    private Profile borrowed() {
        final Map<CostName, Cost> costs = new EnumMap<>(CostName.class);
        donor.costs()
                .costs()
                .forEach((name, cost) -> costs.put(
                        name,
                        new Cost(
                                cost.value(),
                                new Certificate(
                                        "assumed: taken over from " + donor.id() + ", kernel "
                                                + donor.kernel().value().version() + ": "
                                                + cost.certificate().source(),
                                        cost.certificate().date(),
                                        true))));
        return base.withCosts(new CostModel(base.id(), costs), donor.alternatives());
    }

    /** What the machine adds to a loop of constant length, mean in ns. */
    private static double interruptionsNs(final Profile profile, final CaseDescription row, final Empirical loop) {
        final double constantNs = Math.rint(loop.meanNs());
        final Profile constant =
                profile.withLoop(new Cost(new Constant(constantNs), new Certificate("the mean", DATE, true)));
        return execution(constant, row).meanNs() - constantNs;
    }

    /** Several runs: in each, jobs lie otherwise between the ticks, because the period is a multiple of theirs. */
    private static LatencyHistogram execution(final Profile profile, final CaseDescription row) {
        final MachineConfig machine = CaseMachine.of(profile, row);
        final RandomStreams seeds = new RandomStreams(SEED);
        final LatencyHistogram execution = new LatencyHistogram();
        for (int run = 0; run < RUNS; run++) {
            execution.merge(MachineRun.run(machine, seeds.forReplication(run).seed(), RUN_NS)
                    .tasks()
                    .get(0)
                    .execution());
        }
        return execution;
    }

    private String text(final Profile fitted, final Map<String, CaseDescription> rows, final double interruptionsNs) {
        final StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "Profile %s: loop of %.1f us and %.1f us of ticks and housekeeping; other costs from %s%n%n"
                        + "%-20s %-9s %12s %12s %9s%n",
                fitted.id(),
                fitted.loop().orElseThrow().value().meanNs() / NS_PER_US,
                interruptionsNs / NS_PER_US,
                donor.id(),
                "one container in",
                "quantity",
                "measured us",
                "fitted us",
                "ln ratio"));
        rows.forEach((set, row) -> {
            final HistogramQuantiles measured = new HistogramQuantiles(new MeasuredHistogram(threads(row)));
            final LatencyHistogram execution = execution(fitted, row);
            line(text, set, "mean", measured.meanUs().orElseThrow() + HALF_US, execution.meanNs() / NS_PER_US);
            for (final FitTarget.MeasuredQuantile quantile : measured.quantiles()) {
                line(
                        text,
                        set,
                        CalibrationResult.label(quantile.probability()),
                        quantile.us(),
                        execution.quantileWholeMicroseconds(quantile.probability()) + HALF_US);
            }
        });
        return text.toString();
    }

    private static void line(
            final StringBuilder text,
            final String set,
            final String quantity,
            final double measuredUs,
            final double fittedUs) {
        text.append(String.format(
                Locale.ROOT,
                "%-20s %-9s %12.1f %12.1f %9.4f%n",
                set,
                quantity,
                measuredUs,
                fittedUs,
                Math.log(fittedUs / measuredUs)));
    }
}
