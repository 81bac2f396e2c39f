package dev.headroom.sched.linux.fair;

import dev.headroom.sched.linux.core.CpuQueues;
import dev.headroom.sched.linux.core.KernelVersion;
import dev.headroom.sched.linux.core.SchedulingDomains;
import dev.headroom.units.CpuSet;
import java.util.Arrays;

/**
 * What placement and balancing from 5.5 on know of each CPU beside its queues.
 *
 * <p>Design. Capacity is what classes above the fair one leave: their share of time is averaged like that of tasks, and
 * a CPU sets its capacity when it balances, so others see an old value. The idle time to expect is an average over
 * spells of idleness that a wake-up ended, an eighth of each new one counting.
 *
 * <p>Deviations. Interrupts take no capacity; every CPU has the same when nothing urgent runs; a CPU is idle also while
 * a woken task is on its way to it, unless it was chosen for that task last.
 *
 * <p>Source: {@code scale_rt_capacity}, {@code update_avg}, {@code idle_cpu}, {@code update_idle_cpu_scan} of Linux 5.5
 * to 6.12, read for the rules.
 */
final class CpuConditions {

    /** {@code sched_migration_cost}: a task that ran less than this ago has warm caches. */
    static final long MIGRATION_COST_NS = 500_000;
    /** The expected idle time is at most this. */
    private static final long LONGEST_IDLE_NS = 2 * MIGRATION_COST_NS;

    private static final long NOT_IDLE = -1;
    private static final int IDLE_PART_SHIFT = 3;

    private final FairQueues queues;
    private final CpuQueues cpus;
    private final SchedulingDomains domains;
    private final FairAverage[] urgent;
    private final long[] capacity;
    private final long[] capacityUpdatedNs;
    private final long[] idleSinceNs;
    private final long[] averageIdleNs;
    /** By the first CPU of those that share a cache. */
    private final int[] idleScan;

    private final boolean countsDelayed;

    CpuConditions(final FairQueues queues, final SchedulingDomains domains, final KernelVersion version) {
        countsDelayed = !version.isAtLeast(6, 14);
        this.queues = queues;
        this.cpus = queues.cpus();
        this.domains = domains;
        final int count = cpus.cpus();
        urgent = new FairAverage[count];
        for (int cpu = 0; cpu < count; cpu++) {
            urgent[cpu] = new FairAverage();
        }
        capacity = new long[count];
        Arrays.fill(capacity, FairAverage.FULL);
        capacityUpdatedNs = new long[count];
        idleSinceNs = new long[count];
        Arrays.fill(idleSinceNs, NOT_IDLE);
        averageIdleNs = new long[count];
        Arrays.fill(averageIdleNs, LONGEST_IDLE_NS);
        idleScan = new int[count];
        Arrays.fill(idleScan, count);
    }

    /** What a CPU ran since the last call, of whichever class, was {@link CpuQueues.CpuQueue#previous}. */
    void ran(final int cpu, final long nowNs) {
        final var previous = cpus.of(cpu).previous;
        final boolean urgently = previous != null && !previous.policy().isFair();
        if (urgent[cpu].advance(nowNs, urgently ? 1 : 0, 0, urgently)) {
            urgent[cpu].average(1);
        }
    }

    /** A CPU looks what capacity is left for fair tasks. */
    void updateCapacity(final int cpu, final long nowNs) {
        ran(cpu, nowNs);
        capacityUpdatedNs[cpu] = nowNs;
        capacity[cpu] = Math.max(1, FairAverage.FULL - urgent[cpu].use);
    }

    /** When a CPU last did that, ns. */
    long capacityUpdatedNs(final int cpu) {
        return capacityUpdatedNs[cpu];
    }

    /** Capacity for fair tasks as the CPU last saw it, 1024 for all of it ({@code capacity_of}). */
    long capacity(final int cpu) {
        return capacity[cpu];
    }

    /** Whether a CPU loses so much time to more urgent classes that it matters ({@code check_cpu_capacity}). */
    boolean isReduced(final int cpu, final int imbalancePercent) {
        return capacity[cpu] * imbalancePercent < FairAverage.FULL * 100L;
    }

    /** Whether a CPU has nothing to run, and no task on its way to it ({@code idle_cpu}). */
    boolean isIdle(final int cpu) {
        return cpus.isIdle(cpu) && !cpus.of(cpu).isTaskArriving();
    }

    /** Whether a CPU is idle or runs nothing but tasks of policy IDLE. */
    boolean givesWay(final int cpu) {
        return isIdle(cpu) || running(cpu) > 0 && running(cpu) == queues.idleTasks(cpu);
    }

    /** Whether a CPU and its hyperthread are idle. */
    boolean isCoreIdle(final int cpu) {
        return isIdle(cpu) && cpus.isCoreIdle(cpu);
    }

    /** Fair tasks on a CPU, up to 6.13 also those that sleep and stay in their queue. */
    int fairTasks(final int cpu) {
        return countsDelayed ? queues.tasks(cpu) : queues.runnableTasks(cpu);
    }

    /** Tasks of all classes on a CPU, sleeping ones that stay in their queue too ({@code nr_running}). */
    int running(final int cpu) {
        return cpus.of(cpu).runnable() + queues.tasks(cpu) - queues.runnableTasks(cpu);
    }

    /** A CPU goes idle. */
    void idles(final int cpu, final long nowNs) {
        idleSinceNs[cpu] = nowNs;
    }

    /** A CPU that was about to go idle has got a task. */
    void keepsBusy(final int cpu) {
        idleSinceNs[cpu] = NOT_IDLE;
    }

    /** A task was woken on a CPU. */
    void woken(final int cpu, final long nowNs) {
        if (idleSinceNs[cpu] != NOT_IDLE) {
            final long difference = nowNs - idleSinceNs[cpu] - averageIdleNs[cpu];
            averageIdleNs[cpu] = Math.min(LONGEST_IDLE_NS, averageIdleNs[cpu] + (difference >> IDLE_PART_SHIFT));
            idleSinceNs[cpu] = NOT_IDLE;
        }
    }

    /** When a CPU went idle, ns; -1 if that is over. */
    long idleSinceNs(final int cpu) {
        return idleSinceNs[cpu];
    }

    /** For how long a CPU that goes idle is likely to stay so, in ns ({@code avg_idle}). */
    long averageIdleNs(final int cpu) {
        return averageIdleNs[cpu];
    }

    /** How many CPUs beside the cache of a CPU a wake-up looks at for an idle one. */
    int idleScan(final int cpu) {
        return idleScan[domains.cacheMates(cpu).first()];
    }

    /** Sets {@link #idleScan} from the use of CPUs if they are all that share a cache: less, the more they are used. */
    void sawUse(final CpuSet mates, final long use, final int imbalancePercent) {
        if (!mates.equals(domains.cacheMates(mates.first()))) {
            return;
        }
        final long mean = use / mates.size();
        final long taken = Math.min(
                FairAverage.FULL, mean * mean * imbalancePercent * imbalancePercent / (10_000L * FairAverage.FULL));
        idleScan[mates.first()] = (int) ((FairAverage.FULL - taken) * mates.size() / FairAverage.FULL);
    }

    /** Whether some CPU of the root domain of a CPU had two tasks or more since all were last looked at. */
    boolean isOverloaded(final int cpu) {
        final CpuSet root = domains.rootDomain(cpu);
        for (int other = root.first(); other >= 0; other = root.next(other)) {
            if (cpus.of(other).overloaded) {
                return true;
            }
        }
        return false;
    }

    /** All CPUs of the root domain of a CPU were looked at. */
    void setOverloaded(final int cpu, final boolean overloaded) {
        final CpuSet root = domains.rootDomain(cpu);
        for (int other = root.first(); other >= 0; other = root.next(other)) {
            cpus.of(other).overloaded = false;
        }
        cpus.of(cpu).overloaded = overloaded;
    }
}
