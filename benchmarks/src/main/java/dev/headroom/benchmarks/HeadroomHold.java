package dev.headroom.benchmarks;

import dev.headroom.engine.HeadroomSimulator;
import dev.headroom.engine.Phase;
import dev.headroom.engine.ReusableEvent;
import dev.headroom.engine.Timeline;
import dev.headroom.engine.TimelineModel;
import dev.headroom.engine.Timer;
import nl.tudelft.simulation.dsol.experiment.StreamInformation;
import nl.tudelft.simulation.dsol.formalisms.eventscheduling.SimEventInterface;

/**
 * The hold model on our simulator, through the same DSOL calls as on the stock one; subclasses differ in their events.
 */
abstract class HeadroomHold extends HoldModel {

    final HeadroomSimulator simulator = HeadroomSimulator.create("headroom");

    HeadroomHold(int pendingCount, boolean cancels) {
        super(pendingCount, cancels);
    }

    /** Builds the entries and schedules them; to be called at the end of the constructor. */
    final void initialize() {
        simulator.initialize(
                new TimelineModel(simulator, new StreamInformation(), timeline -> {
                    build(timeline);
                    begin();
                }),
                endless());
    }

    /** Makes the entries. */
    abstract void build(Timeline timeline);

    @Override
    final void run() {
        simulator.runAndWait();
    }

    @Override
    final void pause() {
        simulator.stop();
    }

    @Override
    final void close() {
        simulator.cleanUp();
    }

    /** A new lambda event for every scheduling. */
    static final class Lambdas extends HeadroomHold {

        private final SimEventInterface<Long>[] events;

        Lambdas(int pendingCount, boolean cancels) {
            super(pendingCount, cancels);
            @SuppressWarnings({"unchecked", "rawtypes"}) // arrays cannot be generic
            SimEventInterface<Long>[] none = new SimEventInterface[pendingCount];
            events = none;
            initialize();
        }

        @Override
        void build(Timeline timeline) {
            // Lambda events are made when they are scheduled.
        }

        @Override
        void schedule(int id, long delayNs) {
            events[id] = simulator.scheduleEventRel(delayNs, () -> fired(id));
        }

        @Override
        void reschedule(int id, long delayNs) {
            simulator.cancelEvent(events[id]);
            schedule(id, delayNs);
        }
    }

    /** One reusable event for each entry. */
    static final class Reusables extends HeadroomHold {

        private final ReusableEvent[] events;
        private Timeline timeline;

        Reusables(int pendingCount, boolean cancels) {
            super(pendingCount, cancels);
            events = new ReusableEvent[pendingCount];
            initialize();
        }

        @Override
        void build(Timeline itsTimeline) {
            timeline = itsTimeline;
            for (int i = 0; i < pendingCount; i++) {
                int id = i;
                events[i] = new ReusableEvent(() -> fired(id));
            }
        }

        @Override
        void schedule(int id, long delayNs) {
            simulator.schedule(events[id], timeline.nowNs() + delayNs);
        }

        @Override
        void reschedule(int id, long delayNs) {
            schedule(id, delayNs);
        }
    }

    /** One slot timer for each entry. */
    static final class Timers extends HeadroomHold {

        private final Timer[] timers;
        private Timeline timeline;

        Timers(int pendingCount, boolean cancels) {
            super(pendingCount, cancels);
            timers = new Timer[pendingCount];
            initialize();
        }

        @Override
        void build(Timeline itsTimeline) {
            timeline = itsTimeline;
            for (int i = 0; i < pendingCount; i++) {
                int id = i;
                timers[i] = timeline.addTimer(Phase.TICK, "entry", nowNs -> fired(id));
            }
        }

        @Override
        void schedule(int id, long delayNs) {
            timers[id].arm(timeline.nowNs() + delayNs);
        }

        @Override
        void reschedule(int id, long delayNs) {
            schedule(id, delayNs);
        }
    }
}
