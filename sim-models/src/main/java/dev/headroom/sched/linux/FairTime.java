package dev.headroom.sched.linux;

import dev.headroom.sched.SchedTask;
import dev.headroom.sched.linux.core.CpuQueues;
import dev.headroom.sched.linux.core.Reschedules;
import dev.headroom.sched.linux.deadline.FairServers;
import dev.headroom.sched.linux.fair.FairArrivals;

/**
 * What the fair servers must know of the fair tasks: when they come, how long they run and how long CPUs idle.
 *
 * <p>Design. The fair class knows nothing of the servers; it tells when a CPU gets its first fair task, which starts
 * the server of that CPU. CPU time of fair tasks is charged where the kernel's {@code update_curr} is called: at ticks,
 * when fair tasks come, block and are put back. Without fair servers nothing happens here.
 */
final class FairTime implements FairArrivals {

    private final CpuQueues queues;
    private final Reschedules reschedules;
    private final FairServers servers;
    private final boolean exist;
    private final long[] ranNs;
    private final long[] idleSinceNs;

    FairTime(final CpuQueues queues, final Reschedules reschedules, final FairServers servers) {
        this.queues = queues;
        this.reschedules = reschedules;
        this.servers = servers;
        exist = servers.exist();
        ranNs = new long[queues.cpus()];
        idleSinceNs = new long[queues.cpus()];
    }

    /** A fair task has run. */
    void ran(final int cpu, final long ns) {
        ranNs[cpu] += ns;
    }

    /** Charges what fair tasks have run, or how long the CPU has idled. */
    void settle(final int cpu, final long nowNs) {
        if (!exist) {
            return;
        }
        final CpuQueues.CpuQueue queue = queues.of(cpu);
        final long chargedNs = ranNs[cpu];
        ranNs[cpu] = 0;
        if (queue.previous == null) {
            settleIdle(cpu, nowNs);
        } else if (chargedNs > 0
                || queue.current != null && queue.current.policy().isFair()) {
            // A task that the server has just stopped runs until the CPU has switched, on a free machine for no time.
            if (servers.ran(cpu, chargedNs, nowNs)) {
                reschedules.mark(cpu);
            }
        }
    }

    private void settleIdle(final int cpu, final long nowNs) {
        servers.idled(cpu, nowNs - idleSinceNs[cpu]);
        idleSinceNs[cpu] = nowNs;
    }

    @Override
    public void firstArrived(final int cpu, final long nowNs) {
        if (exist) {
            if (queues.of(cpu).previous == null) {
                settleIdle(cpu, nowNs);
            }
            servers.start(cpu, nowNs);
        }
    }

    /** Whether the server of a CPU is to run; where only fair tasks can run nobody asks it. */
    boolean comesFirst(final int cpu) {
        if (!servers.isFirst(cpu)) {
            return false;
        }
        final CpuQueues.CpuQueue queue = queues.of(cpu);
        final SchedTask previous = queue.previous;
        final boolean onlyFair =
                (previous == null || previous.policy().isFair()) && queue.runnable() == queue.fairRunnable();
        return !onlyFair;
    }

    /** The server of a CPU was to run and found no fair task. */
    void stop(final int cpu, final long nowNs) {
        servers.stop(cpu, nowNs);
    }

    /** A CPU has picked. */
    void picked(final int cpu, final long nowNs) {
        idleSinceNs[cpu] = nowNs;
    }
}
