package dev.headroom.plan;

import dev.headroom.document.DocumentNode;
import dev.headroom.plan.GroupSpec.Hierarchy;
import dev.headroom.sched.linux.core.TaskGroup;
import dev.headroom.units.Durations;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads control groups: the list of slices and pods, and the groups of containers.
 *
 * <p>Source of the bounds: {@code cgroup-v1/cgroups}, {@code cgroup-v2}, {@code sched-bwc} and {@code sched-rt-group}
 * in the documentation of Linux.
 */
final class GroupSpecs {

    private static final int GROUPS_MAX = 1000;
    private static final int WEIGHT_MAX = 10_000;
    private static final int SHARES_MIN = 2;
    private static final int SHARES_MAX = 262_144;
    private static final long DEFAULT_SHARES = 1024;
    private static final long LEAST_NS = Durations.MILLISECOND_NS;
    private static final long DEFAULT_PERIOD_NS = 100 * Durations.MILLISECOND_NS;
    /** Bandwidth with 20 binary places fits into 64 bits up to here. */
    private static final long LONGEST_NS = 3600 * Durations.SECOND_NS;

    private final List<GroupSpec> groups = new ArrayList<>();
    private Hierarchy hierarchy = Hierarchy.ANY;
    private boolean realTime;

    /** Reads the list of groups; without one there are none. */
    static GroupSpecs read(final Optional<DocumentNode> list) {
        final GroupSpecs specs = new GroupSpecs();
        list.ifPresent(given -> given.list(1, GROUPS_MAX).forEach(specs::add));
        return specs;
    }

    private void add(final DocumentNode node) {
        node.mapping("name", "parent", "cpu");
        final DocumentNode nameNode = node.required("name", "name: plcs.slice");
        final String name = ContainerReader.name(nameNode);
        if (groups.stream().anyMatch(other -> other.name().equals(name))) {
            throw nameNode.mistake("a second group '" + name + "'", "give every group a name of its own");
        }
        groups.add(spec(name, node));
    }

    /** Returns the groups of the list, parents first. */
    List<GroupSpec> declared() {
        return List.copyOf(groups);
    }

    /** Returns whether some group has real-time run time, so that real-time tasks need it in every group. */
    boolean realTime() {
        return realTime;
    }

    /** Reads the group of a container from its keys parent and cpu; without them it has none. */
    Optional<GroupSpec> readOwn(final String container, final DocumentNode node) {
        final boolean grouped =
                node.optional("parent").isPresent() || node.optional("cpu").isPresent();
        return grouped ? Optional.of(spec(container, node)) : Optional.empty();
    }

    private GroupSpec spec(final String name, final DocumentNode node) {
        final Optional<DocumentNode> parent = node.optional("parent");
        parent.ifPresent(given -> {
            final List<String> names = groups.stream().map(GroupSpec::name).toList();
            if (names.isEmpty()) {
                throw given.mistake("there is no group above this", "declare it in 'groups', parents first");
            }
            given.word(names, "groups above this");
        });
        final Optional<DocumentNode> cpu = node.optional("cpu");
        final GroupSpec spec = new GroupSpec(
                name,
                parent.map(DocumentNode::text),
                cpu.map(this::limits).orElseGet(() -> TaskGroup.weighted("", 0, DEFAULT_SHARES)),
                cpu.map(GroupSpecs::hierarchyOf).orElse(Hierarchy.ANY),
                cpu.orElse(node));
        if (spec.hierarchy() != Hierarchy.ANY) {
            if (hierarchy != Hierarchy.ANY && hierarchy != spec.hierarchy()) {
                throw spec.place()
                        .mistake(
                                "mixes cgroup v1 (shares, rt-runtime) and v2 (weight) with other groups",
                                "use the keys of one version everywhere");
            }
            hierarchy = spec.hierarchy();
        }
        realTime |= spec.realTimeRuntimeNs() > 0;
        return spec;
    }

    private static Hierarchy hierarchyOf(final DocumentNode cpu) {
        final boolean first = cpu.optional("shares").isPresent()
                || cpu.optional("rt-runtime").isPresent()
                || cpu.optional("rt-period").isPresent();
        final boolean second = cpu.optional("weight").isPresent();
        if (first && second) {
            throw cpu.mistake("has keys of cgroup v1 (shares, rt-runtime) and v2 (weight)", "use those of one version");
        }
        return first ? Hierarchy.V1 : second ? Hierarchy.V2 : Hierarchy.ANY;
    }

    private TaskGroup limits(final DocumentNode cpu) {
        cpu.mapping("weight", "shares", "quota", "period", "burst", "rt-runtime", "rt-period");
        final long weight = cpu.optional("weight")
                .map(given -> Math.max(SHARES_MIN, (given.whole(1, WEIGHT_MAX) * DEFAULT_SHARES + 50) / 100))
                .or(() -> cpu.optional("shares").map(given -> given.whole(SHARES_MIN, SHARES_MAX)))
                .orElse(DEFAULT_SHARES);
        final Optional<DocumentNode> quota = cpu.optional("quota");
        final Optional<DocumentNode> period = cpu.optional("period");
        final Optional<DocumentNode> burst = cpu.optional("burst");
        if (quota.isEmpty()) {
            period.or(() -> burst).ifPresent(given -> {
                throw given.mistake("means nothing without a quota", "add for example quota: 50ms");
            });
        }
        final long quotaNs =
                quota.map(given -> given.durationNs(LEAST_NS, LONGEST_NS)).orElse(TaskGroup.UNLIMITED_NS);
        final long periodNs = period.map(given -> given.durationNs(LEAST_NS, Durations.SECOND_NS))
                .orElse(DEFAULT_PERIOD_NS);
        final long burstNs = burst.map(given -> given.durationNs(0, quotaNs)).orElse(0L);
        return new TaskGroup("", 0, weight, quotaNs, periodNs, burstNs, rtRuntimeNs(cpu), rtPeriodNs(cpu));
    }

    private static long rtPeriodNs(final DocumentNode cpu) {
        return cpu.optional("rt-period")
                .map(given -> given.durationNs(Durations.MICROSECOND_NS, LONGEST_NS))
                .orElse(Durations.SECOND_NS);
    }

    private static long rtRuntimeNs(final DocumentNode cpu) {
        final Optional<DocumentNode> runtime = cpu.optional("rt-runtime");
        if (runtime.isEmpty()) {
            cpu.optional("rt-period").ifPresent(given -> {
                throw given.mistake("means nothing without a run time", "add for example rt-runtime: 100ms");
            });
            return 0;
        }
        final long runtimeNs = runtime.get().durationNs(0, LONGEST_NS);
        final long periodNs = rtPeriodNs(cpu);
        if (runtimeNs > periodNs) {
            throw runtime.get()
                    .mistake(
                            "is longer than the period " + Durations.exact(periodNs),
                            "give a run time up to the period");
        }
        return runtimeNs;
    }
}
