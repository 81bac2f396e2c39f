package dev.headroom.sched.linux.fair;

import dev.headroom.sched.SchedTask;
import org.apache.commons.math3.util.FastMath;

/**
 * Per-entity load tracking: how large a share of recent time a task was runnable, decayed by half every 32 ms.
 *
 * <p>Deviation from the kernel: exact exponential decay at the moment of asking instead of sums over 1024 us periods.
 */
final class LoadAverage {

    private static final double HALF_LIFE_NS = 32_000_000.0;
    private static final double DECAY_PER_NS = FastMath.log(2) / HALF_LIFE_NS;

    private LoadAverage() {}

    /** A new task starts with the load of one that always ran, so that forks spread. */
    static void start(final SchedTask task, final long nowNs) {
        task.schedLoadAverage = 1.0;
        task.schedLoadUpdatedNs = nowNs;
    }

    /** Brings the average up to now; the task's runnable state must still be the one it had since the last update. */
    static void update(final SchedTask task, final long nowNs) {
        final long elapsedNs = nowNs - task.schedLoadUpdatedNs;
        if (elapsedNs <= 0) {
            return;
        }
        final double kept = FastMath.exp(-elapsedNs * DECAY_PER_NS);
        task.schedLoadAverage = task.schedLoadAverage * kept + (task.isQueued() ? 1.0 - kept : 0.0);
        task.schedLoadUpdatedNs = nowNs;
    }

    /** Returns the load of a task now: weight times average. */
    static double load(final SchedTask task, final long nowNs) {
        update(task, nowNs);
        return task.weight() * task.schedLoadAverage;
    }
}
