package dev.headroom.recorded;

import dev.headroom.compare.MeasuredQuantity;
import dev.headroom.compare.Quantities;
import dev.headroom.evidence.Measure;
import dev.headroom.evidence.MeasuredHistogram;
import dev.headroom.evidence.MeasuredLatency;
import dev.headroom.evidence.Quantile;
import dev.headroom.evidence.WholeUs;
import dev.headroom.format.BoundedLines;
import dev.headroom.format.FormatException;
import dev.headroom.format.recorded.CyclictestJson;
import dev.headroom.format.recorded.GroupStatistics;
import dev.headroom.format.recorded.RtAppLog;
import dev.headroom.format.recorded.Scenario;
import dev.headroom.format.recorded.ScenarioTask;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What was measured in the run of a case without tracing. */
final class ScenarioResults {

    private static final double RESOLUTION_US = 1;
    private static final int DEPTH = 2;
    private static final Pattern PIPE_OPERATION = Pattern.compile("\\s*([0-9]{1,6}\\.[0-9]{1,9}) usecs/op\\s*");

    private final Scenario scenario;
    private final Path plain;
    private final SortedMap<String, MeasuredQuantity> quantities = new TreeMap<>(Quantities.ORDER);
    private long samples;

    private ScenarioResults(final Scenario scenario, final Path plain) {
        this.scenario = scenario;
        this.plain = plain;
    }

    /**
     * Reads results.
     *
     * @param scenario the case
     * @param folder its folder
     */
    static ScenarioResults read(final Scenario scenario, final Path folder) {
        final ScenarioResults results = new ScenarioResults(scenario, folder.resolve("plain"));
        if (Files.isDirectory(results.plain)) {
            results.cyclictest();
            results.rtApp();
            results.groups();
            results.pipe();
        } else if (QuantityNames.isAboutLoads(scenario)) {
            results.quantities.putAll(TracedShares.of(scenario, folder.resolve("traced")));
        }
        return results;
    }

    SortedMap<String, MeasuredQuantity> quantities() {
        return quantities;
    }

    /** Returns the number of latencies and loops, if there are any. */
    OptionalLong samples() {
        return samples > 0 ? OptionalLong.of(samples) : OptionalLong.empty();
    }

    private void cyclictest() {
        final Path file = plain.resolve("cyclictest.json");
        if (!Files.isRegularFile(file)) {
            return;
        }
        final List<CyclictestJson.Thread> threads = CyclictestJson.read(file).threads();
        for (int number = 0; number < threads.size(); number++) {
            final CyclictestJson.Thread thread = threads.get(number);
            final MeasuredHistogram histogram = new MeasuredHistogram(List.of(thread.counts()));
            final Map<Quantile, WholeUs> quantiles = new EnumMap<>(Quantile.class);
            for (final Quantile quantile : Quantile.values()) {
                histogram.quantileUs(quantile).ifPresent(us -> quantiles.put(quantile, us));
            }
            final MeasuredLatency latency = new MeasuredLatency(
                    histogram.samples(),
                    OptionalLong.of(thread.minUs()),
                    OptionalDouble.of(thread.meanUs()),
                    false,
                    quantiles,
                    OptionalLong.of(thread.maxUs()),
                    OptionalLong.of(histogram.overflow()),
                    Optional.empty());
            samples += histogram.samples();
            final String suffix = QuantityNames.ofThread(number, threads.size());
            Quantities.of(latency, Measure.WAKE_UP_LATENCY, RESOLUTION_US)
                    .forEach((name, quantity) -> quantities.put(name + suffix, quantity));
        }
    }

    private void rtApp() {
        final Map<ScenarioTask, RtAppLog> logs = new java.util.LinkedHashMap<>();
        for (final ScenarioTask task : QuantityNames.rtApp(scenario)) {
            log(task).ifPresent(file -> logs.put(task, RtAppLog.read(file)));
        }
        final double allWorkUs = logs.entrySet().stream()
                .mapToDouble(entry -> workUs(entry.getKey(), entry.getValue()))
                .sum();
        logs.forEach((task, log) -> {
            final String suffix = ":" + task.name();
            samples += log.loops().size();
            times("run_", suffix, log, RtAppLog.Loop::runUs);
            if (task.periodUs().isPresent()) {
                times("", suffix, log, RtAppLog.Loop::wakeUpLatencyUs);
                quantities.put("misses" + suffix, MeasuredQuantity.exactly(log.misses()));
            }
            if (QuantityNames.hasShares(scenario) && allWorkUs > 0) {
                quantities.put("share" + suffix, MeasuredQuantity.exactly(workUs(task, log) / allWorkUs));
            }
        });
    }

    private static double workUs(final ScenarioTask task, final RtAppLog log) {
        return (double) log.loops().size() * task.runUs().orElseThrow();
    }

    /**
     * Finds {@code rtapp-log*}{@code /rta-NAME-NUMBER.log.gz}, in the folder of the task's group if there are several.
     */
    private Optional<Path> log(final ScenarioTask task) {
        final Pattern name = Pattern.compile("rta-" + Pattern.quote(task.name()) + "-[0-9]+\\.log(\\.gz)?");
        final String folder = task.cgroup().isEmpty() ? "rtapp-log" : "rtapp-log-" + task.cgroup();
        try (Stream<Path> files = Files.walk(plain, DEPTH)) {
            return files.filter(
                            file -> name.matcher(file.getFileName().toString()).matches())
                    .filter(file -> file.getParent().getFileName().toString().equals(folder))
                    .sorted()
                    .findFirst();
        } catch (final IOException e) {
            throw new UncheckedIOException("cannot list " + plain, e);
        }
    }

    private void times(
            final String prefix, final String suffix, final RtAppLog log, final ToLongFunction<RtAppLog.Loop> time) {
        final long[] sortedUs = log.loops().stream().mapToLong(time).sorted().toArray();
        if (sortedUs.length == 0) {
            return;
        }
        cut(prefix + "min_us" + suffix, sortedUs[0]);
        quantities.put(
                prefix + "mean_us" + suffix,
                MeasuredQuantity.exactly(Arrays.stream(sortedUs).average().orElseThrow()));
        for (final Quantile quantile : List.of(Quantile.P50, Quantile.P99, Quantile.P99_9)) {
            cut(prefix + quantile.label() + "_us" + suffix, sortedUs[(int) quantile.rank(sortedUs.length) - 1]);
        }
        cut(prefix + "max_us" + suffix, sortedUs[sortedUs.length - 1]);
    }

    private void cut(final String name, final long us) {
        quantities.put(name, MeasuredQuantity.cut(us, RESOLUTION_US));
    }

    private void groups() {
        scenario.groups().forEach((name, limits) -> {
            final Path file = plain.resolve("cgroup-" + name + "-cpu.stat.txt");
            if (limits.quotaUs().isPresent() && Files.isRegularFile(file)) {
                quantities.put(
                        "throttled:" + name,
                        MeasuredQuantity.exactly(GroupStatistics.read(file).throttled()));
            }
        });
    }

    private void pipe() {
        final Path file = plain.resolve("pipe.txt");
        if (!Files.isRegularFile(file)) {
            return;
        }
        try (BoundedLines lines = new BoundedLines(file)) {
            while (lines.advance()) {
                final Matcher operation = PIPE_OPERATION.matcher(lines.line());
                if (operation.matches()) {
                    quantities.put("passing_mean_us", MeasuredQuantity.exactly(Double.parseDouble(operation.group(1))));
                    return;
                }
            }
        }
        throw new FormatException(file, 0, "usecs/op", "is absent", "the output of perf bench sched pipe");
    }
}
