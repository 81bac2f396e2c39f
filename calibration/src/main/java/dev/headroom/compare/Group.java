package dev.headroom.compare;

import java.util.SortedMap;

/**
 * The cases of one environment and kernel, either used for the fit or held out.
 *
 * @param environment short name of the machine
 * @param kernel short name of the kernel, {@code -} where not recorded
 * @param usedForFit whether these are the cases that the profile was fitted to
 * @param tally verdicts and accuracy
 * @param repeatSpread median |ln| between two repeats per quantity, of all cases of the environment and kernel
 * @param baseline median |ln(baseline / measured)| per quantity, the baseline being the mean of the other cases with
 *     the same environment, kernel and load
 */
public record Group(
        String environment,
        String kernel,
        boolean usedForFit,
        Tally tally,
        SortedMap<String, Double> repeatSpread,
        SortedMap<String, Double> baseline) {}
