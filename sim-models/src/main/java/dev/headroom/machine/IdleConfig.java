package dev.headroom.machine;

import java.util.List;

/**
 * The idle states of a machine's CPUs, as {@code /sys/devices/system/cpu/cpu0/cpuidle} lists them, without
 * {@code POLL}, which is always there and costs nothing to leave.
 *
 * @param states shallowest first; empty for a machine that polls, as one does while {@code cyclictest} runs
 * @param latencyLimitNs longest exit latency in ns that is allowed ({@code /dev/cpu_dma_latency}), {@link #NO_LIMIT_NS}
 *     for any
 */
public record IdleConfig(List<State> states, long latencyLimitNs) {

    /** Any exit latency is allowed. */
    public static final long NO_LIMIT_NS = Long.MAX_VALUE;

    /** CPUs only poll; what leaving the idle loop costs is the cost {@code idle-exit} alone. */
    public static final IdleConfig POLLING = new IdleConfig(List.of(), NO_LIMIT_NS);

    /** The most states that Linux has, {@code CPUIDLE_STATE_MAX}, less {@code POLL}. */
    public static final int MOST_STATES = 9;

    /**
     * An idle state.
     *
     * @param name such as {@code C6}
     * @param exitNs its {@code latency}: time in ns from the wake-up to the first instruction
     * @param residencyNs its {@code residency}: the least time in ns for which it saves energy
     */
    public record State(String name, long exitNs, long residencyNs) {

        /** Refuses negative times. */
        public State {
            if (exitNs < 0 || residencyNs < 0) {
                throw new IllegalArgumentException("idle state " + name + " has a negative time");
            }
        }
    }

    /** Copies the list; refuses too many states, two of a name, and states that are not in the order of depth. */
    public IdleConfig {
        states = List.copyOf(states);
        if (states.size() > MOST_STATES) {
            throw new IllegalArgumentException(states.size() + " idle states, more than " + MOST_STATES);
        }
        if (states.stream().map(State::name).distinct().count() != states.size()) {
            throw new IllegalArgumentException("two idle states have the same name");
        }
        for (int i = 1; i < states.size(); i++) {
            final State shallower = states.get(i - 1);
            final State deeper = states.get(i);
            if (deeper.exitNs() < shallower.exitNs() || deeper.residencyNs() < shallower.residencyNs()) {
                throw new IllegalArgumentException(
                        "idle state " + deeper.name() + " stands behind " + shallower.name() + " and is shallower");
            }
        }
        if (latencyLimitNs < 0) {
            throw new IllegalArgumentException("a limit of the exit latency of " + latencyLimitNs + " ns is negative");
        }
    }

    /** Returns whether CPUs may enter a state. */
    public boolean isUsed() {
        return states.stream().anyMatch(state -> state.exitNs() <= latencyLimitNs);
    }
}
