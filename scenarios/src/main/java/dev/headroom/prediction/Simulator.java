package dev.headroom.prediction;

import dev.headroom.machine.MachineConfig;
import dev.headroom.machine.RunResult;

/** Runs one replication; must be a function of its arguments and safe to call from several threads. */
@FunctionalInterface
public interface Simulator {

    /**
     * Runs one replication.
     *
     * @param machine the machine
     * @param seed seed of all random streams
     * @param durationNs simulated time in ns
     * @return what was measured
     */
    RunResult run(MachineConfig machine, long seed, long durationNs);
}
