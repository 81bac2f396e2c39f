package dev.headroom.replay;

import dev.headroom.format.schedtrace.SchedEvent;
import dev.headroom.format.schedtrace.SchedTrace;
import dev.headroom.format.schedtrace.TraceJob;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * When the periods of quotas end. They lie on a grid whose offset is random from 6.3 on and unknown before, as traces
 * do not begin at boot; but each end is a timer interrupt that is no tick and wakes nobody. Groups with short periods
 * are looked for first: their ends lie on the grids of longer ones too.
 */
final class QuotaPeriods {

    private static final long BIN_NS = 20_000;
    private static final int LEAST_ENDS = 3;

    private final Map<String, Long> endNs = new HashMap<>();

    QuotaPeriods(final SchedTrace trace, final TraceJob job, final int cpus) {
        final List<Long> silentNs = silentInterrupts(trace, job, cpus);
        job.groups().stream()
                .filter(group -> group.quotaUs().isPresent())
                .sorted(Comparator.comparingLong(TraceJob.Group::periodUs))
                .forEach(group -> find(group.name(), group.periodUs() * 1000, silentNs));
    }

    private static List<Long> silentInterrupts(final SchedTrace trace, final TraceJob job, final int cpus) {
        final TickGrid ticks = new TickGrid(trace, cpus, 1_000_000_000L / job.tickHz());
        final long[] enteredNs = new long[cpus];
        Arrays.fill(enteredNs, -1);
        final List<Long> silentNs = new ArrayList<>();
        for (final SchedEvent event : trace.events()) {
            final int cpu = event.cpu();
            switch (event.kind()) {
                case TIMER_ENTRY -> enteredNs[cpu] = ticks.isTick(event) ? -1 : event.timeNs();
                case WAKING -> enteredNs[cpu] = -1;
                case TIMER_EXIT -> {
                    if (enteredNs[cpu] >= 0) {
                        silentNs.add(enteredNs[cpu]);
                    }
                }
                default -> {}
            }
        }
        return silentNs;
    }

    private void find(final String group, final long periodNs, final List<Long> silentNs) {
        final int[] counts = new int[(int) (periodNs / BIN_NS) + 1];
        int most = 0;
        for (final long atNs : silentNs) {
            final int bin = (int) (atNs % periodNs / BIN_NS);
            counts[bin]++;
            most = counts[bin] > counts[most] ? bin : most;
        }
        if (counts[most] < LEAST_ENDS) {
            return;
        }
        final int found = most;
        final List<Long> ends = silentNs.stream()
                .filter(atNs -> atNs % periodNs / BIN_NS == found)
                .toList();
        silentNs.removeAll(ends);
        // An interrupt may be late, never early.
        endNs.put(group, ends.stream().mapToLong(atNs -> atNs % periodNs).min().orElse(0));
    }

    /** Returns a time at which a period of a group's quota ends, below the period; 0 if the trace shows none. */
    long endNs(final String group) {
        return endNs.getOrDefault(group, 0L);
    }
}
