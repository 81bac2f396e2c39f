package dev.headroom.engine;

/**
 * The engine as a model sees it: a clock and numbered timers.
 *
 * <p>All timers are added while the model is built; none can be added once the run has started. Events fire in the
 * order (time, {@link Phase}, order of addition), which makes a run a function of its model and seed alone.
 */
public interface Timeline {

    /** Returns the simulated time in ns since the start of the replication. */
    long nowNs();

    /** Returns the end of the replication in ns. */
    long endNs();

    /**
     * Adds a disarmed timer.
     *
     * @param phase place among the events of one instant
     * @param name what fires, for error messages ("cpu 3 tick")
     * @param action what to do when it fires
     * @return the timer
     * @throws IllegalStateException if the run has started
     */
    Timer addTimer(Phase phase, String name, TimerAction action);

    /** Ends the replication after the current event. */
    void stop();
}
