package dev.headroom.engine;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import nl.tudelft.simulation.dsol.experiment.Replication;
import nl.tudelft.simulation.dsol.experiment.RunControl;
import nl.tudelft.simulation.dsol.experiment.StreamInformation;
import nl.tudelft.simulation.dsol.model.AbstractDsolModel;
import nl.tudelft.simulation.dsol.simulators.DevsSimulator;
import org.djutils.event.Event;
import org.djutils.event.EventListener;

/** Runs a model on DSOL's simulator as it comes, which is the reference. */
final class StockRun {

    private StockRun() {}

    /** Returns a replication from 0 that stays out of DSOL's contexts. */
    static Replication<Long> replication(long endNs) {
        return new Replication<>(new RunControl<>("reference", 0L, 0L, endNs)) {};
    }

    static void run(long endNs, Consumer<DevsSimulator<Long>> builder) {
        DevsSimulator<Long> simulator;
        synchronized (HeadroomSimulator.class) { // DSOL's constructor edits the logger of the process
            simulator = new DevsSimulator<>("stock");
        }
        simulator.initialize(new Model(simulator, builder), replication(endNs));
        CountDownLatch ended = new CountDownLatch(1);
        simulator.addListener(new Countdown(ended), Replication.END_REPLICATION_EVENT);
        simulator.start();
        try {
            if (!ended.await(30, TimeUnit.SECONDS)) {
                throw new AssertionError("the stock simulator did not reach the end: " + simulator.getRunState());
            }
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    private static final class Model extends AbstractDsolModel<Long, DevsSimulator<Long>> {
        private final transient Consumer<DevsSimulator<Long>> builder;

        Model(DevsSimulator<Long> simulator, Consumer<DevsSimulator<Long>> builder) {
            super(simulator, new StreamInformation());
            this.builder = builder;
        }

        @Override
        public void constructModel() {
            builder.accept(getSimulator());
        }
    }

    private record Countdown(CountDownLatch latch) implements EventListener {
        @Override
        public void notify(Event event) {
            latch.countDown();
        }
    }
}
