package dev.headroom.sched.linux.realtime;

import dev.headroom.sched.linux.core.RealTimeThrottling;
import dev.headroom.sched.linux.core.TaskGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Which real-time run times the kernel accepts for the groups of a hierarchy ({@code cpu.rt_runtime_us},
 * {@code CONFIG_RT_GROUP_SCHED}).
 *
 * <p>Design. A group's share is its run time per period. No share is above that of the machine, the shares of the
 * children of a group together are not above its own, and a group with real-time tasks has a run time.
 *
 * <p>Source: {@code tg_rt_schedulable} of {@code kernel/sched/rt.c}, Linux 4.4 to 6.18, read for the rules.
 */
public final class RealTimeGroups {

    private static final int SHIFT = 20;

    private RealTimeGroups() {}

    /**
     * Says which groups are refused.
     *
     * @param groups parents first, as in {@link dev.headroom.sched.linux.core.LinuxConfig#groups()}
     * @param withRealTimeTasks numbers of groups (1 for the first entry) that have FIFO or RR tasks
     * @param throttling what the machine gives to real-time tasks
     * @return a sentence per group that is refused, with the numbers; empty if all are accepted
     */
    public static List<String> refusals(
            final List<TaskGroup> groups, final List<Integer> withRealTimeTasks, final RealTimeThrottling throttling) {
        final List<String> refusals = new ArrayList<>();
        final long[] children = new long[groups.size() + 1];
        for (final TaskGroup group : groups) {
            children[group.parent()] += share(group);
        }
        final boolean limited = throttling.runtimeNs() != RealTimeThrottling.UNLIMITED_NS;
        final long whole = limited ? (throttling.runtimeNs() << SHIFT) / throttling.periodNs() : 1L << SHIFT;
        if (children[0] > whole) {
            refusals.add(String.format(
                    Locale.ROOT,
                    "the groups of the root want %.4f of the time together, and the machine gives %.4f",
                    part(children[0]),
                    part(whole)));
        }
        for (int number = 1; number <= groups.size(); number++) {
            final TaskGroup group = groups.get(number - 1);
            refuse(group, share(group), children[number], whole, refusals);
            if (limited && group.realTimeRuntimeNs() == 0 && withRealTimeTasks.contains(number)) {
                refusals.add("group " + group.name() + " has real-time tasks and a real-time run time of 0");
            }
        }
        return refusals;
    }

    private static void refuse(
            final TaskGroup group,
            final long share,
            final long children,
            final long whole,
            final List<String> refusals) {
        if (group.realTimeRuntimeNs() > group.realTimePeriodNs()) {
            refusals.add("group " + group.name() + " wants " + group.realTimeRuntimeNs() + " ns in every "
                    + group.realTimePeriodNs() + " ns");
        } else if (share > whole) {
            refusals.add(String.format(
                    Locale.ROOT,
                    "group %s wants %.4f of the time, and the machine gives %.4f to real-time tasks",
                    group.name(),
                    part(share),
                    part(whole)));
        }
        if (children > share) {
            refusals.add(String.format(
                    Locale.ROOT,
                    "the groups below %s want %.4f of the time together, and it has %.4f",
                    group.name(),
                    part(children),
                    part(share)));
        }
    }

    private static long share(final TaskGroup group) {
        return (group.realTimeRuntimeNs() << SHIFT) / group.realTimePeriodNs();
    }

    private static double part(final long share) {
        return (double) share / (1L << SHIFT);
    }
}
