package dev.headroom.engine;

import java.util.function.Consumer;

/**
 * Runs replications on the thread of the caller.
 *
 * <p>This is the way to run many short replications, alone or on a pool of threads: a replication costs no thread of
 * its own, leaves nothing behind, and shares nothing with others that run at the same time.
 */
public final class Replications {

    private Replications() {}

    /**
     * Builds a model and runs it from 0 to the end time, events at the end time included.
     *
     * @param endNs end of the replication in ns, above 0 and below {@link Timer#NEVER_NS}
     * @param model adds its timers to the timeline and arms the first ones; whatever it throws reaches the caller
     * @return how it ended
     * @throws IllegalArgumentException if the end time is out of range
     * @throws RuntimeException what an event threw, with an {@link EventFailure} suppressed in it
     * @throws Error likewise
     */
    public static RunOutcome run(long endNs, Consumer<? super Timeline> model) {
        return HeadroomSimulator.create("replication").runReplication(endNs, model);
    }
}
