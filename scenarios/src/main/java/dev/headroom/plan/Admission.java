package dev.headroom.plan;

import dev.headroom.machine.KernelConfig;
import dev.headroom.machine.MachineConfig;
import dev.headroom.machine.TaskConfig;
import dev.headroom.sched.Reservation;
import dev.headroom.sched.SchedulingPolicy;
import dev.headroom.sched.linux.core.RealTimeThrottling;
import dev.headroom.units.CpuSet;
import dev.headroom.units.Durations;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Refuses DEADLINE tasks that {@code sched_setattr} would refuse: for lack of bandwidth in their root domain, because
 * they may not use all of its CPUs, or for a period out of bounds.
 *
 * <p>A root domain is a partition in which load is balanced; CPUs outside of all partitions form one together. Of each
 * CPU {@code sched_rt_runtime_us / sched_rt_period_us} can be reserved; from 6.12 the server of the fair class has 5 %
 * of that for itself.
 *
 * <p>Source: {@code sched-deadline} in the documentation of Linux, {@code sched_dl_overflow} and
 * {@code __checkparam_dl}, read for the rules.
 */
final class Admission {

    private static final long FAIR_SERVER_RUNTIME_NS = 50 * Durations.MILLISECOND_NS;
    private static final long FAIR_SERVER_PERIOD_NS = Durations.SECOND_NS;
    private static final long SHORTEST_PERIOD_NS = 100 * Durations.MICROSECOND_NS;
    /** {@code sched_deadline_period_max_us}: 2^22 us. */
    private static final long LONGEST_PERIOD_NS = (1L << 22) * Durations.MICROSECOND_NS;

    private final MachineConfig machine;
    private final RealTimeThrottling limit;
    private final String where;
    private final Map<CpuSet, Long> reserved = new LinkedHashMap<>();

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
                final Reservation reservation = task.attributes().reservation();
                requireFeatures(reservation, specs.get(i));
                if (limit.runtimeNs() != RealTimeThrottling.UNLIMITED_NS) {
                    requireWholeDomain(task, specs.get(i));
                    reserve(task, specs.get(i));
                }
            }
        }
    }

    private void requireFeatures(final Reservation reservation, final TaskSpec spec) {
        if (reservation.reclaim()) {
            Since.of(machine.kernel()).require(4, 13, "reclaiming of reservations", spec.place());
        }
        final boolean bounded = machine.kernel().series().isAtLeast(5, 9);
        if (bounded && (reservation.periodNs() < SHORTEST_PERIOD_NS || reservation.periodNs() > LONGEST_PERIOD_NS)) {
            throw spec.place()
                    .mistake(
                            "Linux " + machine.kernel().series() + " refuses a reservation period of "
                                    + Durations.exact(reservation.periodNs()) + where,
                            "give from " + Durations.exact(SHORTEST_PERIOD_NS) + " to "
                                    + Durations.exact(LONGEST_PERIOD_NS));
        }
    }

    private void requireWholeDomain(final TaskConfig task, final TaskSpec spec) {
        final CpuSet allowed = machine.allowedCpus(task);
        final CpuSet domain = domain(allowed);
        if (!allowed.containsAll(domain)) {
            throw spec.place()
                    .mistake(
                            "'deadline' needs all CPUs " + domain + " of its domain, and the task may use " + allowed
                                    + where,
                            "give its CPUs a domain (shield with root-load-balance: false, or partition: root)"
                                    + " or set machine.kernel.rt-runtime: -1");
        }
    }

    private void reserve(final TaskConfig task, final TaskSpec spec) {
        final CpuSet domain = domain(machine.allowedCpus(task));
        final Reservation reservation = task.attributes().reservation();
        final long sum =
                reserved.merge(domain, Bandwidth.of(reservation.runtimeNs(), reservation.periodNs()), Long::sum);
        final long most = domain.size() * available(machine.kernel());
        if (sum > most) {
            throw spec.place()
                    .mistake(
                            "with this task " + Bandwidth.text(sum) + " are reserved on CPUs " + domain + ", and "
                                    + Bandwidth.text(most) + " can be" + where,
                            "reserve less or use more CPUs");
        }
    }

    private long available(final KernelConfig kernel) {
        final long all = Bandwidth.of(limit.runtimeNs(), limit.periodNs());
        return kernel.series().isAtLeast(6, 12)
                ? all - Bandwidth.of(FAIR_SERVER_RUNTIME_NS, FAIR_SERVER_PERIOD_NS)
                : all;
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
