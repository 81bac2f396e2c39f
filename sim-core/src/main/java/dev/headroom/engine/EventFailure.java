package dev.headroom.engine;

/**
 * Says which event failed and when; found among the suppressed exceptions of what the event threw.
 *
 * <p>It has no stack trace of its own, because the exception it hangs on has the one that matters.
 */
public final class EventFailure extends RuntimeException {

    /**
     * Makes the note.
     *
     * @param where the event or timer and the simulated time
     */
    EventFailure(String where) {
        super(where, null, false, false);
    }
}
