package dev.headroom.machine;

import dev.headroom.topology.Topology;

/**
 * The idle states in which CPUs are, and what leaving them takes.
 *
 * <p>Design. Every CPU has its {@link IdleGovernor}. Leaving a state takes its exit latency, on top of leaving the idle
 * loop. Hyperthreads share a core: its state is the shallower one of what its two CPUs have chosen, and while one of
 * them is busy it is in the shallowest.
 *
 * <p>Deviations. The exit latency is always the whole one, which is the worst case. States of a package are not
 * modelled: their latency must be that of the deepest state. A CPU that polls gets an interrupt for a wake-up from
 * elsewhere all the same.
 *
 * <p>Source: Documentation/admin-guide/pm/cpuidle of Linux.
 */
final class IdleStates {

    private final IdleConfig config;
    private final Topology topology;
    private final IdleGovernor[] governors;

    IdleStates(final IdleConfig config, final Topology topology) {
        this.config = config;
        this.topology = topology;
        governors = new IdleGovernor[config.isUsed() ? topology.cpus() : 0];
        for (int cpu = 0; cpu < governors.length; cpu++) {
            governors[cpu] = new IdleGovernor(config);
        }
    }

    /** Whether there are any that may be entered. */
    boolean exist() {
        return governors.length > 0;
    }

    /** A CPU goes idle until its next timer at the latest. */
    void enter(final int cpu, final long timerNs, final long nowNs) {
        governors[cpu].choose(timerNs, nowNs);
    }

    /**
     * An idle CPU is woken.
     *
     * @param siblingBusy whether its sibling, if it has one, is not idle
     * @return the state it leaves, or {@link IdleGovernor#POLL}
     */
    int leave(final int cpu, final boolean siblingBusy, final long nowNs) {
        governors[cpu].woken(nowNs);
        final int own = governors[cpu].chosen();
        final int sibling = topology.sibling(cpu);
        if (own == IdleGovernor.POLL || sibling < 0) {
            return own;
        }
        return siblingBusy ? 0 : Math.max(0, Math.min(own, governors[sibling].chosen()));
    }

    /** What leaving a state takes, in ns. */
    long exitNs(final int state) {
        return config.states().get(state).exitNs();
    }
}
