package dev.headroom.sched.linux.fair;

import dev.headroom.sched.SchedTask;
import dev.headroom.sched.linux.core.SchedulingDomains;
import dev.headroom.units.CpuSet;
import java.util.List;

/**
 * Pulls waiting fair tasks towards CPUs with less load, as kernels before 5.5 do.
 *
 * <p>Design. For each domain of a CPU, from small to large: find the group with the most load for its capacity; if it
 * exceeds the local group by more than the tolerated imbalance (an idle CPU tolerates none as long as the other CPU has
 * waiting tasks), take from its most loaded CPU waiting tasks until neither group is further from the average than the
 * other. Tasks that may not run on the pulling CPU go to another CPU of its group. A task that woke and has not run yet
 * counts as cache-hot (the kernel's next buddy) and goes only to an idle CPU. A busy CPU looks at a domain every
 * (number of its CPUs) ms times 32, an idle one whenever it is asked; only the first idle CPU, or else the first CPU,
 * of the local group pulls for the group.
 *
 * <p>Deviations. In the kernel an idle CPU looks every (number of its CPUs) ms, which matters with ticks of less than
 * that. No active balancing of a running task, no further cache-hot test, no NUMA preferences; imbalance is the average
 * load difference only.
 *
 * <p>Source: {@code load_balance} and {@code rebalance_domains} of Linux 4.x, read for the rules.
 */
final class EarlyBalancer implements LoadBalancer {

    private static final long MILLISECOND_NS = 1_000_000L;
    private static final int BUSY_FACTOR = 32;
    /** {@code sched_nr_migrate}: tasks moved in one go. */
    private static final int MAX_TASKS_MOVED = 32;

    private final FairQueues queues;
    private final SchedulingDomains domains;
    private final long[][] nextBalanceNs;

    EarlyBalancer(final FairQueues queues, final SchedulingDomains domains) {
        this.queues = queues;
        this.domains = domains;
        nextBalanceNs = new long[queues.cpus().cpus()][4];
    }

    @Override
    public int balance(final int cpu, final boolean idle, final long nowNs) {
        int moved = 0;
        final List<SchedulingDomains.Domain> levels = domains.of(cpu);
        for (int level = 0; level < levels.size() && !(idle && moved > 0); level++) {
            final SchedulingDomains.Domain domain = levels.get(level);
            if (nowNs < nextBalanceNs[cpu][level] && !idle) {
                continue;
            }
            nextBalanceNs[cpu][level] = nowNs + domain.span().size() * MILLISECOND_NS * (idle ? 1 : BUSY_FACTOR);
            if (idle || pullsForGroup(cpu, domain)) {
                moved += pull(cpu, domain, idle);
            }
        }
        return moved;
    }

    @Override
    public void newlyIdle(final int cpu, final long nowNs) {
        balance(cpu, true, nowNs);
    }

    private boolean pullsForGroup(final int cpu, final SchedulingDomains.Domain domain) {
        final CpuSet group = domain.groups().get(0);
        for (int other = group.first(); other >= 0; other = group.next(other)) {
            if (queues.cpus().isIdle(other)) {
                return other == cpu;
            }
        }
        return group.first() == cpu;
    }

    private int pull(final int cpu, final SchedulingDomains.Domain domain, final boolean idle) {
        final CpuSet localGroup = domain.groups().get(0);
        final double localLoad = average(localGroup);
        CpuSet busiestGroup = null;
        double busiestLoad = localLoad;
        for (int i = 1; i < domain.groups().size(); i++) {
            final double load = average(domain.groups().get(i));
            if (load > busiestLoad) {
                busiestLoad = load;
                busiestGroup = domain.groups().get(i);
            }
        }
        final boolean imbalanced = busiestLoad * 100 > localLoad * domain.imbalancePercent();
        if (busiestGroup == null || !idle && !imbalanced) {
            return 0;
        }
        final int busiest = busiestCpu(busiestGroup, cpu);
        if (busiest < 0) {
            return 0;
        }
        final double mean = average(domain.span());
        final double imbalance = imbalanced
                ? Math.min((busiestLoad - mean) * capacity(busiestGroup), (mean - localLoad) * capacity(localGroup))
                : 0;
        return moveTasks(busiest, cpu, localGroup, imbalance, idle);
    }

    private int busiestCpu(final CpuSet group, final int target) {
        int busiest = -1;
        double most = 0;
        for (int cpu = group.first(); cpu >= 0; cpu = group.next(cpu)) {
            if (cpu != target && queues.hasWaiting(cpu)) {
                final double load = queues.runnableLoad(cpu) / domains.capacity(cpu);
                if (load > most) {
                    most = load;
                    busiest = cpu;
                }
            }
        }
        return busiest;
    }

    /**
     * Moves waiting tasks. An idle CPU takes one whatever the imbalance; tasks that may not run on it go to another CPU
     * of its group, as far as the imbalance allows.
     *
     * @return how many tasks came to the CPU itself
     */
    private int moveTasks(
            final int from, final int to, final CpuSet localGroup, final double imbalance, final boolean idle) {
        final List<SchedTask> waiting = queues.waiting(from);
        double left = imbalance;
        int moved = 0;
        for (int i = waiting.size() - 1; i >= 0 && moved < MAX_TASKS_MOVED; i--) {
            final SchedTask task = waiting.get(i);
            final boolean here = task.allowedCpus().contains(to);
            final int target = here ? to : localGroup.and(task.allowedCpus()).first();
            final double load = queues.taskLoad(task);
            if (target < 0
                    || queues.isFreshlyWoken(task) && !(here && idle)
                    || !(here && idle && moved == 0) && load / 2 > left) {
                continue;
            }
            left -= load;
            queues.move(task, target);
            moved += here ? 1 : 0;
            if (left <= 0) {
                break;
            }
        }
        return moved;
    }

    private double capacity(final CpuSet group) {
        double capacity = 0;
        for (int cpu = group.first(); cpu >= 0; cpu = group.next(cpu)) {
            capacity += domains.capacity(cpu);
        }
        return capacity;
    }

    private double average(final CpuSet group) {
        double load = 0;
        for (int cpu = group.first(); cpu >= 0; cpu = group.next(cpu)) {
            load += queues.runnableLoad(cpu);
        }
        return load / capacity(group);
    }
}
