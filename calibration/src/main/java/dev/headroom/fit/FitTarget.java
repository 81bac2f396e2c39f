package dev.headroom.fit;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What the fitted rows of one condition measured, and how often each situation occurs under that condition.
 *
 * @param condition name such as {@code IsoLoad}, with the set for histogram runs
 * @param shares situations of the wake-ups
 * @param daemonReach share of the daemons' work that happens on the CPU of the thread
 * @param writeBacksPerSecond how often a kernel thread works for the load on the CPU of the thread
 * @param meanUs exact mean of the readings in us, if it is known
 * @param printedMeansUs means of runs as the instrument printed them, each cut to whole us
 * @param minUs median of the smallest readings of the runs in us, if it counts
 * @param quantiles known quantiles
 * @param maxima maxima of runs in us, with so many samples each
 * @param samplesPerRun number of samples of a run
 */
record FitTarget(
        String condition,
        Map<Situation, Double> shares,
        double daemonReach,
        double writeBacksPerSecond,
        OptionalDouble meanUs,
        List<Double> printedMeansUs,
        OptionalDouble minUs,
        List<MeasuredQuantile> quantiles,
        List<Double> maxima,
        long samplesPerRun) {

    /**
     * A measured quantile.
     *
     * @param probability such as 0.99
     * @param us its level in us, interpolated within the bin
     */
    record MeasuredQuantile(double probability, double us) {}

    /** Standard deviation, on the logarithmic scale, that a mean is allowed: repeats differ by about as much. */
    private static final double MEAN_SIGMA = 0.05;

    private static final double PRINTED_MEAN_SIGMA = 0.03;
    private static final double EDGE_US = 0.2;
    private static final double HALF_US = 0.5;
    private static final int ROWS_OF_FULL_WEIGHT = 4;
    private static final double MIN_SIGMA = 0.12;
    private static final double BODY_SIGMA = 0.06;
    private static final double TAIL_SIGMA = 0.15;
    private static final double MAX_SIGMA = 0.25;
    /** Where the distribution of the maximum is compared, and how many maxima make that possible. */
    private static final double[] MAX_LEVELS = {0.15, 0.5, 0.85};

    private static final int MAXIMA_FOR_LEVELS = 5;

    FitTarget {
        printedMeansUs = List.copyOf(printedMeansUs);
        quantiles = List.copyOf(quantiles);
        maxima = List.copyOf(maxima);
    }

    /** Returns how many quantities {@link #misfit} compares. */
    int quantitiesFitted() {
        final int levels = maxima.size() < MAXIMA_FOR_LEVELS ? Math.min(1, maxima.size()) : MAX_LEVELS.length;
        return (meanUs.isPresent() ? 1 : 0)
                + (printedMeansUs.isEmpty() ? 0 : 1)
                + (minUs.isPresent() ? 1 : 0)
                + quantiles.size()
                + levels;
    }

    /** Sum of squared deviations, each divided by its standard deviation. */
    double misfit(final LatencyLaw law) {
        double sum = 0;
        if (meanUs.isPresent()) {
            sum += square(Math.log(law.meanOfWholeUs() / meanUs.getAsDouble()) / MEAN_SIGMA);
        }
        sum += printedMeansMisfit(law);
        for (final MeasuredQuantile quantile : quantiles) {
            final double sigma = quantile.probability() > 0.995 ? TAIL_SIGMA : BODY_SIGMA;
            sum += square(Math.log(law.quantileUs(quantile.probability()) / quantile.us()) / sigma);
        }
        if (minUs.isPresent()) {
            sum += square(Math.log(law.quantileUs(1.0 / samplesPerRun) / minUs.getAsDouble()) / MIN_SIGMA);
        }
        return sum + maximaMisfit(law);
    }

    /**
     * A printed mean of k us stands for [k, k + 1); where all runs print nearly the same, anything inside is as good,
     * and a margin keeps the fit off the edges, where runs would print both. Where runs differ by more, their average
     * counts.
     */
    private double printedMeansMisfit(final LatencyLaw law) {
        if (printedMeansUs.isEmpty()) {
            return 0;
        }
        final double mean = law.meanOfWholeUs();
        final double average = printedMeansUs.stream()
                .mapToDouble(Double::doubleValue)
                .average()
                .orElseThrow();
        final double spread = printedMeansUs.stream()
                .mapToDouble(us -> Math.abs(us - average))
                .max()
                .orElseThrow();
        if (spread > 1) {
            return square(Math.log(mean / (average + HALF_US)) / MEAN_SIGMA);
        }
        double sum = 0;
        for (final double printed : printedMeansUs) {
            final double nearest = Math.max(printed + EDGE_US, Math.min(printed + 1 - EDGE_US, mean));
            sum += square(Math.log(mean / nearest) / PRINTED_MEAN_SIGMA);
        }
        return sum / ROWS_OF_FULL_WEIGHT;
    }

    private double maximaMisfit(final LatencyLaw law) {
        if (maxima.isEmpty()) {
            return 0;
        }
        if (maxima.size() < MAXIMA_FOR_LEVELS) {
            return square(Math.log(maximumUs(law, 0.5) / median(maxima)) / MAX_SIGMA);
        }
        final double[] sorted =
                maxima.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        double sum = 0;
        for (final double level : MAX_LEVELS) {
            final double measured = sorted[(int) Math.round(level * (sorted.length - 1))];
            sum += square(Math.log(maximumUs(law, level) / measured) / MAX_SIGMA);
        }
        return sum;
    }

    /** The level in us below which the maximum of a run lies with a probability. */
    double maximumUs(final LatencyLaw law, final double probability) {
        return law.levelUs(-Math.log(probability) / samplesPerRun);
    }

    static double median(final List<Double> values) {
        final double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        final int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static double square(final double x) {
        return x * x;
    }
}
