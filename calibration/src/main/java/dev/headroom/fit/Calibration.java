package dev.headroom.fit;

import dev.headroom.cost.Certificate;
import dev.headroom.cost.Cost;
import dev.headroom.cost.CostModel;
import dev.headroom.cost.CostName;
import dev.headroom.evidence.CaseDescription;
import dev.headroom.evidence.FittedRows;
import dev.headroom.evidence.MeasuredLatency;
import dev.headroom.format.hofer.CpuTotals;
import dev.headroom.format.hofer.HoferCorpus;
import dev.headroom.machine.MachineConfig;
import dev.headroom.profile.Profile;
import dev.headroom.random.Constant;
import dev.headroom.reproduce.CaseMachine;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Calibrates one environment: from the fitted rows of a corpus to a profile. */
public final class Calibration {

    private static final String DATE = "2018-09";
    private static final long CENSUS_NS = 4_000_000_000L;
    private static final int CENSUS_RUNS = 24;
    private static final int LONG_CENSUS_RUNS = 12;
    private static final long WORKLOAD_NS = 3_000_000_000L;
    private static final int WORKLOAD_RUNS = 3;
    /** Kernel time of computing workers (ticks, page faults), as a share of a busy CPU; assumed. */
    private static final double HOG_KERNEL_SHARE = 0.04;

    private static final double TRUNCATED_US = 0.5;
    /** With the best fit as many sets of costs as a validation has replications. */
    private static final int ALTERNATIVES = 19;

    private final Profile base;
    private final HoferCorpus corpus;
    private final Predicate<CaseDescription> rows;
    private final String source;
    private final Certificate assumed;

    /**
     * Prepares a calibration.
     *
     * @param base facts about the environment: topology, kernel, devices; its costs are not looked at, except the SMT
     *     throughput
     * @param corpus measurements
     * @param rows further restriction of the rows, for leaving conditions out
     */
    public Calibration(final Profile base, final HoferCorpus corpus, final Predicate<CaseDescription> rows) {
        this.base = base;
        this.corpus = corpus;
        this.rows = rows;
        this.source = "flhofer/real-time-containers 921b8ce6, " + base.id() + ": odd-numbered repeats and long runs";
        this.assumed = new Certificate("assumed: nothing in the measurements determines it", DATE, true);
    }

    /**
     * Runs the calibration: fits, then draws alternatives that explain the measurements about as well.
     *
     * @param evaluations evaluations of the optimizer, and of the walk over the alternatives, for example 3000
     * @return the profile and how well it fits
     */
    public CalibrationResult run(final int evaluations) {
        final CostFit fit = prepared();
        final CostFit.Result best = fit.fit(evaluations);
        final Posterior posterior = fit.posterior(best, evaluations);
        final List<ParameterLine> parameters = ParameterLine.of(best.vector(), posterior);
        final CostModel costs = new Certificates(source, DATE, parameters).certify(fit.costs(best.vector()));
        final List<CostModel> alternatives =
                posterior.draws(ALTERNATIVES).stream().map(fit::costs).toList();
        return CalibrationResult.of(base.withCosts(costs, alternatives), fit, best, parameters, posterior.accepted());
    }

    /**
     * Only fits: a profile without alternatives, whose certificates say nothing of the fit.
     *
     * @param evaluations evaluations of the optimizer
     * @return the best fit
     */
    Profile bestFit(final int evaluations) {
        final CostFit fit = prepared();
        return base.withCosts(fit.costs(fit.fit(evaluations).vector()), List.of());
    }

    private CostFit prepared() {
        final Map<String, List<CaseDescription>> conditions = conditions();
        if (conditions.isEmpty()) {
            throw new IllegalArgumentException("the corpus has no rows to fit for profile " + base.id());
        }
        CostModel costs = withoutDisturbances(FitVector.costs(FitVector.typical(), base.costs()));
        costs = WorkloadFit.fit(
                costs,
                kernelCpus(conditions),
                (trial, key) -> simulatedKernelCpus(trial, conditions.get(key)),
                source,
                DATE);
        costs = withDisturbances(costs, conditions);
        final List<FitTarget> targets = new ArrayList<>();
        for (final Map.Entry<String, List<CaseDescription>> condition : conditions.entrySet()) {
            targets.add(target(condition.getKey(), condition.getValue(), costs));
        }
        return new CostFit(costs, targets);
    }

    /** The fitted rows by condition; long runs are conditions of their own. */
    private Map<String, List<CaseDescription>> conditions() {
        final Map<String, List<CaseDescription>> conditions = new TreeMap<>();
        for (final CaseDescription described : corpus.cases()) {
            if (CaseMachine.notModelled(described).isEmpty()
                    && CaseMachine.profileId(described).equals(base.id())
                    && FittedRows.uses(described)
                    && rows.test(described)) {
                final String key = (FittedRows.isLong(described) ? described.set() + "/" : "") + described.condition();
                conditions.computeIfAbsent(key, any -> new ArrayList<>()).add(described);
            }
        }
        return conditions;
    }

    private CostModel withoutDisturbances(final CostModel costs) {
        final Map<CostName, Cost> none = new EnumMap<>(CostName.class);
        for (final CostName name : List.of(
                CostName.HOUSEKEEPING_RATE,
                CostName.HOUSEKEEPING,
                CostName.DAEMON_RATE,
                CostName.DAEMON,
                CostName.STALL_RATE,
                CostName.STALL,
                CostName.WRITE_BACK)) {
            none.put(name, new Cost(new Constant(0), assumed));
        }
        return costs.with(none);
    }

    private Map<String, Double> kernelCpus(final Map<String, List<CaseDescription>> conditions) {
        final Map<String, CpuTotals> totals = new TreeMap<>();
        corpus.cpuTotals().forEach(row -> totals.put(row.caseId(), row));
        final Map<String, Double> kernelCpus = new TreeMap<>();
        conditions.forEach((key, cases) -> {
            if (cases.get(0).loaded() && !FittedRows.isLong(cases.get(0))) {
                final OptionalDouble mean = cases.stream()
                        .map(described -> totals.get(described.id()))
                        .filter(row -> row != null
                                && row.cpus().isPresent()
                                && row.sysMeanPercent().isPresent())
                        .mapToDouble(Calibration::workersKernelCpus)
                        .filter(cpus -> cpus > 0)
                        .average();
                mean.ifPresent(cpus -> kernelCpus.put(key, cpus));
            }
        });
        return kernelCpus;
    }

    private static double workersKernelCpus(final CpuTotals row) {
        final double cpus = row.cpus().orElseThrow() / 100.0;
        final double kernel = row.sysMeanPercent().orElseThrow() * cpus;
        return kernel - HOG_KERNEL_SHARE * (kernel + row.userMeanPercent().orElse(0) * cpus);
    }

    private double simulatedKernelCpus(final CostModel costs, final List<CaseDescription> cases) {
        return Census.of(machine(costs, cases.get(0)), WORKLOAD_RUNS, WORKLOAD_NS)
                .kernelCpus();
    }

    private MachineConfig machine(final CostModel costs, final CaseDescription described) {
        return CaseMachine.of(base.withCosts(costs, List.of()), described);
    }

    private CostModel withDisturbances(final CostModel costs, final Map<String, List<CaseDescription>> conditions) {
        final List<CaseDescription> shielded = new ArrayList<>();
        final List<CaseDescription> open = new ArrayList<>();
        conditions.values().stream()
                .flatMap(List::stream)
                .filter(described -> !described.loaded())
                .forEach(described -> (described.host().shield().isOn() ? shielded : open).add(described));
        final Map<CostName, Cost> found = new EnumMap<>(CostName.class);
        if (!shielded.isEmpty()) {
            put(found, CostName.HOUSEKEEPING_RATE, CostName.HOUSEKEEPING, disturbance(shielded), 1);
        }
        if (!open.isEmpty()) {
            // A daemon meets a given CPU only once in so many times.
            put(
                    found,
                    CostName.DAEMON_RATE,
                    CostName.DAEMON,
                    disturbance(open),
                    base.topology().value().cpus());
        }
        return costs.with(found);
    }

    private void put(
            final Map<CostName, Cost> found,
            final CostName rate,
            final CostName length,
            final DisturbanceFit.Disturbance disturbance,
            final int cpus) {
        found.put(rate, new Cost(new Constant(disturbance.ratePerSecond() * cpus), assumed));
        found.put(length, new Cost(disturbance.length(), assumed));
    }

    private DisturbanceFit.Disturbance disturbance(final List<CaseDescription> cases) {
        final List<Double> maximaUs = new ArrayList<>();
        double meanUs = 0;
        for (final CaseDescription described : cases) {
            final MeasuredLatency measured = corpus.measured(described).orElseThrow();
            measured.maxUs().ifPresent(us -> maximaUs.add((double) us));
            meanUs += measured.meanUs().orElseThrow() + TRUNCATED_US;
        }
        // A maximum is the wake-up path and what was left of a disturbance; up to twice the path it is no sign of one.
        final double pathUs = meanUs / cases.size();
        return DisturbanceFit.fit(
                maximaUs.stream().map(us -> us - pathUs).toList(),
                pathUs + 1,
                pathUs,
                cases.get(0).task().cyclesRequested());
    }

    private FitTarget target(final String key, final List<CaseDescription> cases, final CostModel costs) {
        final CaseDescription first = cases.get(0);
        final boolean histogram = FittedRows.isLong(first);
        final Census census = Census.of(
                machine(costs, first), first.loaded() ? histogram ? LONG_CENSUS_RUNS : CENSUS_RUNS : 1, CENSUS_NS);
        final double daemonReach =
                first.host().shield().isOn() ? 0 : 1.0 / base.topology().value().cpus();
        if (histogram) {
            final MeasuredLatency measured = corpus.measured(first).orElseThrow();
            final HistogramQuantiles quantiles =
                    new HistogramQuantiles(measured.histogram().orElseThrow());
            return new FitTarget(
                    key,
                    census.shares(),
                    daemonReach,
                    daemonReach * census.diskCompletionsPerSecond(),
                    quantiles.meanUs(),
                    List.of(),
                    OptionalDouble.empty(),
                    quantiles.quantiles(),
                    List.of(),
                    first.task().cyclesRequested());
        }
        final List<Double> maximaUs = new ArrayList<>();
        final List<Double> minimaUs = new ArrayList<>();
        final List<Double> printedUs = new ArrayList<>();
        for (final CaseDescription described : cases) {
            final MeasuredLatency measured = corpus.measured(described).orElseThrow();
            measured.maxUs().ifPresent(us -> maximaUs.add(us + TRUNCATED_US));
            measured.minUs().ifPresent(us -> minimaUs.add(us + TRUNCATED_US));
            printedUs.add(measured.meanUs().orElseThrow());
        }
        return new FitTarget(
                key,
                census.shares(),
                daemonReach,
                daemonReach * census.diskCompletionsPerSecond(),
                OptionalDouble.empty(),
                printedUs,
                minimaUs.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(FitTarget.median(minimaUs)),
                List.of(),
                maximaUs,
                first.task().cyclesRequested());
    }
}
