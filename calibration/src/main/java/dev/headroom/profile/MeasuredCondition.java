package dev.headroom.profile;

import java.util.List;

/**
 * Wake-up latencies measured under one condition, carried along so that a report can print them beside a prediction.
 * The simulator never looks at them.
 *
 * @param id name of the condition in its source, such as {@code C5-Prt/IsoLoad}
 * @param isolation how the measuring thread was kept apart
 * @param load whether stress ran beside it
 * @param runs how many runs there are
 * @param samplesPerRun wake-ups measured in each run
 * @param meanLowUs lowest mean of a run in us
 * @param meanHighUs highest mean of a run in us
 * @param quantiles quantiles, where a histogram exists, in ascending order of probability; may be empty
 * @param maxLowUs smallest maximum of a run in us
 * @param maxMedianUs median of the maxima of the runs in us
 * @param maxHighUs largest maximum of a run in us
 * @param source data file and the part of it
 * @param date ISO date or month of the measurement
 * @param sentence what a reader must know to compare it: measuring thread, load, caveats
 */
public record MeasuredCondition(
        String id,
        Isolation isolation,
        boolean load,
        int runs,
        long samplesPerRun,
        double meanLowUs,
        double meanHighUs,
        List<Quantile> quantiles,
        double maxLowUs,
        double maxMedianUs,
        double maxHighUs,
        String source,
        String date,
        String sentence) {

    /** Copies the list and refuses ranges that are reversed. */
    public MeasuredCondition {
        quantiles = List.copyOf(quantiles);
        if (meanLowUs > meanHighUs) {
            throw new IllegalArgumentException("the range of the means is reversed");
        }
        if (maxLowUs > maxMedianUs || maxMedianUs > maxHighUs) {
            throw new IllegalArgumentException("the median of the maxima lies outside their range");
        }
    }

    /**
     * A quantile.
     *
     * @param probability such as 0.999
     * @param us its latency in us
     */
    public record Quantile(double probability, double us) {

        /** Refuses what is no probability. */
        public Quantile {
            if (!(probability > 0 && probability < 1)) {
                throw new IllegalArgumentException("the probability of a quantile lies between 0 and 1");
            }
        }
    }
}
