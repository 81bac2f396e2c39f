package dev.headroom.sched.linux.fair;

import static dev.headroom.sched.linux.fair.FairBench.MS;
import static dev.headroom.sched.linux.fair.FairBench.US;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.sched.SchedAttributes;
import dev.headroom.sched.SchedTask;
import dev.headroom.sched.linux.core.KernelVersion;
import dev.headroom.units.CpuSet;
import org.junit.jupiter.api.Test;

/**
 * Who is protected from a wake-up. In each queue {@code ahead} waits with a virtual run time (v) of 4 ms, the current
 * entity has v = 0.1 ms and the deadline 0.7 ms, and the woken one v = -0.2 ms and an earlier deadline; both are behind
 * the average.
 */
class EevdfPolicyTest {

    private static final FairParameters PARAMETERS =
            new FairParameters(6 * MS, 750 * US, 1 * MS, 750 * US, 700 * US, 4 * MS);

    private final FairQueue queue = new FairQueue(new FairCpu(0, 1), new FairGroup(0, 1, null), null);
    private int number;

    private EevdfPolicy policy(final int minor) {
        return new EevdfPolicy(PARAMETERS, new KernelVersion(6, minor));
    }

    private FairEntity entity(final long virtualNs, final long sliceNs) {
        final FairEntity entity =
                FairEntity.of(new SchedTask(number, "t" + number++, SchedAttributes.other(0), CpuSet.of(0)));
        entity.queue = queue;
        entity.virtualNs = virtualNs;
        entity.sliceNs = sliceNs;
        entity.deadlineNs = virtualNs + sliceNs;
        entity.queued = true;
        queue.entered(entity);
        return entity;
    }

    private FairEntity current(final EevdfPolicy policy, final long ranNs) {
        policy.insert(queue, entity(4 * MS, 700 * US));
        final FairEntity current = entity(0, 700 * US);
        queue.current = current;
        policy.picked(queue, current);
        policy.charge(queue, current, ranNs);
        return current;
    }

    private FairEntity woken(final EevdfPolicy policy, final long sliceNs) {
        final FairEntity woken = entity(-200 * US, sliceNs);
        policy.insert(queue, woken);
        return woken;
    }

    @Test
    void anEligibleOneKeepsTheCpuForItsSlice() {
        final EevdfPolicy policy = policy(12);
        final FairEntity current = current(policy, 100 * US);
        assertThat(policy.wakeUpPreempts(current, woken(policy, 700 * US), queue))
                .isFalse();
    }

    @Test
    void whenItsSliceIsUsedUpItGivesWay() {
        final EevdfPolicy policy = policy(12);
        final FairEntity current = current(policy, 800 * US);
        assertThat(current.deadlineNs).isEqualTo(1500 * US);
        assertThat(policy.wakeUpPreempts(current, woken(policy, 700 * US), queue))
                .isTrue();
    }

    @Test
    void aShorterSliceBreaksTheProtection() {
        final EevdfPolicy policy = policy(12);
        final FairEntity current = current(policy, 100 * US);
        assertThat(policy.wakeUpPreempts(current, woken(policy, 300 * US), queue))
                .isTrue();
    }

    @Test
    void beforeTwelveItDoesNot() {
        final EevdfPolicy policy = policy(6);
        final FairEntity current = current(policy, 100 * US);
        assertThat(policy.wakeUpPreempts(current, woken(policy, 300 * US), queue))
                .isFalse();
    }

    @Test
    void fromSeventeenOnAShorterSliceThatWaitsLimitsTheProtection() {
        // Something with a slice of 0.3 ms that is ahead waits when the current one is picked.
        final EevdfPolicy policy = policy(18);
        policy.insert(queue, entity(5 * MS, 300 * US));
        final FairEntity current = current(policy, 200 * US);
        assertThat(current.protectNs).isEqualTo(300 * US);
        final FairEntity woken = woken(policy, 700 * US);
        assertThat(policy.wakeUpPreempts(current, woken, queue)).isFalse();
        assertThat(policy.charge(queue, current, 150 * US)).isTrue();
        assertThat(policy.wakeUpPreempts(current, woken, queue)).isTrue();
    }

    @Test
    void fromSeventeenOnAShorterSliceThatDoesNotPreemptLimitsTheProtection() {
        // The woken one is ahead of the average and cannot run yet.
        final EevdfPolicy policy = policy(18);
        final FairEntity current = current(policy, 100 * US);
        final FairEntity woken = entity(4 * MS, 300 * US);
        policy.insert(queue, woken);
        assertThat(policy.wakeUpPreempts(current, woken, queue)).isFalse();
        assertThat(current.protectNs).isEqualTo(400 * US);
    }

    @Test
    void aDelayedOneThatIsBehindWhenItHasWorkAgainStartsAtTheAverageOfTheOthers() {
        // Average of -0.2, 0.1 and 4 ms: 1.3 ms. Without it: 2.05 ms.
        final EevdfPolicy policy = policy(12);
        current(policy, 100 * US);
        final FairEntity delayed = woken(policy, 700 * US);
        delayed.delayed = true;
        policy.resume(queue, delayed);
        assertThat(delayed.virtualNs).isEqualTo(2050 * US);
        assertThat(delayed.deadlineNs).isEqualTo(2750 * US);
    }

    @Test
    void aNewWeightScalesLagAndRequest() {
        // 2.7 ms ahead of the average 1.3 ms, 0.7 ms to the deadline. Of half the weight: twice the lag, made larger
        // for what
        // it does itself to the average of the others: -5.4 * (2048 + 512) / 2048 = -6.75 from -0.05 ms.
        final EevdfPolicy policy = policy(12);
        current(policy, 100 * US);
        final FairEntity ahead = queue.waiting.get(0);
        woken(policy, 700 * US);
        policy.reweighting(queue, ahead, Load.NICE_0 / 2);
        queue.left(ahead);
        policy.remove(queue, ahead);
        ahead.weight = Load.NICE_0 / 2;
        policy.reweighted(queue, ahead);
        assertThat(ahead.virtualNs).isEqualTo(6700 * US);
        assertThat(ahead.deadlineNs).isEqualTo(8100 * US);
    }
}
