package dev.headroom.reproduce;

import dev.headroom.evidence.CaseDescription;
import dev.headroom.irq.DiskInterrupts;
import dev.headroom.machine.CpusetConfig;
import dev.headroom.machine.MachineConfig;
import dev.headroom.machine.TaskConfig;
import dev.headroom.profile.Profile;
import dev.headroom.sched.SchedTask;
import dev.headroom.sched.SchedulingPolicy;
import dev.headroom.topology.Topology;
import dev.headroom.units.CpuSet;
import dev.headroom.workload.PeriodicWorkload;
import dev.headroom.workload.StressKind;
import dev.headroom.workload.StressWorkload;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Turns the description of a measured case into the machine on which it ran.
 *
 * <p>The steps are those of the measurements' script: {@code stress} in the same cpuset as the measuring threads, as
 * many workers of each kind as the shield has CPUs; cyclictest with one thread per CPU ({@code -a}); the shield on the
 * CPUs of socket 0 of the bare-metal server and on CPUs 1 to 3 of a cloud instance.
 */
public final class CaseMachine {

    private static final Set<String> ENVIRONMENTS = Set.of("BM", "C5");
    private static final Set<String> KERNELS = Set.of("Std", "Prt");
    private static final String SHIELD = "user";
    private static final long MICROSECOND_NS = 1_000L;

    private CaseMachine() {}

    /**
     * Returns the id of the profile that stands for a case's environment and kernel, such as {@code c5-prt}, or for
     * what ran rt-app in it.
     */
    public static String profileId(final CaseDescription described) {
        if (ConsolidationMachine.isOf(described)) {
            return described.environment().toLowerCase(Locale.ROOT) + "-rtapp";
        }
        return (described.environment() + "-" + described.kernel().orElse("unknown")).toLowerCase(Locale.ROOT);
    }

    /**
     * Says why a case cannot be simulated.
     *
     * @param described the case
     * @return the reason as a sentence, or nothing if it can
     */
    public static Optional<String> notModelled(final CaseDescription described) {
        if (!ENVIRONMENTS.contains(described.environment())) {
            return Optional.of("hypervisor of environment " + described.environment() + " is not modelled yet");
        }
        if (ConsolidationMachine.isOf(described)) {
            return ConsolidationMachine.notModelled(described);
        }
        if (!KERNELS.contains(described.kernel().orElse(""))) {
            return Optional.of("kernel " + described.kernel().orElse("(not recorded)") + " is not modelled yet");
        }
        return described.task().intervalsUs().isEmpty()
                ? Optional.of("the description does not name the measuring threads")
                : Optional.empty();
    }

    /**
     * Builds the machine of a case.
     *
     * @param profile costs, topology and kernel
     * @param described the case; {@link #notModelled} must be empty
     * @return the machine
     */
    public static MachineConfig of(final Profile profile, final CaseDescription described) {
        if (ConsolidationMachine.isOf(described)) {
            return ConsolidationMachine.of(profile, described);
        }
        final Topology topology = profile.topology().value();
        final CpuSet all = topology.allCpus();
        final CpuSet shield = "BM".equals(described.environment()) ? topology.cacheCpus(0) : all.minus(CpuSet.of(0));
        final boolean shielded = described.host().shield().isOn();
        final boolean balancingOff = described.host().balancingOff().isOn();
        final CpuSet interrupts = described.host().irqMoved().isOn() ? CpuSet.of(0) : all;
        return new MachineConfig(
                topology,
                profile.kernel().value(),
                profile.costs(),
                !balancingOff,
                shielded ? List.of(new CpusetConfig(SHIELD, shield, !balancingOff)) : List.of(),
                shielded ? all.minus(shield) : all,
                new DiskInterrupts(profile.perCpuDiskQueues().value(), interrupts),
                tasks(described, shielded ? SHIELD : "", shield.size(), all));
    }

    private static List<TaskConfig> tasks(
            final CaseDescription described, final String cpuset, final int workersPerKind, final CpuSet all) {
        final List<TaskConfig> tasks = new ArrayList<>();
        for (int worker = 0; described.loaded() && worker < workersPerKind; worker++) {
            for (final StressKind kind : StressKind.values()) {
                tasks.add(new TaskConfig(
                        "stress-" + kind.key() + "-" + worker,
                        "stress",
                        new StressWorkload(kind),
                        SchedulingPolicy.OTHER,
                        0,
                        SchedTask.NICE_0_WEIGHT,
                        cpuset,
                        all));
            }
        }
        final List<Long> intervalsUs = described.task().intervalsUs();
        for (int thread = 0; thread < intervalsUs.size(); thread++) {
            tasks.add(new TaskConfig(
                    "cyclictest-" + thread,
                    "cyclictest",
                    PeriodicWorkload.cyclictest(intervalsUs.get(thread) * MICROSECOND_NS),
                    SchedulingPolicy.FIFO,
                    described.task().priority().orElse(99),
                    SchedTask.NICE_0_WEIGHT,
                    cpuset,
                    CpuSet.of(thread % all.size())));
        }
        return tasks;
    }
}
