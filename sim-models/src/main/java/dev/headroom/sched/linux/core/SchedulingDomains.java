package dev.headroom.sched.linux.core;

import dev.headroom.topology.Topology;
import dev.headroom.units.CpuSet;
import java.util.ArrayList;
import java.util.List;

/**
 * The scheduling domains of each CPU: nested spans (hyperthreads, last-level cache, whole machine), each divided into
 * groups, the spans of the level below.
 *
 * <p>Domains are built over the partitions that cpusets leave: with {@code sched_load_balance} on in the root one
 * partition holds all CPUs; with it off each balanced cpuset is a partition of its own and every other CPU has no
 * domain at all. Levels that add no CPU are left out, as the kernel drops degenerate ones.
 *
 * <p>Source: Documentation/scheduler/sched-domains and {@code build_sched_domains} of Linux 4.x, read for the rules.
 */
public final class SchedulingDomains {

    /** Capacity of a CPU alone on its core, {@code SCHED_CAPACITY_SCALE}. */
    private static final double FULL_CAPACITY = 1024.0;
    /**
     * Capacity of a core with two busy hyperthreads: {@code smt_gain}, which went in 5.1 and is used up to 5.4 here.
     */
    private static final double SMT_GAIN = 1178.0;

    /** Levels with the imbalance in percent that is tolerated, as the kernel's topology initialisers set it. */
    private enum Level {
        SMT(110),
        CACHE(117),
        NUMA(125);

        private final int imbalancePercent;

        Level(final int imbalancePercent) {
            this.imbalancePercent = imbalancePercent;
        }
    }

    /**
     * One level of one CPU.
     *
     * @param span all CPUs of the domain
     * @param groups its parts, the group of the CPU itself first, then ascending from there
     * @param imbalancePercent tolerated imbalance, such as 117
     */
    public record Domain(CpuSet span, List<CpuSet> groups, int imbalancePercent) {}

    private final List<List<Domain>> domainsOfCpu = new ArrayList<>();
    private final CpuSet[] cacheOfCpu;
    private final CpuSet[] rootOfCpu;
    private final double[] capacity;

    /**
     * Builds the domains.
     *
     * @param topology the CPUs
     * @param partitions disjoint CPU sets in which load is balanced; CPUs outside have no domain
     */
    public SchedulingDomains(final Topology topology, final List<CpuSet> partitions) {
        cacheOfCpu = new CpuSet[topology.cpus()];
        rootOfCpu = new CpuSet[topology.cpus()];
        capacity = new double[topology.cpus()];
        CpuSet rest = topology.allCpus();
        for (final CpuSet partition : partitions) {
            rest = rest.minus(partition);
        }
        for (int cpu = 0; cpu < topology.cpus(); cpu++) {
            CpuSet partition = CpuSet.none();
            for (final CpuSet candidate : partitions) {
                partition = candidate.contains(cpu) ? candidate : partition;
            }
            rootOfCpu[cpu] = partition.isEmpty() ? rest : partition;
            cacheOfCpu[cpu] = topology.cacheCpus(cpu).and(partition);
            final int threads = topology.coreCpus(cpu).and(partition).size();
            capacity[cpu] = threads == 2 ? SMT_GAIN / 2 : FULL_CAPACITY;
            domainsOfCpu.add(build(topology, partition, cpu));
        }
    }

    private static List<Domain> build(final Topology topology, final CpuSet partition, final int cpu) {
        final List<Domain> levels = new ArrayList<>();
        CpuSet below = CpuSet.of(cpu);
        for (final Level level : Level.values()) {
            final CpuSet span = span(topology, partition, level, cpu);
            if (span.size() > below.size()) {
                levels.add(new Domain(span, groups(topology, partition, span, cpu, level), level.imbalancePercent));
                below = span;
            }
        }
        return levels;
    }

    private static CpuSet span(final Topology topology, final CpuSet partition, final Level level, final int cpu) {
        return switch (level) {
            case SMT -> topology.coreCpus(cpu).and(partition);
            case CACHE -> topology.cacheCpus(cpu).and(partition);
            case NUMA -> partition;
        };
    }

    private static List<CpuSet> groups(
            final Topology topology, final CpuSet partition, final CpuSet span, final int cpu, final Level level) {
        final List<CpuSet> groups = new ArrayList<>();
        CpuSet covered = CpuSet.none();
        int candidate = cpu;
        for (int i = 0; i < span.size(); i++) {
            if (!covered.contains(candidate)) {
                final CpuSet group = level == Level.SMT
                        ? CpuSet.of(candidate)
                        : span(topology, partition, Level.values()[level.ordinal() - 1], candidate);
                groups.add(group);
                covered = covered.or(group);
            }
            final int next = span.next(candidate);
            candidate = next < 0 ? span.first() : next;
        }
        return List.copyOf(groups);
    }

    /** Returns the domains of a CPU, smallest first; empty when it takes part in no balancing. */
    public List<Domain> of(final int cpu) {
        return domainsOfCpu.get(cpu);
    }

    /**
     * Returns the CPUs of the root domain of a CPU, itself included: those of its partition. All CPUs outside of
     * partitions have one root domain together ({@code def_root_domain}). Real-time and DEADLINE tasks move inside it.
     */
    public CpuSet rootDomain(final int cpu) {
        return rootOfCpu[cpu];
    }

    /** Returns the CPUs of the domain that share the last-level cache of a CPU. */
    public CpuSet cacheMates(final int cpu) {
        return cacheOfCpu[cpu];
    }

    /** Returns the compute capacity of a CPU, 1024 for one alone on its core. */
    public double capacity(final int cpu) {
        return capacity[cpu];
    }
}
