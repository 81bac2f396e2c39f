package dev.headroom.machine;

import dev.headroom.cost.SectionLaw;
import dev.headroom.random.RandomStream;

/** Where the kernel code of one task stands in its non-preemptible sections. */
final class Sections {

    private final SectionLaw law;
    private final RandomStream random;
    private long executedNs;
    private long longStartNs;
    private long longEndNs;

    Sections(final SectionLaw law, final RandomStream random) {
        this.law = law;
        this.random = random;
        if (law.hasLong()) {
            next();
        }
    }

    /** The code executed for a time. */
    void executed(final long ns) {
        executedNs += ns;
    }

    /** Returns what is left of the section in which the code is now, 0 ns if it is in none. */
    long leftNs() {
        if (law.hasLong()) {
            while (longEndNs <= executedNs) {
                next();
            }
            if (longStartNs <= executedNs) {
                return longEndNs - executedNs;
            }
        }
        return law.shortShare() > 0 && random.nextDouble() < law.shortShare()
                ? law.shortResidual().sampleNs(random)
                : 0;
    }

    private void next() {
        longStartNs = longEndNs + 1 + (long) (law.meanGapNs() * random.nextExponential());
        longEndNs = longStartNs + law.longLength().sampleNs(random);
    }
}
