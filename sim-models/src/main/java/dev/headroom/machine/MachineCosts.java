package dev.headroom.machine;

import dev.headroom.cost.CostModel;
import dev.headroom.cost.CostName;
import dev.headroom.cost.SectionLaw;
import dev.headroom.random.RandomStream;
import dev.headroom.random.RandomStreams;
import dev.headroom.random.Sampler;
import dev.headroom.workload.Activity;

/** The costs of one machine, compiled for the hot loop; each cause has a random stream of its own. */
final class MachineCosts {

    private final Sampler[] samplers = new Sampler[CostName.values().length];
    private final RandomStream[] streams = new RandomStream[CostName.values().length];
    private final CostModel costs;
    private final double smtThroughput;

    MachineCosts(final CostModel costs, final RandomStreams random) {
        for (final CostName name : CostName.values()) {
            samplers[name.ordinal()] = costs.sampler(name);
            streams[name.ordinal()] = random.stream("cost/" + name.key());
        }
        this.costs = costs;
        smtThroughput = costs.mean(CostName.SMT_THROUGHPUT);
    }

    long draw(final CostName cost) {
        return samplers[cost.ordinal()].sampleNs(streams[cost.ordinal()]);
    }

    Sampler sampler(final CostName cost) {
        return samplers[cost.ordinal()];
    }

    /** The non-preemptible sections of an activity, or null where it has none. */
    SectionLaw sections(final Activity activity) {
        return switch (activity) {
            case KERNEL_DISK -> costs.sections(CostName.DISK_SECTION_SHARE, CostName.DISK_SECTION);
            case KERNEL_SYNC -> costs.sections(CostName.SYNC_SECTION_SHARE, CostName.SYNC_SECTION);
            case MEMORY -> costs.sections(CostName.MEMORY_SECTION_SHARE, CostName.MEMORY_SECTION);
            case IDLE, COMPUTE -> null;
        };
    }

    /** Speed of work while the other hyperthread is busy, relative to running alone. */
    double smtThroughput() {
        return smtThroughput;
    }

    /** The cost of refilling the caches after an activity on the same CPU, or null where nothing is displaced. */
    static CostName refillAfter(final Activity activity) {
        return switch (activity) {
            case IDLE -> null;
            case COMPUTE -> CostName.REFILL_AFTER_COMPUTE;
            case MEMORY -> CostName.REFILL_AFTER_MEMORY;
            case KERNEL_DISK, KERNEL_SYNC -> CostName.REFILL_AFTER_KERNEL;
        };
    }

    /** What the wake-up path loses to an activity of the other hyperthread, or null where it loses nothing. */
    static CostName smtLossTo(final Activity activity) {
        return switch (activity) {
            case IDLE -> null;
            case COMPUTE -> CostName.SMT_LOSS_COMPUTE;
            case MEMORY -> CostName.SMT_LOSS_MEMORY;
            case KERNEL_DISK, KERNEL_SYNC -> CostName.SMT_LOSS_KERNEL;
        };
    }
}
