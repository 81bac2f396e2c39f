package dev.headroom.machine;

import static dev.headroom.machine.Machines.MS;

import dev.headroom.cost.CostName;
import dev.headroom.random.Exponential;
import dev.headroom.random.Uniform;
import dev.headroom.sched.SchedAttributes;
import dev.headroom.sched.SchedulingPolicy;
import dev.headroom.sched.linux.core.IsoLimit;
import dev.headroom.sched.linux.core.TaskGroup;
import dev.headroom.topology.Topology;
import dev.headroom.units.CpuSet;
import dev.headroom.workload.CriticalSection;
import dev.headroom.workload.MissedReleases;
import dev.headroom.workload.PeriodicWorkload;
import dev.headroom.workload.StressKind;
import java.util.ArrayList;
import java.util.List;
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

    /** Draws a machine with groups, locks, boot parameters and all fair and real-time policies, without stalls. */
    static MachineConfig rich(final long seed) {
        final RandomMachine drawn = new RandomMachine(seed);
        drawn.costs();
        drawn.machine.cost(CostName.STALL_RATE, 0);
        drawn.kernel();
        drawn.cpusets();
        for (int i = drawn.random.nextInt(5); i > 0; i--) {
            drawn.stress(i);
        }
        for (int i = 1 + drawn.random.nextInt(6); i > 0; i--) {
            drawn.locking(i);
        }
        return drawn.machine.build();
    }

    private void kernel() {
        machine.version(new String[] {"4.9", "5.10", "6.6", "6.12"}[random.nextInt(4)]);
        machine.settings(settings -> settings.withTimerSlackNs(random.nextBoolean() ? 50_000 : 0)
                .withSkewTick(random.nextBoolean())
                .withThreadedInterrupts(random.nextBoolean())
                .withIsoLimit(new IsoLimit(0.1, 100 * MS))
                .withNohzFull(random.nextBoolean() ? cpus() : CpuSet.none()));
        if (random.nextBoolean()) {
            machine.settings(settings -> settings.withIsolated(cpus().minus(CpuSet.of(0))));
        }
        if (random.nextInt(4) == 0) {
            machine.settings(settings ->
                    settings.withOffline(CpuSet.of(topology.cpus() - 1).minus(CpuSet.of(0))));
        }
        machine.settings(
                settings -> settings.threadedInterrupts() ? settings : settings.withReplugs(replugs(settings)));
        machine.lock("pi", LockConfig.Protocol.PI).lock("pi2", LockConfig.Protocol.PI);
        machine.lock("none", LockConfig.Protocol.NONE);
        machine.group(TaskGroup.weighted("/a", 0, 100 + random.nextInt(4000)));
        machine.group(TaskGroup.limited("/a/b", 1, (5 + random.nextInt(50)) * MS, 50 * MS));
        machine.group(TaskGroup.weighted("/c", 0, 1024));
    }

    /** Some CPUs that are not off-line already go and come back, never all at once: the first one stays. */
    private List<Replug> replugs(final KernelSettings settings) {
        final List<Replug> replugs = new ArrayList<>();
        for (int cpu = 1; cpu < topology.cpus(); cpu++) {
            long atNs = MachineRun.SETTLING_NS;
            while (!settings.offline().contains(cpu) && random.nextInt(2) == 0) {
                final long offNs = atNs + random.nextLong(100 * MS);
                atNs = offNs + 1 + random.nextLong(100 * MS);
                replugs.add(new Replug(cpu, offNs, atNs));
            }
        }
        return replugs;
    }

    /** A periodic task that takes locks, always in the same order. */
    private void locking(final int number) {
        final long periodNs = (5 + random.nextInt(30)) * MS;
        final List<CriticalSection> sections = new ArrayList<>();
        if (random.nextBoolean()) {
            sections.add(new CriticalSection("pi", random.nextLong(MS), 1 + random.nextLong(2 * MS)));
        }
        if (random.nextBoolean()) {
            sections.add(new CriticalSection("pi2", MS + random.nextLong(MS), 1 + random.nextLong(2 * MS)));
        }
        if (random.nextBoolean()) {
            sections.add(new CriticalSection("none", 2 * MS + random.nextLong(MS), 1 + random.nextLong(2 * MS)));
        }
        final PeriodicWorkload workload = new PeriodicWorkload(
                periodNs,
                Optional.of(new Exponential(periodNs * (0.05 + random.nextInt(4) / 10.0))),
                periodNs,
                0,
                MissedReleases.values()[random.nextInt(3)],
                false,
                sections);
        final SchedAttributes attributes = switch (random.nextInt(6)) {
            case 0 -> SchedAttributes.fifo(1 + random.nextInt(5));
            case 1 -> SchedAttributes.rr(1 + random.nextInt(5));
            case 2 -> SchedAttributes.other(random.nextInt(20) - 10);
            case 3 -> SchedAttributes.batch(0);
            case 4 -> SchedAttributes.iso(0);
            default -> SchedAttributes.idle();
        };
        final CpuSet wish = cpus().or(CpuSet.of(0));
        machine.task(new TaskConfig(
                "locking" + number,
                "container" + number % 3,
                workload,
                attributes,
                random.nextInt(4),
                random.nextBoolean() ? "" : cpuset,
                wish));
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
