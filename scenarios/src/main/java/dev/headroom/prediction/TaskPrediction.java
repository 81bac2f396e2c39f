package dev.headroom.prediction;

import dev.headroom.machine.TaskConfig;
import dev.headroom.machine.TaskResult;
import dev.headroom.machine.TaskResult.WorstActivation;
import dev.headroom.plan.Objective;
import dev.headroom.plan.Objective.Measure;
import dev.headroom.stats.LatencyHistogram;
import dev.headroom.stats.ReplicatedLatency;
import dev.headroom.stats.ReplicatedValue;
import dev.headroom.workload.PeriodicWorkload;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What all replications say about one periodic task.
 *
 * <p>Latencies are merged in the order of the replications, so that the result does not depend on which ended first.
 */
public final class TaskPrediction {

    /** Reports look at this share of the latest activations to say what makes the worst ones. */
    public static final double TOP_SHARE = 0.001;

    private final TaskConfig task;
    private final List<Objective> objectives;
    private final List<ReplicatedValue> sharesAbove = new ArrayList<>();
    private final ReplicatedLatency latency = new ReplicatedLatency();
    private final ReplicatedLatency response = new ReplicatedLatency();
    private final Map<String, Long> causesNs = new TreeMap<>();
    private final Map<String, Long> jobCausesNs = new TreeMap<>();
    private final List<WorstActivation> worst = new ArrayList<>();
    private long activations;
    private long skipped;
    private long deadlineMisses;
    private long latencyMisses;

    /**
     * Begins without replications.
     *
     * @param task the task
     * @param objectives all objectives; those that cover its container are looked at
     */
    TaskPrediction(final TaskConfig task, final List<Objective> objectives) {
        this.task = task;
        this.objectives = objectives.stream()
                .filter(objective -> objective.covers(task.container()))
                .toList();
        this.objectives.forEach(objective -> sharesAbove.add(new ReplicatedValue()));
    }

    /** Adds the next replication; its histograms are copied. */
    void add(final TaskResult result) {
        activations += result.activations();
        skipped += result.skipped();
        deadlineMisses += result.deadlineMisses();
        latencyMisses += result.latencyMisses();
        result.causes().forEach(total -> causesNs.merge(total.cause(), total.totalNs(), Long::sum));
        result.executionCauses().forEach(total -> jobCausesNs.merge(total.cause(), total.totalNs(), Long::sum));
        worst.addAll(result.worst());
        if (result.latency().count() > 0) {
            latency.add(result.latency());
        }
        if (computes() && result.response().count() > 0) {
            response.add(result.response());
        }
        for (int i = 0; i < objectives.size(); i++) {
            final Objective objective = objectives.get(i);
            final LatencyHistogram histogram =
                    objective.measure() == Measure.RESPONSE ? result.response() : result.latency();
            if (histogram.count() > 0) {
                sharesAbove.get(i).add((double) histogram.countAtOrAbove(objective.limitNs() + 1) / histogram.count());
            }
        }
    }

    /** Returns the name of the task. */
    public String name() {
        return task.name();
    }

    /** Returns the name of its container. */
    public String container() {
        return task.container();
    }

    /** Returns the period in ns. */
    long periodNs() {
        return ((PeriodicWorkload) task.workload()).periodNs();
    }

    /** Returns whether the task has work to do, so that its response time differs from its latency. */
    public boolean computes() {
        return task.workload() instanceof PeriodicWorkload periodic
                && periodic.work().isPresent();
    }

    /** Returns how many releases were served in all replications. */
    public long activations() {
        return activations;
    }

    /** Returns how many releases were skipped in all replications. */
    public long skipped() {
        return skipped;
    }

    /** Returns how many jobs completed after their deadline in all replications. */
    public long deadlineMisses() {
        return deadlineMisses;
    }

    /** Returns how many wake-ups came after the latency limit in all replications. */
    public long latencyMisses() {
        return latencyMisses;
    }

    /** Returns the wake-up latencies; without replications if the task was never served. */
    public ReplicatedLatency latency() {
        return latency;
    }

    /** Returns the response times: the latencies if the task computes nothing; empty if no job was completed. */
    public ReplicatedLatency response() {
        return computes() ? response : latency;
    }

    /** Returns the objectives that cover the task. */
    List<Objective> objectives() {
        return objectives;
    }

    /** Returns the share of values above the limit of the i-th covering objective in each replication with values. */
    ReplicatedValue shareAbove(final int i) {
        return sharesAbove.get(i);
    }

    /** Returns the sum of every cause over all latencies in ns, by name. */
    Map<String, Long> causesNs() {
        return causesNs;
    }

    /** Returns the sum of every cause of the time from reading the clock to completion in ns, by name. */
    Map<String, Long> jobCausesNs() {
        return jobCausesNs;
    }

    /** Returns the parts of all causes in the time from reading the clock to completion, largest first. */
    public List<CauseShare> causesOfJobs() {
        return Causes.shares(jobCausesNs);
    }

    /** Returns the parts of all causes in the mean latency, largest first. */
    public List<CauseShare> causesOfMean() {
        return Causes.shares(causesNs);
    }

    /** Returns the parts of all causes in the latest activations, largest first. */
    public List<CauseShare> causesOfTop() {
        return Causes.shares(Causes.sums(worst().stream()));
    }

    /** Returns the latest activations: those known of the latest {@link #TOP_SHARE}, at least one. */
    public List<WorstActivation> worst() {
        return Causes.worst(worst, Math.max(1, Math.round(TOP_SHARE * activations)));
    }
}
