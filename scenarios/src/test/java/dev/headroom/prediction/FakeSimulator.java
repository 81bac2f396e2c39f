package dev.headroom.prediction;

import dev.headroom.machine.MachineConfig;
import dev.headroom.machine.RunResult;
import dev.headroom.machine.RunResult.CpuUse;
import dev.headroom.machine.TaskConfig;
import dev.headroom.machine.TaskResult;
import dev.headroom.machine.TaskResult.CauseTotal;
import dev.headroom.machine.TaskResult.WorstActivation;
import dev.headroom.random.RandomStream;
import dev.headroom.random.RandomStreams;
import dev.headroom.stats.LatencyHistogram;
import dev.headroom.workload.PeriodicWorkload;
import java.util.ArrayList;
import java.util.List;

/**
 * Stands in for the simulator: every task wakes up after 10 us to 20 us and works for 10 ms; every CPU is busy for a
 * quarter of the time.
 */
public final class FakeSimulator implements Simulator {

    private static final long WORK_NS = 10_000_000;

    private final long delayNs;

    /**
     * Makes a simulator.
     *
     * @param delayNs what every latency is longer than said above
     */
    public FakeSimulator(final long delayNs) {
        this.delayNs = delayNs;
    }

    @Override
    public RunResult run(final MachineConfig machine, final long seed, final long durationNs) {
        final List<TaskResult> tasks = new ArrayList<>();
        for (final TaskConfig task : machine.tasks()) {
            if (task.workload() instanceof PeriodicWorkload periodic) {
                tasks.add(result(task, durationNs / periodic.periodNs(), new RandomStreams(seed).stream(task.name())));
            }
        }
        final List<CpuUse> cpus = new ArrayList<>();
        for (int cpu = 0; cpu < machine.topology().cpus(); cpu++) {
            final long quarterNs = durationNs / 4;
            cpus.add(new CpuUse(cpu, durationNs - quarterNs, quarterNs - 2000, 1000, 1000, 0));
        }
        return new RunResult(durationNs, tasks, cpus, List.of(), List.of(), 0);
    }

    private TaskResult result(final TaskConfig task, final long activations, final RandomStream random) {
        final LatencyHistogram latency = new LatencyHistogram();
        final LatencyHistogram response = new LatencyHistogram();
        long sumNs = 0;
        long maxNs = 0;
        for (long i = 0; i < activations; i++) {
            final long ns = delayNs + 10_000 + (long) (random.nextDouble() * 10_000);
            latency.record(ns);
            response.record(ns + WORK_NS);
            sumNs += ns;
            maxNs = Math.max(maxNs, ns);
        }
        return new TaskResult(
                task.name(),
                task.container(),
                activations,
                0,
                latency,
                response,
                response,
                new LatencyHistogram(),
                0,
                0,
                List.of(
                        new CauseTotal("timer interrupt", sumNs / 4),
                        new CauseTotal("context switch", sumNs - sumNs / 4)),
                List.of(new WorstActivation(0, maxNs, List.of(new CauseTotal("scheduler tick", maxNs)))),
                List.of());
    }
}
