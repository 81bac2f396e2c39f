package dev.headroom.compare;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Counts of verdicts and accuracy over some cases.
 *
 * @param agree cases that agree
 * @param disagree cases that disagree
 * @param inconclusive cases that decide nothing
 * @param notModelled cases without prediction
 * @param medianAbsLogRatio median |ln(predicted / measured)| per quantity, of the cases that have it
 * @param maxInside share of measured maxima inside the predicted 90 % interval, from 0 to 1; nothing if none was judged
 */
public record Tally(
        int agree,
        int disagree,
        int inconclusive,
        int notModelled,
        SortedMap<String, Double> medianAbsLogRatio,
        OptionalDouble maxInside) {

    /**
     * Counts some cases.
     *
     * @param cases any comparisons
     * @return their tally
     */
    public static Tally of(final Collection<CaseComparison> cases) {
        final SortedMap<String, List<Double>> ratios = new TreeMap<>(Quantities.ORDER);
        final List<Double> inside = new ArrayList<>();
        for (final CaseComparison compared : cases) {
            compared.logRatios()
                    .forEach((name, ratio) -> ratios.computeIfAbsent(name, key -> new ArrayList<>())
                            .add(Math.abs(ratio)));
            compared.outcomes().forEach((name, outcome) -> {
                if (Quantities.isMaximum(name)) {
                    inside.add(outcome == Outcome.DISAGREE ? 0.0 : 1.0);
                }
            });
        }
        return new Tally(
                count(cases, Verdict.AGREE),
                count(cases, Verdict.DISAGREE),
                count(cases, Verdict.INCONCLUSIVE),
                count(cases, Verdict.NOT_MODELLED),
                medians(ratios),
                inside.stream().mapToDouble(Double::doubleValue).average());
    }

    /** Returns the number of cases. */
    public int cases() {
        return agree + disagree + inconclusive + notModelled;
    }

    /** The medians of some samples per name; names without samples are left out. */
    static SortedMap<String, Double> medians(final SortedMap<String, List<Double>> samples) {
        final SortedMap<String, Double> medians = new TreeMap<>(Quantities.ORDER);
        samples.forEach((name, values) -> {
            if (!values.isEmpty()) {
                medians.put(name, median(values));
            }
        });
        return Collections.unmodifiableSortedMap(medians);
    }

    /** The middle value, or the mean of the two middle ones. */
    private static double median(final List<Double> values) {
        final double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        final int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    private static int count(final Collection<CaseComparison> cases, final Verdict verdict) {
        return (int)
                cases.stream().filter(compared -> compared.verdict() == verdict).count();
    }
}
