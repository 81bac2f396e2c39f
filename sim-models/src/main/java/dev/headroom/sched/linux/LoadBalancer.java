package dev.headroom.sched.linux;

import dev.headroom.sched.SchedTask;
import dev.headroom.units.CpuSet;
import java.util.List;

/**
 * Pulls waiting fair tasks towards CPUs with less load.
 *
 * <p>Design. For each domain of a CPU, from small to large: find the group with the most load for its capacity; if it
 * exceeds the local group by more than the tolerated imbalance (an idle CPU tolerates none as long as the other CPU has
 * waiting tasks), take from its most loaded CPU waiting tasks that may run here until half the difference is moved. A
 * busy CPU looks at a domain every (number of its CPUs) ms times 32, an idle one every (number of its CPUs) ms; only
 * the first idle CPU, or else the first CPU, of the local group pulls for the group.
 *
 * <p>Deviations. No active balancing of a running task, no cache-hot test, no NUMA preferences; imbalance is the
 * average load difference only.
 *
 * <p>Source: {@code load_balance} and {@code rebalance_domains} of Linux 4.x, read for the rules.
 */
final class LoadBalancer {

    private static final long MILLISECOND_NS = 1_000_000L;
    private static final int BUSY_FACTOR = 32;
    /** A domain is looked at no more seldom than this, whatever its size. */
    private static final int MAX_TASKS_MOVED = 32;

    private final LinuxRunQueues queues;
    private final SchedulingDomains domains;
    private final long[][] nextBalanceNs;

    LoadBalancer(final LinuxRunQueues queues, final SchedulingDomains domains) {
        this.queues = queues;
        this.domains = domains;
        nextBalanceNs = new long[queues.cpus()][4];
    }

    int balance(final int cpu, final boolean idle, final long nowNs) {
        int moved = 0;
        final List<SchedulingDomains.Domain> levels = domains.of(cpu);
        for (int level = 0; level < levels.size() && !(idle && moved > 0); level++) {
            final SchedulingDomains.Domain domain = levels.get(level);
            if (nowNs < nextBalanceNs[cpu][level] && !idle) {
                continue;
            }
            nextBalanceNs[cpu][level] = nowNs + domain.span().size() * MILLISECOND_NS * (idle ? 1 : BUSY_FACTOR);
            if (idle || pullsForGroup(cpu, domain)) {
                moved += pull(cpu, domain, idle, nowNs);
            }
        }
        return moved;
    }

    private boolean pullsForGroup(final int cpu, final SchedulingDomains.Domain domain) {
        final CpuSet group = domain.groups().get(0);
        for (int other = group.first(); other >= 0; other = group.next(other)) {
            if (queues.isIdle(other)) {
                return other == cpu;
            }
        }
        return group.first() == cpu;
    }

    private int pull(final int cpu, final SchedulingDomains.Domain domain, final boolean idle, final long nowNs) {
        final double localLoad = average(domain.groups().get(0), nowNs);
        CpuSet busiestGroup = null;
        double busiestLoad = localLoad;
        for (int i = 1; i < domain.groups().size(); i++) {
            final double load = average(domain.groups().get(i), nowNs);
            if (load > busiestLoad) {
                busiestLoad = load;
                busiestGroup = domain.groups().get(i);
            }
        }
        if (busiestGroup == null || !idle && busiestLoad * 100 <= localLoad * domain.imbalancePercent()) {
            return 0;
        }
        final int busiest = busiestCpu(busiestGroup, cpu, nowNs);
        if (busiest < 0) {
            return 0;
        }
        final double capacity = domains.capacity(cpu);
        final double imbalance = Math.max((busiestLoad - localLoad) / 2 * capacity, idle ? 1 : 0);
        return moveTasks(busiest, cpu, imbalance, idle, nowNs);
    }

    private int busiestCpu(final CpuSet group, final int target, final long nowNs) {
        int busiest = -1;
        double most = 0;
        for (int cpu = group.first(); cpu >= 0; cpu = group.next(cpu)) {
            if (cpu != target && queues.of(cpu).fair.waiting().size() > 0) {
                final double load = queues.load(cpu, nowNs) / domains.capacity(cpu);
                if (load > most) {
                    most = load;
                    busiest = cpu;
                }
            }
        }
        return busiest;
    }

    private int moveTasks(final int from, final int to, final double imbalance, final boolean idle, final long nowNs) {
        final FairRunQueue source = queues.of(from).fair;
        double left = imbalance;
        int moved = 0;
        for (int i = source.waiting().size() - 1; i >= 0 && left > 0 && moved < MAX_TASKS_MOVED; i--) {
            final SchedTask task = source.waiting().get(i);
            if (!task.allowedCpus().contains(to)) {
                continue;
            }
            final double load = LoadAverage.load(task, nowNs);
            if (!idle && load / 2 > left) {
                continue;
            }
            left -= load;
            moved++;
            migrate(task, from, to);
            if (idle) {
                break;
            }
        }
        return moved;
    }

    private void migrate(final SchedTask task, final int from, final int to) {
        queues.of(from).fair.removeWaiting(task);
        queues.of(from).fair.depart(task);
        queues.of(to).fair.arrive(task);
        task.placedOn(to);
        queues.of(to).fair.enqueue(task, dev.headroom.sched.WakeKind.WAKE_UP, true);
    }

    private double average(final CpuSet group, final long nowNs) {
        double load = 0;
        double capacity = 0;
        for (int cpu = group.first(); cpu >= 0; cpu = group.next(cpu)) {
            load += queues.load(cpu, nowNs);
            capacity += domains.capacity(cpu);
        }
        return load / capacity;
    }
}
