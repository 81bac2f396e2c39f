package dev.headroom.sched.linux.fair;

import dev.headroom.sched.SchedTask;
import dev.headroom.sched.linux.core.KernelVersion;
import dev.headroom.sched.linux.core.SchedulingDomains;
import dev.headroom.units.CpuSet;
import java.util.Arrays;
import java.util.List;

/**
 * Where kernels from 5.5 on put a fair task that wakes up.
 *
 * <p>Design. First the waking or the previous CPU: an idle one wins; else the waking CPU if it would have less load for
 * its capacity, the previous one having a bonus. A waker that serves many tasks pulls none; one that is about to sleep
 * is not counted. From the winner an idle CPU is looked for among those that share its cache: the winner itself, the
 * previous one, the one before that, an idle core, then idle CPUs in order, but only as many as the use of all of them
 * lets hope for.
 *
 * <p>Deviations. No preference of the waker's CPU when it is a thread bound to it; no energy model, no clusters. Before
 * 5.19 every CPU that shares the cache is looked at.
 *
 * <p>Source: {@code select_task_rq_fair}, {@code wake_affine}, {@code select_idle_sibling} of Linux 5.5 to 6.12, read
 * for the rules.
 */
final class WakePlacement implements FairPlacement {

    private static final int NONE = -1;

    private final FairQueues queues;
    private final SchedulingDomains domains;
    private final CpuConditions conditions;
    private final ForkPlacement forks;
    private final Wakers wakers;
    private final boolean limitsScan;
    private int[] recentCpu = new int[16];

    WakePlacement(
            final FairQueues queues,
            final SchedulingDomains domains,
            final CpuConditions conditions,
            final KernelVersion version) {
        this.queues = queues;
        this.domains = domains;
        this.conditions = conditions;
        forks = new ForkPlacement(queues, domains, conditions);
        wakers = new Wakers(queues.cpus().cpus());
        limitsScan = version.isAtLeast(5, 19);
        Arrays.fill(recentCpu, NONE);
    }

    @Override
    public int forkCpu(final SchedTask task, final int parentCpu) {
        return forks.cpuFor(task, parentCpu);
    }

    @Override
    public int wakeCpu(final SchedTask task, final int wakingCpu, final boolean sync) {
        final int previous = task.allowedCpus().contains(task.cpu())
                ? task.cpu()
                : task.allowedCpus().first();
        if (!task.isMigratable() || domains.of(previous).isEmpty()) {
            return previous;
        }
        final SchedTask waker = queues.cpus().of(wakingCpu).current;
        wakers.wakes(waker, wakingCpu, task, queues.nowNs());
        int target = previous;
        if (wakingCpu != previous
                && task.allowedCpus().contains(wakingCpu)
                && !wakers.spread(waker, wakingCpu, task, mates(wakingCpu))) {
            target = affine(task, wakingCpu, previous, sync ? waker : null);
        }
        return idleSibling(task, target, previous);
    }

    private int mates(final int cpu) {
        return Math.max(1, domains.cacheMates(cpu).size());
    }

    /** The waking or the previous CPU; a waker that is about to sleep is not counted. */
    private int affine(final SchedTask task, final int waking, final int previous, final SchedTask leaving) {
        final SchedulingDomains.Domain common = commonDomain(waking, previous);
        if (common == null) {
            return previous;
        }
        if (conditions.isIdle(waking) && domains.cacheMates(waking).contains(previous)) {
            return conditions.isIdle(previous) ? previous : waking;
        }
        if (leaving != null && queues.cpus().of(waking).runnable() == 1) {
            return waking;
        }
        if (conditions.isIdle(previous)) {
            return previous;
        }
        final long load = queues.hierarchicalLoad(task);
        final long others = queues.load(waking) - (leaving == null ? 0 : queues.hierarchicalLoad(leaving));
        if (others < 0) {
            return waking;
        }
        final long here = (others + load) * 100 * conditions.capacity(previous);
        final long bonus = (DomainState.imbalancePercent(common) - 100) / 2;
        final long there = (queues.load(previous) - load) * (100 + bonus) * conditions.capacity(waking);
        return here < there || leaving != null && here == there ? waking : previous;
    }

    private SchedulingDomains.Domain commonDomain(final int one, final int other) {
        final List<SchedulingDomains.Domain> levels = domains.of(one);
        for (int level = 0; level < levels.size(); level++) {
            if (levels.get(level).span().contains(other)) {
                return levels.get(level);
            }
        }
        return null;
    }

    private int idleSibling(final SchedTask task, final int target, final int previous) {
        if (conditions.givesWay(target)) {
            return target;
        }
        final CpuSet mates = domains.cacheMates(target);
        if (previous != target && mates.contains(previous) && conditions.givesWay(previous)) {
            return previous;
        }
        final int recent = exchangeRecent(task, previous);
        if (recent != previous
                && recent != target
                && mates.contains(recent)
                && conditions.givesWay(recent)
                && task.allowedCpus().contains(recent)) {
            return recent;
        }
        final int idle = idleMate(task, target, previous, mates);
        return idle == NONE ? target : idle;
    }

    /** Returns the CPU of the wake-up before the last and remembers that of the last. */
    private int exchangeRecent(final SchedTask task, final int previous) {
        if (task.id() >= recentCpu.length) {
            final int old = recentCpu.length;
            recentCpu = Arrays.copyOf(recentCpu, Math.max(task.id() + 1, 2 * old));
            Arrays.fill(recentCpu, old, recentCpu.length, NONE);
        }
        final int recent = recentCpu[task.id()];
        recentCpu[task.id()] = previous;
        return recent;
    }

    private int idleMate(final SchedTask task, final int target, final int previous, final CpuSet mates) {
        final boolean hyperthreads = queues.cpus().sibling(target) >= 0;
        final boolean idleCores = hyperthreads && hasIdleCore(mates);
        if (hyperthreads && !idleCores && mates.contains(previous)) {
            final int sibling = queues.cpus().sibling(previous);
            if (sibling >= 0
                    && task.allowedCpus().contains(sibling)
                    && mates.contains(sibling)
                    && conditions.givesWay(sibling)) {
                return sibling;
            }
        }
        return scan(task, target, mates, idleCores);
    }

    private boolean hasIdleCore(final CpuSet mates) {
        for (int cpu = mates.first(); cpu >= 0; cpu = mates.next(cpu)) {
            if (conditions.isCoreIdle(cpu)) {
                return true;
            }
        }
        return false;
    }

    /** Looks at CPUs from the one behind the target on; for an idle core at all, for an idle CPU at a few. */
    private int scan(final SchedTask task, final int target, final CpuSet mates, final boolean idleCores) {
        int left = limitsScan ? conditions.idleScan(target) : mates.size();
        if (left == 0) {
            return NONE;
        }
        int idle = NONE;
        int cpu = target;
        for (int i = 0; i < mates.size(); i++) {
            cpu = mates.next(cpu) < 0 ? mates.first() : mates.next(cpu);
            if (!task.allowedCpus().contains(cpu)) {
                continue;
            }
            if (idleCores) {
                if (conditions.isCoreIdle(cpu)) {
                    return cpu;
                }
                idle = idle == NONE && conditions.givesWay(cpu) ? cpu : idle;
            } else {
                if (left-- == 0) {
                    return NONE;
                }
                if (conditions.givesWay(cpu)) {
                    return cpu;
                }
            }
        }
        return idle;
    }
}
