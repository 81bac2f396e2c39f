package dev.headroom.plan;

import dev.headroom.units.Durations;
import java.math.BigDecimal;
import java.math.MathContext;

/**
 * One thing the user demands of all tasks of some containers.
 *
 * @param containers name of a container, {@code *} standing for any characters
 * @param measure what is limited
 * @param limitNs the limit in ns; 0 for deadline misses
 * @param probability share of the activations that must stay within the limit, above 0 and below 1; 0 for deadline
 *     misses
 * @param missesMax allowed deadline misses of a task in all replications together; 0 for latencies
 */
public record Objective(String containers, Measure measure, long limitNs, double probability, long missesMax) {

    private static final MathContext TWELVE_DIGITS = new MathContext(12);

    /** What an objective limits. */
    public enum Measure {
        /** Wake-up latency: programmed release until the task reads the clock. */
        LATENCY("wake-up latency"),
        /** Response time: programmed release until the job is complete. */
        RESPONSE("response time"),
        /** Number of jobs that complete after their deadline. */
        DEADLINE_MISSES("deadline misses");

        private final String words;

        Measure(final String words) {
            this.words = words;
        }

        /** Returns the measure as part of a sentence. */
        public String words() {
            return words;
        }
    }

    /** Returns whether a container is meant. */
    public boolean covers(final String container) {
        return Glob.matches(containers, container);
    }

    /** Returns the objective as part of a sentence. */
    public String words() {
        if (measure == Measure.DEADLINE_MISSES) {
            return (missesMax == 0 ? "no deadline miss" : "at most " + missesMax + " deadline misses") + " of "
                    + containers;
        }
        return measure.words() + " of " + containers + " at most " + Durations.format(limitNs) + " with probability "
                + new BigDecimal(Double.toString(probability))
                        .stripTrailingZeros()
                        .toPlainString();
    }
}
