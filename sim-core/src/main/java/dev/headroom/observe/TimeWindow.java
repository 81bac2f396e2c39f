package dev.headroom.observe;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A stretch of simulated time.
 *
 * @param fromNs its beginning in ns since the start of the run, which belongs to it
 * @param toNs its end, which does not; after the beginning
 */
public record TimeWindow(long fromNs, long toNs) {

    /** Refuses a window without length. */
    public TimeWindow {
        if (fromNs >= toNs) {
            throw new IllegalArgumentException("a window from " + fromNs + " ns to " + toNs + " ns is empty");
        }
    }

    /** Returns whether a time lies in the window. */
    public boolean contains(final long atNs) {
        return fromNs <= atNs && atNs < toNs;
    }

    /** Returns the same times as windows in ascending order that neither overlap nor touch. */
    public static List<TimeWindow> merged(final List<TimeWindow> windows) {
        final List<TimeWindow> merged = new ArrayList<>();
        for (final TimeWindow next : windows.stream()
                .sorted(Comparator.comparingLong(TimeWindow::fromNs))
                .toList()) {
            final int last = merged.size() - 1;
            if (last >= 0 && next.fromNs <= merged.get(last).toNs) {
                final TimeWindow before = merged.get(last);
                merged.set(last, new TimeWindow(before.fromNs, Math.max(before.toNs, next.toNs)));
            } else {
                merged.add(next);
            }
        }
        return merged;
    }
}
