package dev.headroom.sched.linux.fair;

import dev.headroom.sched.SchedTask;
import dev.headroom.sched.linux.core.SchedulingDomains;
import dev.headroom.units.CpuSet;
import java.util.List;

/**
 * Where kernels from 5.5 on put a new task.
 *
 * <p>Design. From the widest domain down: the idlest group by its type (spare capacity, fully busy, overloaded), then
 * by idle CPUs or load; the task stays in the local group unless another one is clearly better. In the group it goes to
 * the CPU that became idle last, else to the one with the least load, and then looks at the smaller domains there.
 *
 * <p>Deviations. No NUMA domains, no idle states of different depth.
 *
 * <p>Source: {@code find_idlest_cpu}, {@code find_idlest_group}, {@code update_pick_idlest} of Linux 5.5 to 6.12, read
 * for the rules.
 */
final class ForkPlacement {

    private final FairQueues queues;
    private final SchedulingDomains domains;
    private final CpuConditions conditions;
    private GroupStats local = new GroupStats();
    private GroupStats idlest = new GroupStats();
    private GroupStats candidate = new GroupStats();

    ForkPlacement(final FairQueues queues, final SchedulingDomains domains, final CpuConditions conditions) {
        this.queues = queues;
        this.domains = domains;
        this.conditions = conditions;
    }

    int cpuFor(final SchedTask task, final int parentCpu) {
        final CpuSet allowed = task.allowedCpus();
        int cpu = allowed.contains(parentCpu) ? parentCpu : allowed.first();
        SchedulingDomains.Domain domain = widestBelow(cpu, Integer.MAX_VALUE);
        while (domain != null) {
            if (domain.span().intersects(allowed)) {
                final CpuSet group = idlestGroup(domain, allowed);
                cpu = group == null ? cpu : idlestCpu(group, allowed, cpu);
            }
            domain = widestBelow(cpu, domain.span().size());
        }
        return cpu;
    }

    private SchedulingDomains.Domain widestBelow(final int cpu, final int span) {
        final List<SchedulingDomains.Domain> levels = domains.of(cpu);
        for (int level = levels.size() - 1; level >= 0; level--) {
            if (levels.get(level).span().size() < span) {
                return levels.get(level);
            }
        }
        return null;
    }

    /** The group to go to, null for the local one. */
    private CpuSet idlestGroup(final SchedulingDomains.Domain domain, final CpuSet allowed) {
        final int percent = DomainState.imbalancePercent(domain);
        CpuSet found = null;
        boolean hasLocal = false;
        for (int i = 0; i < domain.groups().size(); i++) {
            final CpuSet group = domain.groups().get(i);
            if (!group.intersects(allowed)) {
                continue;
            }
            if (i == 0) {
                hasLocal = true;
                local.collect(queues, conditions, group, percent);
                continue;
            }
            candidate.collect(queues, conditions, group, percent);
            if (found == null || candidate.isIdlerThan(idlest)) {
                found = group;
                final GroupStats spare = idlest;
                idlest = candidate;
                candidate = spare;
            }
        }
        return found == null || hasLocal && staysLocal(percent) ? null : found;
    }

    private boolean staysLocal(final int percent) {
        if (local.type != idlest.type) {
            return local.type.compareTo(idlest.type) < 0;
        }
        if (local.type == GroupStats.Type.SPARE) {
            return local.idleCpus >= idlest.idleCpus;
        }
        final long tolerated = (long) FairAverage.FULL * (percent - 100) / 100;
        return idlest.averageLoad >= local.averageLoad + tolerated
                || 100 * local.averageLoad <= percent * idlest.averageLoad;
    }

    private int idlestCpu(final CpuSet group, final CpuSet allowed, final int here) {
        if (group.size() == 1) {
            return group.first();
        }
        int lastIdle = -1;
        long lastIdleNs = -1;
        int leastLoaded = here;
        long leastLoad = Long.MAX_VALUE;
        for (int cpu = group.first(); cpu >= 0; cpu = group.next(cpu)) {
            if (!allowed.contains(cpu)) {
                continue;
            }
            if (conditions.isIdle(cpu)) {
                if (lastIdle < 0 || conditions.idleSinceNs(cpu) > lastIdleNs) {
                    lastIdleNs = conditions.idleSinceNs(cpu);
                    lastIdle = cpu;
                }
            } else if (conditions.givesWay(cpu)) {
                return cpu;
            } else if (queues.load(cpu) < leastLoad) {
                leastLoad = queues.load(cpu);
                leastLoaded = cpu;
            }
        }
        return lastIdle >= 0 ? lastIdle : leastLoaded;
    }
}
