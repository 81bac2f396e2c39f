package dev.headroom.sched.linux.fair;

import dev.headroom.sched.SchedTask;
import dev.headroom.sched.linux.core.SchedulingDomains;
import dev.headroom.units.CpuSet;
import java.util.List;

/**
 * Where kernels before 5.5 put a fair task that is created or wakes up.
 *
 * <p>Design. A new task descends from the widest domain: at each level it stays in the local group unless another group
 * has clearly less load for its capacity, then takes the least loaded CPU of the chosen group and looks at the smaller
 * domains of that CPU. A woken task stays near: the waking CPU if that is not more loaded than the previous one
 * (wake-affine), else the previous one; from there an idle core, then an idle CPU, that shares the last-level cache is
 * preferred. A CPU without a domain keeps its tasks where they are.
 *
 * <p>Deviations. No {@code wake_wide}, no energy model, no search limits ({@code SIS_PROP}).
 *
 * <p>Source: {@code select_task_rq_fair}, {@code find_idlest_group}, {@code wake_affine} and
 * {@code select_idle_sibling} of Linux 4.4 to 4.9, read for the rules.
 */
final class EarlyPlacement implements FairPlacement {

    private final FairQueues queues;
    private final SchedulingDomains domains;

    EarlyPlacement(final FairQueues queues, final SchedulingDomains domains) {
        this.queues = queues;
        this.domains = domains;
    }

    @Override
    public int forkCpu(final SchedTask task, final int parentCpu) {
        int cpu = task.allowedCpus().contains(parentCpu)
                ? parentCpu
                : task.allowedCpus().first();
        final List<SchedulingDomains.Domain> levels = domains.of(cpu);
        int level = levels.size() - 1;
        int span = Integer.MAX_VALUE;
        while (level >= 0) {
            final SchedulingDomains.Domain domain = levelBelow(cpu, span);
            if (domain == null) {
                break;
            }
            final CpuSet group = idlestGroup(domain, task);
            if (group != null) {
                cpu = idlestCpu(group.and(task.allowedCpus()), cpu);
            }
            span = domain.span().size();
            level--;
        }
        return cpu;
    }

    /** The widest domain of a CPU that is narrower than a span. */
    private SchedulingDomains.Domain levelBelow(final int cpu, final int span) {
        SchedulingDomains.Domain widest = null;
        for (final SchedulingDomains.Domain domain : domains.of(cpu)) {
            if (domain.span().size() < span) {
                widest = domain;
            }
        }
        return widest;
    }

    /** The group to go to, or null to stay in the local one, which is the first. */
    private CpuSet idlestGroup(final SchedulingDomains.Domain domain, final SchedTask task) {
        final double localLoad = groupLoad(domain.groups().get(0));
        CpuSet idlest = null;
        double least = Double.MAX_VALUE;
        for (int i = 1; i < domain.groups().size(); i++) {
            final CpuSet group = domain.groups().get(i);
            if (group.intersects(task.allowedCpus())) {
                final double load = groupLoad(group);
                if (load < least) {
                    least = load;
                    idlest = group;
                }
            }
        }
        final double margin = 1.0 + (domain.imbalancePercent() - 100) / 200.0;
        final boolean localAllowed = domain.groups().get(0).intersects(task.allowedCpus());
        return idlest == null || localAllowed && localLoad < margin * least ? null : idlest;
    }

    private double groupLoad(final CpuSet group) {
        double load = 0;
        double capacity = 0;
        for (int cpu = group.first(); cpu >= 0; cpu = group.next(cpu)) {
            load += queues.runnableLoad(cpu);
            capacity += domains.capacity(cpu);
        }
        return load / capacity;
    }

    private int idlestCpu(final CpuSet candidates, final int here) {
        int best = candidates.first();
        double least = Double.MAX_VALUE;
        for (int cpu = candidates.first(); cpu >= 0; cpu = candidates.next(cpu)) {
            final double load = queues.cpus().isIdle(cpu) ? -1 : queues.runnableLoad(cpu);
            if (load < least || load == least && cpu == here) {
                least = load;
                best = cpu;
            }
        }
        return best;
    }

    @Override
    public int wakeCpu(final SchedTask task, final int wakingCpu, final boolean sync) {
        final int previous = task.allowedCpus().contains(task.cpu())
                ? task.cpu()
                : task.allowedCpus().first();
        if (domains.of(previous).isEmpty()) {
            return previous;
        }
        int target = previous;
        if (wakingCpu != previous
                && task.allowedCpus().contains(wakingCpu)
                && domains.of(wakingCpu).size() > 0
                && wakesAffine(task, wakingCpu, previous)) {
            target = wakingCpu;
        }
        return idleSibling(task, target, previous);
    }

    private boolean wakesAffine(final SchedTask task, final int wakingCpu, final int previous) {
        final double here = queues.runnableLoad(wakingCpu) + queues.taskLoad(task);
        final double there = queues.runnableLoad(previous);
        final int imbalance =
                domains.of(previous).get(domains.of(previous).size() - 1).imbalancePercent();
        return here * domains.capacity(previous)
                <= (1.0 + (imbalance - 100) / 200.0) * there * domains.capacity(wakingCpu);
    }

    private int idleSibling(final SchedTask task, final int target, final int previous) {
        if (queues.cpus().isIdle(target)) {
            return target;
        }
        final CpuSet mates = domains.cacheMates(target);
        if (previous != target && mates.contains(previous) && queues.cpus().isIdle(previous)) {
            return previous;
        }
        int idle = -1;
        int cpu = mates.next(target) < 0 ? mates.first() : mates.next(target);
        for (int i = 0; i < mates.size(); i++) {
            if (task.allowedCpus().contains(cpu) && queues.cpus().isIdle(cpu)) {
                if (queues.cpus().isCoreIdle(cpu)) {
                    return cpu;
                }
                idle = idle < 0 ? cpu : idle;
            }
            final int next = mates.next(cpu);
            cpu = next < 0 ? mates.first() : next;
        }
        return idle < 0 ? target : idle;
    }
}
