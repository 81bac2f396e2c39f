package dev.headroom.sched.linux.fair;

/**
 * Averages of load, of being runnable and of running, decayed by half every 32 periods: per-entity load tracking, the
 * kernel's {@code struct sched_avg}.
 *
 * <p>Design. Time counts in units of 1024 ns; a period has 1024 of them (2^20 ns). A period that lies n periods back
 * counts y^n with y^32 = 1/2; the present one counts as far as it went. An average is the sum divided by what a sum can
 * reach at this point of the period, and is brought up to date when a period ends.
 *
 * <p>Source: {@code kernel/sched/pelt.c} of Linux 4.9 to 6.18, read for the rules.
 */
final class FairAverage {

    /** What running all the time averages to, {@code SCHED_CAPACITY_SCALE}. */
    static final int FULL = 1024;
    /** What a sum can reach at least, at the start of a period. */
    static final long LEAST_DIVIDER;

    private static final int PERIOD = 1024;
    private static final int UNIT_SHIFT = 10;
    private static final int FULL_SHIFT = 10;
    private static final int HALF_LIFE = 32;
    /** Limit of the sum of 1024 y^n in the kernel's arithmetic, {@code LOAD_AVG_MAX}. */
    private static final long LIMIT = 47_742;

    /** y^n times 2^32. */
    private static final long[] POWERS = new long[HALF_LIFE];

    static {
        LEAST_DIVIDER = LIMIT - PERIOD;
        for (int n = 0; n < HALF_LIFE; n++) {
            POWERS[n] = (long) (0xffff_ffffL * StrictMath.pow(0.5, (double) n / HALF_LIFE));
        }
    }

    /** Weight times runnable share of time; of a task of nice 0 that is always runnable 1024. */
    long load;
    /** Runnable tasks times 1024. */
    long runnable;
    /** Running share of time times 1024. */
    long use;

    long loadSum;
    long runnableSum;
    long useSum;
    private int partOfPeriod;
    private long updatedNs;

    /** Starts at a time with the load of one that always ran, as new tasks do so that they spread. */
    void startFull(final long weight, final long nowNs) {
        load = Load.down(weight);
        loadSum = LIMIT;
        runnable = 0;
        runnableSum = 0;
        use = 0;
        useSum = 0;
        partOfPeriod = 0;
        updatedNs = nowNs;
    }

    /**
     * Adds the time since the last call to the sums.
     *
     * @param nowNs the current time
     * @param weight what the load counts, 0 if not runnable
     * @param tasks what the runnable average counts
     * @param running whether it ran
     * @return whether a period ended, so that the averages change
     */
    boolean advance(final long nowNs, final long weight, final int tasks, final boolean running) {
        final long elapsed = nowNs - updatedNs >> UNIT_SHIFT;
        if (elapsed <= 0) {
            return false;
        }
        updatedNs += elapsed << UNIT_SHIFT;
        final long units = elapsed + partOfPeriod;
        final long periods = units / PERIOD;
        long added = elapsed;
        if (periods > 0) {
            final int rest = (int) (units % PERIOD);
            loadSum = decayed(loadSum, periods);
            runnableSum = decayed(runnableSum, periods);
            useSum = decayed(useSum, periods);
            added = weight == 0
                    ? 0
                    : decayed(PERIOD - partOfPeriod, periods) + LIMIT - decayed(LIMIT, periods) - PERIOD + rest;
            partOfPeriod = rest;
        } else {
            partOfPeriod = (int) units;
        }
        if (weight > 0) {
            loadSum += weight * added;
            runnableSum += tasks * added << FULL_SHIFT;
            useSum += running ? added << FULL_SHIFT : 0;
        }
        return periods > 0;
    }

    /** Computes the averages from the sums; the load counts so many times. */
    void average(final long weight) {
        load = weight * loadSum / divider();
        runnable = runnableSum / divider();
        use = useSum / divider();
    }

    /** What the sums can reach now. */
    long divider() {
        return LEAST_DIVIDER + partOfPeriod;
    }

    /** Takes over the point in time of another one; the averages stay, the sums follow. */
    void alignTo(final FairAverage other, final long weight) {
        updatedNs = other.updatedNs;
        partOfPeriod = other.partOfPeriod;
        useSum = use * divider();
        runnableSum = runnable * divider();
        loadSum = weight < load * divider() ? load * divider() / weight : 1;
    }

    /** Adds the averages and sums of an entity of a weight. */
    void add(final FairAverage entity, final long weight) {
        addLoad(entity.load, weight * entity.loadSum);
        addUse(entity.use, entity.useSum);
        addRunnable(entity.runnable, entity.runnableSum);
    }

    /** Takes the averages and sums of an entity of a weight away. */
    void remove(final FairAverage entity, final long weight) {
        addLoad(-entity.load, -weight * entity.loadSum);
        addUse(-entity.use, -entity.useSum);
        addRunnable(-entity.runnable, -entity.runnableSum);
    }

    void addLoad(final long average, final long sum) {
        load = Math.max(0, load + average);
        loadSum = Math.max(loadSum + sum, load * LEAST_DIVIDER);
    }

    void addUse(final long average, final long sum) {
        use = Math.max(0, use + average);
        useSum = Math.max(useSum + sum, use * LEAST_DIVIDER);
    }

    void addRunnable(final long average, final long sum) {
        runnable = Math.max(0, runnable + average);
        runnableSum = Math.max(runnableSum + sum, runnable * LEAST_DIVIDER);
    }

    private static long decayed(final long value, final long periods) {
        if (periods > HALF_LIFE * 63) {
            return 0;
        }
        final long halved = value >> periods / HALF_LIFE;
        final long power = POWERS[(int) (periods % HALF_LIFE)];
        return (halved >> 32) * power + ((halved & 0xffff_ffffL) * power >>> 32);
    }
}
