package dev.headroom.machine;

import dev.headroom.sched.linux.core.KernelVersion;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The kernel of a machine.
 *
 * @param version release such as {@code 4.9.115-rt93}; what follows the second number is for people
 * @param preemption how far kernel code can be preempted
 * @param tickHz frequency of the scheduler tick in 1/s, 24 to 1000
 * @param ticksWhenIdle whether idle CPUs tick too: {@code CONFIG_HZ_PERIODIC}, or {@code nohz=off} at boot;
 *     distribution kernels stop the tick of an idle CPU
 */
public record KernelConfig(String version, Preemption preemption, int tickHz, boolean ticksWhenIdle) {

    private static final Pattern SERIES = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})(?!\\d).*");
    private static final KernelVersion UNNUMBERED = new KernelVersion(4, 9);

    /** How far kernel code can be preempted. */
    public enum Preemption {
        /** {@code PREEMPT_VOLUNTARY}: only at marked points, as distribution kernels of 2018 are built. */
        VOLUNTARY,
        /** {@code PREEMPT_RT}: everywhere but in raw spin locks and with interrupts off. */
        RT,
        /** {@code PREEMPT_NONE}: only where it sleeps or returns to user space. */
        NONE,
        /** {@code PREEMPT}: everywhere but in spin locks, in soft interrupts and with interrupts off. */
        FULL
    }

    /**
     * Makes a kernel that stops the tick of idle CPUs ({@code CONFIG_NO_HZ_IDLE}).
     *
     * @param version release such as {@code 4.9.115-rt93}
     * @param preemption how far kernel code can be preempted
     * @param tickHz frequency of the scheduler tick in 1/s, 24 to 1000
     */
    public KernelConfig(final String version, final Preemption preemption, final int tickHz) {
        this(version, preemption, tickHz, false);
    }

    /** Refuses an impossible tick frequency. */
    public KernelConfig {
        if (tickHz < 24 || tickHz > 1000) {
            throw new IllegalArgumentException("tick frequency " + tickHz + " Hz is outside 24 to 1000 Hz");
        }
    }

    /** Returns whether a text begins with the two numbers of a series, as {@code 6.12.9-rt} does. */
    public static boolean isNumbered(final String version) {
        return SERIES.matcher(version).matches();
    }

    /** Returns the series whose rules the scheduler follows; a version without numbers counts as 4.9. */
    public KernelVersion series() {
        final Matcher numbers = SERIES.matcher(version);
        return numbers.matches()
                ? new KernelVersion(Integer.parseInt(numbers.group(1)), Integer.parseInt(numbers.group(2)))
                : UNNUMBERED;
    }

    /** Returns the same kernel with ticks on idle CPUs or without. */
    public KernelConfig withTicksWhenIdle(final boolean ticks) {
        return new KernelConfig(version, preemption, tickHz, ticks);
    }

    /** Returns the time between two ticks in ns. */
    public long tickPeriodNs() {
        return 1_000_000_000L / tickHz;
    }
}
