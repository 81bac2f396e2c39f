package dev.headroom.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.units.CpuSet;
import org.junit.jupiter.api.Test;

class TopologyTest {

    @Test
    void interleavedSocketsHaveEvenAndOddCpus() {
        final Topology machine = Topology.regular(2, 4, 2, true);
        assertThat(machine.cpus()).isEqualTo(16);
        assertThat(machine.cacheCpus(0)).isEqualTo(CpuSet.of(0, 2, 4, 6, 8, 10, 12, 14));
        assertThat(machine.cacheCpus(9)).isEqualTo(CpuSet.of(1, 3, 5, 7, 9, 11, 13, 15));
        assertThat(machine.sibling(3)).isEqualTo(11);
        assertThat(machine.sibling(11)).isEqualTo(3);
        assertThat(machine).hasToString("16 CPUs on 8 cores in 2 sockets");
    }

    @Test
    void otherwiseASocketHasNeighbouringNumbers() {
        final Topology machine = Topology.regular(2, 2, 2, false);
        assertThat(machine.cacheCpus(0)).isEqualTo(CpuSet.of(0, 1, 4, 5));
        assertThat(machine.socket(3)).isEqualTo(1);
        assertThat(machine.coreCpus(2)).isEqualTo(CpuSet.of(2, 6));
    }

    @Test
    void aCoreOfOneCpuHasNoSibling() {
        final Topology machine = Topology.of(new int[] {0, 1, 1}, new int[] {0, 0, 0});
        assertThat(machine.sibling(0)).isEqualTo(-1);
        assertThat(machine.coreCpus(0)).isEqualTo(CpuSet.of(0));
        assertThat(machine.sibling(1)).isEqualTo(2);
    }

    @Test
    void impossibleMachinesAreRefused() {
        assertThatThrownBy(() -> Topology.of(new int[0], new int[0])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Topology.of(new int[] {0, 1}, new int[] {0}))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Topology.of(new int[] {5, 5}, new int[] {0, 1}))
                .hasMessage("core 5 lies in two sockets");
        assertThatThrownBy(() -> Topology.of(new int[] {5, 5, 5}, new int[] {0, 0, 0}))
                .hasMessage("core 5 has 3 CPUs, at most 2");
    }

    @Test
    void laterChangesOfTheArraysDoNotMatter() {
        final int[] cores = {0, 1};
        final Topology machine = Topology.of(cores, new int[] {0, 0});
        cores[0] = 1;
        assertThat(machine.core(0)).isZero();
    }
}
