package dev.headroom.plan;

import dev.headroom.document.DocumentNode;
import dev.headroom.sched.LoadWeights;
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

/** Reads containers and their tasks. */
final class ContainerReader {

    private static final String NAME = "[A-Za-z0-9][A-Za-z0-9_.-]{0,62}";
    private static final int TASKS_MAX = 1000;
    private static final int WORKERS_MAX = 256;
    private static final List<SchedulingPolicy> POLICIES =
            List.of(SchedulingPolicy.FIFO, SchedulingPolicy.RR, SchedulingPolicy.OTHER);
    private static final List<String> POLICY_KEYS =
            POLICIES.stream().map(SchedulingPolicy::key).toList();

    private ContainerReader() {}

    static ContainerSpec read(final DocumentNode node) {
        node.mapping("name", "cpus", "tasks", "stress", "cyclictest");
        final String name = name(node.required("name", "name: plc-1"));
        final List<TaskSpec> tasks = new ArrayList<>();
        node.optional("tasks").ifPresent(list -> list.list(1, TASKS_MAX).forEach(task -> addTask(name, task, tasks)));
        node.optional("cyclictest").ifPresent(probe -> addCyclictest(name, probe, tasks));
        node.optional("stress").ifPresent(stress -> addStress(name, stress, tasks));
        if (tasks.isEmpty()) {
            throw node.mistake("container '" + name + "' is empty", "give it tasks, stress or cyclictest");
        }
        final Optional<DocumentNode> cpus = node.optional("cpus");
        return new ContainerSpec(name, cpus.map(DocumentNode::cpus), tasks, cpus.orElse(node));
    }

    /** Reads a name that can stand in a table, a pattern and a file name. */
    static String name(final DocumentNode node) {
        if (!node.text().matches(NAME)) {
            throw node.mistake(
                    "'" + node.text() + "' is not a name",
                    "use at most 63 letters, digits, dots, hyphens, underscores");
        }
        return node.text();
    }

    private static void addTask(final String container, final DocumentNode node, final List<TaskSpec> tasks) {
        node.mapping(
                "name", "policy", "priority", "nice", "period", "work", "deadline", "latency-limit", "skip-missed");
        final DocumentNode nameNode = node.required("name", "name: control");
        final String name = container + "/" + name(nameNode);
        if (tasks.stream().anyMatch(other -> other.name().equals(name))) {
            throw nameNode.mistake("a second task of this name", "give every task of a container a name of its own");
        }
        final DocumentNode period = node.required("period", "period: 100ms");
        final long periodNs = period.durationNs(Durations.MICROSECOND_NS, PlanReader.LONGEST_NS);
        final long deadlineNs = node.optional("deadline")
                .map(deadline -> deadline.durationNs(1, PlanReader.LONGEST_NS))
                .orElse(periodNs);
        final long limitNs = node.optional("latency-limit")
                .map(limit -> limit.durationNs(1, PlanReader.LONGEST_NS))
                .orElse(0L);
        final boolean skips =
                node.optional("skip-missed").map(DocumentNode::bool).orElse(false);
        final MissedReleases missed = skips ? MissedReleases.SKIP : MissedReleases.CATCH_UP;
        final PeriodicWorkload workload = new PeriodicWorkload(
                periodNs,
                Optional.of(WorkReader.read(node.required("work", "work: 10ms"))),
                deadlineNs,
                limitNs,
                missed);
        final SchedulingPolicy policy = policy(node, SchedulingPolicy.OTHER);
        tasks.add(new TaskSpec(name, workload, policy, priority(node, policy), weight(node, policy), Optional.empty()));
    }

    private static void addCyclictest(final String container, final DocumentNode node, final List<TaskSpec> tasks) {
        node.mapping("threads", "interval", "distance", "policy", "priority", "pin");
        final int threads = (int)
                (long) node.optional("threads").map(n -> n.whole(1, TASKS_MAX)).orElse(1L);
        final long intervalNs = node.optional("interval")
                .map(interval -> interval.durationNs(Durations.MICROSECOND_NS, PlanReader.LONGEST_NS))
                .orElse(Durations.MILLISECOND_NS);
        final long distanceNs = node.optional("distance")
                .map(distance -> distance.durationNs(0, PlanReader.LONGEST_NS))
                .orElse(500 * Durations.MICROSECOND_NS);
        final SchedulingPolicy policy = policy(node, SchedulingPolicy.FIFO);
        final int priority = priority(node, policy);
        final boolean pin = node.optional("pin").map(DocumentNode::bool).orElse(false);
        for (int thread = 0; thread < threads; thread++) {
            tasks.add(new TaskSpec(
                    container + "/cyclictest-" + thread,
                    PeriodicWorkload.cyclictest(intervalNs + thread * distanceNs),
                    policy,
                    priority,
                    weight(node, policy),
                    pin ? Optional.of(CpuSet.of(thread)) : Optional.empty()));
        }
    }

    private static void addStress(final String container, final DocumentNode node, final List<TaskSpec> tasks) {
        final String[] kinds =
                Arrays.stream(StressKind.values()).map(StressKind::key).toArray(String[]::new);
        final List<String> known = new ArrayList<>(List.of(kinds));
        known.add("nice");
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
        // stress forks one worker of each kind in turn until all are there.
        for (int round = 0; round < most; round++) {
            for (final StressKind kind : StressKind.values()) {
                if (round < workers[kind.ordinal()]) {
                    tasks.add(new TaskSpec(
                            container + "/stress-" + kind.key() + "-" + (round + 1),
                            new StressWorkload(kind),
                            SchedulingPolicy.OTHER,
                            0,
                            weight(node, SchedulingPolicy.OTHER),
                            Optional.empty()));
                }
            }
        }
    }

    private static SchedulingPolicy policy(final DocumentNode node, final SchedulingPolicy otherwise) {
        return node.optional("policy")
                .map(word -> POLICIES.get(word.word(POLICY_KEYS, "scheduling policies")))
                .orElse(otherwise);
    }

    private static int priority(final DocumentNode node, final SchedulingPolicy policy) {
        final Optional<DocumentNode> priority = node.optional("priority");
        if (policy.isRealTime()) {
            return (int) priority.orElseGet(() -> node.required("priority", "priority: 80"))
                    .whole(1, 99);
        }
        priority.ifPresent(given -> {
            throw given.mistake(
                    "the policy 'other' has no priority", "write policy: fifo, or nice instead of priority");
        });
        return 0;
    }

    private static int weight(final DocumentNode node, final SchedulingPolicy policy) {
        final Optional<DocumentNode> nice = node.optional("nice");
        if (nice.isPresent() && policy.isRealTime()) {
            throw nice.get().mistake("the policy '" + policy.key() + "' has no nice value", "leave it out");
        }
        final long value = nice.map(given -> given.whole(-20, 19)).orElse(0L);
        return LoadWeights.ofNice((int) value);
    }
}
