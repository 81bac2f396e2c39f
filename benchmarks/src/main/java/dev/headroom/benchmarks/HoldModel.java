package dev.headroom.benchmarks;

import java.util.SplittableRandom;
import nl.tudelft.simulation.dsol.experiment.Replication;
import nl.tudelft.simulation.dsol.experiment.RunControl;

/**
 * The hold model: a fixed number of entries is pending, and each that fires is scheduled again.
 *
 * <p>Delays are exponential with mean 1 ms, drawn beforehand, so that the figure is the engine's alone. With
 * cancellation each event also takes one entry chosen at random back and schedules it anew.
 *
 * <p>Source: D. W. Jones, An empirical comparison of priority-queue and event-set implementations, 1986.
 */
abstract class HoldModel {

    private static final int DRAWS = 1 << 16;
    private static final double MEAN_DELAY_NS = 1e6;

    /** Far beyond what any run reaches, in ns. */
    private static final long END_NS = 1L << 60;

    private final long[] delaysNs = new long[DRAWS];
    private final int[] choices = new int[DRAWS];
    private final boolean cancels;
    final int pendingCount;
    private int draw;
    private int remaining;

    HoldModel(int pendingCount, boolean cancels) {
        this.pendingCount = pendingCount;
        this.cancels = cancels;
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < DRAWS; i++) {
            delaysNs[i] = 1 + (long) (-Math.log(1 - random.nextDouble()) * MEAN_DELAY_NS);
            choices[i] = random.nextInt(pendingCount);
        }
    }

    /** Returns a replication that does not end, outside DSOL's contexts. */
    static Replication<Long> endless() {
        return new Replication<>(new RunControl<>("hold", 0L, 0L, END_NS)) {};
    }

    /** Executes a number of events and returns when the simulator stands still. */
    final void hold(int eventCount) {
        remaining = eventCount;
        run();
    }

    /** Schedules every entry for the first time. */
    final void begin() {
        for (int id = 0; id < pendingCount; id++) {
            schedule(id, nextDelayNs());
        }
    }

    /** What every event does. */
    final void fired(int id) {
        schedule(id, nextDelayNs());
        if (cancels) {
            reschedule(choices[draw], nextDelayNs());
        }
        if (--remaining == 0) {
            pause();
        }
    }

    private long nextDelayNs() {
        draw = (draw + 1) & (DRAWS - 1);
        return delaysNs[draw];
    }

    /** Schedules an entry that is not pending, in ns from now. */
    abstract void schedule(int id, long delayNs);

    /** Takes a pending entry back and schedules it anew, in ns from now. */
    abstract void reschedule(int id, long delayNs);

    /** Runs until {@link #pause()}. */
    abstract void run();

    /** Lets the simulator stand still after the current event. */
    abstract void pause();

    /** Lets the simulator's thread end. */
    abstract void close();
}
