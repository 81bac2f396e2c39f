package dev.headroom.sched.linux.fair;

import dev.headroom.sched.linux.core.CpuMask;
import dev.headroom.sched.linux.core.KernelVersion;
import dev.headroom.units.CpuSet;
import java.util.List;

/**
 * Finds the group of a domain from which a CPU should take tasks, and how many.
 *
 * <p>Design. All groups are classified; the one of the most urgent type is the busiest, among equals that with more
 * load, or fewer idle CPUs. Only between overloaded groups is it a matter of load; towards a group with spare capacity
 * tasks are counted, inside of a shared cache, or their use is measured, beyond it.
 *
 * <p>Deviations. No NUMA, no asymmetric capacities, no packing; hyperthreads that share a core are told from others by
 * the preference for sibling domains only.
 *
 * <p>Source: {@code update_sd_lb_stats}, {@code find_busiest_group} and {@code calculate_imbalance} of Linux 5.5 to
 * 6.12, read for the rules.
 */
final class BusiestGroup {

    /** What the imbalance counts. */
    enum Unit {
        LOAD,
        USE,
        TASKS
    }

    private final FairQueues queues;
    private final CpuConditions conditions;
    /** Whether a task that urgent ones disturb is looked for, from 6.0 on. */
    private final boolean findsMisfits;
    /** Whether only idle CPUs even out siblings, from 6.6 on. */
    private final boolean idleEvensSiblings;

    private final GroupStats local = new GroupStats();
    private GroupStats busiest = new GroupStats();
    private GroupStats candidate = new GroupStats();
    /** By the first CPU of a group and its level: whether tasks' affinities kept it from being balanced inside. */
    private final boolean[][] imbalanced;

    private CpuMask excluded;
    private CpuSet group;
    private long totalLoad;
    private long totalCapacity;
    private long totalUse;

    /** How much to move. */
    long imbalance;
    /** See {@link #imbalance}. */
    Unit unit;

    BusiestGroup(final FairQueues queues, final CpuConditions conditions, final KernelVersion version) {
        this.queues = queues;
        this.conditions = conditions;
        findsMisfits = version.isAtLeast(6, 0);
        idleEvensSiblings = version.isAtLeast(6, 6);
        imbalanced = new boolean[queues.cpus().cpus()][4];
    }

    /** Marks the group of a CPU's domain in the domain above, or takes the mark away. */
    void setImbalanced(final DomainState inner, final boolean marked) {
        if (!inner.top) {
            imbalanced[inner.domain.span().first()][inner.level + 1] = marked;
        }
    }

    /** Returns the group to take tasks from, null if the domain is balanced; tasks of some CPUs do not count. */
    CpuSet find(final DomainState state, final int cpu, final IdleKind idle, final CpuMask without) {
        excluded = without;
        look(state, cpu, idle);
        imbalance = 0;
        if (group == null) {
            return null;
        }
        if (busiest.type != GroupStats.Type.MISFIT
                && busiest.type != GroupStats.Type.IMBALANCED
                && isBalanced(state, idle)) {
            return null;
        }
        measure(state, idle);
        return imbalance > 0 ? group : null;
    }

    private void look(final DomainState state, final int cpu, final IdleKind idle) {
        final List<CpuSet> groups = state.domain.groups();
        group = null;
        totalLoad = 0;
        totalCapacity = 0;
        totalUse = 0;
        boolean overloaded = false;
        for (int i = 0; i < groups.size(); i++) {
            final GroupStats stats = i == 0 ? local : candidate;
            collect(stats, groups.get(i), state, i > 0 && idle != IdleKind.BUSY);
            totalLoad += stats.load;
            totalCapacity += stats.capacity;
            totalUse += stats.use;
            overloaded |= stats.overloaded;
            if (i > 0 && isBusiest(stats)) {
                group = groups.get(i);
                candidate = busiest;
                busiest = stats;
            }
        }
        if (state.top) {
            conditions.setOverloaded(cpu, overloaded);
        }
        if (idle != IdleKind.NEWLY_IDLE) {
            conditions.sawUse(state.domain.span(), totalUse, state.imbalancePercent);
        }
    }

    private void collect(
            final GroupStats stats, final CpuSet cpus, final DomainState state, final boolean mayHaveMisfit) {
        stats.clear();
        for (int cpu = cpus.first(); cpu >= 0; cpu = cpus.next(cpu)) {
            if (excluded.contains(cpu)) {
                stats.addCapacity(conditions, cpu);
                continue;
            }
            stats.add(queues, conditions, cpu);
            if (findsMisfits
                    && mayHaveMisfit
                    && conditions.fairTasks(cpu) == 1
                    && conditions.isReduced(cpu, state.imbalancePercent)) {
                stats.misfitLoad = Math.max(stats.misfitLoad, queues.load(cpu));
            }
        }
        stats.classify(state.imbalancePercent, imbalanced[cpus.first()][state.level]);
        if (stats.type == GroupStats.Type.OVERLOADED) {
            stats.averageLoad = stats.loadForCapacity();
        }
    }

    private boolean isBusiest(final GroupStats stats) {
        if (stats.tasks == 0) {
            return false;
        }
        if (group == null) {
            return true;
        }
        return stats.type == busiest.type ? stats.isBusierThan(busiest) : stats.type.compareTo(busiest.type) > 0;
    }

    private boolean isBalanced(final DomainState state, final IdleKind idle) {
        if (local.type.compareTo(busiest.type) > 0) {
            return true;
        }
        if (local.type == GroupStats.Type.OVERLOADED
                && (local.averageLoad >= busiest.averageLoad
                        || local.averageLoad >= averageLoad()
                        || 100 * busiest.averageLoad <= state.imbalancePercent * local.averageLoad)) {
            return true;
        }
        if (state.level > 0 && local.type == GroupStats.Type.SPARE && siblingImbalance(idle) > 1) {
            return false;
        }
        return busiest.type != GroupStats.Type.OVERLOADED
                && (idle == IdleKind.BUSY
                        || busiest.cpus > 1 && local.idleCpus <= busiest.idleCpus + 1
                        || busiest.tasks == 1);
    }

    private long averageLoad() {
        return totalLoad * FairAverage.FULL / totalCapacity;
    }

    private long siblingImbalance(final IdleKind idle) {
        return idleEvensSiblings && idle == IdleKind.BUSY ? 0 : Math.max(0, busiest.running - local.running);
    }

    private void measure(final DomainState state, final IdleKind idle) {
        if (busiest.type == GroupStats.Type.MISFIT) {
            unit = Unit.LOAD;
            imbalance = busiest.misfitLoad;
        } else if (busiest.type == GroupStats.Type.IMBALANCED) {
            unit = Unit.TASKS;
            imbalance = 1;
        } else if (local.type == GroupStats.Type.SPARE) {
            fillSpare(state, idle);
        } else {
            evenLoad();
        }
    }

    private void fillSpare(final DomainState state, final IdleKind idle) {
        if (busiest.type == GroupStats.Type.OVERLOADED && !state.sharesCache) {
            unit = Unit.USE;
            imbalance = Math.max(0, local.capacity - local.use);
            if (idle != IdleKind.BUSY && imbalance == 0) {
                unit = Unit.TASKS;
                imbalance = 1;
            }
            return;
        }
        unit = Unit.TASKS;
        final long difference = busiest.cpus == 1 || state.level > 0
                ? siblingImbalance(idle)
                : Math.max(0, local.idleCpus - busiest.idleCpus);
        imbalance = difference / 2;
    }

    private void evenLoad() {
        unit = Unit.LOAD;
        if (local.type != GroupStats.Type.OVERLOADED) {
            local.averageLoad = local.loadForCapacity();
            if (local.averageLoad >= busiest.averageLoad || local.averageLoad >= averageLoad()) {
                return;
            }
        }
        final long average = averageLoad();
        imbalance = Math.min(
                        (busiest.averageLoad - average) * busiest.capacity,
                        (average - local.averageLoad) * local.capacity)
                / FairAverage.FULL;
    }
}
