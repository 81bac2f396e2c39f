package dev.headroom.reproduce;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.machine.MachineConfig;
import dev.headroom.machine.TaskConfig;
import dev.headroom.profile.Profiles;
import dev.headroom.sched.SchedulingPolicy;
import dev.headroom.units.CpuSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class CaseMachineTest {

    private static MachineConfig machine(final String id) {
        final String profile = id.startsWith("BM") ? "bm-prt" : "c5-prt";
        return CaseMachine.of(Profiles.shipped(profile), MiniCorpus.description(id));
    }

    @Test
    void theShieldOfTheServerIsSocketZeroAndHoldsEightWorkersOfEachKind() {
        final MachineConfig machine = machine("BM-Prt/IsoLoad-1");

        final CpuSet evenCpus = CpuSet.of(0, 2, 4, 6, 8, 10, 12, 14);
        assertThat(machine.cpusets()).hasSize(1);
        assertThat(machine.cpusets().get(0).cpus()).isEqualTo(evenCpus);
        assertThat(machine.daemonCpus().intersects(evenCpus)).isFalse();
        // 8 of each of the four kinds and one measuring thread.
        assertThat(machine.tasks()).hasSize(33);
        assertThat(machine.tasks())
                .filteredOn(task -> task.policy() == SchedulingPolicy.OTHER)
                .extracting(TaskConfig::cpuset)
                .containsOnly(machine.cpusets().get(0).name());
    }

    @Test
    void theShieldOfACloudInstanceLacksCpuZeroSoTheFirstThreadMayRunAnywhereInIt() {
        final MachineConfig machine = machine("C5-Prt/IsoNoLoad-1");

        assertThat(machine.tasks()).hasSize(1);
        assertThat(machine.allowedCpus(machine.tasks().get(0))).isEqualTo(CpuSet.of(1, 2, 3));
        assertThat(machine.daemonCpus()).isEqualTo(CpuSet.of(0));
        assertThat(machine.rootLoadBalance()).isTrue();
    }

    @Test
    void threeThreadsAskForOneCpuEach() {
        final MachineConfig machine = machine("C5-Prt-long-small/IsoLoad-1");
        final List<CpuSet> allowed = machine.tasks().stream()
                .filter(task -> task.policy() == SchedulingPolicy.FIFO)
                .map(machine::allowedCpus)
                .toList();

        assertThat(allowed).containsExactly(CpuSet.of(1, 2, 3), CpuSet.of(1), CpuSet.of(2));
    }

    @Test
    void withoutAShieldTheThreadKeepsToCpuZeroAndDaemonsRunEverywhere() {
        final MachineConfig machine = machine("C5-Prt/NoIsoNoLoad-1");

        assertThat(machine.cpusets()).isEmpty();
        assertThat(machine.allowedCpus(machine.tasks().get(0))).isEqualTo(CpuSet.of(0));
        assertThat(machine.daemonCpus()).isEqualTo(CpuSet.of(0, 1, 2, 3));
    }
}
