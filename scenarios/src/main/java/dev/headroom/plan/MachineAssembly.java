package dev.headroom.plan;

import dev.headroom.document.DocumentNode;
import dev.headroom.irq.DiskInterrupts;
import dev.headroom.machine.CpusetConfig;
import dev.headroom.machine.FrequencyConfig;
import dev.headroom.machine.KernelConfig;
import dev.headroom.machine.KernelSettings;
import dev.headroom.machine.MachineConfig;
import dev.headroom.machine.Replug;
import dev.headroom.machine.TaskConfig;
import dev.headroom.plan.ContainerSpec.Partition;
import dev.headroom.profile.Profile;
import dev.headroom.sched.linux.core.RealTimeThrottling;
import dev.headroom.units.CpuSet;
import java.util.ArrayList;
import java.util.List;

/** Puts containers on a machine; mistakes name the place in the document and, in a variant, its name. */
final class MachineAssembly {

    private final Proposal proposal;
    private final MachineSpec machine;
    private final String where;
    private final CpuSet all;
    private final KernelConfig kernel;
    private final KernelSettings settings;
    /** CPUs that belong to neither the shield nor a partition. */
    private final CpuSet outside;

    private final List<TaskConfig> tasks = new ArrayList<>();
    private final List<TaskSpec> specs = new ArrayList<>();

    /**
     * Begins an assembly.
     *
     * @param proposal what is proposed
     * @param variant name of the variant
     */
    MachineAssembly(final Proposal proposal, final String variant) {
        this.proposal = proposal;
        this.machine = proposal.machine();
        this.all = machine.allCpus();
        this.where = variant.equals(Plan.AS_PLANNED) ? "" : " in the variant '" + variant + "'";
        this.kernel = machine.kernel().kernel(machine.profile().kernel().value());
        final CpuSet offline = offline();
        this.settings = machine.kernel()
                .settings(kernel, all)
                .withOffline(offline)
                .withIdle(machine.idle().config())
                .withFrequency(machine.frequency().map(FrequencySpec::read).orElse(FrequencyConfig.PERFORMANCE))
                .withReplugs(machine.replug()
                        .map(list -> replugs(list, all.minus(offline)))
                        .orElse(List.of()));
        this.outside = outside();
    }

    private List<Replug> replugs(final DocumentNode list, final CpuSet plugged) {
        if (machine.kernel().settings(kernel, all).threadedInterrupts()) {
            throw list.mistake("with threaded-irqs CPUs cannot go off-line here" + where, "leave one of the two out");
        }
        return ReplugSpec.read(list, plugged);
    }

    private CpuSet offline() {
        final CpuSet offline = machine.offlineCpus().map(DocumentNode::cpus).orElse(CpuSet.none());
        machine.offlineCpus().ifPresent(place -> {
            requireExisting(offline, place);
            if (offline.equals(all)) {
                throw place.mistake("unplugs all CPUs" + where, "leave at least one CPU to the system");
            }
        });
        return offline;
    }

    private CpuSet outside() {
        CpuSet rest = all;
        if (proposal.shield().isPresent()) {
            final ShieldSpec shield = proposal.shield().get();
            requireExisting(shield.cpus(), shield.place());
            rest = all.minus(shield.cpus());
            requireSystem(rest, shield.place(), "the shield takes");
        }
        for (final ContainerSpec container : proposal.containers()) {
            if (container.isPartition()) {
                rest = rest.minus(partition(container));
                requireSystem(rest, container.place(), "shields, partitions and isolation take");
            }
        }
        return rest;
    }

    private void requireSystem(final CpuSet rest, final DocumentNode place, final String what) {
        if (rest.minus(settings.isolated()).minus(settings.offline()).isEmpty()) {
            throw place.mistake(what + " all CPUs" + where, "leave at least one CPU to the system");
        }
    }

    private CpuSet partition(final ContainerSpec container) {
        if (proposal.shield().isPresent()) {
            throw container.node().mistake("a partition beside a shield" + where, "use one or the other");
        }
        final boolean root = container.partition() == Partition.ROOT;
        Since.of(kernel).require(root ? 5 : 6, root ? 0 : 1, "such partitions", container.node());
        final CpuSet cpus = container.cpus().orElseThrow();
        requireExisting(cpus, container.place());
        return cpus;
    }

    MachineConfig assemble() {
        final Profile profile = machine.profile();
        final CpuSet interruptCpus =
                machine.interruptCpus().map(DocumentNode::cpus).orElse(all);
        machine.interruptCpus().ifPresent(place -> {
            requireExisting(interruptCpus, place);
            requirePlugged(interruptCpus, place);
        });
        requireSystem(outside, machine.node(), "isolation and unplugging take");
        final GroupAssembly groups = new GroupAssembly(proposal.groups(), kernel, machine.kernel(), where);
        proposal.containers().forEach(this::requireOwnCpus);
        proposal.containers().forEach(container -> place(container, groups));
        final RealTimeThrottling limit = machine.kernel().throttling().orElse(RealTimeThrottling.DEFAULT);
        final MachineConfig config = new MachineConfig(
                profile.topology().value(),
                kernel,
                settings,
                profile.costs(),
                rootLoadBalance(),
                cpusets(),
                outside.minus(settings.isolated()),
                new DiskInterrupts(profile.perCpuDiskQueues().value(), interruptCpus),
                groups.finish(limit),
                proposal.locks().configs(),
                tasks);
        final Admission admission = new Admission(config, limit, where);
        admission.admit(specs);
        machine.replug().ifPresent(admission::requireReservationsHold);
        return config;
    }

    private boolean hasPartitions() {
        return proposal.containers().stream().anyMatch(ContainerSpec::isPartition);
    }

    private boolean rootLoadBalance() {
        return proposal.shield().map(ShieldSpec::rootLoadBalance).orElse(!hasPartitions());
    }

    private List<CpusetConfig> cpusets() {
        final List<CpusetConfig> cpusets = new ArrayList<>();
        proposal.shield()
                .ifPresent(spec -> cpusets.add(new CpusetConfig(ShieldSpec.SHIELD, spec.cpus(), spec.loadBalance())));
        proposal.containers().stream()
                .filter(ContainerSpec::isPartition)
                .forEach(container -> cpusets.add(new CpusetConfig(
                        container.name(), container.cpus().orElseThrow(), container.partition() == Partition.ROOT)));
        if (!cpusets.isEmpty()) {
            cpusets.add(new CpusetConfig(ShieldSpec.SYSTEM, outside, true));
        }
        return cpusets;
    }

    /** Refuses another container on the CPUs of an exclusive one or of a partition. */
    private void requireOwnCpus(final ContainerSpec container) {
        for (final ContainerSpec other : proposal.containers()) {
            if (other == container || !(other.exclusive() || other.isPartition())) {
                continue;
            }
            final CpuSet shared = cpus(container).and(other.cpus().orElseThrow());
            if (!shared.isEmpty()) {
                throw container
                        .place()
                        .mistake(
                                "container '" + container.name() + "' uses CPUs " + shared + " that '" + other.name()
                                        + "' has for itself" + where,
                                "give it other CPUs");
            }
        }
    }

    private CpuSet cpus(final ContainerSpec container) {
        return container
                .cpus()
                .orElseGet(() -> proposal.shield().map(ShieldSpec::cpus).orElse(outside.minus(settings.isolated())));
    }

    private void place(final ContainerSpec container, final GroupAssembly groups) {
        final CpuSet cpus = cpus(container);
        requireExisting(cpus, container.place());
        requirePlugged(cpus, container.place());
        final String cpuset = cpuset(container, cpus);
        final int group = groups.of(container);
        for (final TaskSpec task : container.tasks()) {
            requireFeatures(task);
            tasks.add(new TaskConfig(
                    task.name(),
                    container.name(),
                    task.workload(),
                    task.attributes(),
                    groups.of(container, group, task),
                    cpuset,
                    affinity(container, cpus, task)));
            specs.add(task);
        }
    }

    private String cpuset(final ContainerSpec container, final CpuSet cpus) {
        if (container.isPartition()) {
            return container.name();
        }
        if (proposal.shield().isEmpty()) {
            return hasPartitions() ? ShieldSpec.SYSTEM : "";
        }
        final CpuSet shield = proposal.shield().get().cpus();
        if (shield.containsAll(cpus)) {
            return ShieldSpec.SHIELD;
        }
        if (!outside.containsAll(cpus)) {
            throw container
                    .place()
                    .mistake(
                            "the CPUs " + cpus + " of container '" + container.name() + "' overlap the shield " + shield
                                    + where,
                            "keep a container inside the shield or outside it");
        }
        return ShieldSpec.SYSTEM;
    }

    private CpuSet affinity(final ContainerSpec container, final CpuSet cpus, final TaskSpec task) {
        if (task.cpus().isEmpty()) {
            return cpus;
        }
        final CpuSet asked = task.cpus().get();
        if (task.wish()) {
            // A pin outside the container cannot be met, and the container decides.
            return asked.intersects(cpus) ? asked.and(cpus) : cpus;
        }
        if (!cpus.containsAll(asked)) {
            throw task.place()
                    .mistake(
                            "CPUs " + asked.minus(cpus) + " are not among the CPUs " + cpus + " of container '"
                                    + container.name() + "'" + where,
                            "choose some of these");
        }
        requirePlugged(asked, task.place());
        return asked;
    }

    private void requireFeatures(final TaskSpec task) {
        if (task.attributes().sliceNs() > 0) {
            Since.of(kernel).require(6, 12, "slices of fair tasks", task.place());
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

    private void requirePlugged(final CpuSet cpus, final DocumentNode place) {
        if (settings.offline().containsAll(cpus)) {
            throw place.mistake("CPU " + cpus + " is unplugged" + where, "name a CPU that is plugged");
        }
    }
}
