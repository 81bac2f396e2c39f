package dev.headroom.sched.linux.core;

/**
 * How much of a CPU the experimental ISO tasks may use before they lose their privilege.
 *
 * @param share {@code iso_cpu}: largest share of the time, above 0, at most 1
 * @param periodNs {@code iso_period}: time in ns over which it is averaged
 */
public record IsoLimit(double share, long periodNs) {

    /** 70 % of 5 s. */
    public static final IsoLimit DEFAULT = new IsoLimit(0.7, 5_000_000_000L);

    /** Refuses impossible limits. */
    public IsoLimit {
        if (!(share > 0 && share <= 1) || periodNs <= 0) {
            throw new IllegalArgumentException("an impossible limit: " + share + " of " + periodNs + " ns");
        }
    }
}
