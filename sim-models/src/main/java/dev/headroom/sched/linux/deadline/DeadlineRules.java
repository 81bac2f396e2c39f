package dev.headroom.sched.linux.deadline;

import dev.headroom.sched.linux.core.KernelVersion;

/**
 * Rules of the DEADLINE class that changed.
 *
 * @param waitsForNextPeriod whether a used-up budget comes back at the start of the next period (from 4.11), else at
 *     the deadline, and whether a job that wakes between deadline and next period waits for it
 * @param revisedWakeUp whether a constrained reservation keeps its deadline with less run time when it wakes up too
 *     late for the rest of its budget (from 4.13), else starts anew
 * @param reclaims whether bandwidth that others leave can be reclaimed (from 4.13)
 * @param reclaimsByMaximum whether reclaiming is measured by the bandwidth that DEADLINE tasks may have at most (from
 *     6.5), else by all of the CPU
 */
record DeadlineRules(boolean waitsForNextPeriod, boolean revisedWakeUp, boolean reclaims, boolean reclaimsByMaximum) {

    static DeadlineRules of(final KernelVersion version) {
        return new DeadlineRules(
                version.isAtLeast(4, 11), version.isAtLeast(4, 13), version.isAtLeast(4, 13), version.isAtLeast(6, 5));
    }
}
