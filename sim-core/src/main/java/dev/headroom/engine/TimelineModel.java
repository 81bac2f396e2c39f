package dev.headroom.engine;

import java.util.Objects;
import java.util.function.Consumer;
import nl.tudelft.simulation.dsol.experiment.StreamInformation;
import nl.tudelft.simulation.dsol.model.AbstractDsolModel;

/**
 * Presents a model that is written against {@link Timeline} to DSOL's replications and experiments.
 *
 * <p>DSOL constructs the same model object once for every replication; the builder must therefore start from nothing
 * each time it is called.
 */
public final class TimelineModel extends AbstractDsolModel<Long, HeadroomSimulator> {

    private final transient Consumer<? super Timeline> builder;

    /**
     * Makes the model.
     *
     * @param simulator what runs it
     * @param streams streams that an experiment seeds anew for each replication; may be empty
     * @param builder adds timers to the timeline of a new replication and arms the first ones
     */
    public TimelineModel(HeadroomSimulator simulator, StreamInformation streams, Consumer<? super Timeline> builder) {
        super(simulator, streams);
        this.builder = Objects.requireNonNull(builder, "builder");
    }

    @Override
    public void constructModel() {
        builder.accept(getSimulator().timeline());
    }
}
