package dev.headroom.report;

import dev.headroom.cost.CostName;
import dev.headroom.machine.CpusetConfig;
import dev.headroom.machine.FrequencyConfig;
import dev.headroom.machine.MachineConfig;
import dev.headroom.machine.TaskConfig;
import dev.headroom.plan.Variant;
import dev.headroom.profile.Isolation;
import dev.headroom.profile.MeasuredCondition;
import dev.headroom.workload.StressKind;
import dev.headroom.workload.StressWorkload;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What a variant has in common with measured conditions, and which assumed numbers take part in it. */
final class Surroundings {

    private final Variant variant;
    private final Set<StressKind> load = EnumSet.noneOf(StressKind.class);

    Surroundings(final Variant variant) {
        this.variant = variant;
        for (final TaskConfig task : variant.machine().tasks()) {
            if (task.workload() instanceof StressWorkload stress) {
                load.add(stress.kind());
            }
        }
    }

    /** Returns how the real-time containers are kept apart. */
    Isolation isolation() {
        final MachineConfig machine = variant.machine();
        if (machine.cpusets().isEmpty()) {
            return Isolation.NONE;
        }
        final CpusetConfig shield = machine.cpusets().get(0);
        if (machine.rootLoadBalance() || shield.loadBalance()) {
            return Isolation.SHIELD;
        }
        return machine.disk().affinity().equals(machine.topology().allCpus())
                ? Isolation.SHIELD_NO_BALANCE
                : Isolation.SHIELD_NO_BALANCE_IRQ;
    }

    /**
     * Returns the measured conditions with the same isolation, and with load if there is any. None was measured with
     * idle states, since {@code cyclictest} has CPUs poll, or at less than the highest frequency.
     */
    List<MeasuredCondition> comparable() {
        return variant.profile().measured().stream()
                .filter(condition -> !hasIdleStates() && !isSlowed())
                .filter(condition -> condition.isolation() == isolation() && condition.load() != load.isEmpty())
                .toList();
    }

    /** Returns the surroundings as part of a sentence. */
    String words() {
        return isolation().words() + ", " + (load.isEmpty() ? "no other load" : "stress as a neighbour")
                + (hasIdleStates() ? ", idle states" : "")
                + (isSlowed() ? ", a governor that lowers the frequency" : "");
    }

    private boolean isSlowed() {
        return variant.machine().settings().frequency().governor() != FrequencyConfig.Governor.PERFORMANCE;
    }

    private boolean hasIdleStates() {
        return variant.machine().settings().idle().isUsed();
    }

    /** Returns the assumed numbers of the profile that this variant can have used, in the order of the profile. */
    List<String> assumed() {
        return variant.profile().assumed().stream().filter(this::takesPart).toList();
    }

    private boolean takesPart(final String number) {
        final boolean disk = load.contains(StressKind.IO) || load.contains(StressKind.HDD);
        return switch (number) {
            case "topology", "kernel" -> true;
            case "disk" -> disk;
            default ->
                switch (CostName.ofKey(number)) {
                    case DISK_INTERRUPT,
                            DISK_SECTION,
                            DISK_SECTION_SHARE,
                            DISK_BURST,
                            DISK_WAIT,
                            SYNC_SECTION,
                            SYNC_SECTION_SHARE,
                            SYNC_BURST,
                            SYNC_WAIT,
                            REFILL_AFTER_KERNEL,
                            SMT_LOSS_KERNEL -> disk;
                    case MEMORY_SECTION, MEMORY_SECTION_SHARE, REFILL_AFTER_MEMORY, SMT_LOSS_MEMORY ->
                        load.contains(StressKind.VM);
                    default -> true;
                };
        };
    }
}
