package dev.headroom.plan;

/**
 * How much is simulated.
 *
 * @param durationNs simulated time of one replication in ns, positive
 * @param replications how many replications, each with random streams of its own, at least 1
 * @param seed seed from which those of the replications are derived
 */
public record RunLength(long durationNs, int replications, long seed) {

    /** Refuses what is not positive. */
    public RunLength {
        if (durationNs <= 0 || replications <= 0) {
            throw new IllegalArgumentException("a run needs a positive duration and at least one replication");
        }
    }
}
