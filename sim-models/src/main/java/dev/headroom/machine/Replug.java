package dev.headroom.machine;

/**
 * A CPU that goes off-line and comes back while the machine runs.
 *
 * @param cpu its number
 * @param offNs when it goes, in ns since the start of the run; not before the load has spread, after
 *     {@link MachineRun#SETTLING_NS}
 * @param onNs when it comes back, in ns since the start of the run
 */
public record Replug(int cpu, long offNs, long onNs) {

    /** Refuses times that are out of order or too early. */
    public Replug {
        if (cpu < 0 || offNs < MachineRun.SETTLING_NS || onNs <= offNs) {
            throw new IllegalArgumentException(
                    "CPU " + cpu + " cannot go off-line at " + offNs + " ns and come back at " + onNs + " ns");
        }
    }

    /** Returns whether the CPU is off-line at a time. */
    public boolean isOffAt(final long ns) {
        return offNs <= ns && ns < onNs;
    }
}
