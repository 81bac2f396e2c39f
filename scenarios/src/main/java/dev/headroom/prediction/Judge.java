package dev.headroom.prediction;

import dev.headroom.plan.Objective;
import dev.headroom.plan.Objective.Measure;
import dev.headroom.stats.LatencyHistogram;
import dev.headroom.stats.ReplicatedValue;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.math3.distribution.BetaDistribution;

/**
 * Judges objectives.
 *
 * <p>An objective "at most L with probability p" is missed when more than a share 1 - p of the simulated activations
 * exceeds L. It is met when even the upper confidence bound of that share is at most 1 - p: the larger of the exact
 * binomial bound (C. Clopper, E. Pearson, Biometrika 26, 1934; about 3 / n when none of n exceeds, the "rule of three")
 * and Student's bound over replications. Otherwise it is open. The binomial bound takes activations as independent, the
 * best one can do when no violation was seen.
 */
public final class Judge {

    /** Confidence of the one-sided upper bounds, and of all two-sided intervals in reports. */
    public static final double CONFIDENCE = 0.95;

    private Judge() {}

    /**
     * Judges every objective that covers a task.
     *
     * @param task the task
     * @param simulatedNs simulated time of all replications together in ns
     * @return a judgement for every covering objective, in their order
     */
    static List<Judgement> judge(final TaskPrediction task, final long simulatedNs) {
        return IntStream.range(0, task.objectives().size())
                .mapToObj(i -> {
                    final Objective objective = task.objectives().get(i);
                    return objective.measure() == Measure.DEADLINE_MISSES
                            ? misses(objective, task)
                            : limit(objective, task, task.shareAbove(i), simulatedNs);
                })
                .toList();
    }

    private static Judgement misses(final Objective objective, final TaskPrediction task) {
        final long activations = task.activations();
        final long misses = task.deadlineMisses();
        final Verdict verdict = activations == 0 || misses > objective.missesMax() ? Verdict.MISSED : Verdict.MET;
        return new Judgement(objective, task.name(), verdict, activations, misses, upperBound(misses, activations), 0);
    }

    private static Judgement limit(
            final Objective objective,
            final TaskPrediction task,
            final ReplicatedValue shares,
            final long simulatedNs) {
        final boolean ofResponse = objective.measure() == Measure.RESPONSE;
        if (shares.count() == 0) {
            return new Judgement(objective, task.name(), Verdict.MISSED, 0, 0, 1, 0);
        }
        final LatencyHistogram pooled = (ofResponse ? task.response() : task.latency()).pooled();
        final long activations = pooled.count();
        final long violations = pooled.countAtOrAbove(objective.limitNs() + 1);
        final double allowed = 1 - objective.probability();
        double high = upperBound(violations, activations);
        if (violations > 0 && shares.count() > 1) {
            // Two-sided 90 % has the upper bound of one-sided 95 %.
            high = Math.min(1, Math.max(high, shares.mean(2 * CONFIDENCE - 1).high()));
        }
        final double neededActivations = StrictMath.log(1 - CONFIDENCE) / StrictMath.log1p(-allowed);
        final Verdict verdict =
                violations > allowed * activations ? Verdict.MISSED : high <= allowed ? Verdict.MET : Verdict.OPEN;
        return new Judgement(objective, task.name(), verdict, activations, violations, high, (long)
                Math.min(Long.MAX_VALUE, neededActivations * simulatedNs / activations));
    }

    /** Returns the one-sided upper bound of the probability of which k of n trials are the outcome. */
    static double upperBound(final long violations, final long activations) {
        if (violations >= activations) {
            return 1;
        }
        if (violations == 0) {
            return -StrictMath.expm1(StrictMath.log(1 - CONFIDENCE) / activations);
        }
        return new BetaDistribution(null, violations + 1.0, (double) (activations - violations), 1e-12)
                .inverseCumulativeProbability(CONFIDENCE);
    }
}
