package dev.headroom.format.recorded;

import com.fasterxml.jackson.core.JsonFactory;
import dev.headroom.document.DocumentException;
import dev.headroom.document.DocumentNode;
import dev.headroom.document.DocumentReader;
import dev.headroom.units.CpuSet;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads {@code scenario.json}. Keys that say nothing about the case (checks, dates, results) are ignored. */
public final class ScenarioReader {

    private static final long LONGEST_S = 86_400;
    private static final long LONGEST_US = LONGEST_S * 1_000_000;
    private static final int MOST_TASKS = 1000;
    private static final int MOST_CPUS = 1024;
    private static final long MOST_SHARES = 1L << 30;
    private static final long DEFAULT_SHARES = 1024;
    private static final long DEFAULT_PERIOD_US = 100_000;
    /** What the kernel accepts as quota and as its period. */
    private static final long LEAST_PERIOD_US = 1_000;

    private static final long LONGEST_PERIOD_US = 1_000_000;

    private ScenarioReader() {}

    /**
     * Reads a description.
     *
     * @param file a {@code scenario.json}
     * @return the case
     * @throws DocumentException if it is not one
     */
    public static Scenario read(final Path file) {
        final DocumentNode root = DocumentReader.read(file.toString(), DocumentReader.bytes(file), new JsonFactory());
        final Map<String, Scenario.GroupLimits> groups = new LinkedHashMap<>();
        present(root, "cgroups")
                .ifPresent(node -> node.mapping().forEach((name, limits) -> groups.put(name, limits(limits))));
        final Map<String, CpuSet> cpusets = new LinkedHashMap<>();
        present(root, "cpusets")
                .ifPresent(node -> node.mapping().forEach((name, cpus) -> cpusets.put(name, cpus.cpus())));
        final Scenario scenario = new Scenario(
                root.required("id", "\"id\": \"01-case\"").text(),
                root.required("description", "\"description\": \"...\"").text(),
                host(root.required("host", "\"host\": {...}")),
                root.required("duration_s", "\"duration_s\": 20").whole(1, LONGEST_S),
                root.required("traced_duration_s", "\"traced_duration_s\": 5").whole(1, LONGEST_S),
                tasks(root.required("tasks", "\"tasks\": [...]")),
                groups,
                cpusets,
                present(root, "root_cpuset_sched_load_balance")
                                .map(node -> node.whole(0, 1))
                                .orElse(1L)
                        == 1,
                present(root, "all_tasks_in_cgroup_with_shares")
                        .map(node -> OptionalLong.of(node.whole(2, MOST_SHARES)))
                        .orElseGet(OptionalLong::empty),
                present(root, "autogroup").map(node -> node.whole(0, 1)).orElse(0L) == 1,
                present(root, "irq_affinity").map(DocumentNode::text).orElse("default"));
        ScenarioChecks.check(root, scenario);
        return scenario;
    }

    /** The value of a key; a null value counts as absent, as the recorder writes it. */
    static Optional<DocumentNode> present(final DocumentNode node, final String key) {
        return Optional.ofNullable(node.mapping().get(key)).filter(value -> !value.isNull());
    }

    private static Scenario.Host host(final DocumentNode node) {
        return new Scenario.Host(
                node.required("cpus", "\"cpus\": [0, 1]").list(1, MOST_CPUS).size(),
                node.required("kernel", "\"kernel\": \"6.1.0\"").text(),
                (int) node.required("hz", "\"hz\": 250").whole(24, 1000),
                node.required("rt_runtime_us", "\"rt_runtime_us\": 950000").whole(-1, LONGEST_US),
                node.required("rt_period_us", "\"rt_period_us\": 1000000").whole(1, LONGEST_US),
                present(node, "rt_group_sched").map(DocumentNode::bool).orElse(false));
    }

    private static List<ScenarioTask> tasks(final DocumentNode node) {
        return node.list(1, MOST_TASKS).stream().map(ScenarioTaskReader::read).toList();
    }

    private static Scenario.GroupLimits limits(final DocumentNode node) {
        final OptionalLong quotaUs = present(node, "cpu.cfs_quota_us")
                .filter(quota -> quota.whole(-1, LONGEST_US) != -1)
                .map(quota -> OptionalLong.of(quota.whole(LEAST_PERIOD_US, LONGEST_US)))
                .orElseGet(OptionalLong::empty);
        return new Scenario.GroupLimits(
                present(node, "cpu.shares")
                        .map(value -> value.whole(2, MOST_SHARES))
                        .orElse(DEFAULT_SHARES),
                quotaUs,
                present(node, "cpu.cfs_period_us")
                        .map(value -> value.whole(LEAST_PERIOD_US, LONGEST_PERIOD_US))
                        .orElse(DEFAULT_PERIOD_US),
                present(node, "cpu.rt_runtime_us")
                        .map(value -> value.whole(0, LONGEST_US))
                        .orElse(0L));
    }
}
