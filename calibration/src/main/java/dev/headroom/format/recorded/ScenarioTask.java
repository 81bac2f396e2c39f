package dev.headroom.format.recorded;

import dev.headroom.units.CpuSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * One task (or program) of a recorded scenario.
 *
 * @param name name of an rt-app task, else the tool's
 * @param tool program, such as {@code cyclictest}, {@code rt-app} or {@code stress-ng}
 * @param measured whether it is what was measured, not load
 * @param command command line, where it is not an rt-app task
 * @param policy policy as {@code sched(7)} spells it, where the scenario says
 * @param priority real-time priority 1 to 99
 * @param nice nice value -20 to 19
 * @param reservation DEADLINE reservation
 * @param periodUs period in us; empty for a task that never waits
 * @param runUs nominal CPU time of one activation in us
 * @param affinity CPUs that it is pinned to
 * @param cgroup name of its group with CPU limits, "" for none
 * @param cpuset name of its cpuset, "" for the root
 */
public record ScenarioTask(
        String name,
        String tool,
        boolean measured,
        Optional<String> command,
        Optional<String> policy,
        OptionalInt priority,
        OptionalInt nice,
        Optional<ReservationUs> reservation,
        OptionalLong periodUs,
        OptionalLong runUs,
        Optional<CpuSet> affinity,
        String cgroup,
        String cpuset) {

    /**
     * A DEADLINE reservation.
     *
     * @param runtimeUs CPU time in us in every period
     * @param deadlineUs relative deadline in us
     * @param periodUs period in us
     */
    public record ReservationUs(long runtimeUs, long deadlineUs, long periodUs) {}
}
