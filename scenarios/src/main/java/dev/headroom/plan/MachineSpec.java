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
 * @param interruptCpus CPUs that may receive device interrupts; empty for all
 * @param place where a mistake about these CPUs is reported
 */
record MachineSpec(Profile profile, Optional<CpuSet> interruptCpus, DocumentNode place) {

    /**
     * Reads a machine.
     *
     * @param node the mapping
     * @param base what holds for absent keys; empty if the profile must be there
     * @param directory directory to which paths of profiles are relative
     */
    static MachineSpec read(final DocumentNode node, final Optional<MachineSpec> base, final Path directory) {
        node.mapping("profile", "interrupt-cpus");
        final Optional<DocumentNode> profile =
                base.isPresent() ? node.optional("profile") : Optional.of(node.required("profile", "profile: c5-prt"));
        final Optional<DocumentNode> interrupts = node.optional("interrupt-cpus");
        return new MachineSpec(
                profile.map(name -> profile(name, directory))
                        .orElseGet(() -> base.orElseThrow().profile()),
                interrupts.map(DocumentNode::cpus).or(() -> base.flatMap(MachineSpec::interruptCpus)),
                interrupts.orElse(node));
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
