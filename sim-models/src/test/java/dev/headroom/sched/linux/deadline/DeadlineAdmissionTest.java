package dev.headroom.sched.linux.deadline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.sched.Reservation;
import dev.headroom.sched.linux.core.KernelOptions;
import dev.headroom.sched.linux.core.KernelVersion;
import dev.headroom.sched.linux.core.RealTimeThrottling;
import dev.headroom.sched.linux.deadline.DeadlineAdmission.Refusal;
import dev.headroom.units.CpuSet;
import org.junit.jupiter.api.Test;

class DeadlineAdmissionTest {

    private static final CpuSet BOTH = CpuSet.of(0, 1);

    private static DeadlineAdmission of(final int major, final int minor, final RealTimeThrottling throttling) {
        final KernelVersion version = new KernelVersion(major, minor);
        return new DeadlineAdmission(version, throttling, KernelOptions.defaults(version));
    }

    private static Reservation reservation(final long runtimeUs, final long periodUs) {
        return new Reservation(runtimeUs * 1000, periodUs * 1000, periodUs * 1000, false);
    }

    @Test
    void ninetyFivePercentOfEachCpuCanBeReservedAndNinetyWithAFairServer() {
        assertThat(of(6, 1, RealTimeThrottling.DEFAULT).available(BOTH)).isCloseTo(1.9, within(1e-5));
        assertThat(of(6, 18, RealTimeThrottling.DEFAULT).available(BOTH)).isCloseTo(1.8, within(1e-5));
    }

    @Test
    void theSumDecidesAndWhoeverComesLaterIsRefused() {
        // Two CPUs of 6.18 have 1.8: 0.88 and 0.88 fit, 0.05 more does not, 0.03 does.
        final DeadlineAdmission admission = of(6, 18, RealTimeThrottling.DEFAULT);
        assertThat(admission.ask(BOTH, reservation(8_800, 10_000), BOTH)).isEmpty();
        assertThat(admission.ask(BOTH, reservation(17_600, 20_000), BOTH)).isEmpty();
        assertThat(admission.reservedWith(BOTH, reservation(5_000, 100_000))).isCloseTo(1.81, within(1e-5));
        assertThat(admission.ask(BOTH, reservation(5_000, 100_000), BOTH)).contains(Refusal.BANDWIDTH);
        assertThat(admission.ask(BOTH, reservation(3_000, 100_000), BOTH)).isEmpty();
        // Another root domain has its own.
        assertThat(admission.ask(CpuSet.of(2), reservation(5_000, 100_000), CpuSet.of(2)))
                .isEmpty();
    }

    @Test
    void aTaskMustBeAllowedOnAllCpusOfItsRootDomain() {
        final DeadlineAdmission admission = of(6, 1, RealTimeThrottling.DEFAULT);
        assertThat(admission.ask(BOTH, reservation(1_000, 10_000), CpuSet.of(1)))
                .contains(Refusal.AFFINITY);
        assertThat(admission.ask(CpuSet.of(1), reservation(1_000, 10_000), CpuSet.of(1)))
                .isEmpty();
    }

    @Test
    void withoutAThrottleEverythingIsAccepted() {
        final DeadlineAdmission admission = of(6, 1, RealTimeThrottling.OFF);
        assertThat(admission.ask(CpuSet.of(0), reservation(10_000, 10_000), CpuSet.of(5)))
                .isEmpty();
        assertThat(admission.ask(CpuSet.of(0), reservation(10_000, 10_000), CpuSet.of(5)))
                .isEmpty();
    }

    @Test
    void periodsHaveBoundsInNewerKernels() {
        final Reservation tooShort = reservation(20, 99);
        final Reservation tooLong = reservation(1_000, 5_000_000);
        assertThat(of(6, 1, RealTimeThrottling.DEFAULT).ask(BOTH, tooShort, BOTH))
                .contains(Refusal.PERIOD);
        assertThat(of(6, 1, RealTimeThrottling.OFF).ask(BOTH, tooLong, BOTH)).contains(Refusal.PERIOD);
        assertThat(of(4, 19, RealTimeThrottling.DEFAULT).ask(BOTH, tooShort, BOTH))
                .isEmpty();
    }
}
