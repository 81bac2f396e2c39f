package dev.headroom.benchmarks;

import java.util.concurrent.Semaphore;
import nl.tudelft.simulation.dsol.experiment.StreamInformation;
import nl.tudelft.simulation.dsol.formalisms.eventscheduling.SimEventInterface;
import nl.tudelft.simulation.dsol.model.AbstractDsolModel;
import nl.tudelft.simulation.dsol.simulators.DevsSimulator;
import nl.tudelft.simulation.dsol.simulators.SimulatorInterface;
import org.djutils.event.Event;
import org.djutils.event.EventListener;

/** The hold model on DSOL's simulator as it comes, with lambda events. */
final class StockHold extends HoldModel {

    private final SimEventInterface<Long>[] events;
    private final Simulator simulator = new Simulator();

    StockHold(int pendingCount, boolean cancels) {
        super(pendingCount, cancels);
        @SuppressWarnings({"unchecked", "rawtypes"}) // arrays cannot be generic
        SimEventInterface<Long>[] none = new SimEventInterface[pendingCount];
        events = none;
        simulator.initialize(
                new AbstractDsolModel<>(simulator, new StreamInformation()) {
                    @Override
                    public void constructModel() {
                        begin();
                    }
                },
                endless());
        simulator.addListener(simulator, SimulatorInterface.STOP_EVENT);
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

    @Override
    void run() {
        simulator.start();
        simulator.awaitStandstill();
    }

    @Override
    void pause() {
        simulator.stop();
    }

    @Override
    void close() {
        simulator.cleanUp();
    }

    /** The stock simulator; what is added only waits for it. */
    private static final class Simulator extends DevsSimulator<Long> implements EventListener {

        private final transient Semaphore stopped = new Semaphore(0);

        Simulator() {
            super("stock");
        }

        @Override
        public void notify(Event event) {
            stopped.release();
        }

        void awaitStandstill() {
            stopped.acquireUninterruptibly();
            worker.isWaiting(); // blocks until the worker lets go of its monitor, that is, waits for the next start
        }
    }
}
