package dev.headroom.plan;

import dev.headroom.document.DocumentNode;
import dev.headroom.plan.ContainerSpec.Partition;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Reads containers. */
final class ContainerReader {

    private static final String NAME = "[A-Za-z0-9][A-Za-z0-9_.-]{0,62}";
    private static final List<String> PARTITIONS =
            Arrays.stream(Partition.values()).map(Partition::key).toList();

    private final GroupSpecs groups;
    private final LockSpecs locks;

    /**
     * Makes a reader.
     *
     * @param groups the control groups to which containers may belong
     * @param locks the locks that tasks may take
     */
    ContainerReader(final GroupSpecs groups, final LockSpecs locks) {
        this.groups = groups;
        this.locks = locks;
    }

    ContainerSpec read(final DocumentNode node) {
        node.mapping("name", "cpus", "partition", "exclusive", "parent", "cpu", "tasks", "stress", "cyclictest");
        final String name = name(node.required("name", "name: plc-1"));
        final List<TaskSpec> tasks = new TaskReader(name, locks).read(node);
        if (tasks.isEmpty()) {
            throw node.mistake("container '" + name + "' is empty", "give it tasks, stress or cyclictest");
        }
        final Optional<DocumentNode> cpus = node.optional("cpus");
        final Partition partition = node.optional("partition")
                .map(word -> Partition.values()[word.word(PARTITIONS, "kinds of partitions")])
                .orElse(Partition.MEMBER);
        final boolean exclusive =
                node.optional("exclusive").map(DocumentNode::bool).orElse(false);
        if (cpus.isEmpty() && (exclusive || partition != Partition.MEMBER)) {
            throw node.mistake("a container of its own CPUs names none", "write for example cpus: 2-3");
        }
        return new ContainerSpec(
                name,
                cpus.map(DocumentNode::cpus),
                partition,
                exclusive,
                groups.readOwn(name, node),
                tasks,
                cpus.orElse(node),
                node);
    }

    /** Reads a name that can stand in a table, a pattern and a file name. */
    static String name(final DocumentNode node) {
        if (!node.text().matches(NAME)) {
            throw node.mistake(
                    "'" + node.text() + "' is not a name",
                    "use at most 63 letters, digits, dots, hyphens, underscores");
        }
        return node.text();
    }
}
