package dev.headroom.plan;

import dev.headroom.document.DocumentNode;
import dev.headroom.units.CpuSet;

/**
 * A shield as the document describes it.
 *
 * @param cpus its CPUs
 * @param loadBalance {@code sched_load_balance} of the shield
 * @param rootLoadBalance {@code sched_load_balance} of the root cpuset
 * @param place where a mistake about its CPUs is reported
 */
record ShieldSpec(CpuSet cpus, boolean loadBalance, boolean rootLoadBalance, DocumentNode place) {

    /** Name of the cpuset of a shield. */
    static final String SHIELD = "shield";

    /** Name of the cpuset of everything else. */
    static final String SYSTEM = "system";

    static ShieldSpec read(final DocumentNode node) {
        node.mapping("cpus", "load-balance", "root-load-balance");
        final DocumentNode cpus = node.required("cpus", "cpus: 1-3");
        final boolean balance =
                node.optional("load-balance").map(DocumentNode::bool).orElse(true);
        return new ShieldSpec(
                cpus.cpus(),
                balance,
                node.optional("root-load-balance").map(DocumentNode::bool).orElse(balance),
                cpus);
    }
}
