package dev.headroom.sched;

/**
 * What a DEADLINE task reserves.
 *
 * @param runtimeNs CPU time in ns in every period, at least 1024 ns
 * @param deadlineNs time in ns from the start of a period by which the run time is given
 * @param periodNs time in ns between replenishments
 * @param reclaim whether it may use bandwidth that others leave ({@code SCHED_FLAG_RECLAIM}, GRUB)
 */
public record Reservation(long runtimeNs, long deadlineNs, long periodNs, boolean reclaim) {

    /** The least run time that the kernel accepts, {@code 1 << DL_SCALE}. */
    public static final long LEAST_RUNTIME_NS = 1024;

    /** Refuses what {@code sched_setattr(2)} refuses: run time above deadline, deadline above period, too little. */
    public Reservation {
        if (runtimeNs < LEAST_RUNTIME_NS || runtimeNs > deadlineNs || deadlineNs > periodNs) {
            throw new IllegalArgumentException("impossible reservation: run time " + runtimeNs + " ns, deadline "
                    + deadlineNs + " ns, period " + periodNs + " ns; needs " + LEAST_RUNTIME_NS
                    + " ns <= run time <= deadline <= period");
        }
    }
}
