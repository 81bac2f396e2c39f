package dev.headroom.evidence;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The tasks that measure: what was started, not what came out.
 *
 * @param tool name of the tool, as in the source
 * @param measure what the tool measures
 * @param policy scheduling policy, for example {@code FIFO} or {@code DEADLINE}
 * @param priority real-time priority, for policies that have one
 * @param deadline reservation, for the policy {@code DEADLINE}
 * @param intervalsUs interval of each thread in us; empty where the source does not name the number of threads
 * @param cyclesRequested cycles after which the tool stops: of the first thread where intervals differ, of each thread
 *     otherwise
 */
public record MeasuringTask(
        String tool,
        Measure measure,
        String policy,
        OptionalInt priority,
        Optional<DeadlineParameters> deadline,
        List<Long> intervalsUs,
        long cyclesRequested) {

    /** Copies the list, so that the record does not change. */
    public MeasuringTask {
        intervalsUs = List.copyOf(intervalsUs);
    }

    /** Returns the number of threads, if the source names it. */
    public OptionalInt threads() {
        return intervalsUs.isEmpty() ? OptionalInt.empty() : OptionalInt.of(intervalsUs.size());
    }

    /**
     * Returns the number of samples over all threads of a run that loses no cycle.
     *
     * <p>All threads stop with the first one, so thread k contributes {@code cyclesRequested * intervalsUs[0] /
     * intervalsUs[k]} samples, rounded down, and at most {@code cyclesRequested}.
     *
     * @return the number, or nothing where the source does not name the threads
     */
    public OptionalLong samplesRequested() {
        if (intervalsUs.isEmpty()) {
            return OptionalLong.empty();
        }
        final long spanUs = cyclesRequested * intervalsUs.get(0);
        return OptionalLong.of(intervalsUs.stream()
                .mapToLong(intervalUs -> Math.min(cyclesRequested, spanUs / intervalUs))
                .sum());
    }
}
