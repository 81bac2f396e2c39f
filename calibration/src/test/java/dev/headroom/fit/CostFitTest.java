package dev.headroom.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.cost.CostModel;
import dev.headroom.cost.CostName;
import dev.headroom.random.Lognormal;
import dev.headroom.workload.Activity;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Costs that are known are composed into measurements; a fit must find them again. */
class CostFitTest {

    private static final double PATH_NS = 3000;
    private static final double IDLE_EXIT_NS = 1800;
    private static final double SMT_COMPUTE_NS = 2500;
    private static final int EVALUATIONS = 2 * 8000;

    private static CostFit fit;
    private static CostFit.Result result;
    private static double[] truth;

    @BeforeAll
    static void fitMeasurementsOfKnownCosts() {
        truth = Rig.vector(Map.of(
                FitParameter.PATH, PATH_NS,
                FitParameter.IDLE_EXIT, IDLE_EXIT_NS,
                FitParameter.SMT_COMPUTE, SMT_COMPUTE_NS));
        final CostModel known = FitVector.costs(truth, Rig.free());
        final List<FitTarget> targets = List.of(
                Rig.measured("idle", Map.of(situation(Activity.IDLE, Activity.IDLE), 1.0), known),
                Rig.measured("hog", Map.of(situation(Activity.COMPUTE, Activity.IDLE), 1.0), known),
                Rig.measured("sibling", Map.of(situation(Activity.IDLE, Activity.COMPUTE), 1.0), known));
        fit = new CostFit(Rig.free(), targets);
        result = fit.fit(EVALUATIONS);
    }

    private static Situation situation(final Activity before, final Activity beside) {
        return new Situation(before, beside, false, false);
    }

    private static double medianNs(final CostName cost) {
        return ((Lognormal) fit.costs(result.vector()).value(cost)).medianNs();
    }

    @Test
    void thePathIsFoundWithinTenPercent() {
        assertThat(medianNs(CostName.TIMER_INTERRUPT)).isCloseTo(PATH_NS, Percentage.withPercentage(10));
    }

    @Test
    void theIdleExitIsFoundWithinTwentyFivePercent() {
        // The path is in every latency, the idle exit in two of three: errors of the path come back here doubled.
        assertThat(medianNs(CostName.IDLE_EXIT)).isCloseTo(IDLE_EXIT_NS, Percentage.withPercentage(25));
    }

    @Test
    void theLossToABusySiblingIsFoundWithinFifteenPercent() {
        assertThat(medianNs(CostName.SMT_LOSS_COMPUTE)).isCloseTo(SMT_COMPUTE_NS, Percentage.withPercentage(15));
    }

    @Test
    void theFitIsAsGoodAsTheTruth() {
        // One unit of a sum of squares: what one quantity may differ by.
        assertThat(result.misfit()).isLessThanOrEqualTo(fit.misfit(truth) + 1);
        assertThat(result.misfit()).isLessThan(fit.misfit(FitVector.typical()));
    }

    @Test
    void whatNoMeasurementTouchesStaysAtItsPrior() {
        // No writer and no memory work took part: only the prior speaks, and the optimizer stops near its centre.
        for (final FitParameter untouched :
                List.of(FitParameter.DISK_SHARE, FitParameter.SMT_MEMORY, FitParameter.SYNC_MEDIAN)) {
            assertThat(Math.log(FitVector.value(result.vector(), untouched) / untouched.typical()))
                    .as(untouched.name())
                    .isCloseTo(0, within(0.25 * untouched.priorSigma()));
        }
    }

    @Test
    void everyParameterLiesWithinItsBounds() {
        for (final FitParameter parameter : FitParameter.values()) {
            assertThat(FitVector.value(result.vector(), parameter))
                    .as(parameter.name())
                    .isBetween(parameter.least() * (1 - 1e-9), parameter.most() * (1 + 1e-9));
        }
    }
}
