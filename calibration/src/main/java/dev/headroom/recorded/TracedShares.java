package dev.headroom.recorded;

import dev.headroom.compare.MeasuredQuantity;
import dev.headroom.format.recorded.Scenario;
import dev.headroom.format.schedtrace.SchedEvent;
import dev.headroom.format.schedtrace.SchedTrace;
import dev.headroom.machine.TaskConfig;
import dev.headroom.units.CpuSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Shares of loads in the CPU time that they had together, from a trace. A load is told from another by the priority
 * under which its workers run; where two have the same, there are no shares.
 */
final class TracedShares {

    private static final String WORKER = "stress-ng-cpu";
    private static final int NICE_0 = 120;
    private static final int LEAST_REAL_TIME = 99;

    private TracedShares() {}

    static Map<String, MeasuredQuantity> of(final Scenario scenario, final Path traced) {
        final Map<String, MeasuredQuantity> shares = new TreeMap<>();
        final Path file = traced.resolve("trace.tsv.gz");
        final ScenarioTasks tasks = new ScenarioTasks(CpuSet.of(0), new ScenarioGroups(scenario), 1, false);
        scenario.tasks().forEach(tasks::add);
        final Map<Integer, String> names = new HashMap<>();
        for (final TaskConfig task : tasks.tasks()) {
            names.put(kernelPriority(task), task.name());
        }
        if (!Files.isRegularFile(file) || names.size() < tasks.tasks().size()) {
            return shares;
        }
        final Map<Integer, Long> ranNs = ranNs(SchedTrace.read(file));
        final long allNs = names.keySet().stream()
                .mapToLong(priority -> ranNs.getOrDefault(priority, 0L))
                .sum();
        if (allNs == 0) {
            return shares;
        }
        names.forEach((priority, name) -> shares.put(
                "share:" + name, MeasuredQuantity.exactly((double) ranNs.getOrDefault(priority, 0L) / allNs)));
        return shares;
    }

    private static int kernelPriority(final TaskConfig task) {
        return task.policy().isRealTime() ? LEAST_REAL_TIME - task.priority() : NICE_0;
    }

    /** CPU time of the workers by their priority, from the first to the last switch of the trace. */
    private static Map<Integer, Long> ranNs(final SchedTrace trace) {
        final Map<Integer, Long> ranNs = new HashMap<>();
        final long[] sinceNs = new long[trace.cpus()];
        for (final SchedEvent event : trace.events()) {
            if (event.kind() != SchedEvent.Kind.SWITCH) {
                continue;
            }
            if (event.task().comm().equals(WORKER)) {
                ranNs.merge(event.task().priority(), event.timeNs() - sinceNs[event.cpu()], Long::sum);
            }
            sinceNs[event.cpu()] = event.timeNs();
        }
        return ranNs;
    }
}
