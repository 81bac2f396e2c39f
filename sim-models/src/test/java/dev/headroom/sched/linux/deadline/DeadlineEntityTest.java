package dev.headroom.sched.linux.deadline;

import static dev.headroom.sched.linux.Kernels.MS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.sched.Reservation;
import dev.headroom.sched.linux.core.KernelVersion;
import dev.headroom.sched.linux.core.SchedulerTimers;
import org.junit.jupiter.api.Test;

/** The arithmetic of the constant bandwidth server, in ms. */
class DeadlineEntityTest {

    private static DeadlineEntity entity(
            final KernelVersion version, final long runtimeMs, final long deadlineMs, final long periodMs) {
        final DeadlineEntity entity = new DeadlineEntity(
                null,
                DeadlineRules.of(version),
                new SchedulerTimers.Timer(nowNs -> {}),
                new SchedulerTimers.Timer(nowNs -> {}));
        entity.follow(new Reservation(runtimeMs * MS, deadlineMs * MS, periodMs * MS, false));
        return entity;
    }

    private static DeadlineEntity entity(final long runtimeMs, final long deadlineMs, final long periodMs) {
        return entity(new KernelVersion(6, 1), runtimeMs, deadlineMs, periodMs);
    }

    @Test
    void aTaskKeepsItsDeadlineIfTheRestFitsIntoItsBandwidth() {
        // 4 of 10 from 0, 1 used. At 2: 3 in 8 is 0.375, at most 0.4.
        final DeadlineEntity entity = entity(4, 10, 10);
        entity.startPeriod(0);
        entity.runtimeNs -= MS;
        entity.wakeUp(2 * MS);
        assertThat(entity.deadlineNs).isEqualTo(10 * MS);
        assertThat(entity.runtimeNs).isEqualTo(3 * MS);
    }

    @Test
    void aTaskStartsANewPeriodIfTheRestIsTooMuch() {
        // At 4: 3 in 6 is 0.5, more than 0.4.
        final DeadlineEntity entity = entity(4, 10, 10);
        entity.startPeriod(0);
        entity.runtimeNs -= MS;
        entity.wakeUp(4 * MS);
        assertThat(entity.deadlineNs).isEqualTo(14 * MS);
        assertThat(entity.runtimeNs).isEqualTo(4 * MS);
    }

    @Test
    void aTaskStartsANewPeriodBehindItsDeadline() {
        final DeadlineEntity entity = entity(4, 10, 10);
        entity.startPeriod(0);
        entity.wakeUp(11 * MS);
        assertThat(entity.deadlineNs).isEqualTo(21 * MS);
    }

    @Test
    void aConstrainedReservationIsCutDownToItsDensity() {
        // 4 of 8 in 20: density 0.5. At 4 with 3 left: 3 in 4 is too much, 2 are left. Older kernels start anew.
        final DeadlineEntity entity = entity(4, 8, 20);
        entity.startPeriod(0);
        entity.runtimeNs -= MS;
        entity.wakeUp(4 * MS);
        assertThat(entity.deadlineNs).isEqualTo(8 * MS);
        assertThat(entity.runtimeNs).isEqualTo(2 * MS);
        final DeadlineEntity old = entity(new KernelVersion(4, 9), 4, 8, 20);
        old.startPeriod(0);
        old.runtimeNs -= MS;
        old.wakeUp(4 * MS);
        assertThat(old.deadlineNs).isEqualTo(12 * MS);
    }

    @Test
    void anOverrunOfSeveralPeriodsIsMadeUpForAtOnce() {
        // 3 of 10, 11 used: -8 + 3 + 3 + 3 = 1, three periods later.
        final DeadlineEntity entity = entity(3, 10, 10);
        entity.startPeriod(0);
        entity.runtimeNs -= 11 * MS;
        entity.throttled = true;
        entity.replenish(10 * MS);
        assertThat(entity.runtimeNs).isEqualTo(MS);
        assertThat(entity.deadlineNs).isEqualTo(40 * MS);
        assertThat(entity.throttled).isFalse();
    }

    @Test
    void aReplenishmentThatComesMuchTooLateStartsANewPeriod() {
        // At 35 the next deadline, 20, has passed.
        final DeadlineEntity entity = entity(3, 10, 10);
        entity.startPeriod(0);
        entity.runtimeNs = 0;
        entity.replenish(35 * MS);
        assertThat(entity.deadlineNs).isEqualTo(45 * MS);
        assertThat(entity.runtimeNs).isEqualTo(3 * MS);
    }

    @Test
    void whatATaskThatYieldedHadLeftIsGone() {
        final DeadlineEntity entity = entity(3, 10, 10);
        entity.startPeriod(0);
        entity.yielded = true;
        entity.replenish(10 * MS);
        assertThat(entity.runtimeNs).isEqualTo(3 * MS);
        assertThat(entity.deadlineNs).isEqualTo(20 * MS);
    }

    @Test
    void theZeroLagTimeIsWhereTheRestLastsToTheDeadline() {
        // 4 of 10 from 0, 1 left: 1 / 0.4 = 2.5 before 10.
        final DeadlineEntity entity = entity(4, 10, 10);
        entity.startPeriod(0);
        entity.runtimeNs = MS;
        assertThat(entity.zeroLagNs()).isEqualTo(7_500_000);
    }

    @Test
    void theTimerIsDueAtTheNextPeriodAndInOldKernelsAtTheDeadline() {
        final DeadlineEntity entity = entity(4, 8, 20);
        entity.startPeriod(0);
        assertThat(entity.timerNs()).isEqualTo(20 * MS);
        final DeadlineEntity old = entity(new KernelVersion(4, 9), 4, 8, 20);
        old.startPeriod(0);
        assertThat(old.timerNs()).isEqualTo(8 * MS);
    }
}
