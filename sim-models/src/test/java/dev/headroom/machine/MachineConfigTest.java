package dev.headroom.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.cost.CostModel;
import dev.headroom.irq.DiskInterrupts;
import dev.headroom.topology.Topology;
import dev.headroom.units.CpuSet;
import dev.headroom.workload.StressKind;
import java.util.List;
import org.junit.jupiter.api.Test;

class MachineConfigTest {

    private static final Topology FOUR = Topology.regular(1, 4, 1, false);
    private static final CostModel COSTS = Machines.freeOfCost();

    private static MachineConfig config(final CpuSet daemons, final CpuSet disk, final CpusetConfig... cpusets) {
        return new MachineConfig(
                FOUR,
                new KernelConfig("test", KernelConfig.Preemption.RT, 250),
                COSTS,
                true,
                List.of(cpusets),
                daemons,
                new DiskInterrupts(false, disk),
                List.of());
    }

    @Test
    void cpusOutsideTheMachineAreRefused() {
        final CpuSet all = FOUR.allCpus();
        assertThatThrownBy(() -> config(all, all, new CpusetConfig("user", CpuSet.range(2, 5), true)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("cpuset user has CPUs 4-5 that the machine lacks; it has 0-3");
        assertThatThrownBy(() -> config(CpuSet.of(3, 4), all))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("daemons have CPUs 4 that the machine lacks; it has 0-3");
        assertThatThrownBy(() -> config(all, CpuSet.of(7)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("disk interrupts have CPUs 7 that the machine lacks; it has 0-3");
    }

    @Test
    void daemonsNeedACpu() {
        assertThatThrownBy(() -> config(CpuSet.none(), FOUR.allCpus()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("daemons need at least one CPU");
    }

    @Test
    void overlappingCpusetsAreRefused() {
        final CpusetConfig left = new CpusetConfig("left", CpuSet.of(0, 1), true);
        final CpusetConfig right = new CpusetConfig("right", CpuSet.of(1, 2), true);
        assertThatThrownBy(() -> config(FOUR.allCpus(), FOUR.allCpus(), left, right))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("cpuset right overlaps another one");
    }

    @Test
    void twoTasksOfOneNameAreRefused() {
        final Machines.Builder machine = Machines.cores(1)
                .stress("hog", StressKind.CPU, CpuSet.of(0))
                .stress("hog", StressKind.VM, CpuSet.of(0));
        assertThatThrownBy(machine::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("two tasks have the same name");
    }

    @Test
    void anUnknownCpusetIsNamed() {
        final MachineConfig config = Machines.cores(1)
                .stress("hog", StressKind.CPU, 1024, "nowhere", CpuSet.of(0))
                .build();
        assertThatThrownBy(() -> config.allowedCpus(config.tasks().get(0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("task hog names the unknown cpuset 'nowhere'");
    }

    @Test
    void aWishOutsideTheCpusetIsOverruledByIt() {
        final MachineConfig config = Machines.cores(4)
                .cpuset("user", CpuSet.of(2, 3), true)
                .stress("inside", StressKind.CPU, 1024, "user", CpuSet.of(1, 2))
                .stress("outside", StressKind.VM, 1024, "user", CpuSet.of(0, 1))
                .build();
        assertThat(config.allowedCpus(config.tasks().get(0))).isEqualTo(CpuSet.of(2));
        assertThat(config.allowedCpus(config.tasks().get(1))).isEqualTo(CpuSet.of(2, 3));
    }

    @Test
    void aRunNeedsAPositiveDuration() {
        final MachineConfig config = Machines.cores(1).build();
        assertThatThrownBy(() -> MachineRun.run(config, 1, 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
