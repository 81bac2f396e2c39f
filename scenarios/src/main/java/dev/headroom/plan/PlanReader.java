package dev.headroom.plan;

import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.headroom.document.DocumentNode;
import dev.headroom.document.DocumentReader;
import dev.headroom.profile.Profile;
import dev.headroom.units.Durations;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads plans strictly: every mistake is a {@link dev.headroom.document.DocumentException} that names its place. */
public final class PlanReader {

    /** The longest duration a plan may name, in ns: 30 days. */
    static final long LONGEST_NS = 30L * 24 * 3600 * Durations.SECOND_NS;

    /** The most containers of a variant. */
    static final int CONTAINERS_MAX = 1000;

    /** The most replications of a plan. */
    public static final int REPLICATIONS_MAX = 10_000;

    private static final int VARIANTS_MAX = 100;
    private static final int OBJECTIVES_MAX = 1000;
    private static final int DEFAULT_REPLICATIONS = 20;
    private static final long DEFAULT_DURATION_NS = 60 * Durations.SECOND_NS;

    private PlanReader() {}

    /**
     * Reads a plan file.
     *
     * @param file the file; profiles named by a path are looked up from its directory
     * @return the plan
     * @throws dev.headroom.document.DocumentException if anything in it is wrong
     */
    public static Plan read(final Path file) {
        final Path parent = file.getParent();
        return read(file.toString(), DocumentReader.bytes(file), parent == null ? Path.of("") : parent);
    }

    /**
     * Reads a plan.
     *
     * @param file the document as the user named it, for messages
     * @param bytes its content
     * @param directory directory from which profiles named by a path are looked up
     * @return the plan
     * @throws dev.headroom.document.DocumentException if anything in it is wrong
     */
    public static Plan read(final String file, final byte[] bytes, final Path directory) {
        final DocumentNode root = DocumentReader.read(file, bytes, new YAMLFactory());
        root.mapping(
                "format",
                "name",
                "duration",
                "replications",
                "seed",
                "machine",
                "shield",
                "groups",
                "locks",
                "containers",
                "objectives",
                "variants");
        final DocumentNode format = root.required("format", "format: " + Plan.FORMAT);
        if (!format.text().equals(Plan.FORMAT)) {
            throw format.mistake("this version does not read '" + format.text() + "'", "it reads " + Plan.FORMAT);
        }
        final String name = root.required("name", "name: Two PLCs on one vCPU").text();
        final RunLength length = length(root);
        final MachineSpec machine =
                MachineSpec.read(root.required("machine", "machine: {profile: c5-prt}"), Optional.empty(), directory);
        final GroupSpecs groups = GroupSpecs.read(root.optional("groups"));
        final LockSpecs locks = LockSpecs.read(root.optional("locks"));
        final ContainerReader containerReader = new ContainerReader(groups, locks);
        final List<ContainerSpec> containers = new ArrayList<>();
        root.required("containers", "containers: [{name: plc-1, tasks: [...]}]")
                .list(1, CONTAINERS_MAX)
                .forEach(item -> VariantReader.add(item, containerReader, containers));
        final Proposal planned =
                new Proposal(machine, root.optional("shield").map(ShieldSpec::read), groups, locks, containers);
        final VariantReader reader = new VariantReader(planned, containerReader, directory);
        final List<Variant> variants = new ArrayList<>(List.of(reader.asPlanned()));
        root.optional("variants")
                .ifPresent(list -> list.list(1, VARIANTS_MAX).forEach(item -> addVariant(reader, item, variants)));
        final List<Objective> objectives = new ArrayList<>();
        root.optional("objectives")
                .ifPresent(list -> list.list(1, OBJECTIVES_MAX)
                        .forEach(item -> objectives.addAll(
                                ObjectiveReader.read(item, variants.get(0).machine()))));
        return new Plan(file, Profile.sha256(bytes), name, length, variants, objectives, warnings(root, variants));
    }

    private static RunLength length(final DocumentNode root) {
        return new RunLength(
                root.optional("duration")
                        .map(node -> node.durationNs(Durations.MILLISECOND_NS, LONGEST_NS))
                        .orElse(DEFAULT_DURATION_NS),
                (int) (long) root.optional("replications")
                        .map(node -> node.whole(1, REPLICATIONS_MAX))
                        .orElse((long) DEFAULT_REPLICATIONS),
                root.optional("seed").map(node -> node.whole(0, Long.MAX_VALUE)).orElse(1L));
    }

    private static void addVariant(final VariantReader reader, final DocumentNode item, final List<Variant> variants) {
        final Variant variant = reader.read(item);
        if (variants.stream().anyMatch(other -> other.name().equals(variant.name()))) {
            throw item.required("name", "name: ...")
                    .mistake("a second variant '" + variant.name() + "'", "give every variant a name of its own");
        }
        variants.add(variant);
    }

    private static List<String> warnings(final DocumentNode root, final List<Variant> variants) {
        final List<String> warnings = new ArrayList<>();
        final int line = root.required("containers", "").line();
        for (final Variant variant : variants) {
            for (final String overload : Overload.of(variant.machine())) {
                warnings.add(root.file() + ":" + line + ": " + variant.name() + ": " + overload);
            }
        }
        return warnings;
    }
}
