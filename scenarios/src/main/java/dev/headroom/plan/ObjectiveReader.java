package dev.headroom.plan;

import dev.headroom.document.DocumentNode;
import dev.headroom.machine.MachineConfig;
import dev.headroom.machine.TaskConfig;
import dev.headroom.workload.PeriodicWorkload;
import java.util.ArrayList;
import java.util.List;

/** Reads objectives; one entry of the document may hold several. */
final class ObjectiveReader {

    private static final long MISSES_MAX = 1_000_000_000L;

    private ObjectiveReader() {}

    /**
     * Reads one entry.
     *
     * @param node the mapping
     * @param machine the plan's own machine, in which the containers must exist
     */
    static List<Objective> read(final DocumentNode node, final MachineConfig machine) {
        node.mapping("containers", "latency", "response", "deadline-misses");
        final DocumentNode containers = node.required("containers", "containers: plc-*");
        requirePeriodicTasks(containers, machine);
        final String pattern = containers.text();
        final List<Objective> objectives = new ArrayList<>();
        node.optional("latency").ifPresent(limit -> objectives.add(limit(pattern, Objective.Measure.LATENCY, limit)));
        node.optional("response").ifPresent(limit -> objectives.add(limit(pattern, Objective.Measure.RESPONSE, limit)));
        node.optional("deadline-misses")
                .ifPresent(misses -> objectives.add(
                        new Objective(pattern, Objective.Measure.DEADLINE_MISSES, 0, 0, misses.whole(0, MISSES_MAX))));
        if (objectives.isEmpty()) {
            throw node.mistake("demands nothing", "add latency, response or deadline-misses");
        }
        return objectives;
    }

    private static Objective misses(final String pattern, final DocumentNode node, final MachineConfig machine) {
        final Objective objective =
                new Objective(pattern, Objective.Measure.DEADLINE_MISSES, 0, 0, node.whole(0, MISSES_MAX));
        final boolean some = machine.tasks().stream()
                .filter(task -> objective.covers(task.container()))
                .anyMatch(task -> task.workload() instanceof PeriodicWorkload periodic && periodic.deadlineNs() > 0);
        if (!some) {
            throw node.mistake("none of these containers has a deadline", "limit the latency instead");
        }
        return objective;
    }

    private static Objective limit(final String pattern, final Objective.Measure measure, final DocumentNode node) {
        node.mapping("max", "probability");
        final long limitNs = node.required("max", "max: 90ms").durationNs(1, PlanReader.LONGEST_NS);
        final DocumentNode probability = node.required("probability", "probability: 0.999999");
        final double share = probability.real(0, 1);
        if (share == 0 || share == 1) {
            throw probability.mistake(
                    "no simulation can show a probability of " + (int) share,
                    "give a number between 0 and 1, for example 0.9999");
        }
        return new Objective(pattern, measure, limitNs, share, 0);
    }

    private static void requirePeriodicTasks(final DocumentNode containers, final MachineConfig machine) {
        final List<String> names = machine.tasks().stream()
                .filter(task -> task.workload() instanceof PeriodicWorkload)
                .map(TaskConfig::container)
                .distinct()
                .toList();
        if (names.stream().noneMatch(name -> Glob.matches(containers.text(), name))) {
            throw names.isEmpty()
                    ? containers.mistake("no container has periodic tasks", "remove the objective or add tasks")
                    : containers.unknown(containers.text(), names, "containers with periodic tasks");
        }
    }
}
