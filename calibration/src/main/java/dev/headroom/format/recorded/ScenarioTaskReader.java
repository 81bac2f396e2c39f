package dev.headroom.format.recorded;

import dev.headroom.document.DocumentException;
import dev.headroom.document.DocumentNode;
import dev.headroom.units.CpuSet;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads one of the {@code tasks} of a scenario. */
final class ScenarioTaskReader {

    private static final long LONGEST_US = 86_400L * 1_000_000;
    private static final int MOST_CPUS = 1024;
    private static final List<String> ROLES = List.of("measured", "load");
    private static final List<String> POLICIES =
            Arrays.stream(TaskPolicy.Kind.values()).map(kind -> "SCHED_" + kind).toList();

    private ScenarioTaskReader() {}

    /**
     * Reads a task.
     *
     * @throws DocumentException if it lacks what its tool needs, or a value is out of bounds
     */
    static ScenarioTask read(final DocumentNode item) {
        final String tool = item.required("tool", "\"tool\": \"cyclictest\"").text();
        if (tool.equals("rt-app")) {
            item.required("run_us", "\"run_us\": 1000");
        }
        return new ScenarioTask(
                text(item, "name").orElse(tool),
                tool,
                item.required("role", "\"role\": \"measured\"").word(ROLES, "roles") == 0,
                command(tool, item),
                policy(item),
                time(item, "period_us"),
                time(item, "run_us"),
                ScenarioReader.present(item, "affinity").map(ScenarioTaskReader::cpus),
                text(item, "cgroup").orElse(""),
                text(item, "cpuset").orElse(""));
    }

    private static Optional<CommandLine> command(final String tool, final DocumentNode item) {
        if (ProgramOption.of(tool) == null) {
            return Optional.empty();
        }
        final DocumentNode node = item.required("command", "\"command\": \"" + tool + " ...\"");
        try {
            return Optional.of(CommandLine.parse(tool, node.text()));
        } catch (final IllegalArgumentException wrong) {
            throw node.mistake(wrong.getMessage(), "write the command as it was run");
        }
    }

    private static TaskPolicy policy(final DocumentNode item) {
        final int index = ScenarioReader.present(item, "policy")
                .map(node -> node.word(POLICIES, "policies"))
                .orElse(0);
        final TaskPolicy.Kind kind = TaskPolicy.Kind.values()[index];
        return switch (kind) {
            case FIFO, RR -> TaskPolicy.realTime(kind, priority(item));
            case DEADLINE -> TaskPolicy.deadline(reservation(item));
            case OTHER, BATCH, IDLE ->
                TaskPolicy.fair(
                        kind,
                        ScenarioReader.present(item, "nice")
                                .map(node -> (int) node.whole(-20, 19))
                                .orElse(0));
        };
    }

    private static int priority(final DocumentNode item) {
        return (int) item.required("prio", "\"prio\": 80").whole(1, 99);
    }

    private static TaskPolicy.ReservationUs reservation(final DocumentNode item) {
        final long runtimeUs = reserved(item, "dl_runtime_us", LONGEST_US);
        final long periodUs = reserved(item, "dl_period_us", LONGEST_US);
        final long deadlineUs = reserved(item, "dl_deadline_us", periodUs);
        if (runtimeUs < 2 || runtimeUs > deadlineUs) {
            throw item.required("dl_runtime_us", "")
                    .mistake(
                            "a run time of " + runtimeUs + " us is impossible",
                            "give 2 us to the deadline of " + deadlineUs + " us");
        }
        return new TaskPolicy.ReservationUs(runtimeUs, deadlineUs, periodUs);
    }

    private static long reserved(final DocumentNode item, final String key, final long most) {
        return item.required(key, "\"" + key + "\": 10000").whole(1, most);
    }

    private static CpuSet cpus(final DocumentNode node) {
        return CpuSet.of(node.list(1, MOST_CPUS).stream()
                .mapToInt(item -> (int) item.whole(0, MOST_CPUS - 1))
                .toArray());
    }

    private static Optional<String> text(final DocumentNode node, final String key) {
        return ScenarioReader.present(node, key).map(DocumentNode::text);
    }

    private static OptionalLong time(final DocumentNode node, final String key) {
        return ScenarioReader.present(node, key)
                .map(value -> OptionalLong.of(value.whole(1, LONGEST_US)))
                .orElseGet(OptionalLong::empty);
    }
}
