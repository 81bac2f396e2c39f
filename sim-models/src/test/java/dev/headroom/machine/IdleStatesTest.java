package dev.headroom.machine;

import static dev.headroom.machine.Machines.IDLE_EXIT_NS;
import static dev.headroom.machine.Machines.MS;
import static dev.headroom.machine.Machines.SWITCH_NS;
import static dev.headroom.machine.Machines.TIMER_NS;
import static dev.headroom.machine.Machines.US;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.units.CpuSet;
import dev.headroom.workload.StressKind;
import java.util.List;
import org.junit.jupiter.api.Test;

class IdleStatesTest {

    private static final CpuSet FIRST = CpuSet.of(0);
    private static final long PATH_NS = IDLE_EXIT_NS + TIMER_NS + SWITCH_NS;
    private static final IdleConfig.State C1 = new IdleConfig.State("C1", 2 * US, 2 * US);
    private static final IdleConfig.State C6 = new IdleConfig.State("C6", 100 * US, 600 * US);
    private static final IdleConfig BOTH = new IdleConfig(List.of(C1, C6), IdleConfig.NO_LIMIT_NS);

    private static Machines.Builder with(final Machines.Builder machine, final IdleConfig idle) {
        return machine.settings(settings -> settings.withIdle(idle));
    }

    private static TaskResult cyclictest(final IdleConfig idle) {
        final MachineConfig machine =
                with(Machines.cores(1), idle).cyclictest(FIRST).build();
        return Facts.task(MachineRun.run(machine, 1, 1000 * MS), "cyclictest");
    }

    @Test
    void aCpuThatSleepsForAMillisecondComesFromItsDeepestState() {
        final TaskResult result = cyclictest(BOTH);
        assertThat(result.latency().maxNs()).isEqualTo(100 * US + PATH_NS);
        assertThat(result.latency().quantileNs(0.5)).isEqualTo(100 * US + PATH_NS);
        assertThat(Facts.causes(result)).containsKey("leaving idle state C6");
    }

    @Test
    void aLimitOfTheExitLatencyKeepsItShallow() {
        final TaskResult shallow = cyclictest(new IdleConfig(List.of(C1, C6), 10 * US));
        assertThat(shallow.latency().maxNs()).isEqualTo(2 * US + PATH_NS);
        final TaskResult polling = cyclictest(new IdleConfig(List.of(C1, C6), 0));
        assertThat(polling.latency().maxNs()).isEqualTo(PATH_NS);
    }

    @Test
    void aStateThatDoesNotPayOffUntilTheTimerIsNotEntered() {
        final IdleConfig.State deep = new IdleConfig.State("C6", 100 * US, 2 * MS);
        final TaskResult result = cyclictest(new IdleConfig(List.of(C1, deep), IdleConfig.NO_LIMIT_NS));
        assertThat(result.latency().maxNs()).isEqualTo(2 * US + PATH_NS);
    }

    @Test
    void aCoreIsInItsShallowestStateWhileTheOtherHyperthreadIsBusy() {
        final MachineConfig machine = with(Machines.smtCore(), BOTH)
                .cyclictest(FIRST)
                .stress("hog", StressKind.CPU, CpuSet.of(1))
                .build();
        final TaskResult result = Facts.task(MachineRun.run(machine, 1, 1000 * MS), "cyclictest");
        assertThat(Facts.causes(result))
                .containsKey("leaving idle state C1")
                .doesNotContainKey("leaving idle state C6");
    }

    @Test
    void aCoreIsAsShallowAsTheHyperthreadThatSleepsForAShorterTime() {
        final MachineConfig machine = with(Machines.smtCore(), BOTH)
                .cyclictest(FIRST)
                .fifo("often", 80, dev.headroom.workload.PeriodicWorkload.cyclictest(200 * US), CpuSet.of(1))
                .build();
        final TaskResult result = Facts.task(MachineRun.run(machine, 1, 1000 * MS), "cyclictest");
        assertThat(Facts.causes(result))
                .containsKey("leaving idle state C1")
                .doesNotContainKey("leaving idle state C6");
    }

    private static int chosenAfter(final IdleGovernor governor, final int times, final long idleNs) {
        int chosen = IdleGovernor.POLL;
        for (int i = 0; i < times; i++) {
            final long nowNs = i * 20 * MS;
            chosen = governor.choose(nowNs + 10 * MS, nowNs);
            governor.woken(nowNs + idleNs);
        }
        return chosen;
    }

    @Test
    void aCpuThatIsOftenWokenEarlyExpectsNoLongSleep() {
        final IdleGovernor governor = new IdleGovernor(BOTH);
        // Woken after 200 us each time; it takes six of these until they are the rule, and C6 needs 600 us.
        assertThat(chosenAfter(governor, 20, 200 * US)).isEqualTo(0);
        // Once it sleeps until its timer again, the early wake-ups are soon not the rule any more.
        assertThat(chosenAfter(governor, 20, 10 * MS)).isEqualTo(1);
    }

    @Test
    void twoLongIdleTimesInEightDoNotCount() {
        final IdleGovernor governor = new IdleGovernor(BOTH);
        chosenAfter(governor, 6, 200 * US);
        chosenAfter(governor, 2, 10 * MS);
        assertThat(governor.choose(10 * MS, 0)).isEqualTo(0);
        governor.woken(10 * MS);
        // With the third, five are left that are alike: the timer decides, in its decade times what became of others.
        assertThat(governor.choose(10 * MS, 0)).isEqualTo(1);
    }

    @Test
    void statesMustStandInTheOrderOfTheirDepth() {
        assertThatThrownBy(() -> new IdleConfig(List.of(C6, C1), IdleConfig.NO_LIMIT_NS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("C1 stands behind C6 and is shallower");
    }
}
