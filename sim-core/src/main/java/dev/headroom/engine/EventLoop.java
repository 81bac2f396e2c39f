package dev.headroom.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * Clock, slot timers and future events of one replication, and the loop that executes them in order.
 *
 * <p>Order at one instant: events of the heap with priority 11 to 1, then slot timers by ({@link Phase}, order of
 * addition), then events of priority 0. DSOL gives priority 0 to the end of the replication alone, so whatever is due
 * at the end time still happens. An event that schedules another one for the same instant does not jump back: the loop
 * takes the first of what is due then.
 *
 * <p>A replication has a loop of its own, so a timer or event left over from an earlier one cannot disturb it. Not
 * thread safe.
 */
final class EventLoop implements Timeline {

    private final EventHeap heap = new EventHeap();
    private final List<SlotTimer> added = new ArrayList<>();
    private final long endNs;
    private long nowNs;
    private SlotTimer[] slots;
    private TimerTree tree;
    private boolean leaveBatch;
    private boolean endRequested;
    private Throwable failure;
    private long executedCount;

    /**
     * Makes the loop of a replication.
     *
     * @param startNs where the clock stands first, in ns
     * @param endNs end of the replication in ns
     * @throws IllegalArgumentException unless 0 &lt;= start &lt;= end &lt; {@link Timer#NEVER_NS}
     */
    EventLoop(long startNs, long endNs) {
        if (startNs < 0 || endNs < startNs || endNs >= Timer.NEVER_NS) {
            throw new IllegalArgumentException("replication from " + startNs + " ns to " + endNs
                    + " ns: times must not be negative, not end before the start, and stay below 2^61 ns");
        }
        this.nowNs = startNs;
        this.endNs = endNs;
    }

    @Override
    public long nowNs() {
        return nowNs;
    }

    @Override
    public long endNs() {
        return endNs;
    }

    @Override
    public Timer addTimer(Phase phase, String name, TimerAction action) {
        Objects.requireNonNull(phase, "phase");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(action, "action");
        if (tree != null) {
            throw new IllegalStateException("timer '" + name + "' cannot be added: the run has started");
        }
        SlotTimer timer = new SlotTimer(this, phase, name, action);
        added.add(timer);
        return timer;
    }

    @Override
    public void stop() {
        endRequested = true;
        leaveBatch = true;
    }

    /** Returns the events that are not slot timers. */
    EventHeap heap() {
        return heap;
    }

    /** Returns whether {@link #stop()} was called or an event failed. */
    boolean endRequested() {
        return endRequested;
    }

    /** Returns what an event threw, or null. */
    Throwable failure() {
        return failure;
    }

    /** Returns how many events and timers have been executed. */
    long executedCount() {
        return executedCount;
    }

    /** Makes {@link #run} return after the current event. */
    void leaveBatch() {
        leaveBatch = true;
    }

    /** Sets the clock to the end of a stretch without events, in ns; never back. */
    void advanceTo(long timeNs) {
        nowNs = Math.max(nowNs, timeNs);
    }

    /** Returns when the next event or timer is due, in ns; at or after {@link Timer#NEVER_NS} if nothing is pending. */
    long nextNs() {
        start();
        return Math.min(tree.firstNs(), heap.firstNs());
    }

    /**
     * Numbers the slots by (phase, order of addition) and closes the list of timers; does nothing from the second call
     * on.
     */
    void start() {
        if (tree != null) {
            return;
        }
        // The sort is stable: within a phase the order of addition stays.
        added.sort(Comparator.comparing(timer -> timer.phase));
        slots = added.toArray(SlotTimer[]::new);
        tree = new TimerTree(slots.length, slot -> slots[slot].dueNs());
        for (int slot = 0; slot < slots.length; slot++) {
            slots[slot].attach(tree, slot);
        }
    }

    /**
     * Executes events in order until a limit.
     *
     * <p>Whatever an event throws, an {@link Error} included, ends the loop and is kept; see {@link #failure()}.
     *
     * @param lastNs last time to execute, in ns, below {@link Timer#NEVER_NS}
     * @param countMax most events to execute
     * @return whether something due may be left; false once everything up to the limit has been executed
     */
    boolean run(long lastNs, int countMax) {
        start();
        leaveBatch = endRequested;
        int count = 0;
        Object current = null;
        try {
            while (count < countMax && !leaveBatch) {
                long timerNs = tree.firstNs();
                long eventNs = heap.firstNs();
                if (timerNs < eventNs || (timerNs == eventNs && heap.firstIsOfLowestPriority())) {
                    if (timerNs > lastNs) {
                        return false;
                    }
                    SlotTimer timer = slots[tree.firstSlot()];
                    current = timer;
                    nowNs = timerNs;
                    count++;
                    timer.fire(timerNs);
                } else {
                    if (eventNs > lastNs) {
                        return false;
                    }
                    ReusableEvent event = heap.pop();
                    current = event;
                    nowNs = eventNs;
                    count++;
                    event.execute();
                }
            }
        } catch (Throwable thrown) { // also errors: an assertion that fails in a model must not be lost with its thread
            fail(thrown, current);
        } finally {
            executedCount += count;
        }
        return true;
    }

    private void fail(Throwable thrown, Object where) {
        // The type of what was thrown is the caller's business, so the place goes along as a suppressed exception.
        thrown.addSuppressed(new EventFailure(where + " at " + nowNs + " ns"));
        failure = thrown;
        stop();
    }
}
