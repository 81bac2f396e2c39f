package dev.headroom.machine;

import static dev.headroom.machine.Machines.IDLE_EXIT_NS;
import static dev.headroom.machine.Machines.MS;
import static dev.headroom.machine.Machines.SWITCH_NS;
import static dev.headroom.machine.Machines.TIMER_NS;
import static dev.headroom.machine.Machines.US;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.machine.FrequencyConfig.Governor;
import dev.headroom.sched.Reservation;
import dev.headroom.sched.SchedAttributes;
import dev.headroom.units.CpuSet;
import dev.headroom.workload.StressKind;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Half of the highest frequency is the lowest. */
class FrequencyTest {

    private static final CpuSet FIRST = CpuSet.of(0);
    /** Work is counted in whole ns whenever a tick comes in between. */
    private static final Offset<Long> ROUNDING = Offset.offset(10L);

    private static final SchedAttributes FIFO = SchedAttributes.fifo(80);

    private static FrequencyConfig schedutil(final long transitionNs, final long rateLimitNs) {
        return new FrequencyConfig(Governor.SCHEDUTIL, 0.5, transitionNs, rateLimitNs);
    }

    private static Machines.Builder on(final Machines.Builder machine, final FrequencyConfig frequency) {
        return machine.settings(settings -> settings.withFrequency(frequency));
    }

    private static TaskResult alone(final FrequencyConfig frequency, final SchedAttributes attributes) {
        final MachineConfig machine = on(Machines.cores(1), frequency)
                .task("job", attributes, Machines.control(100 * MS, 10 * MS), FIRST)
                .build();
        return Facts.task(MachineRun.run(machine, 1, 1000 * MS), "job");
    }

    @Test
    void atHalfTheFrequencyCodeTakesTwiceAsLong() {
        final TaskResult job = alone(new FrequencyConfig(Governor.POWERSAVE, 0.5, 0, 0), FIFO);
        assertThat(job.execution().maxNs()).isCloseTo(20 * MS, ROUNDING);
        assertThat(job.latency().maxNs()).isEqualTo(2 * (IDLE_EXIT_NS + TIMER_NS + SWITCH_NS));
    }

    @Test
    void withTheGovernorPerformanceTheLowestFrequencyDoesNotMatter() {
        final TaskResult job = alone(new FrequencyConfig(Governor.PERFORMANCE, 0.5, 0, 0), FIFO);
        assertThat(job.execution().maxNs()).isEqualTo(10 * MS);
        assertThat(job.latency().maxNs()).isEqualTo(IDLE_EXIT_NS + TIMER_NS + SWITCH_NS);
    }

    @Test
    void aRealTimeTaskGetsTheHighestFrequencyOnceTheHardwareIsThere() {
        final TaskResult job = alone(schedutil(100 * US, 0), FIFO);
        // Asked for at the wake-up, after which the switch takes 1 us at half the frequency. The work of the 99 us
        // that follow takes half as long at the highest.
        assertThat(job.execution().maxNs()).isCloseTo(10 * MS + 99 * US / 2, ROUNDING);
        assertThat(job.latency().maxNs()).isEqualTo(2 * (IDLE_EXIT_NS + TIMER_NS + SWITCH_NS));
    }

    @Test
    void aFairTaskThatUsesATenthIsServedAtTheLowestFrequency() {
        assertThat(alone(schedutil(0, 0), SchedAttributes.other(0)).execution().minNs())
                .isGreaterThan(15 * MS);
    }

    @Test
    void aFairTaskThatUsesAllGetsTheHighest() {
        final MachineConfig machine = on(Machines.cores(1), schedutil(0, 0))
                .stress("hog", StressKind.CPU, FIRST)
                .task("job", SchedAttributes.other(0), Machines.control(100 * MS, 10 * MS), FIRST)
                .build();
        final TaskResult job = Facts.task(MachineRun.run(machine, 1, 1000 * MS), "job");
        assertThat(Facts.jobCauses(job).get("its own work")).isEqualTo(10 * MS * job.activations());
    }

    @Test
    void aReservationGetsAQuarterMoreThanItsBandwidth() {
        // 60 ms in 100 ms; a quarter more is three quarters of the highest frequency: 10 ms of work take 13.3 ms.
        final SchedAttributes reserved = SchedAttributes.deadline(new Reservation(60 * MS, 100 * MS, 100 * MS, false));
        final TaskResult job = alone(schedutil(0, 0), reserved);
        assertThat(job.execution().maxNs()).isBetween(13_333_000L, 13_334_000L);
    }

    @Test
    void theBandwidthOfAReservationCountsUntilItsZeroLagTimeOnly() {
        // The job ends after 10 of 60 ms at the latest; a sixth of the period later, at zero lag, its bandwidth is
        // free.
        final Machines.Builder machine = on(Machines.cores(1), schedutil(0, 0))
                .costs(Machines.freeOfCost())
                .task(
                        "reserved",
                        SchedAttributes.deadline(new Reservation(60 * MS, 100 * MS, 100 * MS, false)),
                        Machines.control(1000 * MS, 10 * MS),
                        FIRST)
                .task("fair", SchedAttributes.other(0), Machines.control(100 * MS, MS), FIRST);
        final TaskResult fair = Facts.task(MachineRun.run(machine.build(), 1, 4000 * MS), "fair");
        // Most of the time nothing is reserved: the lowest frequency.
        assertThat(fair.execution().quantileNs(0.5)).isCloseTo(2 * MS, ROUNDING);
    }

    @Test
    void withinTheRateLimitNothingChanges() {
        // The end of a job of 1 ms is within 10 ms of its wake-up, so the frequency stays up until the next one.
        final MachineConfig machine = on(Machines.cores(1), schedutil(0, 10 * MS))
                .task("job", FIFO, Machines.control(50 * MS, MS), FIRST)
                .build();
        final TaskResult job = Facts.task(MachineRun.run(machine, 1, 1000 * MS), "job");
        assertThat(job.latency().quantileNs(0.5)).isCloseTo(IDLE_EXIT_NS + TIMER_NS + SWITCH_NS, ROUNDING);
        assertThat(job.execution().maxNs()).isEqualTo(MS);
    }

    @Test
    void hyperthreadsRunAtTheFrequencyOfTheOneThatAsksForMore() {
        final Machines.Builder machine = on(Machines.smtCore(), schedutil(0, 0))
                .fifo("spinner", 50, Machines.control(1000 * MS, 1000 * MS), CpuSet.of(1))
                .task("job", SchedAttributes.other(0), Machines.control(100 * MS, 10 * MS), FIRST);
        final TaskResult job = Facts.task(MachineRun.run(machine.build(), 1, 1000 * MS), "job");
        // Beside a busy hyperthread half as fast, at the highest frequency.
        assertThat(job.execution().maxNs()).isEqualTo(20 * MS);
    }
}
