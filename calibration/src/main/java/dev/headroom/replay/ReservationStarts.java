package dev.headroom.replay;

import dev.headroom.format.schedtrace.SchedEvent;
import dev.headroom.format.schedtrace.SchedTrace;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * When DEADLINE tasks got their reservation. A trace shows that a task has it, and not since when; but it shows when
 * the first replenishment let a throttled task run again: one period later.
 */
final class ReservationStarts {

    /** From the entry of a timer interrupt to the switch that it causes, at most. */
    private static final long TIMER_TO_SWITCH_NS = 30_000;
    /** From the expiry of a timer to the entry of its interrupt. */
    private static final long TIMER_LATENCY_NS = 1_000;

    private final Map<Integer, Long> replenishedNs = new HashMap<>();

    ReservationStarts(final SchedTrace trace, final int cpus) {
        final long[] timerNs = new long[cpus];
        Arrays.fill(timerNs, Long.MIN_VALUE / 2);
        final Set<Integer> waiting = new HashSet<>();
        for (final SchedEvent event : trace.events()) {
            if (event.kind() == SchedEvent.Kind.TIMER_ENTRY) {
                timerNs[event.cpu()] = event.timeNs();
            } else if (event.kind() == SchedEvent.Kind.SWITCH) {
                final long entryNs = timerNs[event.cpu()];
                if (waiting.remove(event.next().pid()) && event.timeNs() - entryNs < TIMER_TO_SWITCH_NS) {
                    replenishedNs.putIfAbsent(event.next().pid(), entryNs - TIMER_LATENCY_NS);
                }
                if (event.isPreempted() && event.task().priority() < 0) {
                    waiting.add(event.task().pid());
                }
            }
        }
    }

    /**
     * Returns when a task got its reservation, if that lies in a range.
     *
     * @param pid the task
     * @param periodNs its period
     * @param fromNs beginning of the range
     * @param untilNs its end
     */
    OptionalLong startNs(final int pid, final long periodNs, final long fromNs, final long untilNs) {
        final Long firstNs = replenishedNs.get(pid);
        if (firstNs == null) {
            return OptionalLong.empty();
        }
        final long startNs = firstNs - periodNs;
        return startNs >= fromNs && startNs <= untilNs ? OptionalLong.of(startNs) : OptionalLong.empty();
    }
}
