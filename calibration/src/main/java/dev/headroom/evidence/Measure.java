package dev.headroom.evidence;

/** What a tool measured; figures of different measures are never compared with each other. */
public enum Measure {
    /** From the programmed expiry of a timer to the moment user code has read the clock. */
    WAKE_UP_LATENCY(""),
    /** Time from begin to end of one activation's calibrated work. */
    EXECUTION_TIME("run_"),
    /** Time from the start of one cycle to its end, nominally the period. */
    CYCLE_TIME("period_");

    private final String prefix;

    Measure(final String prefix) {
        this.prefix = prefix;
    }

    /** Returns what the names of this measure's quantities begin with: {@code run_} in {@code run_p99_us}. */
    public String prefix() {
        return prefix;
    }
}
