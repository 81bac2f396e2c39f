package dev.headroom.plan;

import dev.headroom.machine.MachineConfig;
import dev.headroom.machine.TaskConfig;
import dev.headroom.random.Distribution;
import dev.headroom.units.CpuSet;
import dev.headroom.workload.PeriodicWorkload;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/** Finds sets of CPUs that are asked for more CPU time than they have. */
final class Overload {

    private Overload() {}

    /** Returns a sentence for every set of CPUs whose periodic tasks need more than it has. */
    static List<String> of(final MachineConfig machine) {
        final LinkedHashSet<CpuSet> sets = new LinkedHashSet<>();
        machine.tasks().forEach(task -> sets.add(machine.allowedCpus(task)));
        final List<String> sentences = new ArrayList<>();
        for (final CpuSet cpus : sets) {
            double utilisation = 0;
            for (final TaskConfig task : machine.tasks()) {
                if (cpus.containsAll(machine.allowedCpus(task))) {
                    utilisation += utilisation(task);
                }
            }
            if (utilisation > cpus.size()) {
                sentences.add("the tasks on CPUs " + cpus + " need "
                        + new BigDecimal(utilisation).setScale(2, RoundingMode.HALF_UP) + " CPUs and there "
                        + (cpus.size() == 1 ? "is 1" : "are " + cpus.size()) + "; they will fall behind without limit");
            }
        }
        return sentences;
    }

    private static double utilisation(final TaskConfig task) {
        return task.workload() instanceof PeriodicWorkload periodic
                ? periodic.work().map(Distribution::meanNs).orElse(0.0) / periodic.periodNs()
                : 0;
    }
}
