package dev.headroom.machine;

/**
 * The frequency governor of a machine.
 *
 * @param governor who decides
 * @param lowest the lowest frequency as a share of the highest, at which costs and works are stated; above 0, up to 1
 * @param transitionNs time in ns until a new frequency is reached
 * @param rateLimitNs least time in ns between two changes ({@code rate_limit_us})
 */
public record FrequencyConfig(Governor governor, double lowest, long transitionNs, long rateLimitNs) {

    /** The governors that are modelled, by the names of {@code scaling_governor}. */
    public enum Governor {
        /** Always the highest frequency. */
        PERFORMANCE,
        /** Always the lowest frequency. */
        POWERSAVE,
        /** What the scheduler says is used, and a quarter more. */
        SCHEDUTIL
    }

    /** Always the highest frequency: what costs are fitted with. */
    public static final FrequencyConfig PERFORMANCE = new FrequencyConfig(Governor.PERFORMANCE, 1, 0, 0);

    /** Refuses a share outside of its bounds and negative times. */
    public FrequencyConfig {
        if (!(lowest > 0 && lowest <= 1)) {
            throw new IllegalArgumentException("a lowest frequency of " + lowest + " of the highest is impossible");
        }
        if (transitionNs < 0 || rateLimitNs < 0) {
            throw new IllegalArgumentException("the frequency cannot change in a negative time");
        }
    }

    /** Returns the frequency with which CPUs start, as a share of the highest. */
    double first() {
        return governor == Governor.PERFORMANCE ? 1 : lowest;
    }
}
