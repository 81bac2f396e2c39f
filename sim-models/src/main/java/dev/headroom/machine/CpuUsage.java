package dev.headroom.machine;

/** How one CPU spent its time. */
final class CpuUsage {

    /** The kinds of use. */
    enum Kind {
        IDLE,
        USER,
        KERNEL,
        INTERRUPT,
        STOLEN
    }

    private final long[] usedNs = new long[Kind.values().length];

    void add(final Kind kind, final long ns) {
        usedNs[kind.ordinal()] += ns;
    }

    /**
     * Returns the use of a CPU.
     *
     * @throws IllegalStateException if the parts do not sum up to the duration
     */
    RunResult.CpuUse result(final int cpu, final long durationNs) {
        long sumNs = 0;
        for (final long ns : usedNs) {
            sumNs += ns;
        }
        if (sumNs != durationNs) {
            throw new IllegalStateException("CPU " + cpu + " accounts for " + sumNs + " ns of " + durationNs + " ns");
        }
        return new RunResult.CpuUse(
                cpu,
                usedNs[Kind.IDLE.ordinal()],
                usedNs[Kind.USER.ordinal()],
                usedNs[Kind.KERNEL.ordinal()],
                usedNs[Kind.INTERRUPT.ordinal()],
                usedNs[Kind.STOLEN.ordinal()]);
    }
}
