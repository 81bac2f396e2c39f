package dev.headroom.format.recorded;

import java.util.Optional;

/**
 * A scheduling policy as a description gives it.
 *
 * @param kind policy
 * @param priority real-time priority 1 to 99, 0 for the others
 * @param nice nice value -20 to 19 of a fair policy
 * @param reservation what DEADLINE reserves, empty for the others
 */
public record TaskPolicy(Kind kind, int priority, int nice, Optional<ReservationUs> reservation) {

    /** The policies, as {@code sched(7)} names them. */
    public enum Kind {
        /** {@code SCHED_OTHER}. */
        OTHER,
        /** {@code SCHED_FIFO}. */
        FIFO,
        /** {@code SCHED_RR}. */
        RR,
        /** {@code SCHED_DEADLINE}. */
        DEADLINE,
        /** {@code SCHED_BATCH}. */
        BATCH,
        /** {@code SCHED_IDLE}. */
        IDLE
    }

    /**
     * A DEADLINE reservation.
     *
     * @param runtimeUs CPU time in us in every period, at least 2
     * @param deadlineUs relative deadline in us, not below it
     * @param periodUs period in us, not below that
     */
    public record ReservationUs(long runtimeUs, long deadlineUs, long periodUs) {}

    /** Returns a fair policy. */
    public static TaskPolicy fair(final Kind kind, final int nice) {
        return new TaskPolicy(kind, 0, nice, Optional.empty());
    }

    /** Returns FIFO or RR. */
    public static TaskPolicy realTime(final Kind kind, final int priority) {
        return new TaskPolicy(kind, priority, 0, Optional.empty());
    }

    /** Returns DEADLINE. */
    public static TaskPolicy deadline(final ReservationUs reservation) {
        return new TaskPolicy(Kind.DEADLINE, 0, 0, Optional.of(reservation));
    }
}
