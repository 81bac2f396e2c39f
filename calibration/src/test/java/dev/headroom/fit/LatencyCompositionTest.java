package dev.headroom.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.cost.CostModel;
import dev.headroom.cost.CostName;
import dev.headroom.machine.MachineConfig;
import dev.headroom.profile.Profile;
import dev.headroom.profile.Profiles;
import dev.headroom.random.Constant;
import dev.headroom.random.Lognormal;
import dev.headroom.reproduce.CaseMachine;
import dev.headroom.reproduce.MiniCorpus;
import dev.headroom.stats.LatencyHistogram;
import dev.headroom.workload.Activity;
import dev.headroom.workload.StressKind;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

/** The composition must say what the machine model says, else costs are fitted to another machine. */
class LatencyCompositionTest {

    private static final long RUN_NS = 20_000_000_000L;
    private static final int RUNS = 40;
    private static final CostModel COSTS = Rig.costs(Map.of(
            FitParameter.PATH, 2000.0,
            FitParameter.IDLE_EXIT, 3000.0,
            FitParameter.REFILL_COMPUTE, 1500.0,
            FitParameter.SMT_COMPUTE, 4000.0,
            FitParameter.DISK_SHARE, 0.6,
            FitParameter.DISK_MIN, 3000.0,
            FitParameter.DISK_MAX, 200_000.0));

    private static void assertSame(final MachineConfig machine) {
        final Census census = Census.of(machine, 10, RUN_NS);
        final LatencyLaw law = new LatencyComposition(machine.costs()).law(Rig.target("composed", census.shares()));
        final LatencyHistogram simulated = Rig.simulated(machine, RUNS, RUN_NS);

        assertThat(law.meanOfWholeUs())
                .as("mean")
                .isCloseTo(simulated.meanOfWholeMicroseconds(), Percentage.withPercentage(3));
        for (final double p : new double[] {0.5, 0.99}) {
            assertThat(law.quantileUs(p))
                    .as("quantile %s", p)
                    .isCloseTo(simulated.quantileNs(p) / 1000.0, Percentage.withPercentage(3));
        }
    }

    @Test
    void costsAddUpByHand() {
        // Idle and balanced: two halves of the path of 2000 ns, 1000 ns idle exit, 400 ns domain, 600 ns pushable: 6
        // us.
        final CostModel narrow = Rig.free()
                .with(Map.of(
                        CostName.TIMER_INTERRUPT, Rig.cost(new Lognormal(2000, 0.1)),
                        CostName.CONTEXT_SWITCH, Rig.cost(new Lognormal(2000, 0.1)),
                        CostName.IDLE_EXIT, Rig.cost(new Lognormal(1000, 0.1)),
                        CostName.DOMAIN_IDLE_EXIT, Rig.cost(new Lognormal(400, 0.1)),
                        CostName.PUSHABLE_WAKE_UP, Rig.cost(new Lognormal(600, 0.1))));
        final Situation balanced = new Situation(Activity.IDLE, Activity.IDLE, true, true);
        final Situation alone = new Situation(Activity.IDLE, Activity.IDLE, false, false);

        assertThat(medianUs(narrow, balanced)).isCloseTo(6.0, within(0.1));
        // Without domain and other CPUs two of the five are not charged.
        assertThat(medianUs(narrow, alone)).isCloseTo(5.0, within(0.1));
    }

    private static double medianUs(final CostModel costs, final Situation situation) {
        return new LatencyComposition(costs)
                .law(Rig.target("one", Map.of(situation, 1.0)))
                .quantileUs(0.5);
    }

    @Test
    void theIdleMachineIsComposedWithinThreePercent() {
        assertSame(Rig.core(COSTS, 1));
    }

    @Test
    void aCpuWithAComputingWorkerIsComposedWithinThreePercent() {
        assertSame(Rig.core(COSTS, 1, Rig.worker(StressKind.CPU, 0)));
    }

    @Test
    void aBusyHyperthreadBesideIsComposedWithinThreePercent() {
        assertSame(Rig.core(COSTS, 2, Rig.worker(StressKind.CPU, 1)));
    }

    @Test
    void sectionsOfAWriterAreComposedWithinThreePercent() {
        assertSame(Rig.core(COSTS, 1, Rig.worker(StressKind.HDD, 0)));
    }

    @Test
    void aThreadThatMayMigrateInADomainWithHousekeepingIsComposedWithinThreePercent() {
        // The idle cloud instance: CPU 0 is outside the shield, so the thread may run on any of the other three.
        final Profile shipped = Profiles.shipped("c5-prt");
        final CostModel costs = shipped.costs()
                .with(Map.of(
                        CostName.DOMAIN_IDLE_EXIT, Rig.cost(new Lognormal(2000, 0.2)),
                        CostName.PUSHABLE_WAKE_UP, Rig.cost(new Lognormal(3000, 0.2)),
                        CostName.HOUSEKEEPING_RATE, Rig.cost(new Constant(100)),
                        CostName.HOUSEKEEPING, Rig.cost(new Lognormal(60_000, 0.2)),
                        CostName.DAEMON_RATE, Rig.cost(new Constant(0))));
        final Profile profile = new Profile(
                shipped.id(),
                shipped.title(),
                shipped.topology(),
                shipped.kernel(),
                shipped.perCpuDiskQueues(),
                costs,
                List.of(),
                List.of());

        assertSame(CaseMachine.of(profile, MiniCorpus.description("C5-Prt/IsoNoLoad-1")));
    }

    @Test
    void aBusySiblingAndSectionsMakeTheLatencyLonger() {
        final double idleUs = meanUs(new Situation(Activity.IDLE, Activity.IDLE, false, false));
        final double besideUs = meanUs(new Situation(Activity.IDLE, Activity.COMPUTE, false, false));
        final double writerUs = meanUs(new Situation(Activity.KERNEL_DISK, Activity.IDLE, false, false));

        // SMT loss: lognormal, median 4 us, sigma 0.5, so a mean of 4 * exp(0.125) = 4.53 us.
        assertThat(besideUs - idleUs).isCloseTo(4.53, within(0.05));
        assertThat(writerUs).isGreaterThan(idleUs);
    }

    private static double meanUs(final Situation situation) {
        return new LatencyComposition(COSTS)
                .law(Rig.target("one", Map.of(situation, 1.0)))
                .meanOfWholeUs();
    }
}
