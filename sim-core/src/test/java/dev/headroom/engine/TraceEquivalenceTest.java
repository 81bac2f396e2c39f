package dev.headroom.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import java.util.function.Function;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import nl.tudelft.simulation.dsol.experiment.StreamInformation;
import nl.tudelft.simulation.dsol.formalisms.eventscheduling.SimEventInterface;
import nl.tudelft.simulation.dsol.simulators.DevsSimulator;

/**
 * The same random model on DSOL's own simulator and on ours must give the same trace of (time, event).
 *
 * <p>The models are full of ties, moves and cancellations: due times are drawn from a handful of instants.
 */
class TraceEquivalenceTest {

    private static final long END_NS = 120;
    private static final int EVENTS_MAX = 2_000;

    /** What a random model needs of an engine: entries that are pending at most once. */
    interface Entries {
        /** Schedules entry {@code id}, or moves it; ns from now. */
        void set(int id, long delayNs);

        /** Takes back entry {@code id} if it is pending. */
        void clear(int id);
    }

    /** A model that rearranges entries at random whenever one of them fires. */
    private static final class RandomModel {
        private final SplittableRandom random;
        private final int entryCount;
        final List<Long> trace = new ArrayList<>();
        Entries entries;

        RandomModel(long seed, int entryCount) {
            this.random = new SplittableRandom(seed);
            this.entryCount = entryCount;
        }

        void begin() {
            for (int id = 0; id < entryCount; id++) {
                entries.set(id, random.nextInt(6));
            }
        }

        void fired(int id, long nowNs) {
            trace.add(nowNs);
            trace.add((long) id);
            if (trace.size() >= 2 * EVENTS_MAX) {
                return; // a run of events without delay ends here
            }
            entries.set(id, random.nextInt(8));
            for (int action = random.nextInt(4); action > 0; action--) {
                int other = random.nextInt(entryCount);
                if (random.nextInt(3) == 0) {
                    entries.clear(other);
                } else {
                    entries.set(other, random.nextInt(8));
                }
            }
        }
    }

    private static int priority(int id) {
        return 1 + id % 10;
    }

    private static Phase phase(int id) {
        return Phase.values()[(id * 5) % 7];
    }

    @Property(tries = 100)
    void lambdaEventsRunAsOnTheStockSimulator(@ForAll long seed, @ForAll @IntRange(min = 1, max = 40) int entryCount) {
        List<Long> stock = onStock(seed, entryCount, LambdaEntries::new);
        assertThat(stock).isNotEmpty();
        assertThat(onOurs(seed, entryCount, LambdaEntries::new)).isEqualTo(stock);
    }

    @Property(tries = 100)
    void reusableEventsRunAsLambdaEventsOnTheStockSimulator(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 40) int entryCount) {
        List<Long> stock = onStock(seed, entryCount, LambdaEntries::new);
        assertThat(onOurs(seed, entryCount, ReusableEntries::new)).isEqualTo(stock);
    }

    @Property(tries = 100)
    void slotTimersRunAsEventsOrderedByPhaseAndNumberOnTheStockSimulator(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 40) int entryCount) {
        List<Long> stock =
                onStock(seed, entryCount, (model, simulator) -> new RankedEntries(model, simulator, id -> true));
        assertThat(onOurs(seed, entryCount, (model, simulator) -> new TimerEntries(model, simulator, id -> true)))
                .isEqualTo(stock);
    }

    @Property(tries = 100)
    void timersAndEventsTogetherRunInTheDocumentedOrder(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 40) int entryCount) {
        Function<Integer, Boolean> isTimer = id -> id % 3 != 0;
        List<Long> stock =
                onStock(seed, entryCount, (model, simulator) -> new RankedEntries(model, simulator, isTimer));
        assertThat(onOurs(seed, entryCount, (model, simulator) -> new TimerEntries(model, simulator, isTimer)))
                .isEqualTo(stock);
    }

    private static List<Long> onStock(
            long seed, int entryCount, BiFunction<RandomModel, DevsSimulator<Long>, Entries> entries) {
        RandomModel model = new RandomModel(seed, entryCount);
        StockRun.run(END_NS, simulator -> {
            model.entries = entries.apply(model, simulator);
            model.begin();
        });
        return model.trace;
    }

    /** Through DSOL's own path, model and replication on a worker thread. */
    private static List<Long> onOurs(
            long seed, int entryCount, BiFunction<RandomModel, HeadroomSimulator, Entries> entries) {
        RandomModel model = new RandomModel(seed, entryCount);
        HeadroomSimulator simulator = HeadroomSimulator.create("ours");
        TimelineModel dsolModel = new TimelineModel(simulator, new StreamInformation(), timeline -> {
            model.entries = entries.apply(model, simulator);
            model.begin();
        });
        simulator.initialize(dsolModel, StockRun.replication(END_NS));
        simulator.runAndWait();
        return model.trace;
    }

    /** A new lambda event for each scheduling, through DSOL's interface only. */
    private static final class LambdaEntries implements Entries {
        private final RandomModel model;
        private final DevsSimulator<Long> simulator;
        private final List<SimEventInterface<Long>> pending = new ArrayList<>();

        LambdaEntries(RandomModel model, DevsSimulator<Long> simulator) {
            this.model = model;
            this.simulator = simulator;
            for (int id = 0; id < model.entryCount; id++) {
                pending.add(null);
            }
        }

        @Override
        public void set(int id, long delayNs) {
            clear(id);
            short priority = (short) priority(id);
            SimEventInterface<Long> event = switch (id % 3) {
                case 0 -> simulator.scheduleEventRel(delayNs, priority, () -> fire(id));
                case 1 -> simulator.scheduleEventAbs(simulator.getSimulatorTime() + delayNs, priority, () -> fire(id));
                default ->
                    delayNs == 0
                            ? simulator.scheduleEventNow(priority, () -> fire(id))
                            : simulator.scheduleEventRel(delayNs, priority, () -> fire(id));
            };
            pending.set(id, event);
        }

        private void fire(int id) {
            pending.set(id, null);
            model.fired(id, simulator.getSimulatorTime());
        }

        @Override
        public void clear(int id) {
            if (pending.get(id) != null) {
                assertThat(simulator.cancelEvent(pending.get(id))).isTrue();
                pending.set(id, null);
            }
        }
    }

    /** One reusable event for each entry. */
    private static final class ReusableEntries implements Entries {
        private final HeadroomSimulator simulator;
        private final List<ReusableEvent> events = new ArrayList<>();

        ReusableEntries(RandomModel model, HeadroomSimulator simulator) {
            this.simulator = simulator;
            Timeline timeline = simulator.timeline();
            for (int id = 0; id < model.entryCount; id++) {
                int number = id;
                events.add(new ReusableEvent((short) priority(id), () -> model.fired(number, timeline.nowNs())));
            }
        }

        @Override
        public void set(int id, long delayNs) {
            simulator.schedule(events.get(id), simulator.timeline().nowNs() + delayNs);
        }

        @Override
        public void clear(int id) {
            boolean wasPending = events.get(id).isPending();
            assertThat(simulator.cancelEvent(events.get(id))).isEqualTo(wasPending);
        }
    }

    /** A slot timer for some entries and a reusable event for the others. */
    private static final class TimerEntries implements Entries {
        private final ReusableEntries events;
        private final List<Timer> timers = new ArrayList<>();
        private final Timeline timeline;
        private final Function<Integer, Boolean> isTimer;

        TimerEntries(RandomModel model, HeadroomSimulator simulator, Function<Integer, Boolean> isTimer) {
            this.events = new ReusableEntries(model, simulator);
            this.timeline = simulator.timeline();
            this.isTimer = isTimer;
            for (int id = 0; id < model.entryCount; id++) {
                int number = id;
                timers.add(timeline.addTimer(phase(id), "entry " + id, nowNs -> model.fired(number, nowNs)));
            }
        }

        @Override
        public void set(int id, long delayNs) {
            if (isTimer.apply(id)) {
                timers.get(id).arm(timeline.nowNs() + delayNs);
            } else {
                events.set(id, delayNs);
            }
        }

        @Override
        public void clear(int id) {
            if (isTimer.apply(id)) {
                timers.get(id).disarm();
            } else {
                events.clear(id);
            }
        }
    }

    /** The yardstick for {@link TimerEntries}: stock events that compare by the documented order. */
    private static final class RankedEntries implements Entries {
        private final RandomModel model;
        private final DevsSimulator<Long> simulator;
        private final Function<Integer, Boolean> isTimer;
        private final RankedEvent[] pending;

        RankedEntries(RandomModel model, DevsSimulator<Long> simulator, Function<Integer, Boolean> isTimer) {
            this.model = model;
            this.simulator = simulator;
            this.isTimer = isTimer;
            this.pending = new RankedEvent[model.entryCount];
        }

        @Override
        public void set(int id, long delayNs) {
            clear(id);
            // Timers rank behind every event of the model, whose priority is at least 1.
            int rank = isTimer.apply(id) ? 100 + phase(id).ordinal() : 11 - priority(id);
            long timeNs = simulator.getSimulatorTime() + delayNs;
            pending[id] = new RankedEvent(timeNs, rank, isTimer.apply(id), id, () -> {
                pending[id] = null;
                model.fired(id, timeNs);
            });
            simulator.scheduleEvent(pending[id]);
        }

        @Override
        public void clear(int id) {
            if (pending[id] != null) {
                assertThat(simulator.cancelEvent(pending[id])).isTrue();
                pending[id] = null;
            }
        }
    }
}
