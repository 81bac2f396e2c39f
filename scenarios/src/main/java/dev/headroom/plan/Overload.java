package dev.headroom.plan;

import dev.headroom.machine.MachineConfig;
import dev.headroom.machine.TaskConfig;
import dev.headroom.random.Distribution;
import dev.headroom.sched.Reservation;
import dev.headroom.sched.linux.core.TaskGroup;
import dev.headroom.units.CpuSet;
import dev.headroom.workload.PeriodicWorkload;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/** Finds sets of CPUs, quotas and reservations that are asked for more CPU time than they have. */
final class Overload {

    private Overload() {}

    /** Returns a sentence for everything whose periodic tasks need more than it has. */
    static List<String> of(final MachineConfig machine) {
        final List<String> sentences = new ArrayList<>(ofCpus(machine));
        for (int number = 1; number <= machine.groups().size(); number++) {
            ofQuota(machine, number).ifPresent(sentences::add);
        }
        machine.tasks().forEach(task -> ofReservation(task).ifPresent(sentences::add));
        return sentences;
    }

    private static Optional<String> ofQuota(final MachineConfig machine, final int number) {
        final TaskGroup group = machine.groups().get(number - 1);
        double utilisation = 0;
        for (final TaskConfig task : machine.tasks()) {
            utilisation += task.policy().isFair() && isBelow(machine, task.group(), number) ? utilisation(task) : 0;
        }
        final double quota = (double) group.quotaNs() / group.periodNs();
        return group.isLimited() && utilisation > quota
                ? Optional.of("the tasks of " + group.name() + " need " + cpus(utilisation)
                        + " CPUs and its quota gives " + cpus(quota) + "; they will fall behind without limit")
                : Optional.empty();
    }

    private static boolean isBelow(final MachineConfig machine, final int group, final int above) {
        int number = group;
        while (number != 0 && number != above) {
            number = machine.groups().get(number - 1).parent();
        }
        return number == above;
    }

    private static Optional<String> ofReservation(final TaskConfig task) {
        final Reservation reservation = task.attributes().reservation();
        if (reservation == null) {
            return Optional.empty();
        }
        final double reserved = (double) reservation.runtimeNs() / reservation.periodNs();
        return utilisation(task) > reserved
                ? Optional.of(task.name() + " needs " + cpus(utilisation(task)) + " CPUs and reserves " + cpus(reserved)
                        + "; it will fall behind")
                : Optional.empty();
    }

    private static List<String> ofCpus(final MachineConfig machine) {
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
                sentences.add("the tasks on CPUs " + cpus + " need " + cpus(utilisation) + " CPUs and there "
                        + (cpus.size() == 1 ? "is 1" : "are " + cpus.size()) + "; they will fall behind without limit");
            }
        }
        return sentences;
    }

    private static String cpus(final double number) {
        return new BigDecimal(number).setScale(2, RoundingMode.HALF_UP).toPlainString();
    }

    private static double utilisation(final TaskConfig task) {
        return task.workload() instanceof PeriodicWorkload periodic
                ? periodic.work().map(Distribution::meanNs).orElse(0.0) / periodic.periodNs()
                : 0;
    }
}
