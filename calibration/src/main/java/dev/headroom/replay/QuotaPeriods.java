package dev.headroom.replay;

import dev.headroom.format.schedtrace.SchedEvent;
import dev.headroom.format.schedtrace.SchedTrace;
import dev.headroom.format.schedtrace.TraceJob;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/**
 * When the periods of quotas end, and those of the limit of real-time tasks, which may have begun before. They lie on a
 * grid whose offset is random from 6.3 on; before, the grid of quotas begins at boot, as that of the ticks does, but a
 * trace does not. An end shows in one of two ways: as a timer interrupt that is no tick and wakes nobody; or, where it
 * shares the interrupt of a tick, by what it allows: an idle CPU goes on with a task that had to stop, and that nobody
 * has woken or moved since. Groups with short periods are looked for first: their ends lie on the grids of longer ones
 * too.
 */
final class QuotaPeriods {

    private static final long BIN_NS = 20_000;
    private static final int LEAST_ENDS = 3;
    /** From the interrupt of an end until the switch that it allows, in ns. */
    private static final long LONGEST_PATH_NS = 60_000;

    private final Map<String, Long> endNs = new HashMap<>();
    private final List<Long> silentNs = new ArrayList<>();
    /** For every group, the interrupts behind which an idle CPU went on with one of its tasks. */
    private final Map<Integer, List<Long>> releasesNs = new HashMap<>();

    QuotaPeriods(final SchedTrace trace, final TraceJob job, final int cpus) {
        findSilentInterrupts(trace, job, cpus);
        findReleases(trace, new TaskDescriptions(trace, job));
        job.groups().stream()
                .filter(group -> group.quotaUs().isPresent())
                .sorted(Comparator.comparingLong(TraceJob.Group::periodUs))
                .forEach(group -> find(
                                group.periodUs() * 1000,
                                releasesNs.getOrDefault(job.groups().indexOf(group) + 1, List.of()))
                        .ifPresent(found -> endNs.put(group.name(), found)));
    }

    private void findSilentInterrupts(final SchedTrace trace, final TraceJob job, final int cpus) {
        final TickGrid ticks = new TickGrid(trace, cpus, 1_000_000_000L / job.tickHz());
        final long[] enteredNs = new long[cpus];
        Arrays.fill(enteredNs, -1);
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
    }

    private void findReleases(final SchedTrace trace, final TaskDescriptions descriptions) {
        final Set<Integer> stopped = new HashSet<>();
        long enteredNs = -LONGEST_PATH_NS;
        for (final SchedEvent event : trace.events()) {
            switch (event.kind()) {
                case TIMER_ENTRY -> enteredNs = event.timeNs();
                case WAKING, WAKE_UP, MIGRATE -> stopped.remove(event.task().pid());
                case SWITCH -> {
                    final boolean goesOn = stopped.remove(event.next().pid());
                    if (goesOn && event.task().isIdle() && event.timeNs() - enteredNs < LONGEST_PATH_NS) {
                        releasesNs
                                .computeIfAbsent(descriptions.group(event.next().pid()), group -> new ArrayList<>())
                                .add(enteredNs);
                    }
                    if (event.isPreempted() && !event.task().isIdle()) {
                        stopped.add(event.task().pid());
                    }
                }
                default -> {}
            }
        }
    }

    /** Takes the ends of a period out of the silent interrupts; returns one of them, below the period. */
    private OptionalLong find(final long periodNs, final List<Long> releases) {
        final Set<Long> candidatesNs = new TreeSet<>(silentNs);
        candidatesNs.addAll(releases);
        final int[] counts = new int[(int) (periodNs / BIN_NS) + 1];
        int most = 0;
        for (final long atNs : candidatesNs) {
            final int bin = (int) (atNs % periodNs / BIN_NS);
            counts[bin]++;
            most = counts[bin] > counts[most] ? bin : most;
        }
        if (counts[most] < LEAST_ENDS) {
            return OptionalLong.empty();
        }
        final int found = most;
        candidatesNs.removeIf(atNs -> atNs % periodNs / BIN_NS != found);
        silentNs.removeAll(candidatesNs);
        // An interrupt may be late, never early.
        return candidatesNs.stream().mapToLong(atNs -> atNs % periodNs).min();
    }

    /** Returns when the first period of the limit of real-time tasks ends, if the trace shows it; asked last. */
    OptionalLong realTimeEndNs(final long periodNs) {
        return find(periodNs, List.of());
    }

    /** Returns a time at which a period of a group's quota ends, below the period; 0 if the trace shows none. */
    long endNs(final String group) {
        return endNs.getOrDefault(group, 0L);
    }
}
