package dev.headroom.engine;

/** What a {@link Timer} does when it fires. Called by the engine with the clock standing at the due time. */
@FunctionalInterface
public interface TimerAction {

    /**
     * Acts; the timer that fired is already disarmed and may be armed again.
     *
     * @param nowNs the current time in ns, equal to the due time of the timer
     */
    void fire(long nowNs);
}
