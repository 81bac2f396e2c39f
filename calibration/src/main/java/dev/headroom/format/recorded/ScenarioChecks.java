package dev.headroom.format.recorded;

import dev.headroom.document.DocumentException;
import dev.headroom.document.DocumentNode;
import dev.headroom.units.CpuSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/** Checks what the parts of a description say of each other. */
final class ScenarioChecks {

    private final DocumentNode root;
    private final Scenario scenario;
    private final CpuSet all;

    private ScenarioChecks(final DocumentNode root, final Scenario scenario) {
        this.root = root;
        this.scenario = scenario;
        all = CpuSet.range(0, scenario.host().cpus() - 1);
    }

    /**
     * Checks a description.
     *
     * @param root its document
     * @param scenario what was read
     * @throws DocumentException if a task names what is not there, two have one name, a CPU does not exist, cpusets
     *     overlap, or the real-time run time is longer than its period
     */
    static void check(final DocumentNode root, final Scenario scenario) {
        final ScenarioChecks checks = new ScenarioChecks(root, scenario);
        checks.host();
        checks.cpusets();
        checks.interrupts();
        checks.tasks();
    }

    private DocumentNode at(final String key) {
        return root.required(key, "\"" + key + "\"");
    }

    private void requireExisting(final CpuSet cpus, final DocumentNode place) {
        if (!all.containsAll(cpus)) {
            throw place.mistake("CPU " + cpus.minus(all) + " does not exist", "the host has the CPUs " + all);
        }
    }

    private void host() {
        final Scenario.Host host = scenario.host();
        if (host.realTimeRuntimeUs() > host.realTimePeriodUs()) {
            throw at("host")
                    .required("rt_runtime_us", "")
                    .mistake(
                            "a run time of " + host.realTimeRuntimeUs() + " us is longer than the period of "
                                    + host.realTimePeriodUs() + " us",
                            "give a run time up to the period, or -1 for no limit");
        }
    }

    private void cpusets() {
        CpuSet used = CpuSet.none();
        for (final Map.Entry<String, CpuSet> cpuset : scenario.cpusets().entrySet()) {
            final DocumentNode place = at("cpusets").required(cpuset.getKey(), "");
            requireExisting(cpuset.getValue(), place);
            if (cpuset.getValue().isEmpty() || used.intersects(cpuset.getValue())) {
                throw place.mistake("is empty or overlaps a cpuset before it", "give every CPU to one cpuset at most");
            }
            used = used.or(cpuset.getValue());
        }
    }

    private void interrupts() {
        final OptionalInt cpu = scenario.interruptCpu();
        if (cpu.isPresent()) {
            requireExisting(CpuSet.of(cpu.getAsInt()), at("irq_affinity"));
        }
    }

    private void tasks() {
        final Set<String> names = new HashSet<>();
        final List<DocumentNode> places = at("tasks").list(1, Integer.MAX_VALUE);
        for (int i = 0; i < places.size(); i++) {
            final ScenarioTask task = scenario.tasks().get(i);
            final DocumentNode place = places.get(i);
            if (!task.cgroup().isEmpty() && !scenario.groups().containsKey(task.cgroup())) {
                throw place.mistake(
                        "is in the unknown group '" + task.cgroup() + "'", "list the group under \"cgroups\"");
            }
            if (!task.cpuset().isEmpty() && !scenario.cpusets().containsKey(task.cpuset())) {
                throw place.mistake(
                        "is in the unknown cpuset '" + task.cpuset() + "'", "list the cpuset under \"cpusets\"");
            }
            if (task.command().isEmpty() && task.runUs().isPresent() && !names.add(task.name())) {
                throw place.mistake("a second task '" + task.name() + "'", "give every task a name of its own");
            }
            task.affinity().ifPresent(cpus -> requireExisting(cpus, place));
            task.command().ifPresent(command -> {
                command.cpus().ifPresent(cpus -> requireExisting(cpus, place));
                command.cpus("affinity").ifPresent(cpus -> requireExisting(cpus, place));
            });
        }
    }
}
