package dev.headroom.fit;

import dev.headroom.machine.MachineConfig;
import dev.headroom.machine.MachineRun;
import dev.headroom.machine.RunResult;
import dev.headroom.machine.TaskConfig;
import dev.headroom.machine.TaskResult;
import dev.headroom.random.RandomStreams;
import dev.headroom.units.CpuSet;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/**
 * How often each situation occurs at the wake-ups of a machine, counted in simulated runs.
 *
 * <p>The frequencies follow from scheduling alone and hardly depend on the costs of the wake-up path, so a fit of those
 * costs needs them only once.
 *
 * @param shares share of each situation, in a fixed order; they sum up to 1
 * @param kernelCpus CPUs' worth of time spent in kernel code of tasks, mean over the runs
 * @param diskCompletionsPerSecond requests of the load that the block device completed, per second
 */
public record Census(Map<Situation, Double> shares, double kernelCpus, double diskCompletionsPerSecond) {

    private static final long SEED = 20260103;
    private static final Comparator<Situation> ORDER = Comparator.comparing(Situation::before)
            .thenComparing(Situation::beside)
            .thenComparing(Situation::balanced)
            .thenComparing(Situation::migratable);

    /**
     * Counts situations.
     *
     * @param machine the machine
     * @param runs number of runs, each with a seed of its own
     * @param durationNs simulated time of each run in ns
     * @return the census
     */
    public static Census of(final MachineConfig machine, final int runs, final long durationNs) {
        final Map<Situation, Double> counts = new TreeMap<>(ORDER);
        double kernelNs = 0;
        long completions = 0;
        long totalNs = 0;
        final RandomStreams seeds = new RandomStreams(SEED);
        for (int run = 0; run < runs; run++) {
            final RunResult result =
                    MachineRun.run(machine, seeds.forReplication(run).seed(), durationNs);
            count(machine, result, counts);
            kernelNs +=
                    result.cpus().stream().mapToLong(RunResult.CpuUse::kernelNs).sum();
            totalNs += result.durationNs();
            completions += result.diskCompletions();
        }
        final double sum =
                counts.values().stream().mapToDouble(Double::doubleValue).sum();
        counts.replaceAll((situation, count) -> count / sum);
        return new Census(counts, kernelNs / totalNs, completions * 1e9 / totalNs);
    }

    private static void count(
            final MachineConfig machine, final RunResult result, final Map<Situation, Double> counts) {
        for (final TaskResult task : result.tasks()) {
            final TaskConfig described = machine.tasks().stream()
                    .filter(candidate -> candidate.name().equals(task.name()))
                    .findFirst()
                    .orElseThrow();
            final CpuSet allowed = machine.allowedCpus(described);
            final boolean balanced = machine.rootLoadBalance()
                    || machine.cpusets().stream()
                            .anyMatch(set -> set.loadBalance() && set.cpus().intersects(allowed));
            for (final TaskResult.WakeContext context : task.contexts()) {
                final Situation situation =
                        new Situation(context.before(), context.beside(), balanced, allowed.size() > 1);
                counts.merge(situation, (double) context.count(), Double::sum);
            }
        }
    }
}
