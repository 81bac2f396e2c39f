package dev.headroom.machine;

import dev.headroom.workload.CriticalSection;
import dev.headroom.workload.PeriodicWorkload;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A point in every job of a task at which it takes a lock or gives it back.
 *
 * @param atNs CPU time in ns since the start of the job
 * @param lock number of the lock
 * @param takes whether it takes the lock
 */
record LockPoint(long atNs, int lock, boolean takes) {

    /** Returns the points of a workload in their order; at one instant locks are given back first. */
    static List<LockPoint> of(final PeriodicWorkload workload, final List<LockConfig> locks) {
        final List<String> names = locks.stream().map(LockConfig::name).toList();
        final List<LockPoint> points = new ArrayList<>();
        for (final CriticalSection section : workload.sections()) {
            final int lock = names.indexOf(section.lock());
            points.add(new LockPoint(section.atNs(), lock, true));
            points.add(new LockPoint(section.endNs(), lock, false));
        }
        points.sort(Comparator.comparingLong(LockPoint::atNs).thenComparing(LockPoint::takes));
        return points;
    }
}
