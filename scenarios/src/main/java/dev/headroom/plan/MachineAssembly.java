package dev.headroom.plan;

import dev.headroom.document.DocumentNode;
import dev.headroom.irq.DiskInterrupts;
import dev.headroom.machine.CpusetConfig;
import dev.headroom.machine.MachineConfig;
import dev.headroom.machine.TaskConfig;
import dev.headroom.profile.Profile;
import dev.headroom.units.CpuSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Puts containers on a machine; mistakes name the place in the document and, in a variant, its name. */
final class MachineAssembly {

    private final MachineSpec machine;
    private final Optional<ShieldSpec> shield;
    private final String where;
    private final CpuSet all;

    /**
     * Begins an assembly.
     *
     * @param machine the machine
     * @param shield its shield
     * @param variant name of the variant
     */
    MachineAssembly(final MachineSpec machine, final Optional<ShieldSpec> shield, final String variant) {
        this.machine = machine;
        this.shield = shield;
        this.all = machine.profile().topology().value().allCpus();
        this.where = variant.equals(Plan.AS_PLANNED) ? "" : " in the variant '" + variant + "'";
    }

    MachineConfig assemble(final List<ContainerSpec> containers) {
        final Profile profile = machine.profile();
        shield.ifPresent(spec -> requireExisting(spec.cpus(), spec.place()));
        final CpuSet interruptCpus = machine.interruptCpus().orElse(all);
        requireExisting(interruptCpus, machine.place());
        final CpuSet outside = all.minus(shield.map(ShieldSpec::cpus).orElse(CpuSet.none()));
        if (outside.isEmpty()) {
            throw shield.orElseThrow()
                    .place()
                    .mistake("the shield takes all CPUs" + where, "leave at least one CPU to the system");
        }
        final List<CpusetConfig> cpusets = new ArrayList<>();
        shield.ifPresent(spec -> {
            cpusets.add(new CpusetConfig(ShieldSpec.SHIELD, spec.cpus(), spec.loadBalance()));
            cpusets.add(new CpusetConfig(ShieldSpec.SYSTEM, outside, true));
        });
        final List<TaskConfig> tasks = new ArrayList<>();
        containers.forEach(container -> place(container, outside, tasks));
        return new MachineConfig(
                profile.topology().value(),
                profile.kernel().value(),
                profile.costs(),
                shield.map(ShieldSpec::rootLoadBalance).orElse(true),
                cpusets,
                outside,
                new DiskInterrupts(profile.perCpuDiskQueues().value(), interruptCpus),
                tasks);
    }

    private void place(final ContainerSpec container, final CpuSet outside, final List<TaskConfig> tasks) {
        final CpuSet cpus =
                container.cpus().orElseGet(() -> shield.map(ShieldSpec::cpus).orElse(all));
        requireExisting(cpus, container.place());
        final boolean shielded = shield.isPresent() && shield.get().cpus().containsAll(cpus);
        if (shield.isPresent() && !shielded && !outside.containsAll(cpus)) {
            throw container
                    .place()
                    .mistake(
                            "the CPUs " + cpus + " of container '" + container.name() + "' overlap the shield "
                                    + shield.get().cpus() + where,
                            "keep a container inside the shield or outside it");
        }
        final String cpuset = shield.isEmpty() ? "" : shielded ? ShieldSpec.SHIELD : ShieldSpec.SYSTEM;
        for (final TaskSpec task : container.tasks()) {
            // A pin outside the container cannot be met, and the container decides.
            final CpuSet wish =
                    task.pin().map(cpus::and).filter(pin -> !pin.isEmpty()).orElse(cpus);
            tasks.add(new TaskConfig(
                    task.name(),
                    container.name(),
                    task.workload(),
                    task.policy(),
                    task.priority(),
                    task.weight(),
                    cpuset,
                    wish));
        }
    }

    private void requireExisting(final CpuSet cpus, final DocumentNode place) {
        final CpuSet unknown = cpus.minus(all);
        if (!unknown.isEmpty()) {
            throw place.mistake(
                    "CPU " + unknown + " does not exist" + where,
                    "the profile " + machine.profile().id() + " has the CPUs " + all);
        }
    }
}
