package dev.headroom.plan;

import dev.headroom.document.DocumentNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads what a variant changes of the plan: machine, shield, containers added, removed or placed elsewhere. */
final class VariantReader {

    private final MachineSpec machine;
    private final Optional<ShieldSpec> shield;
    private final List<ContainerSpec> containers;
    private final Path directory;

    VariantReader(
            final MachineSpec machine,
            final Optional<ShieldSpec> shield,
            final List<ContainerSpec> containers,
            final Path directory) {
        this.machine = machine;
        this.shield = shield;
        this.containers = List.copyOf(containers);
        this.directory = directory;
    }

    /** Returns the plan itself. */
    Variant asPlanned() {
        return new Variant(
                Plan.AS_PLANNED,
                true,
                machine.profile(),
                new MachineAssembly(machine, shield, Plan.AS_PLANNED).assemble(containers));
    }

    Variant read(final DocumentNode node) {
        node.mapping("name", "required", "machine", "shield", "remove", "place", "add");
        final String name = node.required("name", "name: stock kernel").text();
        final MachineSpec ownMachine = node.optional("machine")
                .map(given -> MachineSpec.read(given, Optional.of(machine), directory))
                .orElse(machine);
        final Optional<ShieldSpec> ownShield = shield(node);
        final List<ContainerSpec> own = new ArrayList<>(containers);
        node.optional("remove")
                .ifPresent(list -> list.list(1, PlanReader.CONTAINERS_MAX)
                        .forEach(item -> own.remove(index(own, item.text(), item))));
        node.optional("place").ifPresent(places -> place(places, own));
        node.optional("add")
                .ifPresent(list -> list.list(1, PlanReader.CONTAINERS_MAX).forEach(item -> add(item, own)));
        if (own.isEmpty()) {
            throw node.mistake("has no containers left", "remove fewer or add some");
        }
        return new Variant(
                name,
                node.optional("required").map(DocumentNode::bool).orElse(false),
                ownMachine.profile(),
                new MachineAssembly(ownMachine, ownShield, name).assemble(own));
    }

    /** Adds a container whose name must be new. */
    static void add(final DocumentNode item, final List<ContainerSpec> containers) {
        final ContainerSpec added = ContainerReader.read(item);
        if (containers.stream().anyMatch(other -> other.name().equals(added.name()))) {
            throw item.required("name", "name: ...")
                    .mistake("a second container '" + added.name() + "'", "give every container a name of its own");
        }
        containers.add(added);
    }

    private Optional<ShieldSpec> shield(final DocumentNode node) {
        final Optional<DocumentNode> given = node.optional("shield");
        if (given.isEmpty()) {
            return shield;
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
