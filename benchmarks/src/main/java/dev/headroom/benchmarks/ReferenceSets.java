package dev.headroom.benchmarks;

import dev.headroom.cost.Certificate;
import dev.headroom.cost.Cost;
import dev.headroom.cost.CostModel;
import dev.headroom.cost.CostName;
import dev.headroom.irq.DiskInterrupts;
import dev.headroom.machine.KernelConfig;
import dev.headroom.machine.MachineConfig;
import dev.headroom.machine.MachineRun;
import dev.headroom.machine.TaskConfig;
import dev.headroom.profile.Profiles;
import dev.headroom.random.Constant;
import dev.headroom.sched.SchedulingPolicy;
import dev.headroom.topology.Topology;
import dev.headroom.units.CpuSet;
import dev.headroom.workload.MissedReleases;
import dev.headroom.workload.PeriodicWorkload;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How fast the machine model simulates the reference task sets W1, W2 and W3 (periodic FIFO tasks, rate-monotonic),
 * with all costs off and with the costs of a profile.
 *
 * <p>Events are counted as for other simulators: releases, completions and preemptions in 100 ms, which are known
 * exactly. Ticks, interrupts and context switches are simulated and not counted.
 */
public final class ReferenceSets {

    private static final long MICROSECOND_NS = 1000;
    private static final long SECOND_NS = 1_000_000_000L;
    private static final double EVENTS_IN = 0.1;

    private enum Set {
        W1(4, 926, 1001, 200),
        W2(1, 547, 547, 400),
        W3(64, 25_190, 26_064, 10);

        private final int cpus;
        private final int eventsPartitioned;
        private final int eventsGlobal;
        private final int simulatedS;

        Set(final int cpus, final int eventsPartitioned, final int eventsGlobal, final int simulatedS) {
            this.cpus = cpus;
            this.eventsPartitioned = eventsPartitioned;
            this.eventsGlobal = eventsGlobal;
            this.simulatedS = simulatedS;
        }
    }

    private ReferenceSets() {}

    /**
     * Runs all sets and prints a line for each.
     *
     * @param args not used
     * @throws IOException if a set cannot be read
     */
    public static void main(final String[] args) throws IOException {
        System.out.println("set  placement    costs  simulated s  CPU s  events per CPU s");
        for (final Set set : Set.values()) {
            for (final boolean partitioned : new boolean[] {true, false}) {
                for (final boolean charged : new boolean[] {false, true}) {
                    measure(set, partitioned, charged);
                }
            }
        }
    }

    private static void measure(final Set set, final boolean partitioned, final boolean charged) throws IOException {
        final MachineConfig machine = machine(set, partitioned, charged ? profileCosts() : noCosts());
        MachineRun.run(machine, 1, set.simulatedS * SECOND_NS / 10);
        final long beforeNs = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        MachineRun.run(machine, 1, set.simulatedS * SECOND_NS);
        final double cpuS = (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - beforeNs) / 1e9;
        final int events = partitioned ? set.eventsPartitioned : set.eventsGlobal;
        System.out.printf(
                Locale.ROOT,
                "%-4s %-12s %-5s %12d %6.2f %17.0f%n",
                set,
                partitioned ? "partitioned" : "global",
                charged ? "on" : "off",
                set.simulatedS,
                cpuS,
                events / EVENTS_IN * set.simulatedS / cpuS);
    }

    private static MachineConfig machine(final Set set, final boolean partitioned, final CostModel costs)
            throws IOException {
        final Topology topology = Topology.regular(1, set.cpus, 1, false);
        final List<TaskConfig> tasks = new ArrayList<>();
        for (final long[] row : rows(set)) {
            tasks.add(new TaskConfig(
                    "task" + tasks.size(),
                    "set",
                    new PeriodicWorkload(
                            row[0] * MICROSECOND_NS,
                            Optional.of(new Constant(row[1] * MICROSECOND_NS)),
                            0,
                            0,
                            MissedReleases.CATCH_UP),
                    SchedulingPolicy.FIFO,
                    priority(row[0]),
                    1024,
                    "",
                    partitioned ? CpuSet.of((int) row[3]) : topology.allCpus()));
        }
        return new MachineConfig(
                topology,
                new KernelConfig("6.1", KernelConfig.Preemption.RT, 250),
                costs,
                true,
                List.of(),
                topology.allCpus(),
                new DiskInterrupts(true, topology.allCpus()),
                tasks);
    }

    /**
     * Rate-monotonic among the 99 priorities of FIFO; tasks of equal periods, which the sets tell apart, are equal
     * here.
     */
    private static int priority(final long periodUs) {
        final int decade = 63 - Long.numberOfLeadingZeros(periodUs);
        return 99 - 3 * decade - (int) (periodUs * 3 >> decade) + 3;
    }

    /** Period and work in us, priority, CPU. */
    private static List<long[]> rows(final Set set) throws IOException {
        final List<long[]> rows = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(MachineRun.class.getResourceAsStream(set + ".csv"), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (Character.isDigit(line.charAt(0))) {
                    final String[] fields = line.split(",");
                    final long[] row = new long[fields.length];
                    for (int i = 0; i < row.length; i++) {
                        row[i] = Long.parseLong(fields[i].strip());
                    }
                    rows.add(row);
                }
            }
        }
        return rows;
    }

    private static CostModel profileCosts() {
        return Profiles.shipped("bm-prt").costs();
    }

    private static CostModel noCosts() {
        final Map<CostName, Cost> costs = new EnumMap<>(profileCosts().costs());
        costs.replaceAll((name, cost) -> new Cost(
                new Constant(name == CostName.SMT_THROUGHPUT ? 1 : 0),
                new Certificate("assumed: none", "2026-11", true)));
        return new CostModel("none", costs);
    }
}
