package dev.headroom.machine;

import dev.headroom.stats.LatencyHistogram;
import dev.headroom.workload.Activity;
import java.util.List;

/**
 * What one run measured of one periodic task.
 *
 * @param name the task
 * @param container its container
 * @param activations releases that were served
 * @param skipped releases that were skipped because the thread was too late
 * @param latency wake-up latency: programmed time until the thread reads the clock
 * @param response response time: programmed release until the job is complete; equal to the latency for a measuring
 *     thread
 * @param execution time from reading the clock to completion of the job, preemption included
 * @param cycle time from reading the clock to reading it again for the next job
 * @param deadlineMisses jobs that completed after their deadline
 * @param latencyMisses wake-ups later than the latency limit
 * @param causes where the latency came from; the sum over causes is the sum of all latencies
 * @param worst the worst activations, longest first; at least one in a thousand
 * @param contexts what the CPU and its hyperthread sibling did when the thread was switched in after a wake-up
 * @param executionCauses where the time went from reading the clock to completion; the sum over causes is the sum of
 *     all of {@code execution}; empty for a measuring thread
 */
public record TaskResult(
        String name,
        String container,
        long activations,
        long skipped,
        LatencyHistogram latency,
        LatencyHistogram response,
        LatencyHistogram execution,
        LatencyHistogram cycle,
        long deadlineMisses,
        long latencyMisses,
        List<CauseTotal> causes,
        List<WorstActivation> worst,
        List<WakeContext> contexts,
        List<CauseTotal> executionCauses) {

    /** Makes the result of a task that does not say where the time of its jobs went. */
    public TaskResult(
            final String name,
            final String container,
            final long activations,
            final long skipped,
            final LatencyHistogram latency,
            final LatencyHistogram response,
            final LatencyHistogram execution,
            final LatencyHistogram cycle,
            final long deadlineMisses,
            final long latencyMisses,
            final List<CauseTotal> causes,
            final List<WorstActivation> worst,
            final List<WakeContext> contexts) {
        this(
                name,
                container,
                activations,
                skipped,
                latency,
                response,
                execution,
                cycle,
                deadlineMisses,
                latencyMisses,
                causes,
                worst,
                contexts,
                List.of());
    }

    /**
     * The part of one cause in all latencies of a task.
     *
     * @param cause name such as "timer interrupt" or "non-preemptible section of stress-hdd-3"
     * @param totalNs sum over all activations
     */
    public record CauseTotal(String cause, long totalNs) {}

    /**
     * How often a wake-up met a situation.
     *
     * @param before what its CPU did before
     * @param beside what the other hyperthread did, idle where there is none
     * @param count number of wake-ups
     */
    public record WakeContext(Activity before, Activity beside, long count) {}

    /**
     * One of the worst activations.
     *
     * @param releaseNs programmed time since the start of the run
     * @param latencyNs its wake-up latency
     * @param causes its causes, longest first; they sum up to the latency
     */
    public record WorstActivation(long releaseNs, long latencyNs, List<CauseTotal> causes) {}
}
