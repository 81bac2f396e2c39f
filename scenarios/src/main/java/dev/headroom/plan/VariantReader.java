package dev.headroom.plan;

import dev.headroom.document.DocumentNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads what a variant changes of the plan: machine, shield, containers added, removed or placed elsewhere. */
final class VariantReader {

    private final Proposal planned;
    private final ContainerReader reader;
    private final Path directory;

    VariantReader(final Proposal planned, final ContainerReader reader, final Path directory) {
        this.planned = planned;
        this.reader = reader;
        this.directory = directory;
    }

    /** Returns the plan itself. */
    Variant asPlanned() {
        return variant(Plan.AS_PLANNED, true, planned);
    }

    private static Variant variant(final String name, final boolean required, final Proposal proposal) {
        return new Variant(
                name, required, proposal.machine().profile(), new MachineAssembly(proposal, name).assemble());
    }

    Variant read(final DocumentNode node) {
        node.mapping("name", "required", "machine", "shield", "remove", "place", "add");
        final String name = node.required("name", "name: stock kernel").text();
        final MachineSpec ownMachine = node.optional("machine")
                .map(given -> MachineSpec.read(given, Optional.of(planned.machine()), directory))
                .orElse(planned.machine());
        final Optional<ShieldSpec> ownShield = shield(node);
        final List<ContainerSpec> own = new ArrayList<>(planned.containers());
        node.optional("remove")
                .ifPresent(list -> list.list(1, PlanReader.CONTAINERS_MAX)
                        .forEach(item -> own.remove(index(own, item.text(), item))));
        node.optional("place").ifPresent(places -> place(places, own));
        node.optional("add")
                .ifPresent(list -> list.list(1, PlanReader.CONTAINERS_MAX).forEach(item -> add(item, reader, own)));
        if (own.isEmpty()) {
            throw node.mistake("has no containers left", "remove fewer or add some");
        }
        return variant(
                name,
                node.optional("required").map(DocumentNode::bool).orElse(false),
                new Proposal(ownMachine, ownShield, planned.groups(), planned.locks(), own));
    }

    /** Adds a container whose name must be new. */
    static void add(final DocumentNode item, final ContainerReader reader, final List<ContainerSpec> containers) {
        final ContainerSpec added = reader.read(item);
        if (containers.stream().anyMatch(other -> other.name().equals(added.name()))) {
            throw item.required("name", "name: ...")
                    .mistake("a second container '" + added.name() + "'", "give every container a name of its own");
        }
        containers.add(added);
    }

    private Optional<ShieldSpec> shield(final DocumentNode node) {
        final Optional<DocumentNode> given = node.optional("shield");
        if (given.isEmpty()) {
            return planned.shield();
        }
        if (given.get().isText()) {
            given.get().word(List.of("none"), "words for a shield, besides a mapping with cpus,");
            return Optional.empty();
        }
        return given.map(ShieldSpec::read);
    }

    private static void place(final DocumentNode places, final List<ContainerSpec> own) {
        for (final Map.Entry<String, DocumentNode> entry : places.mapping().entrySet()) {
            final int index = index(own, entry.getKey(), entry.getValue());
            own.set(index, own.get(index).on(entry.getValue().cpus(), entry.getValue()));
        }
    }

    private static int index(final List<ContainerSpec> containers, final String name, final DocumentNode node) {
        final List<String> names = containers.stream().map(ContainerSpec::name).toList();
        final int index = names.indexOf(name);
        if (index < 0) {
            throw node.unknown(name, names, "containers");
        }
        return index;
    }
}
