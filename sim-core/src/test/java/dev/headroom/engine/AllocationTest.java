package dev.headroom.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The hot paths allocate nothing: measured as what a longer run allocates beyond a shorter one of the same model. */
class AllocationTest {

    private static final long SHORT_NS = 200_000;
    private static final long LONG_NS = 1_200_000;

    /** A tenth of a byte an event: one object in 200 events would be found, and the compiler's noise is not. */
    private static final double BYTES_PER_EVENT_MAX = 0.1;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Test
    void slotTimersAllocateNothingPerEvent() {
        assertThat(bytesPerEvent(timeline -> {
                    Timer[] timers = new Timer[50];
                    for (int i = 0; i < timers.length; i++) {
                        int number = i;
                        timers[i] = timeline.addTimer(Phase.TICK, "t" + i, nowNs -> {
                            timers[number].arm(nowNs + 10 + number);
                            timers[(number + 7) % timers.length].arm(nowNs + 20);
                            timers[(number + 9) % timers.length].disarm();
                            timers[(number + 9) % timers.length].arm(nowNs + 30);
                        });
                        timers[i].arm(i);
                    }
                }))
                .isLessThan(BYTES_PER_EVENT_MAX);
    }

    @Test
    void reusableEventsAllocateNothingPerEvent() {
        HeadroomSimulator simulator = HeadroomSimulator.create("allocation");
        assertThat(bytesPerEvent(simulator, timeline -> {
                    ReusableEvent[] events = new ReusableEvent[50];
                    for (int i = 0; i < events.length; i++) {
                        int number = i;
                        events[i] = new ReusableEvent(() -> {
                            simulator.schedule(events[number], timeline.nowNs() + 10 + number);
                            simulator.schedule(events[(number + 7) % events.length], timeline.nowNs() + 20);
                            simulator.cancelEvent(events[(number + 9) % events.length]);
                            simulator.schedule(events[(number + 9) % events.length], timeline.nowNs() + 30);
                        });
                        simulator.schedule(events[i], i);
                    }
                }))
                .isLessThan(BYTES_PER_EVENT_MAX);
    }

    @Test
    void theMeasurementFindsASingleBoxPerEvent() {
        Object[] sink = new Object[1];
        assertThat(bytesPerEvent(timeline -> {
                    Timer[] self = new Timer[1];
                    self[0] = timeline.addTimer(Phase.TICK, "boxes", nowNs -> {
                        sink[0] = new long[] {nowNs};
                        self[0].arm(nowNs + 1);
                    });
                    self[0].arm(0);
                }))
                .isGreaterThanOrEqualTo(16);
    }

    private double bytesPerEvent(Consumer<Timeline> model) {
        return bytesPerEvent(HeadroomSimulator.create("allocation"), model);
    }

    private double bytesPerEvent(HeadroomSimulator simulator, Consumer<Timeline> model) {
        simulator.runReplication(LONG_NS, model); // classes are loaded and most code is compiled
        long[] shorter = bytesAndEvents(simulator, SHORT_NS, model);
        long[] longer = bytesAndEvents(simulator, LONG_NS, model);
        long events = longer[1] - shorter[1];
        assertThat(events).as("events beyond the shorter run").isGreaterThan(100_000);
        return (double) (longer[0] - shorter[0]) / events;
    }

    private long[] bytesAndEvents(HeadroomSimulator simulator, long endNs, Consumer<Timeline> model) {
        long before = threads.getCurrentThreadAllocatedBytes();
        RunOutcome outcome = simulator.runReplication(endNs, model);
        return new long[] {threads.getCurrentThreadAllocatedBytes() - before, outcome.eventCount()};
    }
}
