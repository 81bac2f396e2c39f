package dev.headroom.engine;

import nl.tudelft.simulation.dsol.formalisms.eventscheduling.Executable;
import nl.tudelft.simulation.dsol.formalisms.eventscheduling.SimEventInterface;

/**
 * A DSOL event that can be scheduled again and again without a new object.
 *
 * <p>At any moment it is pending at most once, in one simulator. {@link HeadroomSimulator#schedule} schedules or moves
 * it, {@link HeadroomSimulator#cancelEvent} takes it back; both are logarithmic because the event knows its place in
 * the heap. Use it for what recurs in code written against DSOL; models of this project use a {@link Timer}, which is
 * faster still.
 *
 * <p>Not thread safe: touch it only while its simulator stands still, or from its events.
 */
public final class ReusableEvent implements SimEventInterface<Long> {

    /** The heap that the event is pending in, or null. */
    EventHeap heap;

    /** Place in the heap; meaningful while {@link #heap} is set. */
    int index;

    private final short priority;
    private final Executable action;
    private final SimEventInterface<Long> face;
    private long timeNs;
    private long sequence;

    /**
     * Makes an event of normal priority that is not scheduled.
     *
     * @param action what to do
     */
    public ReusableEvent(Executable action) {
        this(NORMAL_PRIORITY, action);
    }

    /**
     * Makes an event that is not scheduled.
     *
     * @param priority DSOL's priority, from {@link #MIN_PRIORITY} - 1 to {@link #MAX_PRIORITY} + 1; higher goes first
     * @param action what to do
     * @throws IllegalArgumentException if the priority is out of range or the action is null
     */
    public ReusableEvent(short priority, Executable action) {
        if (priority < MIN_PRIORITY - 1 || priority > MAX_PRIORITY + 1) {
            throw new IllegalArgumentException("priority " + priority + " is not in 0 to 11");
        }
        if (action == null) {
            throw new IllegalArgumentException("action is null");
        }
        this.priority = priority;
        this.action = action;
        this.face = this;
    }

    /**
     * Makes the stand-in that gives a foreign event a place in the heap.
     *
     * @param foreign an event of a class other than this
     */
    ReusableEvent(SimEventInterface<Long> foreign) {
        this.priority = foreign.getPriority();
        this.action = foreign::execute;
        this.face = foreign;
        this.timeNs = foreign.getAbsoluteExecutionTime();
    }

    /** Returns the event as its author knows it: the foreign event behind a stand-in, else this. */
    SimEventInterface<Long> face() {
        return face;
    }

    /** Sets when the event is due: time in ns and number in the order of scheduling. */
    void place(long newTimeNs, long newSequence) {
        timeNs = newTimeNs;
        sequence = newSequence;
    }

    /** Returns the time in ns for which the event was last scheduled. */
    public long timeNs() {
        return timeNs;
    }

    /** Returns whether the event waits to be executed. */
    public boolean isPending() {
        return heap != null;
    }

    @Override
    public void execute() {
        action.execute();
    }

    @Override
    public Long getAbsoluteExecutionTime() {
        return timeNs;
    }

    @Override
    public short getPriority() {
        return priority;
    }

    /**
     * Returns the number of the last scheduling within its simulator.
     *
     * <p>DSOL counts events of the whole JVM; here parallel simulators do not influence each other.
     */
    @Override
    public long getId() {
        return sequence;
    }

    /** Returns a fixed text for a reusable event, as messages may be built for each event. */
    @Override
    public String toString() {
        return face == this ? "reusable event of priority " + priority : face.toString();
    }
}
