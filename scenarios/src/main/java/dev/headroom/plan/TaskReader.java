package dev.headroom.plan;

import dev.headroom.document.DocumentNode;
import dev.headroom.sched.SchedAttributes;
import dev.headroom.sched.SchedulingPolicy;
import dev.headroom.units.CpuSet;
import dev.headroom.units.Durations;
import dev.headroom.workload.MissedReleases;
import dev.headroom.workload.PeriodicWorkload;
import dev.headroom.workload.StressKind;
import dev.headroom.workload.StressWorkload;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Reads the tasks of a container: periodic tasks, measuring threads, load. */
final class TaskReader {

    private static final int TASKS_MAX = 1000;
    private static final int WORKERS_MAX = 256;

    private final String container;
    private final LockSpecs locks;
    private final List<TaskSpec> tasks = new ArrayList<>();

    /**
     * Begins the tasks of a container.
     *
     * @param container its name
     * @param locks the locks that its tasks may take
     */
    TaskReader(final String container, final LockSpecs locks) {
        this.container = container;
        this.locks = locks;
    }

    /** Reads the keys tasks, cyclictest and stress of a container, and returns its tasks. */
    List<TaskSpec> read(final DocumentNode node) {
        node.optional("tasks").ifPresent(list -> list.list(1, TASKS_MAX).forEach(this::addTask));
        node.optional("cyclictest").ifPresent(this::addCyclictest);
        node.optional("stress").ifPresent(this::addStress);
        return tasks;
    }

    private void addTask(final DocumentNode node) {
        node.mapping(
                "name",
                "policy",
                "priority",
                "nice",
                "slice",
                "reservation",
                "yield",
                "cpus",
                "period",
                "work",
                "sections",
                "deadline",
                "latency-limit",
                "skip-missed");
        final DocumentNode nameNode = node.required("name", "name: control");
        final String name = container + "/" + ContainerReader.name(nameNode);
        if (tasks.stream().anyMatch(other -> other.name().equals(name))) {
            throw nameNode.mistake("a second task of this name", "give every task of a container a name of its own");
        }
        final DocumentNode period = node.required("period", "period: 100ms");
        final long periodNs = period.durationNs(Durations.MICROSECOND_NS, PlanReader.LONGEST_NS);
        final SchedAttributes attributes =
                AttributesReader.read(node, AttributesReader.OF_TASKS, SchedulingPolicy.OTHER, periodNs);
        tasks.add(new TaskSpec(
                name,
                workload(node, name, periodNs, attributes),
                attributes,
                node.optional("cpus").map(DocumentNode::cpus),
                false,
                node));
    }

    private PeriodicWorkload workload(
            final DocumentNode node, final String name, final long periodNs, final SchedAttributes attributes) {
        final long deadlineNs = node.optional("deadline")
                .map(deadline -> deadline.durationNs(1, PlanReader.LONGEST_NS))
                .orElse(periodNs);
        final long limitNs = node.optional("latency-limit")
                .map(limit -> limit.durationNs(1, PlanReader.LONGEST_NS))
                .orElse(0L);
        final boolean skips =
                node.optional("skip-missed").map(DocumentNode::bool).orElse(false);
        final DocumentNode work = node.required("work", "work: 10ms");
        final var workNs = WorkReader.read(work);
        return new PeriodicWorkload(
                periodNs,
                Optional.of(workNs),
                deadlineNs,
                limitNs,
                skips ? MissedReleases.SKIP : MissedReleases.CATCH_UP,
                yields(node, periodNs, attributes),
                node.optional("sections")
                        .map(list -> locks.sections(name, list, workNs))
                        .orElse(List.of()));
    }

    private static boolean yields(final DocumentNode node, final long periodNs, final SchedAttributes attributes) {
        final Optional<DocumentNode> given = node.optional("yield");
        if (!given.map(DocumentNode::bool).orElse(false)) {
            return false;
        }
        if (attributes.policy() != SchedulingPolicy.DEADLINE) {
            throw given.get()
                    .mistake(
                            "a task of policy '" + attributes.policy().key() + "' is not released by yielding",
                            "leave it out or write policy: deadline");
        }
        if (attributes.reservation().periodNs() != periodNs) {
            throw given.get()
                    .mistake(
                            "the period " + Durations.exact(periodNs) + " is not that of the reservation, "
                                    + Durations.exact(attributes.reservation().periodNs()),
                            "give both the same period, because a yield ends where the reservation is refilled");
        }
        node.optional("skip-missed").ifPresent(skips -> {
            throw skips.mistake("a task that yields always skips releases that it missed", "leave it out");
        });
        return true;
    }

    private void addCyclictest(final DocumentNode node) {
        node.mapping("threads", "interval", "distance", "policy", "priority", "nice", "slice", "pin");
        final int threads = (int)
                (long) node.optional("threads").map(n -> n.whole(1, TASKS_MAX)).orElse(1L);
        final long intervalNs = node.optional("interval")
                .map(interval -> interval.durationNs(Durations.MICROSECOND_NS, PlanReader.LONGEST_NS))
                .orElse(Durations.MILLISECOND_NS);
        final long distanceNs = node.optional("distance")
                .map(distance -> distance.durationNs(0, PlanReader.LONGEST_NS))
                .orElse(500 * Durations.MICROSECOND_NS);
        final SchedAttributes attributes =
                AttributesReader.read(node, AttributesReader.OF_CYCLICTEST, SchedulingPolicy.FIFO, intervalNs);
        final boolean pin = node.optional("pin").map(DocumentNode::bool).orElse(false);
        for (int thread = 0; thread < threads; thread++) {
            tasks.add(new TaskSpec(
                    container + "/cyclictest-" + thread,
                    PeriodicWorkload.cyclictest(intervalNs + thread * distanceNs),
                    attributes,
                    pin ? Optional.of(CpuSet.of(thread)) : Optional.empty(),
                    true,
                    node));
        }
    }

    private void addStress(final DocumentNode node) {
        final String[] kinds =
                Arrays.stream(StressKind.values()).map(StressKind::key).toArray(String[]::new);
        final List<String> known = new ArrayList<>(List.of(kinds));
        known.addAll(List.of("policy", "nice", "slice"));
        node.mapping(known.toArray(String[]::new));
        final int[] workers = new int[kinds.length];
        int most = 0;
        for (int kind = 0; kind < kinds.length; kind++) {
            workers[kind] = (int) (long) node.optional(kinds[kind])
                    .map(count -> count.whole(0, WORKERS_MAX))
                    .orElse(0L);
            most = Math.max(most, workers[kind]);
        }
        if (most == 0) {
            throw node.mistake("starts no worker", "write for example stress: {cpu: 3, io: 3, vm: 3, hdd: 3}");
        }
        final SchedAttributes attributes =
                AttributesReader.read(node, AttributesReader.OF_STRESS, SchedulingPolicy.OTHER, 0);
        // stress forks one worker of each kind in turn until all are there.
        for (int round = 0; round < most; round++) {
            for (final StressKind kind : StressKind.values()) {
                if (round < workers[kind.ordinal()]) {
                    tasks.add(new TaskSpec(
                            container + "/stress-" + kind.key() + "-" + (round + 1),
                            new StressWorkload(kind),
                            attributes,
                            Optional.empty(),
                            true,
                            node));
                }
            }
        }
    }
}
