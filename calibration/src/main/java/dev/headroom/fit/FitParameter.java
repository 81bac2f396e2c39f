package dev.headroom.fit;

import java.util.Locale;

/**
 * A number that the fit varies, on a logarithmic scale.
 *
 * <p>The prior is wide: it decides only what the data leave open. It is the same for every environment, so a fit starts
 * from nothing that was learnt from the data.
 */
enum FitParameter {
    /** Median of each half of the wake-up path (timer interrupt, context switch), in ns. */
    PATH(1500, 0.8, 300, 10_000),
    /** Sigma of each half of the path. */
    PATH_SIGMA(0.2, 0.5, 0.03, 0.8),
    /** Median of the idle exit, in ns. */
    IDLE_EXIT(800, 1.0, 5, 10_000),
    /** Median of the domain bookkeeping on idle exit, in ns. */
    DOMAIN_IDLE_EXIT(200, 1.5, 5, 5_000),
    /** Median of the extra work of waking a migratable thread, in ns. */
    PUSHABLE(200, 1.5, 5, 5_000),
    /** Median of the refill after computing work, in ns. */
    REFILL_COMPUTE(200, 1.5, 5, 10_000),
    /** Median of the refill after memory work, in ns. */
    REFILL_MEMORY(500, 1.5, 5, 20_000),
    /** Median of the refill after kernel work, in ns. */
    REFILL_KERNEL(500, 1.5, 5, 20_000),
    /** Sigma of the refills. */
    REFILL_SIGMA(0.6, 0.5, 0.1, 1.5),
    /** Median of what computing beside costs, in ns. */
    SMT_COMPUTE(1000, 1.0, 20, 20_000),
    /** Sigma of it. */
    SMT_COMPUTE_SIGMA(0.5, 0.5, 0.1, 1.5),
    /** Median of what memory work beside costs, in ns. */
    SMT_MEMORY(3000, 1.0, 20, 40_000),
    /** Sigma of it. */
    SMT_MEMORY_SIGMA(0.5, 0.5, 0.1, 1.5),
    /** Median of what kernel work beside costs, in ns. */
    SMT_KERNEL(3000, 1.0, 20, 40_000),
    /** Share of sections in disk-writing kernel code. */
    DISK_SHARE(0.3, 1.0, 0.001, 0.999),
    /** Shortest section of disk-writing kernel code, in ns. */
    DISK_MIN(1500, 1.0, 100, 50_000),
    /** Tail index of its sections. */
    DISK_ALPHA(2.0, 0.4, 0.7, 6),
    /** Longest section of it, in ns. */
    DISK_MAX(1_000_000, 2.0, 10_000, 30_000_000),
    /** Share of sections in sync. */
    SYNC_SHARE(0.3, 1.0, 0.001, 0.999),
    /** Median of its sections, in ns. */
    SYNC_MEDIAN(2000, 1.0, 100, 100_000),
    /** Sigma of them. */
    SYNC_SIGMA(0.8, 0.4, 0.1, 2.0),
    /** Share of sections in memory-touching work. */
    MEMORY_SHARE(0.02, 1.0, 0.0005, 0.9),
    /** Median of its sections, in ns. */
    MEMORY_MEDIAN(2000, 1.0, 100, 100_000),
    /** Shortest work of a kernel thread for a completed request, in ns. */
    WRITE_BACK_MIN(2000, 1.0, 100, 100_000),
    /** Tail index of it. */
    WRITE_BACK_ALPHA(2.0, 0.4, 1.1, 6),
    /** Longest work of it, in ns. */
    WRITE_BACK_MAX(1_000_000, 2.0, 10_000, 40_000_000),
    /** Rate of the housekeeping, relative to its likelihood estimate. */
    HOUSEKEEPING_RATE_FACTOR(1, 0.7, 0.05, 20),
    /** Median length of the housekeeping, relative to its likelihood estimate. */
    HOUSEKEEPING_FACTOR(1, 0.3, 0.2, 5),
    /** Sigma of it, relative to its likelihood estimate. */
    HOUSEKEEPING_SIGMA_FACTOR(1, 0.4, 0.2, 3),
    /** Rate of the daemons, relative to its likelihood estimate. */
    DAEMON_RATE_FACTOR(1, 0.7, 0.05, 20),
    /** Median length of the daemons' work, relative to its likelihood estimate. */
    DAEMON_FACTOR(1, 0.3, 0.2, 5);

    private final double typical;
    private final double priorSigma;
    private final double least;
    private final double most;

    FitParameter(final double typical, final double priorSigma, final double least, final double most) {
        this.typical = typical;
        this.priorSigma = priorSigma;
        this.least = least;
        this.most = most;
    }

    double typical() {
        return typical;
    }

    /** Standard deviation of the prior of the logarithm. */
    double priorSigma() {
        return priorSigma;
    }

    double least() {
        return least;
    }

    double most() {
        return most;
    }

    /** Returns the name for people, such as {@code disk-share}. */
    String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Returns the unit in which a person reads the parameter. */
    String unit() {
        return name().endsWith("SHARE")
                        || name().endsWith("SIGMA")
                        || name().endsWith("ALPHA")
                        || name().endsWith("FACTOR")
                ? ""
                : " ns";
    }
}
