package dev.headroom.machine;

import dev.headroom.stats.LatencyHistogram;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What tests ask of results. */
final class Facts {

    private Facts() {}

    /** Total of each cause of the time from reading the clock to completion in ns. */
    static Map<String, Long> jobCauses(final TaskResult result) {
        return causes(result.executionCauses());
    }

    /** Total of each cause of a task in ns. */
    static Map<String, Long> causes(final TaskResult result) {
        return causes(result.causes());
    }

    static Map<String, Long> causes(final List<TaskResult.CauseTotal> totals) {
        return new TreeMap<>(totals.stream()
                .collect(Collectors.toMap(TaskResult.CauseTotal::cause, TaskResult.CauseTotal::totalNs)));
    }

    static TaskResult task(final RunResult result, final String name) {
        return result.tasks().stream()
                .filter(task -> task.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** The activation of a task whose programmed time is the n-th, from 0; for runs that keep all activations. */
    static TaskResult.WorstActivation activation(final TaskResult result, final int n) {
        return result.worst().stream()
                .sorted((a, b) -> Long.compare(a.releaseNs(), b.releaseNs()))
                .skip(n)
                .findFirst()
                .orElseThrow();
    }

    /** Every number of a result as text, so that results can be compared bit for bit. */
    static String fingerprint(final RunResult result) {
        final StringBuilder text = new StringBuilder();
        text.append(result.durationNs()).append(result.cpus());
        for (final TaskResult task : result.tasks()) {
            text.append('\n').append(task.name()).append(' ').append(task.activations());
            text.append(' ').append(task.skipped()).append(' ').append(task.deadlineMisses());
            text.append(' ').append(task.latencyMisses()).append(task.causes()).append(task.worst());
            text.append(task.contexts());
            append(text, task.latency());
            append(text, task.response());
        }
        return text.toString();
    }

    private static void append(final StringBuilder text, final LatencyHistogram histogram) {
        text.append(" mean ").append(histogram.meanNs());
        histogram.forEachBucket((low, high, count) -> text.append(' ')
                .append(low)
                .append('-')
                .append(high)
                .append(':')
                .append(count));
    }
}
