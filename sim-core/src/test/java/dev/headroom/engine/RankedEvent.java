package dev.headroom.engine;

import java.util.Comparator;
import nl.tudelft.simulation.dsol.formalisms.eventscheduling.Executable;
import nl.tudelft.simulation.dsol.formalisms.eventscheduling.LambdaSimEvent;
import nl.tudelft.simulation.dsol.formalisms.eventscheduling.SimEventInterface;

/**
 * An event for DSOL's stock simulator that is ordered by (time, rank), then as a timer by number or as an event by
 * creation.
 *
 * <p>It spells the order of the engine out once more, in the plainest form.
 */
final class RankedEvent extends LambdaSimEvent<Long> {

    private static final Comparator<RankedEvent> ORDER = Comparator.comparing(RankedEvent::getAbsoluteExecutionTime)
            .thenComparing(event -> event.rank)
            .thenComparing(event -> event.isTimer ? event.number : event.getId());

    private final int rank;
    private final boolean isTimer;
    private final long number;

    RankedEvent(long timeNs, int rank, boolean isTimer, long number, Executable action) {
        super(timeNs, SimEventInterface.MIN_PRIORITY, action);
        this.rank = rank;
        this.isTimer = isTimer;
        this.number = number;
    }

    @Override
    public int compareTo(SimEventInterface<Long> other) {
        // Against DSOL's own two events, warm-up and end, time and priority decide.
        return other instanceof RankedEvent ranked ? ORDER.compare(this, ranked) : super.compareTo(other);
    }
}
