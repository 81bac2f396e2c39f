package dev.headroom.machine;

/**
 * The kernel of a machine.
 *
 * @param version release such as {@code 4.9.115-rt93}, for people
 * @param preemption how far kernel code can be preempted
 * @param tickHz frequency of the scheduler tick in 1/s, 24 to 1000
 */
public record KernelConfig(String version, Preemption preemption, int tickHz) {

    /** How far kernel code can be preempted. */
    public enum Preemption {
        /** {@code PREEMPT_VOLUNTARY}: only at marked points, as distribution kernels of 2018 are built. */
        VOLUNTARY,
        /** {@code PREEMPT_RT}: everywhere but in raw spin locks and with interrupts off. */
        RT
    }

    /** Refuses an impossible tick frequency. */
    public KernelConfig {
        if (tickHz < 24 || tickHz > 1000) {
            throw new IllegalArgumentException("tick frequency " + tickHz + " Hz is outside 24 to 1000 Hz");
        }
    }

    /** Returns the time between two ticks in ns. */
    public long tickPeriodNs() {
        return 1_000_000_000L / tickHz;
    }
}
