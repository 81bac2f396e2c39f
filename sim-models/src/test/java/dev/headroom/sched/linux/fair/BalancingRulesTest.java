package dev.headroom.sched.linux.fair;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.sched.SchedAttributes;
import dev.headroom.sched.SchedTask;
import dev.headroom.sched.SchedulingPolicy;
import dev.headroom.sched.linux.core.CpuQueues;
import dev.headroom.sched.linux.core.KernelVersion;
import dev.headroom.sched.linux.core.LinuxConfig;
import dev.headroom.sched.linux.core.Reschedules;
import dev.headroom.sched.linux.core.SchedulingDomains;
import dev.headroom.topology.Topology;
import dev.headroom.units.CpuSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class BalancingRulesTest {

    private static final long MS = 1_000_000;

    private final Topology topology = Topology.regular(1, 2, 1, true);
    private final CpuQueues cpus = new CpuQueues(topology);
    private final SchedulingDomains domains = new SchedulingDomains(topology, List.of(topology.allCpus()));
    private final FairQueues queues = new FairQueues(
            LinuxConfig.plain(topology, List.of(topology.allCpus())), cpus, new Reschedules(2), (cpu, nowNs) -> {});
    private final CpuConditions conditions = new CpuConditions(queues, domains, new KernelVersion(6, 12));

    private static SchedTask task(final int id) {
        return new SchedTask(id, "t" + id, SchedAttributes.other(0), CpuSet.of(0, 1));
    }

    @Test
    void anEighthOfANewIdleTimeCounts() {
        // It starts at 1 ms, the most. Idle for 0.2 ms: 1 - 0.8 / 8 = 0.9 ms.
        conditions.idles(0, 5 * MS);
        conditions.woken(0, 5 * MS + 200_000);
        assertThat(conditions.averageIdleNs(0)).isEqualTo(900_000);
        // The end of the idle time is told once. Idle for 9 ms: 0.9 + 8.1 / 8 is more than 1 ms.
        conditions.woken(0, 7 * MS);
        assertThat(conditions.averageIdleNs(0)).isEqualTo(900_000);
        conditions.idles(0, 10 * MS);
        conditions.woken(0, 19 * MS);
        assertThat(conditions.averageIdleNs(0)).isEqualTo(MS);
    }

    @Test
    void realTimeTasksTakeCapacityWhenTheCpuLooks() {
        cpus.of(0).previous = new SchedTask(0, "rt", SchedulingPolicy.FIFO, 50, 1024, CpuSet.of(0));
        // Half of the 1024 is reached after 32 periods of 1.048576 ms.
        conditions.ran(0, 32L << 20);
        assertThat(conditions.capacity(0)).isEqualTo(1024);
        conditions.updateCapacity(0, 32L << 20);
        assertThat(conditions.capacity(0)).isBetween(500L, 535L);
        assertThat(conditions.isReduced(0, 117)).isTrue();
        assertThat(conditions.isReduced(1, 117)).isFalse();
    }

    @Test
    void theMoreCpusAreUsedTheFewerAreLookedAt() {
        // 1 - 1.17^2 (use / 1024)^2 of 2 CPUs: half used 2 (1 - 0.34) = 1; 0.7 used 2 (1 - 0.67) = 0.
        conditions.sawUse(CpuSet.of(0, 1), 0, 117);
        assertThat(conditions.idleScan(0)).isEqualTo(2);
        conditions.sawUse(CpuSet.of(0, 1), 1024, 117);
        assertThat(conditions.idleScan(1)).isEqualTo(1);
        conditions.sawUse(CpuSet.of(0, 1), 1434, 117);
        assertThat(conditions.idleScan(1)).isZero();
    }

    @Test
    void aSecondTaskMakesTheRootDomainOverloaded() {
        cpus.of(1).added(1);
        assertThat(conditions.isOverloaded(0)).isFalse();
        cpus.of(1).added(1);
        assertThat(conditions.isOverloaded(0)).isTrue();
        conditions.setOverloaded(0, false);
        assertThat(conditions.isOverloaded(1)).isFalse();
    }

    @Test
    void oneWhoWakesManyWhoWakeManyDoesNotGatherThem() {
        final Wakers wakers = new Wakers(2);
        final SchedTask waker = task(0);
        final SchedTask[] woken = {task(1), task(2)};
        for (int i = 0; i < 4; i++) {
            wakers.wakes(waker, 0, woken[i % 2], MS);
        }
        // 4 turns against none: the other one serves nobody.
        assertThat(wakers.spread(waker, 0, woken[0], 2)).isFalse();
        wakers.wakes(woken[0], 0, task(3), MS);
        wakers.wakes(woken[0], 0, task(4), MS);
        // 4 against 2, and 2 CPUs share the cache: 2 >= 2 and 4 >= 2 * 2.
        assertThat(wakers.spread(waker, 0, woken[0], 2)).isTrue();
        // More than a second after time 0 the 4 are halved, then the turn to the first one counts.
        wakers.wakes(waker, 0, woken[0], 1_001 * MS);
        assertThat(wakers.spread(waker, 0, woken[0], 2)).isFalse();
    }

    @Test
    void aTaskThatNeverWokeAnyoneServesNobodyWhateverItsNumber() {
        assertThat(new Wakers(2).spread(null, 1, task(1000), 2)).isFalse();
    }

    @Test
    void groupsAreOverloadedByTasksAndUseAndElseBusyOrNot() {
        final GroupStats stats = stats(2, 1024);
        assertThat(stats.type).isEqualTo(GroupStats.Type.OVERLOADED);
        // 875 of 1024 is the most that is not busy: 875 * 117 < 102400.
        assertThat(stats(2, 875).type).isEqualTo(GroupStats.Type.SPARE);
        assertThat(stats(1, 1024).type).isEqualTo(GroupStats.Type.FULLY_BUSY);
        assertThat(stats(0, 1024).type).isEqualTo(GroupStats.Type.SPARE);
        final GroupStats pinned = stats(2, 875);
        pinned.classify(117, true);
        assertThat(pinned.type).isEqualTo(GroupStats.Type.IMBALANCED);
    }

    private static GroupStats stats(final int running, final long use) {
        final GroupStats stats = new GroupStats();
        stats.cpus = 1;
        stats.capacity = 1024;
        stats.running = running;
        stats.use = use;
        stats.classify(117, false);
        return stats;
    }

    @Test
    void newlyIdleCpusBalanceAsOftenAsItHelped() {
        final DomainState state = new DomainState(domains.of(0).get(0), 0, true, CpuSet.of(0), CpuSet.of(0, 1));
        int turns = 0;
        for (int i = 0; i < 100; i++) {
            turns += state.takesTurn() ? 1 : 0;
        }
        // At first (1 + 512) / 1024 of the cases.
        assertThat(turns).isEqualTo(50);
    }
}
