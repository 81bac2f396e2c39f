package dev.headroom.replay;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds in a trace when timers released threads, and what the interrupts of these timers are like. */
final class ReleaseFinder {

    private final Map<Integer, List<Long>> releasesNs = new HashMap<>();
    private final List<Long> lateNs = new ArrayList<>();
    private final List<Long> lengthsNs = new ArrayList<>();
    private final List<Long> delaysNs = new ArrayList<>();

    /**
     * Reads the given events.
     *
     * @param events interrupts and wake-ups after the start-up, by time
     */
    ReleaseFinder(final List<GivenEvent> events) {
        GivenEvent interrupt = null;
        for (final GivenEvent event : events) {
            if (event.kind() == GivenEvent.Kind.INTERRUPT) {
                interrupt = event;
            } else if (event.kind() == GivenEvent.Kind.WAKE) {
                releasesNs
                        .computeIfAbsent(event.pid(), pid -> new ArrayList<>())
                        .add(event.atNs());
                if (interrupt != null && event.atNs() < interrupt.atNs() + interrupt.ns()) {
                    lateNs.add(event.atNs() - interrupt.atNs());
                    lengthsNs.add(interrupt.ns());
                    delaysNs.add(event.ns());
                }
            }
        }
    }

    /** Whether the trace shows a release of a thread after the start-up. */
    boolean areSeen(final int pid) {
        return releasesNs.containsKey(pid) && !lateNs.isEmpty();
    }

    /** Returns the first release of a thread that the trace shows, in ns. */
    long firstNs(final int pid) {
        return releasesNs.get(pid).get(0);
    }

    /**
     * Returns the timer of a thread.
     *
     * @param pid the thread
     * @param periodNs its period in ns
     * @param exitNs the release at which it exits
     */
    PeriodicTimer timer(final int pid, final long periodNs, final long exitNs) {
        final List<Long> releases = releasesNs.get(pid);
        return new PeriodicTimer(
                periodNs, List.copyOf(releases), exitNs, median(lateNs), median(lengthsNs), median(delaysNs));
    }

    private static long median(final List<Long> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }
}
