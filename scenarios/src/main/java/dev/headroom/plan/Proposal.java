package dev.headroom.plan;

import java.util.List;
import java.util.Optional;

/**
 * What a plan or a variant proposes, as the document describes it.
 *
 * @param machine the machine
 * @param shield its shield
 * @param groups control groups besides those of the containers
 * @param locks locks that tasks share
 * @param containers the containers
 */
record Proposal(
        MachineSpec machine,
        Optional<ShieldSpec> shield,
        GroupSpecs groups,
        LockSpecs locks,
        List<ContainerSpec> containers) {

    /** Copies the list. */
    Proposal {
        containers = List.copyOf(containers);
    }
}
