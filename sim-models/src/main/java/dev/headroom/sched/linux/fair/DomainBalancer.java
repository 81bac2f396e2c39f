package dev.headroom.sched.linux.fair;

import dev.headroom.sched.linux.core.KernelVersion;
import dev.headroom.sched.linux.core.LinuxConfig;
import dev.headroom.sched.linux.core.SchedulingDomains;
import dev.headroom.sched.linux.core.SchedulingDomains.Domain;
import dev.headroom.topology.Topology;
import java.util.ArrayList;
import java.util.List;

/**
 * When CPUs balance their domains, from 5.5 on.
 *
 * <p>Design. At ticks a CPU balances every domain whose interval is over: as many ms as the domain has CPUs, doubled
 * once while it is balanced; 16 times that, less a tick, while the CPU is busy. A CPU that runs out of tasks balances
 * at once, if some CPU had two tasks and it is likely to be idle for longer than that takes; with {@code NI_RANDOM} it
 * does so only in that share of cases in which it helped before.
 *
 * <p>Deviations. {@code NI_RANDOM} throws dice; here the cases are evenly spread. What a pass of a newly idle CPU takes
 * is not known; {@link #PASS_COST_NS} is assumed for each domain, the order of magnitude that kernels show as
 * {@code max_newidle_lb_cost}, and no time passes. The balancing of idle CPUs without ticks is left to the machine,
 * which calls for each of them.
 *
 * <p>Source: {@code rebalance_domains}, {@code newidle_balance} of Linux 5.5 to 6.19, read for the rules.
 */
final class DomainBalancer implements LoadBalancer {

    /** What the pass of a newly idle CPU over a domain costs. */
    private static final long PASS_COST_NS = 10_000;

    private static final long MILLISECOND_NS = 1_000_000;
    private static final long SECOND_NS = 1_000_000_000;
    /** The cost of a pass is forgotten by 1 percent each second. */
    private static final int REMEMBERED_PART = 253;

    private static final int REMEMBERED_SHIFT = 8;
    /** No interval is longer than so many ms for each CPU of the machine. */
    private static final int LONGEST_MS_PER_CPU = 100;

    private final FairQueues queues;
    private final CpuConditions conditions;
    private final BalancePass pass;
    private final DomainState[][] states;
    private final long tickNs;
    private final int busyFactor;
    /** Whether only the cost of a pass decides whether a newly idle CPU balances, from 5.16 on. */
    private final boolean weighsCost;

    /** Whether newly idle CPUs balance as often as it helped before. */
    private final boolean inTurn;

    private final long longestTicks;

    DomainBalancer(
            final FairQueues queues,
            final SchedulingDomains domains,
            final CpuConditions conditions,
            final LinuxConfig config) {
        this.queues = queues;
        this.conditions = conditions;
        final Topology topology = config.topology();
        final KernelVersion version = config.version();
        tickNs = SECOND_NS / config.tickHz();
        pass = new BalancePass(queues, conditions, version);
        busyFactor = version.isAtLeast(5, 10) ? 16 : 32;
        weighsCost = version.isAtLeast(5, 16);
        inTurn = config.options().newlyIdleRandom();
        longestTicks = Math.max(1, LONGEST_MS_PER_CPU * MILLISECOND_NS * topology.cpus() / tickNs);
        states = new DomainState[topology.cpus()][];
        for (int cpu = 0; cpu < states.length; cpu++) {
            final List<Domain> levels = domains.of(cpu);
            final List<DomainState> ofCpu = new ArrayList<>();
            for (int level = 0; level < levels.size(); level++) {
                ofCpu.add(new DomainState(
                        levels.get(level),
                        level,
                        level == levels.size() - 1,
                        topology.coreCpus(cpu),
                        domains.cacheMates(cpu)));
            }
            states[cpu] = ofCpu.toArray(DomainState[]::new);
        }
    }

    @Override
    public int balance(final int cpu, final boolean idle, final long nowNs) {
        int moved = 0;
        boolean balancing = true;
        boolean isIdle = idle;
        boolean updated = false;
        for (final DomainState state : states[cpu]) {
            forgetCost(state, nowNs);
            if (!balancing || !isDue(state, isIdle || conditions.givesWay(cpu), nowNs)) {
                continue;
            }
            if (!updated) {
                queues.update(cpu);
                updated = true;
            }
            conditions.updateCapacity(cpu, nowNs);
            final int here = pass.run(state, cpu, isIdle ? IdleKind.IDLE : IdleKind.BUSY);
            balancing = !pass.wasLeftToAnother();
            moved += here;
            if (here > 0) {
                isIdle = conditions.isIdle(cpu);
            }
            state.lastBalanceNs = nowNs;
        }
        return moved;
    }

    @Override
    public boolean isDue(final int cpu, final boolean idle, final long nowNs) {
        for (final DomainState state : states[cpu]) {
            if (isDue(state, idle || conditions.givesWay(cpu), nowNs)) {
                return true;
            }
        }
        return false;
    }

    /** Ticks come a little early or late; half a tick does not make a difference of one. */
    private boolean isDue(final DomainState state, final boolean idle, final long nowNs) {
        final long intervalNs = state.intervalMs * MILLISECOND_NS * (idle ? 1 : busyFactor);
        final long ticks = (intervalNs + tickNs - 1) / tickNs - (idle ? 0 : 1);
        final long waited = Math.max(1, Math.min(ticks, longestTicks)) * tickNs;
        return nowNs - state.lastBalanceNs >= waited - tickNs / 2;
    }

    @Override
    public void newlyIdle(final int cpu, final long nowNs) {
        int moved = conditions.isIdle(cpu) ? takeOnce(cpu, nowNs) : 0;
        while (moved > 0 && conditions.isIdle(cpu)) {
            // Those that came only slept.
            moved = takeOnce(cpu, nowNs);
        }
    }

    private int takeOnce(final int cpu, final long nowNs) {
        queues.dropDelayed(cpu);
        conditions.idles(cpu, nowNs);
        if (states[cpu].length == 0 || !conditions.isOverloaded(cpu) || !isWorthIt(cpu, states[cpu][0], 0)) {
            return 0;
        }
        queues.update(cpu);
        long costNs = 0;
        for (final DomainState state : states[cpu]) {
            if (!isWorthIt(cpu, state, costNs)) {
                break;
            }
            if (inTurn && !state.takesTurn()) {
                continue;
            }
            if (nowNs - conditions.capacityUpdatedNs(cpu) >= tickNs) {
                conditions.updateCapacity(cpu, nowNs);
            }
            final int moved = pass.run(state, cpu, IdleKind.NEWLY_IDLE);
            costNs += PASS_COST_NS;
            if (state.newlyIdleCostNs < PASS_COST_NS) {
                state.newlyIdleCostNs = PASS_COST_NS;
                state.costChangedNs = nowNs;
            }
            if (inTurn) {
                state.turnTaken(moved > 0);
            }
            if (moved > 0) {
                conditions.keepsBusy(cpu);
                return moved;
            }
        }
        return 0;
    }

    private boolean isWorthIt(final int cpu, final DomainState state, final long costNs) {
        final long averageIdleNs = conditions.averageIdleNs(cpu);
        return averageIdleNs >= costNs + state.newlyIdleCostNs
                && (weighsCost || averageIdleNs >= CpuConditions.MIGRATION_COST_NS);
    }

    private static void forgetCost(final DomainState state, final long nowNs) {
        if (nowNs - state.costChangedNs > SECOND_NS) {
            state.newlyIdleCostNs = state.newlyIdleCostNs * REMEMBERED_PART >> REMEMBERED_SHIFT;
            state.costChangedNs = nowNs;
        }
    }

    @Override
    public void woken(final int cpu, final long nowNs) {
        conditions.woken(cpu, nowNs);
    }

    @Override
    public void pushAway(final int cpu, final long nowNs) {
        pass.pushAway(cpu);
    }
}
