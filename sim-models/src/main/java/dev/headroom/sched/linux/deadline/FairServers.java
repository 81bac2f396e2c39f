package dev.headroom.sched.linux.deadline;

import dev.headroom.sched.Reservation;
import dev.headroom.sched.linux.core.KernelOptions;
import dev.headroom.sched.linux.core.SchedulerTimers;

/**
 * The fair servers of all CPUs.
 *
 * <p>Design. Whoever owns the run queues tells when fair tasks come, when they have run and how long a CPU idled, and
 * asks before a decision whether the server comes first; then a fair task runs although more urgent ones wait.
 *
 * <p>Source: {@code dl_server_start}, {@code dl_server_update} and {@code dl_server_update_idle_time} of
 * {@code kernel/sched/deadline.c}, Linux 6.12 to 6.18, read for the rules.
 */
public final class FairServers {

    /** Told that a server has come to the run queue of its CPU. */
    interface Arrival {
        void arrived(DeadlineEntity entity, int cpu, long nowNs);
    }

    private final DeadlineRunQueue[] queues;
    private final ActiveBandwidth bandwidth;
    private final DeadlineBudgets budgets;
    private final Arrival started;
    private final Arrival replenished;
    private final FairServer[] servers;

    FairServers(
            final KernelOptions options,
            final DeadlineRules rules,
            final DeadlineRunQueue[] queues,
            final ActiveBandwidth bandwidth,
            final DeadlineBudgets budgets,
            final Arrival started,
            final Arrival replenished) {
        this.queues = queues;
        this.bandwidth = bandwidth;
        this.budgets = budgets;
        this.started = started;
        this.replenished = replenished;
        servers = new FairServer[options.fairServerRuntimeNs() > 0 ? queues.length : 0];
        for (int i = 0; i < servers.length; i++) {
            final int cpu = i;
            final long periodNs = options.fairServerPeriodNs();
            servers[cpu] = new FairServer(
                    cpu,
                    new Reservation(options.fairServerRuntimeNs(), periodNs, periodNs, false),
                    rules,
                    new SchedulerTimers.Timer(nowNs -> timerDue(cpu, nowNs)),
                    new SchedulerTimers.Timer(nowNs -> bandwidth.zeroLag(servers[cpu])));
            bandwidth.admitted(cpu, servers[cpu].bandwidth());
            bandwidth.reserve(servers[cpu], cpu);
        }
    }

    /** Returns whether the kernel has them. */
    public boolean exist() {
        return servers.length > 0;
    }

    /** Fair tasks can run on a CPU. */
    public void start(final int cpu, final long nowNs) {
        final FairServer server = servers[cpu];
        if (!server.active) {
            server.active = true;
            budgets.wakeUp(server, cpu, nowNs);
            if (server.on != null) {
                started.arrived(server, cpu, nowNs);
            }
        }
    }

    /** The server of a CPU was to run and there was no fair task. */
    public void stop(final int cpu, final long nowNs) {
        final FairServer server = servers[cpu];
        budgets.block(server, nowNs);
        budgets.cancel(server);
        server.stopWaiting();
        server.active = false;
    }

    /** Returns whether a fair task should run on a CPU before all other tasks. */
    public boolean isFirst(final int cpu) {
        return servers.length > 0 && queues[cpu].first() == servers[cpu];
    }

    /**
     * Fair tasks have run on a CPU, by themselves or because of the server.
     *
     * @return whether the CPU should look at its run queue
     */
    public boolean ran(final int cpu, final long ranNs, final long nowNs) {
        return servers[cpu].active && budgets.charge(servers[cpu], cpu, ranNs, nowNs);
    }

    /** A CPU idled for some time. */
    public void idled(final int cpu, final long ns) {
        servers[cpu].idled(ns);
    }

    private void timerDue(final int cpu, final long nowNs) {
        final FairServer server = servers[cpu];
        if (!server.throttled) {
            return;
        }
        if (server.canWaitLonger(nowNs)) {
            budgets.wait(server, nowNs);
            return;
        }
        server.takeTurn();
        budgets.replenish(server, cpu, nowNs);
        if (server.on != null) {
            replenished.arrived(server, cpu, nowNs);
        }
    }
}
