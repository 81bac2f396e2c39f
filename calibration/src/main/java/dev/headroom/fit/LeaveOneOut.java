package dev.headroom.fit;

import dev.headroom.compare.Prediction;
import dev.headroom.evidence.CaseDescription;
import dev.headroom.evidence.FittedRows;
import dev.headroom.format.hofer.HoferCorpus;
import dev.headroom.profile.Profile;
import dev.headroom.reproduce.CaseMachine;
import dev.headroom.reproduce.CasePredictor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Leaves out each condition of an environment in turn, fits on the rest, predicts the condition that the fit has not
 * seen.
 *
 * <p>Beside each prediction stands what needs no model: the mean of the fitted rows with the same load.
 */
public final class LeaveOneOut {

    private static final int REPLICATIONS = 12;
    private static final long SEED = 20260104;
    private static final long LONGEST_NS = 20_000_000_000L;

    private LeaveOneOut() {}

    /**
     * One condition that was left out.
     *
     * @param profile environment and kernel
     * @param condition the condition
     * @param measuredUs mean of what its runs printed
     * @param predictedUs mean that was predicted, as the instrument prints it
     * @param baselineUs mean of the fitted rows with the same load
     */
    public record Line(String profile, String condition, double measuredUs, double predictedUs, double baselineUs) {

        /** Returns ln(predicted / measured). */
        public double logRatio() {
            return Math.log(predictedUs / measuredUs);
        }

        /** Returns ln(baseline / measured). */
        public double baselineLogRatio() {
            return Math.log(baselineUs / measuredUs);
        }
    }

    /**
     * Runs it for one environment.
     *
     * @param base facts about the environment
     * @param corpus measurements
     * @param evaluations evaluations of each fit
     * @param progress told each line as it is found
     * @return a line for each condition
     */
    public static List<Line> run(
            final Profile base, final HoferCorpus corpus, final int evaluations, final Consumer<Line> progress) {
        final List<CaseDescription> cases = corpus.cases().stream()
                .filter(described -> CaseMachine.profileId(described).equals(base.id()))
                .filter(described -> CaseMachine.notModelled(described).isEmpty())
                .toList();
        final List<CaseDescription> shortRuns = cases.stream()
                .filter(described -> described.task().intervalsUs().size() == 1)
                .filter(described -> !described.inContainer() && !FittedRows.isLong(described))
                .toList();
        final List<Line> lines = new ArrayList<>();
        final TreeSet<String> conditions = new TreeSet<>();
        shortRuns.forEach(described -> conditions.add(described.condition()));
        for (final String condition : conditions) {
            final Line line = leaveOut(condition, base, corpus, shortRuns, evaluations);
            lines.add(line);
            progress.accept(line);
        }
        return lines;
    }

    private static Line leaveOut(
            final String condition,
            final Profile base,
            final HoferCorpus corpus,
            final List<CaseDescription> shortRuns,
            final int evaluations) {
        final Profile fitted = new Calibration(
                        base, corpus, described -> !described.condition().equals(condition))
                .bestFit(evaluations);
        final List<CaseDescription> unseen = shortRuns.stream()
                .filter(described -> described.condition().equals(condition))
                .toList();
        final boolean loaded = unseen.get(0).loaded();
        final List<CaseDescription> seen = shortRuns.stream()
                .filter(described -> described.loaded() == loaded && FittedRows.uses(described))
                .filter(described -> !described.condition().equals(condition))
                .toList();
        final Prediction prediction = new CasePredictor(REPLICATIONS, SEED, LONGEST_NS).predict(fitted, unseen.get(0));
        return new Line(
                base.id(),
                condition,
                meanUs(unseen, corpus),
                prediction.quantities().get("mean_us").value(),
                seen.isEmpty() ? Double.NaN : meanUs(seen, corpus));
    }

    private static double meanUs(final List<CaseDescription> cases, final HoferCorpus corpus) {
        return cases.stream()
                .mapToDouble(described ->
                        corpus.measured(described).orElseThrow().meanUs().orElseThrow())
                .average()
                .orElseThrow();
    }

    /** Returns the lines as a table, with the medians of the absolute log ratios. */
    public static String text(final List<Line> lines) {
        final StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%-8s %-20s %11s %12s %9s %12s %9s%n",
                "profile",
                "left out",
                "measured us",
                "predicted us",
                "ln ratio",
                "baseline us",
                "ln ratio"));
        for (final Line line : lines) {
            text.append(String.format(
                    Locale.ROOT,
                    "%-8s %-20s %11.2f %12.2f %9.3f %12.2f %9.3f%n",
                    line.profile(),
                    line.condition(),
                    line.measuredUs(),
                    line.predictedUs(),
                    line.logRatio(),
                    line.baselineUs(),
                    line.baselineLogRatio()));
        }
        text.append(String.format(
                Locale.ROOT,
                "median |ln ratio| of the mean on conditions the fit has not seen: %.3f; without a model: %.3f%n",
                median(lines, Line::logRatio),
                median(lines, Line::baselineLogRatio)));
        return text.toString();
    }

    private static double median(final List<Line> lines, final java.util.function.ToDoubleFunction<Line> what) {
        return FitTarget.median(lines.stream()
                .mapToDouble(what)
                .filter(value -> !Double.isNaN(value))
                .map(Math::abs)
                .boxed()
                .toList());
    }
}
