package dev.headroom.format.recorded;

import dev.headroom.units.CpuSet;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One task (or program) of a recorded scenario.
 *
 * @param name name of an rt-app task, else the tool's
 * @param tool program, such as {@code cyclictest}, {@code rt-app} or {@code stress-ng}
 * @param measured whether it is what was measured, not load
 * @param command command line of a tool that is known by it, empty for rt-app and for tools that are not modelled
 * @param policy policy of an rt-app task; of a program says {@code command}
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
        Optional<CommandLine> command,
        TaskPolicy policy,
        OptionalLong periodUs,
        OptionalLong runUs,
        Optional<CpuSet> affinity,
        String cgroup,
        String cpuset) {}
