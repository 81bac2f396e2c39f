package dev.headroom.sched.linux.deadline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.sched.Reservation;
import dev.headroom.sched.linux.core.KernelOptions;
import dev.headroom.sched.linux.core.KernelVersion;
import dev.headroom.sched.linux.core.RealTimeThrottling;
import dev.headroom.units.CpuSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeadlineAdmissionTest {

    private static final CpuSet BOTH = CpuSet.of(0, 1);

    private static DeadlineAdmission of(final int major, final int minor, final RealTimeThrottling throttling) {
        final KernelVersion version = new KernelVersion(major, minor);
        return new DeadlineAdmission(version, throttling, KernelOptions.defaults(version));
    }

    private static DeadlineAdmission.Request request(
            final String name, final long runtimeUs, final long periodUs, final CpuSet cpus) {
        return new DeadlineAdmission.Request(
                name, new Reservation(runtimeUs * 1000, periodUs * 1000, periodUs * 1000, false), cpus);
    }

    @Test
    void ninetyFivePercentOfEachCpuCanBeReservedAndNinetyWithAFairServer() {
        assertThat(of(6, 1, RealTimeThrottling.DEFAULT).sharePerCpu()).isCloseTo(0.95, within(1e-5));
        assertThat(of(6, 18, RealTimeThrottling.DEFAULT).sharePerCpu()).isCloseTo(0.90, within(1e-5));
    }

    @Test
    void theSumDecidesAndWhoeverComesLaterIsRefused() {
        // Two CPUs of 6.18 have 1.8: 0.88 and 0.88 fit, 0.05 more does not, 0.03 does.
        final List<String> refusals = of(6, 18, RealTimeThrottling.DEFAULT)
                .refusals(
                        BOTH,
                        List.of(
                                request("a", 8_800, 10_000, BOTH),
                                request("b", 17_600, 20_000, BOTH),
                                request("c", 5_000, 100_000, BOTH),
                                request("d", 3_000, 100_000, BOTH)));
        assertThat(refusals)
                .containsExactly("c: reserves 0.0500 CPUs (5000000 of 100000000 ns), but CPUs 0-1 have 0.0400 left of"
                        + " 1.9000, 0.1000 of them for fair tasks");
    }

    @Test
    void aTaskMustBeAllowedOnAllCpusOfItsRootDomain() {
        final List<String> refusals = of(6, 1, RealTimeThrottling.DEFAULT)
                .refusals(BOTH, List.of(request("pinned", 1_000, 10_000, CpuSet.of(1))));
        assertThat(refusals).hasSize(1);
        assertThat(refusals.get(0)).startsWith("pinned: may run on CPUs 1 of its root domain 0-1;");
        assertThat(of(6, 1, RealTimeThrottling.DEFAULT)
                        .refusals(CpuSet.of(1), List.of(request("alone", 1_000, 10_000, CpuSet.of(1)))))
                .isEmpty();
    }

    @Test
    void withoutAThrottleEverythingIsAccepted() {
        assertThat(of(6, 1, RealTimeThrottling.OFF)
                        .refusals(CpuSet.of(0), List.of(request("all", 10_000, 10_000, CpuSet.of(5)))))
                .isEmpty();
    }

    @Test
    void periodsHaveBoundsInNewerKernels() {
        final List<DeadlineAdmission.Request> two =
                List.of(request("short", 20, 99, BOTH), request("long", 1_000, 5_000_000, BOTH));
        assertThat(of(6, 1, RealTimeThrottling.DEFAULT).refusals(BOTH, two)).hasSize(2);
        assertThat(of(4, 19, RealTimeThrottling.DEFAULT).refusals(BOTH, two)).isEmpty();
    }
}
