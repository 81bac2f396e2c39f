package dev.headroom.prediction;

import dev.headroom.plan.Variant;
import dev.headroom.stats.Interval;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What all replications say about one variant.
 *
 * @param variant the variant
 * @param tasks its periodic tasks in the order of the plan
 * @param cpus its CPUs
 * @param busyCpus how many CPUs are busy on average, all together
 * @param judgements one for each task and objective that covers it
 * @param latest the latest activation, empty if no task was ever served
 */
public record VariantPrediction(
        Variant variant,
        List<TaskPrediction> tasks,
        List<CpuPrediction> cpus,
        Interval busyCpus,
        List<Judgement> judgements,
        Optional<LatestActivation> latest) {

    /** Copies the lists. */
    public VariantPrediction {
        tasks = List.copyOf(tasks);
        cpus = List.copyOf(cpus);
        judgements = List.copyOf(judgements);
    }

    /** Returns the worst verdict; met if nothing is demanded. */
    public Verdict verdict() {
        return judgements.stream().map(Judgement::verdict).reduce(Verdict.MET, Verdict::or);
    }

    /** Returns the share of stolen time over all CPUs. */
    public double steal() {
        return cpus.stream().mapToDouble(CpuPrediction::stolen).average().orElse(0);
    }

    /** Returns the parts of all causes in the latencies of all tasks together, largest first. */
    public List<CauseShare> causesOfMean() {
        return Causes.shares(added(tasks.stream().map(TaskPrediction::causesNs)));
    }

    /** Returns the parts of all causes in the latest activations of every task, largest first. */
    public List<CauseShare> causesOfTop() {
        return Causes.shares(Causes.sums(tasks.stream().flatMap(task -> task.worst().stream())));
    }

    /** Returns the parts of all causes in the time of the jobs of all tasks together, largest first. */
    public List<CauseShare> causesOfJobs() {
        return Causes.shares(added(tasks.stream().map(TaskPrediction::jobCausesNs)));
    }

    private static Map<String, Long> added(final Stream<Map<String, Long>> sums) {
        final Map<String, Long> all = new TreeMap<>();
        sums.forEach(some -> some.forEach((cause, ns) -> all.merge(cause, ns, Long::sum)));
        return all;
    }
}
