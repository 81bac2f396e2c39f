package dev.headroom.prediction;

import dev.headroom.machine.TaskResult.WorstActivation;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Adds up causes and sorts them by their part. */
final class Causes {

    private Causes() {}

    /** Returns the sum of every cause over some activations in ns, by name. */
    static Map<String, Long> sums(final Stream<WorstActivation> activations) {
        final Map<String, Long> sums = new TreeMap<>();
        activations.forEach(activation ->
                activation.causes().forEach(cause -> sums.merge(cause.cause(), cause.totalNs(), Long::sum)));
        return sums;
    }

    /** Returns the parts of all causes, largest first; equal ones by name. */
    static List<CauseShare> shares(final Map<String, Long> sumsNs) {
        final double all = sumsNs.values().stream().mapToLong(Long::longValue).sum();
        return sumsNs.entrySet().stream()
                .filter(entry -> entry.getValue() > 0)
                .map(entry -> new CauseShare(entry.getKey(), entry.getValue() / all))
                .sorted(Comparator.comparingDouble(CauseShare::share).reversed().thenComparing(CauseShare::cause))
                .toList();
    }

    /** Returns the worst of some activations, latest first; equal ones in the order given. */
    static List<WorstActivation> worst(final List<WorstActivation> activations, final long countMax) {
        return activations.stream()
                .sorted(Comparator.comparingLong(WorstActivation::latencyNs).reversed())
                .limit(countMax)
                .toList();
    }
}
