package dev.headroom.machine;

import dev.headroom.random.RandomStream;
import java.util.HashMap;
import java.util.Map;

/** When the tasks of a machine are released first. */
final class StartTimes {

    /** Least time between the starts of two threads of a program. */
    private static final long THREAD_START_NS = 30_000L;

    /** Time between the starts of two programs, each in a container of its own. */
    private static final long PROGRAM_START_NS = 400_000_000L;

    private final long settledNs;
    private final RandomStream phases;
    private final Map<String, Long> alignedReleasesNs = new HashMap<>();
    private long threadStartNs = -1;
    private int programsStarted;

    /**
     * Begins with nothing started.
     *
     * @param settledNs when the load has spread, in ns
     * @param phases draws where in its period the first task starts
     */
    StartTimes(final long settledNs, final RandomStream phases) {
        this.settledNs = settledNs;
        this.phases = phases;
    }

    /**
     * The first programmed time of a periodic task, after the settling time. The threads of a machine start one after
     * the other, as a program starts them, some tens of us apart.
     */
    long firstReleaseNs(final long periodNs, final RandomStream own) {
        if (threadStartNs < 0) {
            threadStartNs = settledNs + (long) (phases.nextDouble() * periodNs);
        } else {
            threadStartNs += THREAD_START_NS + (long) (own.nextDouble() * THREAD_START_NS);
        }
        return threadStartNs;
    }

    /** The first programmed time of the aligned threads of a container. */
    long alignedReleaseNs(final String container, final long periodNs, final RandomStream own) {
        return alignedReleasesNs.computeIfAbsent(container, any -> firstReleaseNs(periodNs, own));
    }

    /** The time at which a thread first asks for a CPU that is a program of its own, after the settling time. */
    long programStartNs(final long periodNs, final RandomStream own) {
        final long startNs = settledNs + programsStarted * PROGRAM_START_NS + (long) (own.nextDouble() * periodNs);
        programsStarted++;
        return startNs;
    }
}
