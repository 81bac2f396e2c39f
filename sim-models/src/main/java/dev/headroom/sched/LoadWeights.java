package dev.headroom.sched;

/**
 * Load weights of the fair class: about 1.25 from one nice value to the next, 1024 for nice 0.
 *
 * <p>Source: {@code sched_prio_to_weight} of Linux, unchanged since 2.6.23; {@code WEIGHT_IDLEPRIO} for IDLE.
 */
public final class LoadWeights {

    /** Weight of nice 0, the unit. */
    public static final int NICE_0 = 1024;

    /** Weight of a task of policy IDLE. */
    public static final int IDLE = 3;

    /** The most favourable nice value. */
    public static final int NICE_MIN = -20;

    /** The least favourable nice value. */
    public static final int NICE_MAX = 19;

    private static final int[] OF_NICE = {
        88761, 71755, 56483, 46273, 36291, 29154, 23254, 18705, 14949, 11916, 9548, 7620, 6100, 4904, 3906, 3121, 2501,
        1991, 1586, 1277, 1024, 820, 655, 526, 423, 335, 272, 215, 172, 137, 110, 87, 70, 56, 45, 36, 29, 23, 18, 15
    };

    private LoadWeights() {}

    /**
     * Returns the weight of a nice value.
     *
     * @param nice -20 to 19
     * @throws IllegalArgumentException for any other number
     */
    public static int ofNice(final int nice) {
        if (nice < NICE_MIN || nice > NICE_MAX) {
            throw new IllegalArgumentException("nice " + nice + " is outside " + NICE_MIN + " to " + NICE_MAX);
        }
        return OF_NICE[nice - NICE_MIN];
    }
}
