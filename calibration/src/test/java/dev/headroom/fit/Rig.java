package dev.headroom.fit;

import dev.headroom.cost.Certificate;
import dev.headroom.cost.Cost;
import dev.headroom.cost.CostModel;
import dev.headroom.cost.CostName;
import dev.headroom.irq.DiskInterrupts;
import dev.headroom.machine.KernelConfig;
import dev.headroom.machine.MachineConfig;
import dev.headroom.machine.MachineRun;
import dev.headroom.machine.TaskConfig;
import dev.headroom.machine.TaskResult;
import dev.headroom.random.Constant;
import dev.headroom.random.Distribution;
import dev.headroom.random.Exponential;
import dev.headroom.sched.SchedTask;
import dev.headroom.sched.SchedulingPolicy;
import dev.headroom.stats.LatencyHistogram;
import dev.headroom.topology.Topology;
import dev.headroom.units.CpuSet;
import dev.headroom.workload.PeriodicWorkload;
import dev.headroom.workload.StressKind;
import dev.headroom.workload.StressWorkload;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** Small machines, cost vectors that are known, and what the composition says of them. */
final class Rig {

    static final Certificate CERTIFICATE = new Certificate("chosen for tests", "2026-01-01", false);
    private static final long INTERVAL_NS = 1_000_000L;

    private Rig() {}

    /** Every cost 0 but the bursts and waits of the workers. */
    static CostModel free() {
        final Map<CostName, Cost> costs = new EnumMap<>(CostName.class);
        for (final CostName name : CostName.values()) {
            costs.put(name, cost(new Constant(0)));
        }
        costs.put(CostName.SMT_THROUGHPUT, cost(new Constant(0.6)));
        costs.put(CostName.DISK_BURST, cost(new Exponential(500_000)));
        costs.put(CostName.DISK_WAIT, cost(new Exponential(1_000_000)));
        costs.put(CostName.SYNC_BURST, cost(new Exponential(250_000)));
        costs.put(CostName.SYNC_WAIT, cost(new Exponential(2_000_000)));
        return new CostModel("rig", costs);
    }

    static Cost cost(final Distribution value) {
        return new Cost(value, CERTIFICATE);
    }

    /** The typical vector with some parameters set. */
    static double[] vector(final Map<FitParameter, Double> values) {
        final double[] vector = FitVector.typical();
        values.forEach((parameter, value) -> vector[parameter.ordinal()] = Math.log(value));
        return vector;
    }

    static CostModel costs(final Map<FitParameter, Double> values) {
        return FitVector.costs(vector(values), free());
    }

    /** One core with one or two hyperthreads; cyclictest on CPU 0, workers on CPUs of their own choice. */
    static MachineConfig core(final CostModel costs, final int threads, final TaskConfig... workers) {
        final List<TaskConfig> tasks = new ArrayList<>(List.of(workers));
        tasks.add(new TaskConfig(
                "cyclictest",
                "cyclictest",
                PeriodicWorkload.cyclictest(INTERVAL_NS),
                SchedulingPolicy.FIFO,
                99,
                SchedTask.NICE_0_WEIGHT,
                "",
                CpuSet.of(0)));
        final Topology topology = Topology.regular(1, 1, threads, false);
        return new MachineConfig(
                topology,
                new KernelConfig("test", KernelConfig.Preemption.RT, 250),
                costs,
                false,
                List.of(),
                topology.allCpus(),
                new DiskInterrupts(true, topology.allCpus()),
                tasks);
    }

    static TaskConfig worker(final StressKind kind, final int cpu) {
        return new TaskConfig(
                "stress-" + kind.key(),
                "stress",
                new StressWorkload(kind),
                SchedulingPolicy.OTHER,
                0,
                SchedTask.NICE_0_WEIGHT,
                "",
                CpuSet.of(cpu));
    }

    /** A condition that nothing was measured of. */
    static FitTarget target(final String name, final Map<Situation, Double> shares) {
        return target(name, shares, OptionalDouble.empty(), List.of());
    }

    static FitTarget target(
            final String name,
            final Map<Situation, Double> shares,
            final OptionalDouble meanUs,
            final List<FitTarget.MeasuredQuantile> quantiles) {
        return new FitTarget(
                name, shares, 1, 0, meanUs, List.of(), OptionalDouble.empty(), quantiles, List.of(), 100_000);
    }

    /** A condition whose mean and quantiles are those that costs give. */
    static FitTarget measured(final String name, final Map<Situation, Double> shares, final CostModel truth) {
        final LatencyLaw law = new LatencyComposition(truth).law(target(name, shares));
        final List<FitTarget.MeasuredQuantile> quantiles = new ArrayList<>();
        for (final double p : new double[] {0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 0.999, 0.9999}) {
            quantiles.add(new FitTarget.MeasuredQuantile(p, law.quantileUs(p)));
        }
        return target(name, shares, OptionalDouble.of(law.meanOfWholeUs()), quantiles);
    }

    /** What the machine model itself gives. */
    static LatencyHistogram simulated(final MachineConfig machine, final int runs, final long durationNs) {
        final LatencyHistogram all = new LatencyHistogram();
        for (int run = 0; run < runs; run++) {
            for (final TaskResult task :
                    MachineRun.run(machine, run + 1, durationNs).tasks()) {
                all.merge(task.latency());
            }
        }
        return all;
    }
}
