package dev.headroom.plan;

import dev.headroom.document.DocumentNode;
import dev.headroom.machine.KernelConfig;
import dev.headroom.machine.KernelConfig.Preemption;
import dev.headroom.plan.GroupSpec.Hierarchy;
import dev.headroom.sched.SchedulingPolicy;
import dev.headroom.sched.linux.core.RealTimeThrottling;
import dev.headroom.sched.linux.core.TaskGroup;
import dev.headroom.units.Durations;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Numbers the control groups of a variant and refuses what the kernel refuses: quotas above that of the parent (cgroup
 * v1), real-time run times that do not fit into the parent's, real-time tasks in groups without run time.
 *
 * <p>Source: {@code tg_cfs_schedulable_down} and {@code tg_rt_schedulable} of Linux, read for the rules.
 */
final class GroupAssembly {

    private final GroupSpecs specs;
    private final KernelConfig kernel;
    private final boolean autogroup;
    private final String where;
    private final List<TaskGroup> groups = new ArrayList<>();
    private final List<GroupSpec> members = new ArrayList<>();
    private final Map<String, Integer> numberOfDeclared = new LinkedHashMap<>();

    /**
     * Begins with the groups of the list.
     *
     * @param specs the groups of the plan
     * @param kernel the kernel
     * @param spec what the plan says about it
     * @param where ends a message in a variant
     */
    GroupAssembly(final GroupSpecs specs, final KernelConfig kernel, final KernelSpec spec, final String where) {
        this.specs = specs;
        this.kernel = kernel;
        this.autogroup = spec.autogroup();
        this.where = where;
        specs.declared().forEach(group -> numberOfDeclared.put(group.name(), add(group)));
    }

    private int add(final GroupSpec spec) {
        final Since since = Since.of(kernel);
        if (spec.hierarchy() == Hierarchy.V2) {
            since.require(4, 15, "weights of cgroup v2", spec.place());
        }
        if (spec.limits().burstNs() > 0) {
            since.require(5, 14, "bursts of a quota", spec.place());
        }
        if (spec.realTimeRuntimeNs() > 0
                && kernel.preemption() == Preemption.RT
                && !since.version().isAtLeast(6, 12)) {
            throw spec.place()
                    .mistake(
                            "PREEMPT_RT kernels before 6.12 have no real-time run time of groups" + where,
                            "leave rt-runtime out, or plan with another kernel");
        }
        final int parent = spec.parent().map(numberOfDeclared::get).orElse(0);
        final TaskGroup limits = spec.limits();
        final String path =
                parent == 0 ? "/" + spec.name() : groups.get(parent - 1).name() + "/" + spec.name();
        groups.add(new TaskGroup(
                path,
                parent,
                limits.weight(),
                limits.quotaNs(),
                limits.periodNs(),
                limits.burstNs(),
                limits.realTimeRuntimeNs(),
                limits.realTimePeriodNs()));
        members.add(spec);
        return groups.size();
    }

    /** Adds the group of a container; returns its number, 0 for the root. */
    int of(final ContainerSpec container) {
        if (container.group().isPresent()) {
            return add(container.group().get());
        }
        if (!autogroup || container.tasks().stream().noneMatch(GroupAssembly::isAutogrouped)) {
            return 0;
        }
        groups.add(TaskGroup.weighted("/autogroup-" + container.name(), 0, 1024));
        members.add(null);
        return groups.size();
    }

    /** Returns the group of a task of a container whose group has a number; autogroups hold fair tasks only. */
    int of(final ContainerSpec container, final int number, final TaskSpec task) {
        if (container.group().isEmpty()) {
            return isAutogrouped(task) ? number : 0;
        }
        final SchedulingPolicy policy = task.attributes().policy();
        if (specs.realTime() && policy.isRealTime() && groups.get(number - 1).realTimeRuntimeNs() == 0) {
            throw task.place()
                    .mistake(
                            "'" + policy.key() + "' needs real-time run time, and the group of container '"
                                    + container.name() + "' has none" + where,
                            "add cpu: {rt-runtime: ...} to the container, as other groups have it");
        }
        return number;
    }

    private static boolean isAutogrouped(final TaskSpec task) {
        return task.attributes().policy().isFair();
    }

    /**
     * Returns the groups.
     *
     * @param limit what real-time tasks of the machine may use
     */
    List<TaskGroup> finish(final RealTimeThrottling limit) {
        for (int number = 1; number <= groups.size(); number++) {
            if (members.get(number - 1) != null) {
                requireQuotaWithinParent(number);
            }
        }
        for (int parent = 0; parent <= groups.size(); parent++) {
            requireRealTimeWithin(parent, limit);
        }
        return groups;
    }

    private void requireQuotaWithinParent(final int number) {
        final TaskGroup group = groups.get(number - 1);
        if (!group.isLimited() || members.get(number - 1).hierarchy() != Hierarchy.V1) {
            return;
        }
        for (int above = group.parent();
                above > 0;
                above = groups.get(above - 1).parent()) {
            final TaskGroup parent = groups.get(above - 1);
            if (parent.isLimited()) {
                if (Bandwidth.of(group.quotaNs(), group.periodNs())
                        > Bandwidth.of(parent.quotaNs(), parent.periodNs())) {
                    throw members.get(number - 1)
                            .place()
                            .mistake(
                                    "the quota " + share(group.quotaNs(), group.periodNs()) + " is above "
                                            + share(parent.quotaNs(), parent.periodNs()) + " of " + parent.name()
                                            + where,
                                    "give at most the quota of the group above");
                }
                return;
            }
        }
    }

    private void requireRealTimeWithin(final int parent, final RealTimeThrottling limit) {
        if (parent == 0 && limit.runtimeNs() == RealTimeThrottling.UNLIMITED_NS) {
            return;
        }
        final long runtimeNs =
                parent == 0 ? limit.runtimeNs() : groups.get(parent - 1).realTimeRuntimeNs();
        final long periodNs =
                parent == 0 ? limit.periodNs() : groups.get(parent - 1).realTimePeriodNs();
        long sum = 0;
        for (int child = 1; child <= groups.size(); child++) {
            final TaskGroup group = groups.get(child - 1);
            if (group.parent() != parent) {
                continue;
            }
            sum += Bandwidth.of(group.realTimeRuntimeNs(), group.realTimePeriodNs());
            if (sum > Bandwidth.of(runtimeNs, periodNs)) {
                final DocumentNode place = Optional.ofNullable(members.get(child - 1))
                        .orElseThrow()
                        .place();
                throw place.mistake(
                        "with " + group.name() + " real-time run times sum up to " + Bandwidth.text(sum) + " and "
                                + (parent == 0
                                        ? "the machine has "
                                        : groups.get(parent - 1).name() + " has ")
                                + share(runtimeNs, periodNs) + where,
                        "reserve less, or more for the group above");
            }
        }
    }

    private static String share(final long ns, final long periodNs) {
        return Durations.exact(ns) + " in " + Durations.exact(periodNs);
    }
}
