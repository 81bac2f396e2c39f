package dev.headroom.fit;

import dev.headroom.cost.Cost;
import dev.headroom.cost.CostModel;
import dev.headroom.cost.CostName;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The parameters of a fit as a vector of logarithms, and the costs that they stand for. */
final class FitVector {

    private static final double HEAVY_ALPHA = 1.3;
    private static final double HEAVY_MAX_NS = 8_000_000;

    private FitVector() {}

    static double[] typical() {
        return each(parameter -> Math.log(parameter.typical()));
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
        return each(parameter -> Math.log(parameter.least()));
    }

    static double[] most() {
        return each(parameter -> Math.log(parameter.most()));
    }

    /** Standard deviations of the priors. */
    static double[] sigmas() {
        return each(FitParameter::priorSigma);
    }

    private static double[] each(final ToDoubleFunction<FitParameter> what) {
        return Arrays.stream(FitParameter.values()).mapToDouble(what).toArray();
    }

    static double value(final double[] vector, final FitParameter parameter) {
        return Math.exp(vector[parameter.ordinal()]);
    }

    /** The costs of a vector, under the certificates of the base; costs that it does not touch stay as they are. */
    static CostModel costs(final double[] vector, final CostModel base) {
        final Map<CostName, Cost> costs = new EnumMap<>(CostName.class);
        for (final FittedCost fitted : FittedCost.ALL) {
            fitted.shape()
                    .of(vector, base)
                    .ifPresent(value -> costs.put(
                            fitted.cost(),
                            new Cost(value, base.costs().get(fitted.cost()).certificate())));
        }
        return base.with(costs);
    }
}
