package dev.headroom.engine;

import ch.qos.logback.classic.Level;
import java.io.Serializable;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import nl.tudelft.simulation.dsol.SimRuntimeException;
import nl.tudelft.simulation.dsol.eventlists.EventListInterface;
import nl.tudelft.simulation.dsol.experiment.Replication;
import nl.tudelft.simulation.dsol.experiment.RunControl;
import nl.tudelft.simulation.dsol.formalisms.eventscheduling.Executable;
import nl.tudelft.simulation.dsol.formalisms.eventscheduling.SimEvent;
import nl.tudelft.simulation.dsol.formalisms.eventscheduling.SimEventInterface;
import nl.tudelft.simulation.dsol.logger.Cat;
import nl.tudelft.simulation.dsol.model.DsolModel;
import nl.tudelft.simulation.dsol.simulators.DevsSimulator;
import nl.tudelft.simulation.dsol.simulators.ReplicationState;
import nl.tudelft.simulation.dsol.simulators.RunState;
import nl.tudelft.simulation.dsol.simulators.SimulatorInterface;
import org.djutils.event.EventListener;
import org.djutils.event.EventType;
import org.djutils.event.reference.ReferenceType;
import org.djutils.logger.CategoryLogger;

/**
 * DSOL's simulator with an inside of its own: a primitive clock in ns, slot timers, and an indexed heap of events.
 *
 * <p>Whatever is written against DSOL (models, replications, experiments, statistics, listeners) runs on it unchanged
 * and in the same order; the order of events, slot timers included, is written down at {@link EventLoop}. What differs
 * from {@link DevsSimulator}:
 *
 * <ul>
 *   <li>An event that throws, be it an {@link Error}, ends the replication, and {@link #runReplication},
 *       {@link #runAndWait} and {@link #rethrowFailure} throw it on. DSOL's error strategies are not consulted.
 *   <li>The simulator's lock is taken once for a batch of events, and {@link SimulatorInterface#TIME_CHANGED_EVENT} is
 *       built only while somebody listens.
 *   <li>Events scheduled for one time with one priority go in the order of scheduling, counted by this simulator, where
 *       DSOL takes the order in which the JVM made the event objects.
 *   <li>A replication that is ended early leaves the clock where it stands.
 *   <li>The event list cannot be exchanged.
 * </ul>
 *
 * <p>Simulators share nothing but DSOL's logger; any number may run side by side. One simulator belongs to one thread
 * at a time.
 */
public final class HeadroomSimulator extends DevsSimulator<Long> {

    /** Events for one taking of the lock: the lock no longer shows, and another thread waits for some 10 us at most. */
    private static final int BATCH_EVENTS = 256;

    private EventLoop loop = new EventLoop(0, 0);
    private Throwable failure;
    private CountDownLatch standstill = new CountDownLatch(0);

    static {
        // Once, as logging belongs to the whole process. The category must exist, or DSOL makes it at level INFO.
        CategoryLogger.setLogLevelAll(Level.WARN);
        CategoryLogger.setLogLevel(Cat.DSOL, Level.WARN);
    }

    private HeadroomSimulator(Serializable id) {
        super(id);
        eventList = loop.heap();
    }

    /**
     * Makes a simulator.
     *
     * <p>DSOL's constructor rebuilds a log category of the whole process in several steps, hence the lock.
     *
     * @param id names the simulator's thread and its messages
     * @return the simulator
     */
    public static HeadroomSimulator create(Serializable id) {
        synchronized (HeadroomSimulator.class) {
            return new HeadroomSimulator(id);
        }
    }

    /**
     * Returns the clock and timers of the current replication.
     *
     * @throws IllegalStateException before the first replication
     */
    public Timeline timeline() {
        if (replication == null) {
            throw new IllegalStateException("there is no replication yet: ask while the model is constructed");
        }
        return loop;
    }

    // ---- running ----

    /**
     * Runs a replication from 0 to its end on the thread of the caller: no worker thread, no entry in DSOL's contexts.
     *
     * <p>Listeners hear the same events as in a replication that DSOL runs. {@link #stop()} ends the replication here,
     * as there is no thread that could go on with it. May be called any number of times.
     *
     * @param endNs end of the replication in ns, above 0 and below {@link Timer#NEVER_NS}
     * @param model adds its timers to the timeline and arms the first ones; whatever it throws reaches the caller
     * @return how it ended
     * @throws IllegalArgumentException if the end time is out of range
     * @throws SimRuntimeException if the simulator is running
     * @throws RuntimeException what an event threw, with an {@link EventFailure} suppressed in it
     * @throws Error likewise
     */
    public RunOutcome runReplication(long endNs, Consumer<? super Timeline> model) {
        if (isStartingOrRunning()) {
            throw new SimRuntimeException("cannot run a replication: the simulator is running");
        }
        if (worker != null) {
            cleanUp();
        }
        failure = null;
        begin(new LocalReplication(endNs));
        model.accept(loop);
        runUntilTime = endNs;
        runUntilIncluding = true;
        replicationState = ReplicationState.STARTED;
        runState = RunState.STARTED;
        try {
            fireTimedEvent(Replication.START_REPLICATION_EVENT);
            fireTimedEvent(SimulatorInterface.START_EVENT);
            run();
        } finally {
            runState = RunState.ENDED;
            replicationState = ReplicationState.ENDED;
            eventList.clear();
        }
        fireTimedEvent(SimulatorInterface.STOP_EVENT);
        fireTimedEvent(Replication.END_REPLICATION_EVENT);
        rethrowFailure();
        boolean stopped = loop.endRequested() || loop.nowNs() < endNs;
        return new RunOutcome(loop.nowNs(), loop.executedCount(), stopped);
    }

    /**
     * Starts an initialized replication and waits until the simulator stands still, ended or stopped.
     *
     * @throws SimRuntimeException if the replication cannot be started, or the wait is interrupted
     * @throws RuntimeException what an event threw, with an {@link EventFailure} suppressed in it
     * @throws Error likewise
     */
    public void runAndWait() {
        SimulatorWorkerThread thread = worker;
        standstill = new CountDownLatch(1);
        start();
        try {
            standstill.await();
            // The worker holds its monitor while it works, so this call returns once it waits again or has ended. Until
            // then it may still tell listeners of the end, or lose the interrupt by which DSOL starts it the next time.
            thread.isWaiting();
        } catch (InterruptedException interrupted) {
            stopImpl();
            Thread.currentThread().interrupt();
            throw new SimRuntimeException("interrupted while waiting for the replication", interrupted);
        }
        rethrowFailure();
    }

    /**
     * Returns what an event threw, if it has not been thrown on yet.
     *
     * <p>DSOL's experiments go on to the next replication after one that failed; the first failure is kept until
     * {@link #rethrowFailure()}, to be called when the experiment has ended, or until the next {@link #runReplication}.
     */
    public Optional<Throwable> failure() {
        return Optional.ofNullable(failure);
    }

    /**
     * Throws on what an event threw, once; does nothing if no event failed.
     *
     * @throws RuntimeException what an event threw
     * @throws Error likewise
     */
    public void rethrowFailure() {
        Throwable thrown = failure;
        failure = null;
        if (thrown instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (thrown instanceof Error error) {
            throw error;
        }
        if (thrown != null) {
            throw new SimRuntimeException(thrown);
        }
    }

    @Override
    public void initialize(
            DsolModel<Long, ? extends SimulatorInterface<Long>> model,
            Replication<Long> newReplication,
            boolean cleanUp) {
        if (isStartingOrRunning()) {
            throw new SimRuntimeException("cannot initialize a running simulator");
        }
        begin(newReplication);
        super.initialize(model, newReplication, cleanUp);
    }

    private void begin(Replication<Long> newReplication) {
        EventLoop fresh = new EventLoop(newReplication.getStartTime(), newReplication.getEndTime());
        loop = fresh;
        eventList = fresh.heap();
        replication = newReplication;
        simulatorTime = newReplication.getStartTime();
    }

    @Override
    public void run() {
        runflag = true; // DSOL's start() waits for it
        long lastNs = Math.min(runUntilIncluding ? runUntilTime : runUntilTime - 1, Timer.NEVER_NS - 1);
        try {
            while (!isStoppingOrStopped()) {
                synchronized (semaphore) {
                    boolean more = runBatch(lastNs);
                    if (loop.endRequested()) {
                        keepFailure(loop.failure());
                        endIfOpen();
                    } else if (!more) {
                        loop.advanceTo(runUntilTime);
                        runState = RunState.STOPPING;
                    }
                }
            }
        } catch (RuntimeException | Error thrown) { // from a listener or a stopping condition, not from an event
            keepFailure(thrown);
            endIfOpen();
        }
        simulatorTime = loop.nowNs();
    }

    /** DSOL's thread reports through here; a listener that fails must not leave {@link #runAndWait} waiting. */
    @Override
    protected void fireTimedEvent(EventType type) {
        try {
            super.fireTimedEvent(type);
        } catch (RuntimeException | Error thrown) {
            keepFailure(thrown);
            standstill.countDown();
            throw thrown;
        }
        if (type.equals(SimulatorInterface.STOP_EVENT)) {
            standstill.countDown();
        }
    }

    private void keepFailure(Throwable thrown) {
        failure = failure == null ? thrown : failure;
    }

    private void endIfOpen() {
        if (replicationState == ReplicationState.STARTED) {
            endReplication();
        }
    }

    /** Runs a batch, which is a single event while somebody watches every event. */
    private boolean runBatch(long lastNs) {
        boolean timeWatched = numberOfListeners(SimulatorInterface.TIME_CHANGED_EVENT) > 0;
        boolean conditional = replication.getStoppingCondition() != null;
        if (!timeWatched && !conditional) {
            return loop.run(lastNs, BATCH_EVENTS);
        }
        long nextNs = loop.nextNs();
        if (timeWatched && nextNs <= lastNs && nextNs != loop.nowNs()) {
            fireUnverifiedTimedEvent(SimulatorInterface.TIME_CHANGED_EVENT, null, nextNs);
        }
        boolean more = loop.run(lastNs, 1);
        if (conditional && more && !loop.endRequested() && isStartingOrRunning()) {
            checkStoppingCondition();
        }
        return more;
    }

    @Override
    protected void stepImpl() {
        synchronized (semaphore) {
            long nextNs = loop.nextNs();
            if (nextNs >= Timer.NEVER_NS) {
                return;
            }
            fireUnverifiedTimedEvent(SimulatorInterface.TIME_CHANGED_EVENT, null, nextNs);
            loop.run(Timer.NEVER_NS - 1, 1);
            simulatorTime = loop.nowNs();
            if (loop.endRequested()) {
                keepFailure(loop.failure());
                endIfOpen();
            }
        }
        rethrowFailure();
    }

    @Override
    protected void stopImpl() {
        super.stopImpl();
        loop.leaveBatch();
    }

    /** Ends the replication after the current event. The clock stays where it is, and what is pending is dropped. */
    @Override
    public void endReplication() {
        if (replicationState != ReplicationState.INITIALIZED && replicationState != ReplicationState.STARTED) {
            throw new SimRuntimeException("cannot end the replication: its state is " + replicationState);
        }
        replicationState = ReplicationState.ENDING;
        if (isStartingOrRunning()) {
            runState = RunState.STOPPING;
        }
        loop.leaveBatch();
        eventList.clear();
        if (worker != null) {
            worker.interrupt(); // the worker tells the listeners and ends
        }
    }

    @Override
    public boolean addListener(EventListener listener, EventType type, int position, ReferenceType reference) {
        boolean isNew = super.addListener(listener, type, position, reference);
        loop.leaveBatch(); // a listener to changes of the time hears of the very next one
        return isNew;
    }

    @Override
    public Long getSimulatorTime() {
        return replication == null ? null : (Long) loop.nowNs();
    }

    /** A replication that DSOL's contexts know nothing of. */
    private static final class LocalReplication extends Replication<Long> {
        LocalReplication(long endNs) {
            super(new RunControl<>("local", 0L, 0L, endNs));
        }
    }

    // ---- scheduling ----

    /**
     * Schedules an event, or moves it if it is pending, without allocating.
     *
     * <p>Takes no lock: call it from events or while the simulator stands still.
     *
     * @param event the event
     * @param timeNs absolute time in ns
     * @throws SimRuntimeException if the time lies in the past or at or after {@link Timer#NEVER_NS}
     * @throws IllegalStateException if the event is pending in another simulator
     */
    public void schedule(ReusableEvent event, long timeNs) {
        if (timeNs < loop.nowNs() || timeNs >= Timer.NEVER_NS) {
            throw new SimRuntimeException("cannot schedule " + event + " for " + timeNs + " ns: it is " + loop.nowNs()
                    + " ns, and times end at 2^61 ns");
        }
        loop.heap().schedule(event, timeNs);
    }

    @Override
    public SimEventInterface<Long> scheduleEvent(SimEventInterface<Long> event) {
        synchronized (semaphore) {
            long timeNs = event.getAbsoluteExecutionTime();
            if (timeNs < loop.nowNs() || timeNs >= Timer.NEVER_NS) {
                throw new SimRuntimeException("cannot schedule " + event + " for " + timeNs + " ns: it is "
                        + loop.nowNs() + " ns, and times end at 2^61 ns");
            }
            loop.heap().add(event);
            return event;
        }
    }

    private SimEventInterface<Long> schedule(long timeNs, short priority, Executable action) {
        synchronized (semaphore) {
            ReusableEvent event = new ReusableEvent(priority, action);
            schedule(event, timeNs);
            return event;
        }
    }

    private SimEventInterface<Long> schedule(
            long timeNs, short priority, Object target, String method, Object[] arguments) {
        return scheduleEvent(new SimEvent<>(timeNs, priority, target, method, arguments));
    }

    // DSOL's own relative forms read a field that lags within a batch, so all forms are overridden.

    @Override
    public SimEventInterface<Long> scheduleEventAbs(Long timeNs, short priority, Executable action) {
        return schedule(timeNs, priority, action);
    }

    @Override
    public SimEventInterface<Long> scheduleEventAbs(Long timeNs, Executable action) {
        return schedule(timeNs, SimEventInterface.NORMAL_PRIORITY, action);
    }

    @Override
    public SimEventInterface<Long> scheduleEventRel(Long delayNs, short priority, Executable action) {
        return schedule(loop.nowNs() + delayNs, priority, action);
    }

    @Override
    public SimEventInterface<Long> scheduleEventRel(Long delayNs, Executable action) {
        return schedule(loop.nowNs() + delayNs, SimEventInterface.NORMAL_PRIORITY, action);
    }

    @Override
    public SimEventInterface<Long> scheduleEventNow(short priority, Executable action) {
        return schedule(loop.nowNs(), priority, action);
    }

    @Override
    public SimEventInterface<Long> scheduleEventNow(Executable action) {
        return schedule(loop.nowNs(), SimEventInterface.NORMAL_PRIORITY, action);
    }

    @Override
    public SimEventInterface<Long> scheduleEventAbs(
            Long timeNs, short priority, Object target, String method, Object[] arguments) {
        return schedule(timeNs, priority, target, method, arguments);
    }

    @Override
    public SimEventInterface<Long> scheduleEventAbs(Long timeNs, Object target, String method, Object[] arguments) {
        return schedule(timeNs, SimEventInterface.NORMAL_PRIORITY, target, method, arguments);
    }

    @Override
    public SimEventInterface<Long> scheduleEventRel(
            Long delayNs, short priority, Object target, String method, Object[] arguments) {
        return schedule(loop.nowNs() + delayNs, priority, target, method, arguments);
    }

    @Override
    public SimEventInterface<Long> scheduleEventRel(Long delayNs, Object target, String method, Object[] arguments) {
        return schedule(loop.nowNs() + delayNs, SimEventInterface.NORMAL_PRIORITY, target, method, arguments);
    }

    @Override
    public SimEventInterface<Long> scheduleEventNow(short priority, Object target, String method, Object[] arguments) {
        return schedule(loop.nowNs(), priority, target, method, arguments);
    }

    @Override
    public SimEventInterface<Long> scheduleEventNow(Object target, String method, Object[] arguments) {
        return schedule(loop.nowNs(), SimEventInterface.NORMAL_PRIORITY, target, method, arguments);
    }

    /** Refuses: the loop depends on its own list. */
    @Override
    public void setEventList(EventListInterface<Long> other) {
        throw new UnsupportedOperationException("the event list of this simulator cannot be exchanged");
    }
}
