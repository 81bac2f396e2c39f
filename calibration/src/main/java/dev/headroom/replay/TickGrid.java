package dev.headroom.replay;

import dev.headroom.format.schedtrace.SchedEvent;
import dev.headroom.format.schedtrace.SchedTrace;
import java.util.Arrays;

/**
 * Tells scheduler ticks from other timer interrupts: they lie on a grid of the tick period, whose phase is where most
 * interrupts of a CPU lie. An interrupt that is late for the grid is a tick if the period has none before it.
 */
final class TickGrid {

    private static final long BIN_NS = 10_000;
    /** A tick is taken this much late, where interrupts were off. */
    private static final long LATEST_NS = 200_000;

    private final long periodNs;
    private final long[] phaseNs;
    private final long[] lastSlot;

    TickGrid(final SchedTrace trace, final int cpus, final long periodNs) {
        this.periodNs = periodNs;
        phaseNs = new long[cpus];
        lastSlot = new long[cpus];
        Arrays.fill(lastSlot, -1);
        final int[][] counts = new int[cpus][(int) (periodNs / BIN_NS) + 1];
        for (final SchedEvent event : trace.events()) {
            if (event.kind() == SchedEvent.Kind.TIMER_ENTRY) {
                counts[event.cpu()][(int) (event.timeNs() % periodNs / BIN_NS)]++;
            }
        }
        for (int cpu = 0; cpu < cpus; cpu++) {
            int most = 0;
            for (int bin = 0; bin < counts[cpu].length; bin++) {
                most = counts[cpu][bin] > counts[cpu][most] ? bin : most;
            }
            phaseNs[cpu] = most * BIN_NS;
        }
    }

    /** Returns whether a timer interrupt is a tick; to be asked in the order of time. */
    boolean isTick(final SchedEvent entry) {
        final int cpu = entry.cpu();
        final long fromPhaseNs = entry.timeNs() - phaseNs[cpu] + BIN_NS;
        if (fromPhaseNs < 0) {
            return false;
        }
        final long slot = fromPhaseNs / periodNs;
        if (slot == lastSlot[cpu] || fromPhaseNs % periodNs > LATEST_NS) {
            return false;
        }
        lastSlot[cpu] = slot;
        return true;
    }
}
