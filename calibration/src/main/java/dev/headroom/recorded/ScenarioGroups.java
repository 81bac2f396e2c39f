package dev.headroom.recorded;

import dev.headroom.format.recorded.Scenario;
import dev.headroom.format.recorded.ScenarioTask;
import dev.headroom.sched.SchedulingPolicy;
import dev.headroom.sched.linux.core.TaskGroup;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The control groups of a scenario: those with CPU limits, the common one, and an autogroup for every command line that
 * is in none of them. Autogroups hold fair tasks only.
 */
final class ScenarioGroups {

    private static final long US = 1_000L;
    private static final long REAL_TIME_PERIOD_NS = 1_000_000_000L;
    private static final long DEFAULT_WEIGHT = 1024;
    private static final String COMMON = "common";

    private final boolean autogroup;
    private final boolean common;
    private final List<TaskGroup> groups = new ArrayList<>();
    private final Map<String, Integer> numbers = new LinkedHashMap<>();

    ScenarioGroups(final Scenario scenario) {
        autogroup = scenario.autogroup();
        common = scenario.commonShares().isPresent();
        scenario.commonShares().ifPresent(shares -> add(COMMON, TaskGroup.weighted("/" + COMMON, 0, shares)));
        scenario.groups().forEach((name, limits) -> add(name, group(name, limits)));
    }

    private static TaskGroup group(final String name, final Scenario.GroupLimits limits) {
        final long quotaNs = limits.quotaUs().isPresent() ? limits.quotaUs().getAsLong() * US : TaskGroup.UNLIMITED_NS;
        return new TaskGroup(
                "/" + name,
                0,
                limits.shares(),
                quotaNs,
                limits.periodUs() * US,
                0,
                limits.realTimeRuntimeUs() * US,
                REAL_TIME_PERIOD_NS);
    }

    private int add(final String name, final TaskGroup group) {
        groups.add(group);
        numbers.put(name, groups.size());
        return groups.size();
    }

    /** Returns the groups. */
    List<TaskGroup> list() {
        return groups;
    }

    /** Returns the number of the group of a task of a command line. */
    int of(final ScenarioTask task, final String commandLine, final SchedulingPolicy policy) {
        if (!task.cgroup().isEmpty()) {
            return numbers.get(task.cgroup());
        }
        if (common) {
            return numbers.get(COMMON);
        }
        if (!autogroup || !policy.isFair()) {
            return 0;
        }
        final String name = "autogroup-" + commandLine;
        final Integer known = numbers.get(name);
        return known != null ? known : add(name, TaskGroup.weighted("/" + name, 0, DEFAULT_WEIGHT));
    }
}
