package dev.headroom.sched.linux.fair;

/**
 * What became of the quota of a group, as {@code cpu.stat} of cgroup v2 says.
 *
 * @param periods {@code nr_periods}: periods that ended
 * @param throttledPeriods {@code nr_throttled}: of these, periods at the end of which some CPU was throttled
 * @param throttledNs {@code throttled_usec} in ns: how long CPUs were throttled, summed over CPUs
 * @param bursts {@code nr_bursts}: periods in which more than the quota was used
 * @param burstNs {@code burst_usec} in ns: how much more
 */
public record QuotaUse(long periods, long throttledPeriods, long throttledNs, long bursts, long burstNs) {}
