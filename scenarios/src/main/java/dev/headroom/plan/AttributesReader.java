package dev.headroom.plan;

import dev.headroom.document.DocumentNode;
import dev.headroom.sched.LoadWeights;
import dev.headroom.sched.Reservation;
import dev.headroom.sched.SchedAttributes;
import dev.headroom.sched.SchedulingPolicy;
import dev.headroom.units.Durations;
import java.util.List;
import java.util.Optional;

/** Reads what a task asks of the scheduler: a policy and its parameters. */
final class AttributesReader {

    /** Policies of threads that wait for timers. */
    static final List<SchedulingPolicy> OF_TASKS = List.of(SchedulingPolicy.values());

    /** Policies that cyclictest can be given. */
    static final List<SchedulingPolicy> OF_CYCLICTEST = List.of(
            SchedulingPolicy.FIFO,
            SchedulingPolicy.RR,
            SchedulingPolicy.OTHER,
            SchedulingPolicy.BATCH,
            SchedulingPolicy.IDLE,
            SchedulingPolicy.ISO_EXPERIMENTAL);

    /** Policies of endless loads, which would stop everything else under a fixed priority. */
    static final List<SchedulingPolicy> OF_STRESS =
            List.of(SchedulingPolicy.OTHER, SchedulingPolicy.BATCH, SchedulingPolicy.IDLE);

    /** The longest period of a reservation in ns, so that its bandwidth fits into 64 bits. */
    private static final long LONGEST_PERIOD_NS = 3600 * Durations.SECOND_NS;

    private static final long SHORTEST_SLICE_NS = 100 * Durations.MICROSECOND_NS;
    private static final long LONGEST_SLICE_NS = 100 * Durations.MILLISECOND_NS;

    private AttributesReader() {}

    /**
     * Reads the keys policy, priority, nice, slice and reservation.
     *
     * @param node the mapping of the task
     * @param allowed policies to choose from
     * @param otherwise the policy if none is said
     * @param periodNs period of the task in ns, which a reservation has by default
     */
    static SchedAttributes read(
            final DocumentNode node,
            final List<SchedulingPolicy> allowed,
            final SchedulingPolicy otherwise,
            final long periodNs) {
        final SchedulingPolicy policy = node.optional("policy")
                .map(word -> allowed.get(
                        word.word(allowed.stream().map(SchedulingPolicy::key).toList(), "scheduling policies")))
                .orElse(otherwise);
        final int priority = priority(node, policy);
        final int weight = weight(node, policy);
        return new SchedAttributes(
                policy, priority, weight, reservation(node, policy, periodNs), sliceNs(node, policy));
    }

    private static int priority(final DocumentNode node, final SchedulingPolicy policy) {
        final Optional<DocumentNode> priority = node.optional("priority");
        if (policy.isRealTime()) {
            return (int) priority.orElseGet(() -> node.required("priority", "priority: 80"))
                    .whole(1, 99);
        }
        refuse(
                priority,
                policy,
                "priority",
                policy == SchedulingPolicy.DEADLINE
                        ? "leave it out; the earliest deadline runs first"
                        : "write policy: fifo, or nice instead of priority");
        return 0;
    }

    private static int weight(final DocumentNode node, final SchedulingPolicy policy) {
        final Optional<DocumentNode> nice = node.optional("nice");
        if (policy == SchedulingPolicy.IDLE) {
            refuse(nice, policy, "nice value", "leave it out; it has the least weight of all");
            return LoadWeights.IDLE;
        }
        if (!policy.isFair() && policy != SchedulingPolicy.ISO_EXPERIMENTAL) {
            refuse(nice, policy, "nice value", "leave it out");
        }
        final long value = nice.map(given -> given.whole(LoadWeights.NICE_MIN, LoadWeights.NICE_MAX))
                .orElse(0L);
        return LoadWeights.ofNice((int) value);
    }

    private static long sliceNs(final DocumentNode node, final SchedulingPolicy policy) {
        final Optional<DocumentNode> slice = node.optional("slice");
        if (policy != SchedulingPolicy.OTHER && policy != SchedulingPolicy.BATCH) {
            refuse(slice, policy, "slice", "leave it out; only 'other' and 'batch' ask for one");
        }
        return slice.map(given -> given.durationNs(SHORTEST_SLICE_NS, LONGEST_SLICE_NS))
                .orElse(0L);
    }

    private static Reservation reservation(
            final DocumentNode node, final SchedulingPolicy policy, final long periodNs) {
        final Optional<DocumentNode> given = node.optional("reservation");
        if (policy != SchedulingPolicy.DEADLINE) {
            refuse(given, policy, "reservation", "write policy: deadline");
            return null;
        }
        final DocumentNode reserved = given.orElseGet(
                        () -> node.required("reservation", "reservation: {runtime: 10ms, period: 100ms}"))
                .mapping("runtime", "deadline", "period", "reclaim");
        final long reservedPeriodNs = reserved.optional("period")
                .map(period -> period.durationNs(Reservation.LEAST_RUNTIME_NS, LONGEST_PERIOD_NS))
                .orElse(periodNs);
        final long deadlineNs = reserved.optional("deadline")
                .map(deadline -> deadline.durationNs(Reservation.LEAST_RUNTIME_NS, LONGEST_PERIOD_NS))
                .orElse(reservedPeriodNs);
        final long runtimeNs = reserved.required("runtime", "runtime: 10ms")
                .durationNs(Reservation.LEAST_RUNTIME_NS, LONGEST_PERIOD_NS);
        if (runtimeNs > deadlineNs || deadlineNs > reservedPeriodNs) {
            throw reserved.mistake(
                    "the run time " + Durations.exact(runtimeNs) + ", deadline " + Durations.exact(deadlineNs)
                            + " and period " + Durations.exact(reservedPeriodNs) + " are not in this order",
                    "give a run time up to the deadline and a deadline up to the period");
        }
        final boolean reclaim =
                reserved.optional("reclaim").map(DocumentNode::bool).orElse(false);
        return new Reservation(runtimeNs, deadlineNs, reservedPeriodNs, reclaim);
    }

    private static void refuse(
            final Optional<DocumentNode> given, final SchedulingPolicy policy, final String what, final String right) {
        given.ifPresent(node -> {
            throw node.mistake("the policy '" + policy.key() + "' has no " + what, right);
        });
    }
}
