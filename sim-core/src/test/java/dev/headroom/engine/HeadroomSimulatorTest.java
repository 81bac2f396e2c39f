package dev.headroom.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import nl.tudelft.simulation.dsol.SimRuntimeException;
import nl.tudelft.simulation.dsol.eventlists.RedBlackTree;
import nl.tudelft.simulation.dsol.experiment.Experiment;
import nl.tudelft.simulation.dsol.experiment.Replication;
import nl.tudelft.simulation.dsol.experiment.RunControl;
import nl.tudelft.simulation.dsol.experiment.StreamInformation;
import nl.tudelft.simulation.dsol.formalisms.eventscheduling.SimEventInterface;
import nl.tudelft.simulation.dsol.simulators.ReplicationState;
import nl.tudelft.simulation.dsol.simulators.RunState;
import nl.tudelft.simulation.dsol.simulators.SimulatorInterface;
import org.djutils.event.Event;
import org.djutils.event.EventListener;
import org.djutils.event.EventType;
import org.djutils.event.TimedEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HeadroomSimulatorTest {

    private final HeadroomSimulator simulator = HeadroomSimulator.create("test");
    private final List<String> trace = new ArrayList<>();

    private void initialize(long endNs, Consumer<Timeline> builder) {
        simulator.initialize(
                new TimelineModel(simulator, new StreamInformation(), builder), StockRun.replication(endNs));
    }

    private void note(String what) {
        trace.add(what + "@" + simulator.getSimulatorTime());
    }

    /** Writes "type@time" into the trace whenever the simulator reports an event of the type. */
    private void listen(EventType type, String label) {
        simulator.addListener(new Listener(event -> trace.add(label + "@" + timeOf(event))), type);
    }

    private static Object timeOf(Event event) {
        return event instanceof TimedEvent<?> timed ? timed.getTimeStamp() : "-";
    }

    private record Listener(Consumer<Event> action) implements EventListener {
        @Override
        public void notify(Event event) {
            action.accept(event);
        }
    }

    /** Called by name through DSOL's reflective events. */
    public void reflective(String text) {
        note(text);
    }

    @Test
    void allFormsOfSchedulingUseTheTimeOfTheCurrentEvent() {
        Object[] text = {"reflective"};
        short urgent = SimEventInterface.MAX_PRIORITY;
        initialize(
                1_000,
                timeline -> timeline.addTimer(Phase.TICK, "tick", nowNs -> {
                            simulator.scheduleEventRel(7L, () -> note("rel"));
                            simulator.scheduleEventRel(7L, urgent, () -> note("urgent rel"));
                            simulator.scheduleEventRel(8L, this, "reflective", text);
                            simulator.scheduleEventRel(
                                    Long.valueOf(8), urgent, this, "reflective", new Object[] {"urgent reflective"});
                            simulator.scheduleEventNow(() -> note("now"));
                            simulator.scheduleEventNow(urgent, () -> note("urgent now"));
                            simulator.scheduleEventNow(this, "reflective", text);
                            simulator.scheduleEventNow(urgent, this, "reflective", new Object[] {"urgent reflective"});
                            simulator.scheduleEventAbs(60L, () -> note("abs"));
                            simulator.scheduleEventAbs(60L, urgent, () -> note("urgent abs"));
                            simulator.scheduleEventAbs(61L, this, "reflective", text);
                            simulator.scheduleEventAbs(
                                    Long.valueOf(61), urgent, this, "reflective", new Object[] {"urgent reflective"});
                        })
                        .arm(50));
        simulator.runAndWait();
        assertThat(trace)
                .containsExactly(
                        "urgent now@50",
                        "urgent reflective@50",
                        "now@50",
                        "reflective@50",
                        "urgent rel@57",
                        "rel@57",
                        "urgent reflective@58",
                        "reflective@58",
                        "urgent abs@60",
                        "abs@60",
                        "urgent reflective@61",
                        "reflective@61");
    }

    @Test
    void atOneInstantEventsGoBeforeTimersAndTheEndOfTheReplicationGoesLast() {
        initialize(50, timeline -> {
            timeline.addTimer(Phase.COMPLETION, "timer", nowNs -> note("timer")).arm(50);
            simulator.scheduleEventAbs(50L, SimEventInterface.MIN_PRIORITY, () -> note("event"));
        });
        listen(Replication.END_REPLICATION_EVENT, "end");
        simulator.runAndWait();
        assertThat(trace).containsExactly("event@50", "timer@50", "end@50");
        assertThat(simulator.getReplicationState()).isEqualTo(ReplicationState.ENDED);
    }

    @Test
    void schedulingIntoThePastIsRefused() {
        initialize(
                100,
                timeline -> simulator.scheduleEventAbs(50L, () -> {
                    assertThatThrownBy(() -> simulator.scheduleEventAbs(49L, () -> note("past")))
                            .isInstanceOf(SimRuntimeException.class)
                            .hasMessageContaining("49 ns");
                    assertThatThrownBy(() -> simulator.scheduleEventRel(-1L, () -> note("past")))
                            .isInstanceOf(SimRuntimeException.class);
                    assertThatThrownBy(() -> simulator.scheduleEventRel(Long.MAX_VALUE, () -> note("overflow")))
                            .isInstanceOf(SimRuntimeException.class);
                    assertThatThrownBy(() -> simulator.schedule(new ReusableEvent(() -> note("past")), 49))
                            .isInstanceOf(SimRuntimeException.class);
                    note("checked");
                }));
        simulator.runAndWait();
        assertThat(trace).containsExactly("checked@50");
    }

    @Test
    void aReusableEventCanBeMovedCancelledAndUsedAgain() {
        ReusableEvent event = new ReusableEvent(() -> note("event"));
        initialize(100, timeline -> {
            simulator.schedule(event, 10);
            simulator.schedule(event, 20);
            simulator.scheduleEventAbs(30L, () -> simulator.schedule(event, 40));
            simulator.scheduleEventAbs(
                    35L, () -> assertThat(simulator.cancelEvent(event)).isTrue());
            simulator.scheduleEventAbs(50L, () -> simulator.schedule(event, 60));
        });
        simulator.runAndWait();
        assertThat(trace).containsExactly("event@20", "event@60");
        assertThat(event.isPending()).isFalse();
    }

    @Test
    void anEventThatThrowsEndsTheReplicationAndRunAndWaitThrowsItOn() {
        AssertionError error = new AssertionError("invariant");
        initialize(100, timeline -> {
            simulator.scheduleEventAbs(30L, () -> {
                throw error;
            });
            simulator.scheduleEventAbs(31L, () -> note("afterwards"));
        });
        listen(Replication.END_REPLICATION_EVENT, "end");
        assertThatThrownBy(simulator::runAndWait).isSameAs(error);
        assertThat(trace).containsExactly("end@30");
        assertThat(simulator.getRunState()).isEqualTo(RunState.ENDED);
        assertThat(simulator.failure()).as("thrown on once").isEmpty();
    }

    @Test
    void aFailedReplicationOfAnExperimentIsRememberedUntilItIsThrownOn() throws Exception {
        IllegalStateException thrown = new IllegalStateException("second replication");
        TimelineModel model = new TimelineModel(
                simulator,
                new StreamInformation(),
                timeline -> simulator.scheduleEventAbs(10L, () -> {
                    note("event");
                    if (trace.size() == 2) {
                        throw thrown;
                    }
                }));
        Experiment<Long, HeadroomSimulator> experiment =
                new Experiment<>("engine-test-failing-experiment", simulator, model, 0L, 0L, 100L, 3);
        CountDownLatch ended = new CountDownLatch(1);
        experiment.addListener(new Listener(event -> ended.countDown()), Experiment.END_EXPERIMENT_EVENT);
        experiment.start();
        assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
        experiment.reset();
        experiment.removeFromContext();
        assertThat(trace).hasSize(3);
        assertThat(simulator.failure()).contains(thrown);
        assertThatThrownBy(simulator::rethrowFailure).isSameAs(thrown);
        assertThat(simulator.failure()).isEmpty();
    }

    @Test
    void aListenerOfASynchronousReplicationThatThrowsLeavesTheSimulatorUsable() {
        EventListener failing = new Listener(event -> {
            throw new IllegalStateException("listener");
        });
        simulator.addListener(failing, SimulatorInterface.START_EVENT);
        assertThatThrownBy(() -> simulator.runReplication(100, timeline -> {})).hasMessage("listener");
        simulator.removeListener(failing, SimulatorInterface.START_EVENT);
        assertThat(simulator.runReplication(100, timeline -> {})).isEqualTo(new RunOutcome(100, 0, false));
    }

    @Test
    void aListenerThatThrowsDoesNotLeaveTheCallerWaiting() {
        IllegalStateException thrown = new IllegalStateException("listener");
        initialize(100, timeline -> simulator.scheduleEventAbs(30L, () -> note("event")));
        simulator.addListener(
                new Listener(event -> {
                    throw thrown;
                }),
                SimulatorInterface.TIME_CHANGED_EVENT);
        assertThatThrownBy(simulator::runAndWait).isSameAs(thrown);
        assertThat(trace).isEmpty();
    }

    @Test
    void changesOfTheTimeAreReportedOncePerInstantBeforeItsEvents() {
        initialize(100, timeline -> {
            timeline.addTimer(Phase.TICK, "timer", nowNs -> note("timer")).arm(30);
            simulator.scheduleEventAbs(30L, () -> note("event"));
        });
        listen(SimulatorInterface.TIME_CHANGED_EVENT, "time");
        simulator.runAndWait();
        assertThat(trace).containsExactly("time@30", "event@30", "timer@30", "time@100");
    }

    @Test
    void aListenerToTheTimeThatComesInTheMiddleHearsOfTheVeryNextChange() {
        initialize(100, timeline -> {
            simulator.scheduleEventAbs(10L, () -> note("event"));
            simulator.scheduleEventAbs(20L, () -> listen(SimulatorInterface.TIME_CHANGED_EVENT, "time"));
            simulator.scheduleEventAbs(30L, () -> note("event"));
        });
        simulator.runAndWait();
        assertThat(trace).containsExactly("event@10", "time@30", "event@30", "time@100");
    }

    @Test
    void dsolsStopPausesAfterTheCurrentEventAndStartGoesOn() {
        initialize(100, timeline -> {
            simulator.scheduleEventAbs(10L, () -> {
                simulator.stop();
                note("stops");
            });
            simulator.scheduleEventAbs(10L, () -> note("second"));
        });
        simulator.runAndWait();
        assertThat(trace).containsExactly("stops@10");
        assertThat(simulator.getReplicationState()).isEqualTo(ReplicationState.STARTED);
        simulator.runAndWait();
        assertThat(trace).containsExactly("stops@10", "second@10");
        assertThat(simulator.getSimulatorTime()).isEqualTo(100);
    }

    @Test
    void theTimelinesStopEndsTheReplicationWhereItStands() {
        initialize(100, timeline -> {
            timeline.addTimer(Phase.TICK, "stopper", nowNs -> timeline.stop()).arm(10);
            simulator.scheduleEventAbs(11L, () -> note("afterwards"));
        });
        listen(Replication.END_REPLICATION_EVENT, "end");
        simulator.runAndWait();
        assertThat(trace).containsExactly("end@10");
    }

    @Test
    void runUpToLeavesTheEventsAtItsLimitAndRunUpToAndIncludingTakesThem() throws Exception {
        initialize(100, timeline -> {
            simulator.scheduleEventAbs(9L, () -> note("nine"));
            timeline.addTimer(Phase.TICK, "ten", nowNs -> note("ten")).arm(10);
        });
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch second = new CountDownLatch(2);
        simulator.addListener(
                new Listener(event -> {
                    first.countDown();
                    second.countDown();
                }),
                SimulatorInterface.STOP_EVENT);
        simulator.runUpTo(10L);
        assertThat(first.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(trace).containsExactly("nine@9");
        assertThat(simulator.getSimulatorTime()).isEqualTo(10);
        simulator.runUpToAndIncluding(10L);
        assertThat(second.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(trace).containsExactly("nine@9", "ten@10");
        simulator.cleanUp();
    }

    @Test
    void stepExecutesOneEventOnTheThreadOfTheCaller() {
        Thread caller = Thread.currentThread();
        initialize(100, timeline -> {
            timeline.addTimer(Phase.TICK, "timer", nowNs -> {
                        assertThat(Thread.currentThread()).isSameAs(caller);
                        note("timer");
                    })
                    .arm(10);
            simulator.scheduleEventAbs(20L, () -> note("event"));
        });
        simulator.step(); // the warm-up at 0, which DSOL schedules itself
        simulator.step();
        assertThat(trace).containsExactly("timer@10");
        simulator.step();
        assertThat(trace).containsExactly("timer@10", "event@20");
        simulator.cleanUp();
    }

    @Test
    void aStoppingConditionIsLookedAtAfterEveryEvent() {
        Replication<Long> replication = StockRun.replication(100);
        replication.setStoppingCondition(model -> trace.size() == 2);
        TimelineModel model = new TimelineModel(simulator, new StreamInformation(), timeline -> {
            for (long timeNs = 10; timeNs <= 40; timeNs += 10) {
                simulator.scheduleEventAbs(timeNs, () -> note("event"));
            }
        });
        simulator.initialize(model, replication);
        simulator.runAndWait();
        assertThat(trace).containsExactly("event@10", "event@20");
        assertThat(simulator.getReplicationState()).isEqualTo(ReplicationState.ENDED);
    }

    @Test
    void warmupIsReportedAtItsTimeBeforeOtherEvents() {
        TimelineModel model = new TimelineModel(
                simulator,
                new StreamInformation(),
                timeline -> simulator.scheduleEventAbs(25L, SimEventInterface.MAX_PRIORITY, () -> note("event")));
        simulator.initialize(model, new Replication<>(new RunControl<>("warm", 0L, 25L, 100L)) {});
        listen(Replication.WARMUP_EVENT, "warmup");
        simulator.runAndWait();
        assertThat(trace).containsExactly("warmup@25", "event@25");
    }

    @Test
    void anExperimentConstructsTheModelAnewForEachReplication() throws Exception {
        TimelineModel model = new TimelineModel(
                simulator,
                new StreamInformation(),
                timeline -> timeline.addTimer(Phase.TICK, "tick", nowNs -> note("tick"))
                        .arm(10));
        Experiment<Long, HeadroomSimulator> experiment =
                new Experiment<>("engine-test-experiment", simulator, model, 0L, 0L, 100L, 3);
        CountDownLatch ended = new CountDownLatch(1);
        experiment.addListener(new Listener(event -> ended.countDown()), Experiment.END_EXPERIMENT_EVENT);
        experiment.start();
        assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
        experiment.reset();
        experiment.removeFromContext();
        assertThat(trace).containsExactly("tick@10", "tick@10", "tick@10");
        simulator.rethrowFailure();
    }

    @Test
    void aSynchronousReplicationTellsListenersWhatDsolTellsThem() {
        listen(Replication.START_REPLICATION_EVENT, "start replication");
        listen(SimulatorInterface.START_EVENT, "start");
        listen(SimulatorInterface.STOP_EVENT, "stop");
        listen(Replication.END_REPLICATION_EVENT, "end");
        simulator.runReplication(100, timeline -> simulator.scheduleEventAbs(10L, () -> note("event")));
        assertThat(trace).containsExactly("start replication@0", "start@0", "event@10", "stop@100", "end@100");
    }

    @Test
    void aSimulatorCanRunReplicationsOneAfterAnotherInEitherWay() {
        Consumer<Timeline> model = timeline ->
                timeline.addTimer(Phase.TICK, "tick", nowNs -> note("tick")).arm(10);
        simulator.runReplication(100, model);
        initialize(50, model);
        simulator.runAndWait();
        assertThatThrownBy(() -> simulator.runReplication(
                        100,
                        timeline -> simulator.scheduleEventAbs(5L, () -> {
                            throw new IllegalStateException("broken");
                        })))
                .hasMessage("broken");
        RunOutcome outcome = simulator.runReplication(200, model);
        assertThat(outcome).isEqualTo(new RunOutcome(200, 1, false));
        assertThat(trace).containsExactly("tick@10", "tick@10", "tick@10");
    }

    @Test
    void aReplicationInsideAReplicationOfTheSameSimulatorIsRefused() {
        assertThatThrownBy(() -> simulator.runReplication(
                        100,
                        timeline -> simulator.scheduleEventAbs(10L, () -> simulator.runReplication(5, inner -> {}))))
                .isInstanceOf(SimRuntimeException.class)
                .hasMessageContaining("is running");
    }

    @Test
    void thereIsNoTimelineBeforeTheFirstReplication() {
        assertThatThrownBy(simulator::timeline).isInstanceOf(IllegalStateException.class);
        assertThat(simulator.getSimulatorTime()).isNull();
    }

    @Test
    void theEventListCannotBeExchanged() {
        assertThatThrownBy(() -> simulator.setEventList(new RedBlackTree<>()))
                .isInstanceOf(UnsupportedOperationException.class);
    }
}
