package dev.headroom.fit;

import static dev.headroom.fit.FitParameter.*;

import dev.headroom.cost.CostModel;
import dev.headroom.cost.CostName;
import dev.headroom.random.Constant;
import dev.headroom.random.Distribution;
import dev.headroom.random.Lognormal;
import dev.headroom.random.Pareto;
import java.util.List;
import java.util.Optional;

/**
 * A cost that the fit sets, and the parameters of which it is made.
 *
 * @param cost the cost
 * @param basis how the parameters stand for it
 * @param parameters what it is made of
 * @param shape makes it
 */
record FittedCost(CostName cost, Basis basis, List<FitParameter> parameters, Shape shape) {

    /** How parameters stand for a cost. */
    enum Basis {
        /** The parameters are those of the cost. */
        OWN,
        /** As before, but a further parameter of the distribution is a constant that nobody fitted. */
        PARTLY_ASSUMED,
        /** Latencies hold the cost only together with another one that is given the same value. */
        SHARE_OF_SUM,
        /** In proportion to a cost that is fitted, because these data do not touch it. */
        PROPORTIONAL
    }

    /** Makes the value of a cost from the logarithms of the parameters; nothing if the base has none to vary. */
    @FunctionalInterface
    interface Shape {

        /** Returns the value. */
        Optional<Distribution> of(double[] vector, CostModel base);
    }

    private static final double MEMORY_SECTION_SIGMA = 0.6;

    /** All of them. */
    static final List<FittedCost> ALL = List.of(
            lognormal(CostName.TIMER_INTERRUPT, Basis.SHARE_OF_SUM, PATH, PATH_SIGMA),
            lognormal(CostName.CONTEXT_SWITCH, Basis.SHARE_OF_SUM, PATH, PATH_SIGMA),
            lognormal(CostName.IDLE_EXIT, Basis.OWN, IDLE_EXIT, PATH_SIGMA),
            lognormal(CostName.DOMAIN_IDLE_EXIT, Basis.OWN, DOMAIN_IDLE_EXIT, PATH_SIGMA),
            lognormal(CostName.PUSHABLE_WAKE_UP, Basis.OWN, PUSHABLE, PATH_SIGMA),
            lognormal(CostName.REFILL_AFTER_COMPUTE, Basis.OWN, REFILL_COMPUTE, REFILL_SIGMA),
            lognormal(CostName.REFILL_AFTER_MEMORY, Basis.OWN, REFILL_MEMORY, REFILL_SIGMA),
            lognormal(CostName.REFILL_AFTER_KERNEL, Basis.OWN, REFILL_KERNEL, REFILL_SIGMA),
            lognormal(CostName.SMT_LOSS_COMPUTE, Basis.OWN, SMT_COMPUTE, SMT_COMPUTE_SIGMA),
            lognormal(CostName.SMT_LOSS_MEMORY, Basis.OWN, SMT_MEMORY, SMT_MEMORY_SIGMA),
            lognormal(CostName.SMT_LOSS_KERNEL, Basis.OWN, SMT_KERNEL, SMT_MEMORY_SIGMA),
            share(CostName.DISK_SECTION_SHARE, DISK_SHARE),
            pareto(CostName.DISK_SECTION, DISK_MIN, DISK_ALPHA, DISK_MAX),
            pareto(CostName.WRITE_BACK, WRITE_BACK_MIN, WRITE_BACK_ALPHA, WRITE_BACK_MAX),
            share(CostName.SYNC_SECTION_SHARE, SYNC_SHARE),
            lognormal(CostName.SYNC_SECTION, Basis.OWN, SYNC_MEDIAN, SYNC_SIGMA),
            share(CostName.MEMORY_SECTION_SHARE, MEMORY_SHARE),
            proportional(CostName.MEMORY_SECTION, Basis.PARTLY_ASSUMED, MEMORY_MEDIAN, 1, MEMORY_SECTION_SIGMA),
            proportional(CostName.REMOTE_WAKE_UP, Basis.PROPORTIONAL, PATH, 1, 0.3),
            proportional(CostName.GO_TO_SLEEP, Basis.PROPORTIONAL, PATH, 1, 0.2),
            proportional(CostName.TICK, Basis.PROPORTIONAL, PATH, 1.2, 0.3),
            proportional(CostName.DISK_INTERRUPT, Basis.PROPORTIONAL, PATH, 1.2, 0.4),
            rate(CostName.HOUSEKEEPING_RATE, CostName.HOUSEKEEPING, HOUSEKEEPING_RATE_FACTOR),
            disturbance(CostName.HOUSEKEEPING, HOUSEKEEPING_FACTOR, HOUSEKEEPING_SIGMA_FACTOR),
            rate(CostName.DAEMON_RATE, CostName.DAEMON, DAEMON_RATE_FACTOR),
            disturbance(CostName.DAEMON, DAEMON_FACTOR));

    private static FittedCost lognormal(
            final CostName cost, final Basis basis, final FitParameter median, final FitParameter sigma) {
        return new FittedCost(
                cost,
                basis,
                List.of(median, sigma),
                (vector, base) ->
                        Optional.of(new Lognormal(FitVector.value(vector, median), FitVector.value(vector, sigma))));
    }

    private static FittedCost proportional(
            final CostName cost,
            final Basis basis,
            final FitParameter parameter,
            final double factor,
            final double sigma) {
        return new FittedCost(
                cost,
                basis,
                List.of(parameter),
                (vector, base) -> Optional.of(new Lognormal(factor * FitVector.value(vector, parameter), sigma)));
    }

    private static FittedCost share(final CostName cost, final FitParameter share) {
        return new FittedCost(
                cost,
                Basis.OWN,
                List.of(share),
                (vector, base) -> Optional.of(new Constant(FitVector.value(vector, share))));
    }

    private static FittedCost pareto(
            final CostName cost, final FitParameter min, final FitParameter alpha, final FitParameter max) {
        return new FittedCost(cost, Basis.OWN, List.of(min, alpha, max), (vector, base) -> {
            final double minNs = FitVector.value(vector, min);
            return Optional.of(new Pareto(
                    minNs, FitVector.value(vector, alpha), Math.max(minNs * 1.5, FitVector.value(vector, max))));
        });
    }

    /** A rate relative to that of the base, if the base has such disturbances. */
    private static FittedCost rate(final CostName rate, final CostName length, final FitParameter factor) {
        return new FittedCost(
                rate,
                Basis.OWN,
                List.of(factor),
                (vector, base) -> base.value(length) instanceof Lognormal
                        ? Optional.of(new Constant(base.mean(rate) * FitVector.value(vector, factor)))
                        : Optional.empty());
    }

    /** A length relative to that of the base, if the base has such disturbances: median, and sigma if it varies. */
    private static FittedCost disturbance(final CostName length, final FitParameter... factors) {
        return new FittedCost(length, Basis.OWN, List.of(factors), (vector, base) -> {
            if (!(base.value(length) instanceof Lognormal found)) {
                return Optional.empty();
            }
            final double sigma = factors.length > 1 ? FitVector.value(vector, factors[1]) : 1;
            return Optional.of(
                    new Lognormal(found.medianNs() * FitVector.value(vector, factors[0]), found.sigma() * sigma));
        });
    }
}
