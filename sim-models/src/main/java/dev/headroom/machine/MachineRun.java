package dev.headroom.machine;

/** Entry point: runs one replication of a machine on the caller's thread. */
public final class MachineRun {

    private MachineRun() {}

    /**
     * Runs one replication.
     *
     * @param config the machine
     * @param seed seed of all random streams
     * @param durationNs simulated time in ns, positive
     * @return what was measured
     */
    public static RunResult run(final MachineConfig config, final long seed, final long durationNs) {
        throw new IllegalStateException("being written");
    }
}
