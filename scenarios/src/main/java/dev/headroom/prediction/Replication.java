package dev.headroom.prediction;

import dev.headroom.machine.MachineConfig;
import dev.headroom.plan.Plan;
import dev.headroom.plan.Variant;
import dev.headroom.random.RandomStreams;

/**
 * What one replication is a function of.
 *
 * @param machine the machine with the costs that this replication takes
 * @param seed seed of its random streams; the same in every variant
 * @param durationNs measured simulated time in ns
 */
record Replication(MachineConfig machine, long seed, long durationNs) {

    /** Returns the replication of a number from 0. */
    static Replication of(final Plan plan, final Variant variant, final int number) {
        return new Replication(
                variant.machine().withCosts(variant.profile().costsOf(number)),
                new RandomStreams(plan.length().seed()).forReplication(number).seed(),
                plan.length().durationNs());
    }
}
