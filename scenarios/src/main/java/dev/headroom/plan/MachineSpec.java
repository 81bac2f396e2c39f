package dev.headroom.plan;

import dev.headroom.document.DocumentNode;
import dev.headroom.profile.Profile;
import dev.headroom.profile.Profiles;
import dev.headroom.units.CpuSet;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A machine as the document describes it.
 *
 * @param profile its profile
 * @param kernel what differs from the kernel of the profile
 * @param interruptCpus CPUs that may receive device interrupts; empty for all
 * @param offlineCpus CPUs that are unplugged; empty for none
 * @param idle the idle states of its CPUs
 * @param frequency its frequency governor; empty for one that keeps the highest frequency
 * @param replug CPUs that go off-line and come back; empty for none
 * @param node where a mistake about the machine is reported
 */
record MachineSpec(
        Profile profile,
        KernelSpec kernel,
        Optional<DocumentNode> interruptCpus,
        Optional<DocumentNode> offlineCpus,
        IdleSpec idle,
        Optional<DocumentNode> frequency,
        Optional<DocumentNode> replug,
        DocumentNode node) {

    /**
     * Reads a machine.
     *
     * @param node the mapping
     * @param base what holds for absent keys; empty if the profile must be there
     * @param directory directory to which paths of profiles are relative
     */
    static MachineSpec read(final DocumentNode node, final Optional<MachineSpec> base, final Path directory) {
        node.mapping(
                "profile",
                "kernel",
                "interrupt-cpus",
                "offline-cpus",
                IdleSpec.STATES,
                IdleSpec.LIMIT,
                FrequencySpec.KEY,
                ReplugSpec.KEY);
        final Optional<DocumentNode> profile =
                base.isPresent() ? node.optional("profile") : Optional.of(node.required("profile", "profile: c5-prt"));
        final KernelSpec kernel = base.map(MachineSpec::kernel).orElse(KernelSpec.AS_IN_PROFILE);
        return new MachineSpec(
                profile.map(name -> profile(name, directory))
                        .orElseGet(() -> base.orElseThrow().profile()),
                node.optional("kernel")
                        .map(given -> KernelSpec.read(given, kernel))
                        .orElse(kernel),
                node.optional("interrupt-cpus").or(() -> base.flatMap(MachineSpec::interruptCpus)),
                node.optional("offline-cpus").or(() -> base.flatMap(MachineSpec::offlineCpus)),
                IdleSpec.read(node, base.map(MachineSpec::idle).orElse(IdleSpec.POLLING)),
                node.optional(FrequencySpec.KEY).or(() -> base.flatMap(MachineSpec::frequency)),
                node.optional(ReplugSpec.KEY).or(() -> base.flatMap(MachineSpec::replug)),
                node);
    }

    /** Returns all CPUs of the profile. */
    CpuSet allCpus() {
        return profile.topology().value().allCpus();
    }

    private static Profile profile(final DocumentNode name, final Path directory) {
        if (Profiles.isPath(name.text())) {
            return Profiles.read(directory.resolve(name.text()).normalize());
        }
        if (!Profiles.shippedIds().contains(name.text())) {
            throw name.unknown(name.text(), Profiles.shippedIds(), "shipped profiles");
        }
        return Profiles.shipped(name.text());
    }
}
