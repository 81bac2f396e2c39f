package dev.headroom.engine;

/**
 * A reusable event with at most one due time: arming an armed timer moves it.
 *
 * <p>Arm, move and disarm cost the same, one update of a winner tree, and allocate nothing.
 */
public interface Timer {

    /** The due time of a disarmed timer, in ns; no armed timer may be due at or after it. */
    long NEVER_NS = 1L << 61;

    /**
     * Sets or moves the due time.
     *
     * @param dueNs absolute time in ns, not before the current time and before {@link #NEVER_NS}
     * @throws IllegalArgumentException if the time lies in the past or at or after {@link #NEVER_NS}
     */
    void arm(long dueNs);

    /** Takes back the due time; nothing happens if there is none. */
    void disarm();

    /** Returns the due time in ns, or {@link #NEVER_NS} when disarmed. */
    long dueNs();

    /** Returns whether the timer has a due time. */
    default boolean isArmed() {
        return dueNs() != NEVER_NS;
    }
}
