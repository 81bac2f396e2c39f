package dev.headroom.prediction;

import dev.headroom.machine.RunResult;
import dev.headroom.machine.RunResult.CpuUse;
import dev.headroom.machine.TaskResult;
import dev.headroom.plan.Objective;
import dev.headroom.plan.Variant;
import dev.headroom.stats.ReplicatedValue;
import dev.headroom.workload.PeriodicWorkload;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Merges the replications of a variant one by one, in their order, without keeping them. */
final class VariantMerger {

    private final Variant variant;
    private final List<TaskPrediction> tasks;
    private final ReplicatedValue busyCpus = new ReplicatedValue();
    private final List<CpuUse> uses = new ArrayList<>();
    private long simulatedNs;
    private int replications;
    private LatestActivation latest;
    private double latestShare = -1;

    VariantMerger(final Variant variant, final List<Objective> objectives) {
        this.variant = variant;
        this.tasks = variant.machine().tasks().stream()
                .filter(task -> task.workload() instanceof PeriodicWorkload)
                .map(task -> new TaskPrediction(task, objectives))
                .toList();
    }

    /** Adds the next replication. */
    void add(final RunResult run) {
        if (run.tasks().size() != tasks.size()) {
            throw new IllegalStateException(
                    "the simulator returned " + run.tasks().size() + " tasks instead of " + tasks.size());
        }
        for (int i = 0; i < tasks.size(); i++) {
            final TaskResult result = run.tasks().get(i);
            if (!result.name().equals(tasks.get(i).name())) {
                throw new IllegalStateException("the simulator returned " + result.name() + " out of order");
            }
            tasks.get(i).add(result);
            offer(result, tasks.get(i).periodNs());
        }
        replications++;
        double busyNs = 0;
        for (int i = 0; i < run.cpus().size(); i++) {
            final CpuUse use = run.cpus().get(i);
            busyNs += use.userNs() + use.kernelNs() + use.interruptNs();
            if (i == uses.size()) {
                uses.add(use);
            } else {
                uses.set(i, sum(uses.get(i), use));
            }
        }
        busyCpus.add(busyNs / run.durationNs());
        simulatedNs += run.durationNs();
    }

    private void offer(final TaskResult result, final long periodNs) {
        if (result.worst().isEmpty()) {
            return;
        }
        final TaskResult.WorstActivation worst = result.worst().get(0);
        final double share = (double) worst.latencyNs() / periodNs;
        if (share > latestShare) {
            latestShare = share;
            latest = new LatestActivation(replications, result.name(), worst.releaseNs(), worst.latencyNs());
        }
    }

    /** Returns what the replications say; at least one was added. */
    VariantPrediction result() {
        final List<Judgement> judgements = new ArrayList<>();
        tasks.forEach(task -> judgements.addAll(Judge.judge(task, simulatedNs)));
        return new VariantPrediction(
                variant,
                tasks,
                uses.stream().map(VariantMerger::shares).toList(),
                busyCpus.mean(Judge.CONFIDENCE),
                judgements,
                Optional.ofNullable(latest));
    }

    private static CpuUse sum(final CpuUse one, final CpuUse other) {
        return new CpuUse(
                one.cpu(),
                one.idleNs() + other.idleNs(),
                one.userNs() + other.userNs(),
                one.kernelNs() + other.kernelNs(),
                one.interruptNs() + other.interruptNs(),
                one.stolenNs() + other.stolenNs());
    }

    private static CpuPrediction shares(final CpuUse use) {
        final double all = (double) use.idleNs() + use.userNs() + use.kernelNs() + use.interruptNs() + use.stolenNs();
        return new CpuPrediction(
                use.cpu(),
                use.idleNs() / all,
                use.userNs() / all,
                use.kernelNs() / all,
                use.interruptNs() / all,
                use.stolenNs() / all);
    }
}
