package dev.headroom.sched;

/**
 * What a task asks of the scheduler, the kernel's {@code struct sched_attr}.
 *
 * @param policy scheduling policy
 * @param priority 1 (least) to 99 (most urgent) for real-time policies, 0 for the others
 * @param weight load weight of a fair task, {@link LoadWeights#NICE_0} for nice 0; not used by the other policies
 * @param reservation what a DEADLINE task reserves, null for the other policies
 * @param sliceNs slice in ns that a fair task asks for ({@code sched_runtime}, from Linux 6.12), 0 for the default
 * @param inherited whether the reservation is that of a task that waits for this one (priority inheritance)
 */
public record SchedAttributes(
        SchedulingPolicy policy, int priority, int weight, Reservation reservation, long sliceNs, boolean inherited) {

    /** Refuses combinations that {@code sched_setattr(2)} refuses. */
    public SchedAttributes {
        if (policy.isRealTime() ? priority < 1 || priority > 99 : priority != 0) {
            throw new IllegalArgumentException("priority " + priority + " is impossible for " + policy);
        }
        if (weight < 1) {
            throw new IllegalArgumentException("weight " + weight + " is below 1");
        }
        if ((reservation != null) != (policy == SchedulingPolicy.DEADLINE)) {
            throw new IllegalArgumentException("DEADLINE needs a reservation, and only DEADLINE has one");
        }
        if (sliceNs < 0) {
            throw new IllegalArgumentException("a slice of " + sliceNs + " ns is negative");
        }
    }

    /** Makes what a task asks for by itself; the parameters are those of the record. */
    public SchedAttributes(
            final SchedulingPolicy policy,
            final int priority,
            final int weight,
            final Reservation reservation,
            final long sliceNs) {
        this(policy, priority, weight, reservation, sliceNs, false);
    }

    /** Returns FIFO of a priority from 1 to 99. */
    public static SchedAttributes fifo(final int priority) {
        return realTime(SchedulingPolicy.FIFO, priority);
    }

    /** Returns RR of a priority from 1 to 99. */
    public static SchedAttributes rr(final int priority) {
        return realTime(SchedulingPolicy.RR, priority);
    }

    private static SchedAttributes realTime(final SchedulingPolicy policy, final int priority) {
        return new SchedAttributes(policy, priority, LoadWeights.NICE_0, null, 0);
    }

    /** Returns OTHER of a nice value from -20 to 19. */
    public static SchedAttributes other(final int nice) {
        return fair(SchedulingPolicy.OTHER, nice);
    }

    /** Returns BATCH of a nice value from -20 to 19. */
    public static SchedAttributes batch(final int nice) {
        return fair(SchedulingPolicy.BATCH, nice);
    }

    /** Returns IDLE. */
    public static SchedAttributes idle() {
        return new SchedAttributes(SchedulingPolicy.IDLE, 0, LoadWeights.IDLE, null, 0);
    }

    private static SchedAttributes fair(final SchedulingPolicy policy, final int nice) {
        return new SchedAttributes(policy, 0, LoadWeights.ofNice(nice), null, 0);
    }

    /** Returns the experimental ISO of a nice value from -20 to 19, which counts when it has lost its privilege. */
    public static SchedAttributes iso(final int nice) {
        return fair(SchedulingPolicy.ISO_EXPERIMENTAL, nice);
    }

    /** Returns DEADLINE with a reservation. */
    public static SchedAttributes deadline(final Reservation reservation) {
        return new SchedAttributes(SchedulingPolicy.DEADLINE, 0, LoadWeights.NICE_0, reservation, 0);
    }

    /** Returns the same attributes under policy DEADLINE with the reservation of a task that waits for this one. */
    public SchedAttributes inheriting(final Reservation lent) {
        return new SchedAttributes(SchedulingPolicy.DEADLINE, 0, weight, lent, sliceNs, true);
    }

    /** Returns the same fair attributes with a slice of so many ns. */
    public SchedAttributes withSlice(final long newSliceNs) {
        return new SchedAttributes(policy, priority, weight, reservation, newSliceNs);
    }
}
