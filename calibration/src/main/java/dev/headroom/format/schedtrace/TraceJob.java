package dev.headroom.format.schedtrace;

import com.fasterxml.jackson.core.JsonFactory;
import dev.headroom.document.DocumentException;
import dev.headroom.document.DocumentNode;
import dev.headroom.document.DocumentReader;
import dev.headroom.format.FormatException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * What describes a traced job: kernel, CPUs, the rt-app tasks and their groups; no result.
 *
 * @param id name of its folder
 * @param job name of the job, such as {@code fiform}
 * @param facts the kernel
 * @param cpus number of CPUs
 * @param tickHz tick frequency in 1/s
 * @param tasks what rt-app was told, by task name
 * @param groups control groups in the order of the description
 */
public record TraceJob(
        String id, String job, KernelFacts facts, int cpus, int tickHz, Map<String, Task> tasks, List<Group> groups) {

    private static final int DEFAULT_TICK_HZ = 250;
    private static final int MOST_CPUS = 4096;
    private static final long LONGEST_US = 86_400_000_000L;
    /** The kernel wants 1024 ns. */
    private static final long LEAST_RUNTIME_US = 2;
    /** What the kernel accepts as quota, and as its period up to a second. */
    private static final long LEAST_PERIOD_US = 1_000;

    private static final long LONGEST_PERIOD_US = 1_000_000;
    private static final int MOST_FILES = 100;
    private static final String GROUPS_RESOURCE = "groups.json";

    /**
     * One task of rt-app.
     *
     * @param file name of its configuration without {@code .json}
     * @param policy such as {@code SCHED_FIFO}
     * @param priority real-time priority, or nice value of a fair policy
     * @param reservation of a DEADLINE task
     * @param loop what it does again and again, if it waits for a timer between
     */
    public record Task(
            String file, String policy, int priority, Optional<ReservationUs> reservation, Optional<LoopUs> loop) {}

    /**
     * The loop of a periodic task.
     *
     * @param runUs {@code run}: nominal execution time in us
     * @param periodUs {@code period} of its {@code timer} in us
     */
    public record LoopUs(long runUs, long periodUs) {}

    /**
     * A DEADLINE reservation.
     *
     * @param runtimeUs {@code dl-runtime} in us
     * @param deadlineUs {@code dl-deadline} in us
     * @param periodUs {@code dl-period} in us
     */
    public record ReservationUs(long runtimeUs, long deadlineUs, long periodUs) {}

    /**
     * A control group (v2).
     *
     * @param name for people
     * @param file the configuration whose tasks are in it
     * @param weight {@code cpu.weight}, if set
     * @param quotaUs first number of {@code cpu.max} in us, if limited
     * @param periodUs second number of {@code cpu.max} in us
     */
    public record Group(String name, String file, OptionalInt weight, OptionalLong quotaUs, long periodUs) {}

    /** Copies the collections. */
    public TraceJob {
        tasks = Map.copyOf(tasks);
        groups = List.copyOf(groups);
    }

    /** Returns whether a folder holds a traced job: a kernel's facts and a trace. */
    public static boolean isAt(final Path folder) {
        return Files.isRegularFile(folder.resolve("kernel.txt")) && Files.isRegularFile(traceFile(folder));
    }

    /** Returns whether the traced machine was the host of guests. */
    public static boolean isOfHypervisor(final Path folder) {
        final Path description = folder.resolve("job.json");
        return Files.isRegularFile(description)
                && read(description.toString(), DocumentReader.bytes(description))
                        .optional("hypervisor")
                        .isPresent();
    }

    /** Returns where the trace of a folder lies. */
    public static Path traceFile(final Path folder) {
        return folder.resolve("trace.tsv.gz");
    }

    /**
     * Reads the description in a folder.
     *
     * @param folder with {@code kernel.txt}, rt-app configurations and perhaps {@code job.json}
     * @return the job
     * @throws DocumentException if a file is not what it should be
     */
    public static TraceJob read(final Path folder) {
        final Map<String, Task> tasks = new LinkedHashMap<>();
        for (final Path file : configurations(folder)) {
            final DocumentNode root = read(file.toString(), DocumentReader.bytes(file));
            root.optional("tasks").ifPresent(node -> addTasks(node, nameOf(file), tasks));
        }
        final String id = folder.getFileName().toString();
        final String job = id.substring(id.lastIndexOf('-') + 1);
        final KernelFacts facts = KernelFacts.read(folder.resolve("kernel.txt"));
        final Path description = folder.resolve("job.json");
        if (!Files.isRegularFile(description)) {
            return new TraceJob(id, job, facts, 1, DEFAULT_TICK_HZ, tasks, knownGroups(job));
        }
        final DocumentNode root = read(description.toString(), DocumentReader.bytes(description));
        return new TraceJob(
                id,
                root.required("job", "\"job\": \"fiform\"").text(),
                facts,
                root.optional("cpus")
                        .map(node -> (int) node.whole(1, MOST_CPUS))
                        .orElse(1),
                root.optional("hz").map(node -> (int) node.whole(24, 1000)).orElse(DEFAULT_TICK_HZ),
                tasks,
                root.optional("groups").map(TraceJob::groups).orElse(List.of()));
    }

    private static DocumentNode read(final String name, final byte[] bytes) {
        return DocumentReader.read(name, bytes, new JsonFactory());
    }

    private static List<Path> configurations(final Path folder) {
        final List<Path> found;
        try (Stream<Path> files = Files.list(folder)) {
            found = files.filter(file -> file.toString().endsWith(".json") && !file.endsWith("job.json"))
                    .sorted()
                    .toList();
        } catch (final IOException e) {
            throw new UncheckedIOException("cannot list " + folder, e);
        }
        if (found.size() > MOST_FILES) {
            throw new FormatException(
                    folder, 0, "", found.size() + " configurations of rt-app", "at most " + MOST_FILES + " in a job");
        }
        return found;
    }

    private static String nameOf(final Path file) {
        return file.getFileName().toString().replaceFirst("\\.json$", "");
    }

    private static void addTasks(final DocumentNode node, final String file, final Map<String, Task> tasks) {
        node.mapping().forEach((name, task) -> tasks.put(name, task(task, file)));
    }

    private static Task task(final DocumentNode node, final String file) {
        final String policy = node.optional("policy").map(DocumentNode::text).orElse("SCHED_OTHER");
        final int priority = node.optional("priority")
                .map(value -> (int) value.whole(-20, 99))
                .orElse(0);
        return new Task(
                file, policy, priority, node.optional("dl-runtime").map(ignored -> reservation(node)), loop(node));
    }

    /** A timer with absolute reference, which is not the default, is not known. */
    private static Optional<LoopUs> loop(final DocumentNode node) {
        final Optional<DocumentNode> timer = node.optional("timer")
                .filter(value -> value.optional("mode")
                        .map(mode -> !mode.text().equals("absolute"))
                        .orElse(true));
        return node.optional("run")
                .flatMap(run -> timer.flatMap(value -> value.optional("period"))
                        .map(period -> new LoopUs(run.whole(1, LONGEST_US), period.whole(1, LONGEST_US))));
    }

    private static ReservationUs reservation(final DocumentNode node) {
        final long periodUs = node.required("dl-period", "\"dl-period\": 10000").whole(LEAST_RUNTIME_US, LONGEST_US);
        final long deadlineUs =
                node.required("dl-deadline", "\"dl-deadline\": 10000").whole(LEAST_RUNTIME_US, periodUs);
        final long runtimeUs =
                node.required("dl-runtime", "\"dl-runtime\": 2000").whole(LEAST_RUNTIME_US, deadlineUs);
        return new ReservationUs(runtimeUs, deadlineUs, periodUs);
    }

    /** Jobs without a description of their own have groups by the name of the job. */
    private static List<Group> knownGroups(final String job) {
        try (var in = TraceJob.class.getResourceAsStream(GROUPS_RESOURCE)) {
            return read(GROUPS_RESOURCE, in.readAllBytes())
                    .required("jobs", "\"jobs\": {}")
                    .optional(job)
                    .map(TraceJob::groups)
                    .orElse(List.of());
        } catch (final IOException e) {
            throw new UncheckedIOException("a resource of the program cannot be read", e);
        }
    }

    private static List<Group> groups(final DocumentNode node) {
        final List<Group> groups = new ArrayList<>();
        node.mapping().forEach((name, group) -> groups.add(group(name, group)));
        return groups;
    }

    private static Group group(final String name, final DocumentNode node) {
        final DocumentNode tasks = node.required("tasks", "\"tasks\": \"shA\"");
        final OptionalInt weight = node.optional("cpu.weight")
                .map(value -> OptionalInt.of((int) value.whole(1, 10_000)))
                .orElse(OptionalInt.empty());
        final Optional<DocumentNode> max = node.optional("cpu.max");
        if (max.isEmpty()) {
            return new Group(name, tasks.text(), weight, OptionalLong.empty(), 0);
        }
        final String[] numbers = max.get().text().split(" ");
        if (numbers.length != 2 || !numbers[0].matches("max|[0-9]{1,12}") || !numbers[1].matches("[1-9][0-9]{0,11}")) {
            throw max.get().mistake("is '" + max.get().text() + "'", "write a quota and a period in us");
        }
        final OptionalLong quotaUs =
                numbers[0].equals("max") ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(numbers[0]));
        final long periodUs = Long.parseLong(numbers[1]);
        if (quotaUs.orElse(LEAST_PERIOD_US) < LEAST_PERIOD_US
                || periodUs < LEAST_PERIOD_US
                || periodUs > LONGEST_PERIOD_US) {
            throw max.get()
                    .mistake(
                            "is '" + max.get().text() + "'",
                            "write a quota from " + LEAST_PERIOD_US + " us on and a period from " + LEAST_PERIOD_US
                                    + " to " + LONGEST_PERIOD_US + " us");
        }
        return new Group(name, tasks.text(), weight, quotaUs, periodUs);
    }
}
