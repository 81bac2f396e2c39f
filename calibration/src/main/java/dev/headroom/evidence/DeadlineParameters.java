package dev.headroom.evidence;

/**
 * Reservation of a task of the deadline scheduling class.
 *
 * @param runtimeUs budget per period, in us, at least 1
 * @param deadlineUs relative deadline, in us, at least the budget
 * @param periodUs period, in us, at least the deadline
 */
public record DeadlineParameters(long runtimeUs, long deadlineUs, long periodUs) {

    /**
     * Checks the parameters.
     *
     * @throws IllegalArgumentException unless {@code 1 <= runtimeUs <= deadlineUs <= periodUs}
     */
    public DeadlineParameters {
        if (runtimeUs < 1 || runtimeUs > deadlineUs || deadlineUs > periodUs) {
            throw new IllegalArgumentException("runtime <= deadline <= period is violated: " + runtimeUs + "/"
                    + deadlineUs + "/" + periodUs + " us");
        }
    }
}
