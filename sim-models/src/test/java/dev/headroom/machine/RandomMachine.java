package dev.headroom.machine;

import static dev.headroom.machine.Machines.MS;

import dev.headroom.cost.CostName;
import dev.headroom.random.Exponential;
import dev.headroom.random.Uniform;
import dev.headroom.sched.SchedulingPolicy;
import dev.headroom.topology.Topology;
import dev.headroom.units.CpuSet;
import dev.headroom.workload.MissedReleases;
import dev.headroom.workload.PeriodicWorkload;
import dev.headroom.workload.StressKind;
import java.util.Optional;
import java.util.SplittableRandom;

/** Machines drawn at random: topology, cpusets, costs with their randomness, and a mixture of tasks. */
final class RandomMachine {

    private final SplittableRandom random;
    private final Topology topology;
    private final Machines.Builder machine;
    private String cpuset = "";

    private RandomMachine(final long seed) {
        random = new SplittableRandom(seed);
        topology = Topology.regular(
                1 + random.nextInt(2), 1 + random.nextInt(3), 1 + random.nextInt(2), random.nextBoolean());
        machine = new Machines.Builder(topology);
    }

    static MachineConfig draw(final long seed) {
        return draw(seed, true);
    }

    /** Draws a machine; without stalls a CPU that is idle is one that could run something. */
    static MachineConfig draw(final long seed, final boolean stalls) {
        final RandomMachine drawn = new RandomMachine(seed);
        drawn.costs();
        drawn.cpusets();
        final int stress = drawn.random.nextInt(8);
        for (int i = 0; i < stress; i++) {
            drawn.stress(i);
        }
        final int periodic = 1 + drawn.random.nextInt(5);
        for (int i = 0; i < periodic; i++) {
            drawn.periodic(i);
        }
        if (!stalls) {
            drawn.machine.cost(CostName.STALL_RATE, 0);
        }
        return drawn.machine.build();
    }

    private void costs() {
        machine.tickHz(new int[] {24, 100, 250, 1000}[random.nextInt(4)]);
        machine.cost(CostName.TIMER_INTERRUPT, new Exponential(1000));
        machine.cost(CostName.CONTEXT_SWITCH, new Uniform(200, 900));
        machine.cost(CostName.IDLE_EXIT, new Exponential(3000));
        machine.cost(CostName.TICK, random.nextBoolean() ? 0 : 3000);
        machine.cost(CostName.SMT_THROUGHPUT, 0.5 + random.nextInt(6) / 10.0);
        if (random.nextBoolean()) {
            machine.cost(CostName.STALL_RATE, 50);
            machine.cost(CostName.STALL, new Exponential(300_000));
            machine.cost(CostName.HOUSEKEEPING_RATE, 300);
            machine.cost(CostName.HOUSEKEEPING, new Exponential(40_000));
            machine.cost(CostName.DAEMON_RATE, 300);
            machine.cost(CostName.DAEMON, new Exponential(60_000));
        }
        if (random.nextBoolean()) {
            machine.cost(CostName.DISK_SECTION_SHARE, 0.5);
            machine.cost(CostName.DISK_SECTION, new Exponential(200_000));
            machine.cost(CostName.MEMORY_SECTION_SHARE, 0.3);
            machine.cost(CostName.MEMORY_SECTION, new Exponential(50_000));
        }
    }

    private void cpusets() {
        if (random.nextBoolean()) {
            machine.balanced();
        }
        if (random.nextBoolean()) {
            cpuset = "user";
            machine.cpuset(cpuset, cpus(), random.nextBoolean());
        }
    }

    private CpuSet cpus() {
        CpuSet cpus = CpuSet.of(random.nextInt(topology.cpus()));
        for (int cpu = 0; cpu < topology.cpus(); cpu++) {
            cpus = random.nextBoolean() ? cpus.or(CpuSet.of(cpu)) : cpus;
        }
        return cpus;
    }

    private void stress(final int number) {
        final StressKind kind = StressKind.values()[random.nextInt(StressKind.values().length)];
        final int weight = random.nextBoolean() ? 1024 : 100 + random.nextInt(4000);
        machine.stress("stress" + number, kind, weight, cpuset, random.nextBoolean() ? topology.allCpus() : cpus());
    }

    private void periodic(final int number) {
        final long periodNs = (1 + random.nextInt(20)) * MS;
        final PeriodicWorkload workload = random.nextBoolean()
                ? PeriodicWorkload.cyclictest(periodNs)
                : new PeriodicWorkload(
                        periodNs,
                        Optional.of(new Exponential(periodNs * (0.05 + random.nextInt(4) / 10.0))),
                        periodNs,
                        100_000,
                        MissedReleases.values()[random.nextInt(2)]);
        final SchedulingPolicy policy = SchedulingPolicy.values()[random.nextInt(3)];
        machine.task(new TaskConfig(
                "periodic" + number,
                "container" + number % 3,
                workload,
                policy,
                policy.isRealTime() ? 1 + random.nextInt(5) : 0,
                1024,
                random.nextBoolean() ? "" : cpuset,
                random.nextBoolean() ? topology.allCpus() : cpus()));
    }
}
