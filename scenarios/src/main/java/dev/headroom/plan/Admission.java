package dev.headroom.plan;

import dev.headroom.document.DocumentNode;
import dev.headroom.machine.MachineConfig;
import dev.headroom.machine.Replug;
import dev.headroom.machine.TaskConfig;
import dev.headroom.sched.Reservation;
import dev.headroom.sched.SchedulingPolicy;
import dev.headroom.sched.linux.core.KernelOptions;
import dev.headroom.sched.linux.core.KernelVersion;
import dev.headroom.sched.linux.core.RealTimeThrottling;
import dev.headroom.sched.linux.deadline.DeadlineAdmission;
import dev.headroom.units.CpuSet;
import dev.headroom.units.Durations;
import java.util.List;

/**
 * Refuses DEADLINE tasks that {@code sched_setattr} would refuse, by the rules of {@link DeadlineAdmission}. A root
 * domain is a partition in which load is balanced; CPUs outside of all partitions form one together.
 */
final class Admission {

    private final MachineConfig machine;
    private final RealTimeThrottling limit;
    private final DeadlineAdmission admission;
    private final String where;

    /**
     * Begins with nothing reserved.
     *
     * @param machine the machine
     * @param limit what real-time tasks may use
     * @param where ends a message in a variant
     */
    Admission(final MachineConfig machine, final RealTimeThrottling limit, final String where) {
        this.machine = machine;
        this.limit = limit;
        this.where = where;
        admission = rules();
    }

    private DeadlineAdmission rules() {
        final KernelVersion version = machine.kernel().series();
        return new DeadlineAdmission(version, limit, KernelOptions.defaults(version));
    }

    /**
     * Admits the tasks of the machine one after the other.
     *
     * @param specs where mistakes are reported, in the order of the tasks of the machine
     */
    void admit(final List<TaskSpec> specs) {
        for (int i = 0; i < specs.size(); i++) {
            final TaskConfig task = machine.tasks().get(i);
            if (task.policy() == SchedulingPolicy.DEADLINE) {
                Since.of(machine.kernel())
                        .require(3, 14, "policy 'deadline'", specs.get(i).place());
                ask(task, specs.get(i));
            }
        }
    }

    private void ask(final TaskConfig task, final TaskSpec spec) {
        final Reservation reservation = task.attributes().reservation();
        if (reservation.reclaim()) {
            Since.of(machine.kernel()).require(4, 13, "reclaiming of reservations", spec.place());
        }
        final CpuSet allowed = machine.allowedCpus(task);
        final CpuSet domain = domain(allowed);
        admission.ask(domain, reservation, allowed).ifPresent(refusal -> {
            throw switch (refusal) {
                case PERIOD ->
                    spec.place()
                            .mistake(
                                    "Linux " + machine.kernel().series() + " refuses a reservation period of "
                                            + Durations.exact(reservation.periodNs()) + where,
                                    "give from " + Durations.exact(DeadlineAdmission.LEAST_PERIOD_NS) + " to "
                                            + Durations.exact(DeadlineAdmission.MOST_PERIOD_NS));
                case AFFINITY ->
                    spec.place()
                            .mistake(
                                    "'deadline' needs all CPUs " + domain + " of its domain, and the task may use "
                                            + allowed + where,
                                    "give its CPUs a domain (shield with root-load-balance: false, or partition: root)"
                                            + " or set machine.kernel.rt-runtime: -1");
                case BANDWIDTH ->
                    spec.place()
                            .mistake(
                                    "with this task " + Bandwidth.text(admission.reservedWith(domain, reservation))
                                            + " are reserved on CPUs " + domain + ", and "
                                            + Bandwidth.text(admission.available(domain)) + " can be" + where,
                                    "reserve less or use more CPUs");
            };
        });
    }

    /**
     * Refuses that CPUs go off-line without which the reservations do not fit ({@code EBUSY}).
     *
     * @param place where that is said
     */
    void requireReservationsHold(final DocumentNode place) {
        for (final Replug replug : machine.settings().replugs()) {
            final CpuSet off = CpuSet.of(machine.settings().replugs().stream()
                    .filter(other -> other.isOffAt(replug.offNs()))
                    .mapToInt(Replug::cpu)
                    .toArray());
            final DeadlineAdmission then = rules();
            for (final TaskConfig task : machine.tasks()) {
                final CpuSet left = domain(machine.allowedCpus(task)).minus(off);
                if (task.policy() == SchedulingPolicy.DEADLINE
                        && (left.isEmpty()
                                || then.ask(left, task.attributes().reservation(), left)
                                        .isPresent())) {
                    throw place.mistake(
                            "the kernel refuses to take CPUs " + off + " off-line at " + Durations.exact(replug.offNs())
                                    + ": the reservations would not fit on " + left + where,
                            "reserve less or let fewer CPUs go at a time");
                }
            }
        }
    }

    private CpuSet domain(final CpuSet allowed) {
        CpuSet rest = machine.topology().allCpus().minus(machine.settings().offline());
        for (final CpuSet partition : machine.partitions()) {
            if (partition.contains(allowed.first())) {
                return partition;
            }
            rest = rest.minus(partition);
        }
        return rest;
    }
}
