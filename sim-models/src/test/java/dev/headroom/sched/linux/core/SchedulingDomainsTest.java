package dev.headroom.sched.linux.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.topology.Topology;
import dev.headroom.units.CpuSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class SchedulingDomainsTest {

    private static final Topology MACHINE = Topology.regular(2, 4, 2, true);
    private static final CpuSet EVEN = CpuSet.of(0, 2, 4, 6, 8, 10, 12, 14);

    @Test
    void aFullMachineHasThreeLevels() {
        final SchedulingDomains domains = new SchedulingDomains(MACHINE, List.of(MACHINE.allCpus()));
        final List<SchedulingDomains.Domain> levels = domains.of(4);
        assertThat(levels)
                .extracting(SchedulingDomains.Domain::span)
                .containsExactly(CpuSet.of(4, 12), EVEN, MACHINE.allCpus());
        assertThat(levels)
                .extracting(SchedulingDomains.Domain::imbalancePercent)
                .containsExactly(110, 117, 125);
        // Its own group first, then ascending from there, around.
        assertThat(levels.get(0).groups()).containsExactly(CpuSet.of(4), CpuSet.of(12));
        assertThat(levels.get(1).groups())
                .containsExactly(CpuSet.of(4, 12), CpuSet.of(6, 14), CpuSet.of(0, 8), CpuSet.of(2, 10));
        assertThat(levels.get(2).groups())
                .containsExactly(EVEN, MACHINE.allCpus().minus(EVEN));
    }

    @Test
    void levelsThatAddNoCpuAreLeftOut() {
        // In a shield of one socket the machine level is the socket level.
        final SchedulingDomains domains = new SchedulingDomains(MACHINE, List.of(EVEN));
        assertThat(domains.of(0)).extracting(SchedulingDomains.Domain::span).containsExactly(CpuSet.of(0, 8), EVEN);
        assertThat(domains.of(1)).isEmpty();
    }

    @Test
    void aCpuWhoseSiblingIsOutsideIsAGroupOfItsOwn() {
        final Topology cloud = Topology.regular(1, 2, 2, false);
        final SchedulingDomains domains = new SchedulingDomains(cloud, List.of(CpuSet.of(1, 2, 3)));
        assertThat(domains.of(2)).hasSize(1);
        assertThat(domains.of(2).get(0).groups()).containsExactly(CpuSet.of(2), CpuSet.of(1, 3));
        assertThat(domains.capacity(2)).isEqualTo(1024);
        assertThat(domains.capacity(1)).isEqualTo(589);
    }

    @Test
    void cachesAreSharedInsideThePartitionOnly() {
        final SchedulingDomains domains = new SchedulingDomains(MACHINE, List.of(CpuSet.of(0, 1, 2, 3)));
        assertThat(domains.cacheMates(0)).isEqualTo(CpuSet.of(0, 2));
        assertThat(domains.cacheMates(8)).isEqualTo(CpuSet.none());
    }
}
