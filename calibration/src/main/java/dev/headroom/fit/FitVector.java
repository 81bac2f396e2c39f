package dev.headroom.fit;

import dev.headroom.cost.Certificate;
import dev.headroom.cost.Cost;
import dev.headroom.cost.CostModel;
import dev.headroom.cost.CostName;
import dev.headroom.random.Constant;
import dev.headroom.random.Distribution;
import dev.headroom.random.Lognormal;
import dev.headroom.random.Pareto;
import java.util.EnumMap;
import java.util.Map;

/** The parameters of a fit as a vector of logarithms, and the costs that they stand for. */
final class FitVector {

    private static final double HEAVY_ALPHA = 1.3;
    private static final double HEAVY_MAX_NS = 8_000_000;
    private static final double REMOTE_OF_PATH = 1.0;
    private static final double SLEEP_OF_PATH = 1.0;
    private static final double TICK_OF_PATH = 1.2;

    private FitVector() {}

    static double[] typical() {
        return each(FitParameter::typical);
    }

    /** Typical costs, but with sections and kernel threads' work that reach to many ms. */
    static double[] heavyTails() {
        final double[] vector = typical();
        vector[FitParameter.DISK_ALPHA.ordinal()] = Math.log(HEAVY_ALPHA);
        vector[FitParameter.DISK_MAX.ordinal()] = Math.log(HEAVY_MAX_NS);
        vector[FitParameter.WRITE_BACK_ALPHA.ordinal()] = Math.log(HEAVY_ALPHA);
        vector[FitParameter.WRITE_BACK_MAX.ordinal()] = Math.log(HEAVY_MAX_NS);
        return vector;
    }

    static double[] least() {
        return each(FitParameter::least);
    }

    static double[] most() {
        return each(FitParameter::most);
    }

    static double[] sigmas() {
        final double[] values = new double[FitParameter.values().length];
        for (final FitParameter parameter : FitParameter.values()) {
            values[parameter.ordinal()] = parameter.priorSigma();
        }
        return values;
    }

    private static double[] each(final java.util.function.ToDoubleFunction<FitParameter> what) {
        final double[] values = new double[FitParameter.values().length];
        for (final FitParameter parameter : FitParameter.values()) {
            values[parameter.ordinal()] = Math.log(what.applyAsDouble(parameter));
        }
        return values;
    }

    static double value(final double[] vector, final FitParameter parameter) {
        return Math.exp(vector[parameter.ordinal()]);
    }

    /** The costs of a vector; costs that it does not touch stay as they are. */
    static CostModel costs(final double[] vector, final CostModel base, final Certificate fitted) {
        final Map<CostName, Cost> costs = new EnumMap<>(CostName.class);
        final Distribution path = lognormal(vector, FitParameter.PATH, FitParameter.PATH_SIGMA);
        put(costs, fitted, CostName.TIMER_INTERRUPT, path);
        put(costs, fitted, CostName.CONTEXT_SWITCH, path);
        put(costs, fitted, CostName.IDLE_EXIT, lognormal(vector, FitParameter.IDLE_EXIT, FitParameter.PATH_SIGMA));
        put(
                costs,
                fitted,
                CostName.DOMAIN_IDLE_EXIT,
                lognormal(vector, FitParameter.DOMAIN_IDLE_EXIT, FitParameter.PATH_SIGMA));
        put(
                costs,
                fitted,
                CostName.PUSHABLE_WAKE_UP,
                lognormal(vector, FitParameter.PUSHABLE, FitParameter.PATH_SIGMA));
        put(
                costs,
                fitted,
                CostName.REFILL_AFTER_COMPUTE,
                lognormal(vector, FitParameter.REFILL_COMPUTE, FitParameter.REFILL_SIGMA));
        put(
                costs,
                fitted,
                CostName.REFILL_AFTER_MEMORY,
                lognormal(vector, FitParameter.REFILL_MEMORY, FitParameter.REFILL_SIGMA));
        put(
                costs,
                fitted,
                CostName.REFILL_AFTER_KERNEL,
                lognormal(vector, FitParameter.REFILL_KERNEL, FitParameter.REFILL_SIGMA));
        put(
                costs,
                fitted,
                CostName.SMT_LOSS_COMPUTE,
                lognormal(vector, FitParameter.SMT_COMPUTE, FitParameter.SMT_COMPUTE_SIGMA));
        put(
                costs,
                fitted,
                CostName.SMT_LOSS_MEMORY,
                lognormal(vector, FitParameter.SMT_MEMORY, FitParameter.SMT_MEMORY_SIGMA));
        put(
                costs,
                fitted,
                CostName.SMT_LOSS_KERNEL,
                lognormal(vector, FitParameter.SMT_KERNEL, FitParameter.SMT_MEMORY_SIGMA));
        putSections(costs, vector, fitted);
        putProportional(costs, vector, fitted);
        putDisturbances(costs, vector, base, fitted);
        return base.with(costs);
    }

    private static void putSections(final Map<CostName, Cost> costs, final double[] vector, final Certificate fitted) {
        put(costs, fitted, CostName.DISK_SECTION_SHARE, new Constant(value(vector, FitParameter.DISK_SHARE)));
        put(
                costs,
                fitted,
                CostName.DISK_SECTION,
                pareto(vector, FitParameter.DISK_MIN, FitParameter.DISK_ALPHA, FitParameter.DISK_MAX));
        put(
                costs,
                fitted,
                CostName.WRITE_BACK,
                pareto(
                        vector,
                        FitParameter.WRITE_BACK_MIN,
                        FitParameter.WRITE_BACK_ALPHA,
                        FitParameter.WRITE_BACK_MAX));
        put(costs, fitted, CostName.SYNC_SECTION_SHARE, new Constant(value(vector, FitParameter.SYNC_SHARE)));
        put(costs, fitted, CostName.SYNC_SECTION, lognormal(vector, FitParameter.SYNC_MEDIAN, FitParameter.SYNC_SIGMA));
        put(costs, fitted, CostName.MEMORY_SECTION_SHARE, new Constant(value(vector, FitParameter.MEMORY_SHARE)));
        put(costs, fitted, CostName.MEMORY_SECTION, new Lognormal(value(vector, FitParameter.MEMORY_MEDIAN), 0.6));
    }

    /**
     * Costs that these data do not determine and that scale with the speed of the machine: kept in proportion to the
     * path.
     */
    private static void putProportional(
            final Map<CostName, Cost> costs, final double[] vector, final Certificate fitted) {
        final Certificate assumed = new Certificate(
                "in proportion to the wake-up path, which is fitted; not determined by wake-up latencies",
                fitted.date(),
                true);
        final double path = value(vector, FitParameter.PATH);
        put(costs, assumed, CostName.REMOTE_WAKE_UP, new Lognormal(REMOTE_OF_PATH * path, 0.3));
        put(costs, assumed, CostName.GO_TO_SLEEP, new Lognormal(SLEEP_OF_PATH * path, 0.2));
        put(costs, assumed, CostName.TICK, new Lognormal(TICK_OF_PATH * path, 0.3));
        put(costs, assumed, CostName.DISK_INTERRUPT, new Lognormal(TICK_OF_PATH * path, 0.4));
    }

    private static void putDisturbances(
            final Map<CostName, Cost> costs, final double[] vector, final CostModel base, final Certificate fitted) {
        if (base.value(CostName.HOUSEKEEPING) instanceof Lognormal length) {
            put(
                    costs,
                    fitted,
                    CostName.HOUSEKEEPING_RATE,
                    new Constant(base.mean(CostName.HOUSEKEEPING_RATE)
                            * value(vector, FitParameter.HOUSEKEEPING_RATE_FACTOR)));
            put(
                    costs,
                    fitted,
                    CostName.HOUSEKEEPING,
                    new Lognormal(
                            length.medianNs() * value(vector, FitParameter.HOUSEKEEPING_FACTOR),
                            length.sigma() * value(vector, FitParameter.HOUSEKEEPING_SIGMA_FACTOR)));
        }
        if (base.value(CostName.DAEMON) instanceof Lognormal length) {
            put(
                    costs,
                    fitted,
                    CostName.DAEMON_RATE,
                    new Constant(base.mean(CostName.DAEMON_RATE) * value(vector, FitParameter.DAEMON_RATE_FACTOR)));
            put(
                    costs,
                    fitted,
                    CostName.DAEMON,
                    new Lognormal(length.medianNs() * value(vector, FitParameter.DAEMON_FACTOR), length.sigma()));
        }
    }

    private static Pareto pareto(
            final double[] vector, final FitParameter min, final FitParameter alpha, final FitParameter max) {
        final double minNs = value(vector, min);
        return new Pareto(minNs, value(vector, alpha), Math.max(minNs * 1.5, value(vector, max)));
    }

    private static Lognormal lognormal(final double[] vector, final FitParameter median, final FitParameter sigma) {
        return new Lognormal(value(vector, median), value(vector, sigma));
    }

    private static void put(
            final Map<CostName, Cost> costs,
            final Certificate certificate,
            final CostName name,
            final Distribution value) {
        costs.put(name, new Cost(value, certificate));
    }
}
