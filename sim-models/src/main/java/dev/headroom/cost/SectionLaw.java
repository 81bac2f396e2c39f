package dev.headroom.cost;

import dev.headroom.random.Distribution;
import dev.headroom.random.Pareto;
import dev.headroom.random.Sampler;

/**
 * The non-preemptible sections of a kind of kernel code, compiled for the hot loop.
 *
 * <p>Sections of up to {@link #LONG_NS} are too many to follow: an interrupt that wants to preempt finds the code
 * inside one with a probability, and waits for the residual life of a section that is met in proportion to its length.
 * That needs no memory, because the next look comes many sections later. Longer ones are followed one by one, since
 * several looks fall into the same one: they start at random instants of the code's CPU time.
 */
public final class SectionLaw {

    /** Sections longer than this are followed one by one, in ns. */
    public static final double LONG_NS = 50_000;

    private final double shortShare;
    private final Sampler shortResidual;
    private final double meanGapNs;
    private final Sampler longLength;

    private SectionLaw(
            final double shortShare, final Sampler shortResidual, final double meanGapNs, final Sampler longLength) {
        this.shortShare = shortShare;
        this.shortResidual = shortResidual;
        this.meanGapNs = meanGapNs;
        this.longLength = longLength;
    }

    /**
     * Compiles a law.
     *
     * @param share share of the code's CPU time that lies in sections, 0 to 1
     * @param length length of the sections in ns; only a {@link Pareto} can have long ones
     * @return the law
     */
    static SectionLaw of(final double share, final Distribution length) {
        if (share > 0 && length instanceof Pareto pareto && pareto.minNs() < LONG_NS && pareto.maxNs() > LONG_NS) {
            final Pareto shorter = new Pareto(pareto.minNs(), pareto.alpha(), LONG_NS);
            final Pareto longer = new Pareto(LONG_NS, pareto.alpha(), pareto.maxNs());
            final double longOnes = pareto.survival(LONG_NS);
            final double sectionsPerNs = share / pareto.meanNs();
            final double gapNs = 1 / (sectionsPerNs * longOnes) - longer.meanNs();
            return new SectionLaw(
                    sectionsPerNs * (1 - longOnes) * shorter.meanNs(),
                    Sampler.ofResidual(shorter),
                    Math.max(1, gapNs),
                    Sampler.of(longer));
        }
        return new SectionLaw(share, share > 0 ? Sampler.ofResidual(length) : null, Double.POSITIVE_INFINITY, null);
    }

    /** Returns the share of CPU time that lies in short sections. */
    public double shortShare() {
        return shortShare;
    }

    /** Returns what is left of a short section at a random instant; only where there are any. */
    public Sampler shortResidual() {
        return shortResidual;
    }

    /** Returns whether there are long sections. */
    public boolean hasLong() {
        return longLength != null;
    }

    /** Returns the mean CPU time in ns from the end of a long section to the start of the next. */
    public double meanGapNs() {
        return meanGapNs;
    }

    /** Returns the length of a long section; only where there are any. */
    public Sampler longLength() {
        return longLength;
    }
}
