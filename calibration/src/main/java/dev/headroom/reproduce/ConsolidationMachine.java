package dev.headroom.reproduce;

import dev.headroom.cost.Cost;
import dev.headroom.evidence.CaseDescription;
import dev.headroom.evidence.DeadlineParameters;
import dev.headroom.evidence.Measure;
import dev.headroom.irq.DiskInterrupts;
import dev.headroom.machine.CpusetConfig;
import dev.headroom.machine.KernelSettings;
import dev.headroom.machine.MachineConfig;
import dev.headroom.machine.TaskConfig;
import dev.headroom.profile.Profile;
import dev.headroom.random.Constant;
import dev.headroom.random.Distribution;
import dev.headroom.sched.Reservation;
import dev.headroom.sched.SchedAttributes;
import dev.headroom.units.CpuSet;
import dev.headroom.workload.MissedReleases;
import dev.headroom.workload.PeriodicWorkload;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The machine of a run of rt-app: containers that each hold one thread with a reservation ({@code SCHED_DEADLINE},
 * reclaiming) and share one CPU.
 *
 * <p>Author's text: one real-time CPU for the containers, hyper-threading off. That CPU is the last one here, in a
 * cpuset of its own; daemons stay on the others. Whether idle CPUs tick is in the name of the set. Each thread is a
 * program of its own: containers start one after the other, and their phases are independent.
 */
final class ConsolidationMachine {

    private static final String STOPPED_TICK = "-dyntick";
    private static final String PERIODIC_TICK = "-fixtick";
    private static final String CPUSET = "containers";
    private static final long MICROSECOND_NS = 1_000L;

    private ConsolidationMachine() {}

    /** Returns whether a case is a run of rt-app. */
    static boolean isOf(final CaseDescription described) {
        return described.task().measure() != Measure.WAKE_UP_LATENCY;
    }

    /** Says why a run of rt-app cannot be simulated, or nothing if it can. */
    static Optional<String> notModelled(final CaseDescription described) {
        if (described.task().deadline().isEmpty()) {
            return Optional.of("rt-app with policy " + described.task().policy() + " is not modelled yet");
        }
        if (described.task().intervalsUs().isEmpty()) {
            return Optional.of("the description does not name the containers");
        }
        final boolean known =
                described.set().endsWith(STOPPED_TICK) || described.set().endsWith(PERIODIC_TICK);
        return known ? Optional.empty() : Optional.of("the description does not say whether idle CPUs tick");
    }

    /** Builds the machine of a run. */
    static MachineConfig of(final Profile profile, final CaseDescription described) {
        final CpuSet all = profile.topology().value().allCpus();
        final CpuSet containers = CpuSet.of(all.size() - 1);
        return new MachineConfig(
                profile.topology().value(),
                profile.kernel().value().withTicksWhenIdle(described.set().endsWith(PERIODIC_TICK)),
                KernelSettings.PLAIN,
                profile.costs(),
                false,
                // A reservation is admitted to a root domain, so the cpuset must be one.
                List.of(new CpusetConfig(CPUSET, containers, true)),
                all.minus(containers),
                new DiskInterrupts(profile.perCpuDiskQueues().value(), all.minus(containers)),
                List.of(),
                List.of(),
                tasks(profile, described, containers));
    }

    private static List<TaskConfig> tasks(final Profile profile, final CaseDescription described, final CpuSet cpus) {
        final DeadlineParameters reserved = described.task().deadline().orElseThrow();
        final SchedAttributes attributes = SchedAttributes.deadline(new Reservation(
                reserved.runtimeUs() * MICROSECOND_NS,
                reserved.deadlineUs() * MICROSECOND_NS,
                reserved.periodUs() * MICROSECOND_NS,
                true));
        // Where nobody measured the loop, a job needs what it reserves.
        final Distribution loop =
                profile.loop().map(Cost::value).orElseGet(() -> new Constant(reserved.runtimeUs() * MICROSECOND_NS));
        final List<TaskConfig> tasks = new ArrayList<>();
        for (final long intervalUs : described.task().intervalsUs()) {
            final String name = "rt-app-" + tasks.size();
            final PeriodicWorkload workload = new PeriodicWorkload(
                    intervalUs * MICROSECOND_NS,
                    Optional.of(loop),
                    reserved.deadlineUs() * MICROSECOND_NS,
                    0,
                    MissedReleases.RESTART);
            tasks.add(new TaskConfig(name, name, workload, attributes, 0, CPUSET, cpus));
        }
        return tasks;
    }
}
