package dev.headroom.prediction;

import dev.headroom.plan.Objective;

/**
 * The verdict on one objective for one task.
 *
 * @param objective the objective
 * @param task name of the task
 * @param verdict the verdict
 * @param activations how many activations it rests on
 * @param violations how many of them violate the limit
 * @param violationShareHigh upper bound of the probability of a violation at {@link Judge#CONFIDENCE}
 * @param neededNs simulated time in ns after which no violation would show that the objective is met, all replications
 *     together; 0 for deadline misses
 */
public record Judgement(
        Objective objective,
        String task,
        Verdict verdict,
        long activations,
        long violations,
        double violationShareHigh,
        long neededNs) {}
