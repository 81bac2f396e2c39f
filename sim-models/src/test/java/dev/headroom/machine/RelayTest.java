package dev.headroom.machine;

import static dev.headroom.machine.Machines.MS;
import static dev.headroom.machine.Machines.US;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.random.Constant;
import dev.headroom.sched.SchedAttributes;
import dev.headroom.units.CpuSet;
import dev.headroom.workload.RelayWorkload;
import org.junit.jupiter.api.Test;

class RelayTest {

    private static final CpuSet FIRST = CpuSet.of(0);

    private static TaskConfig relay(final String name, final String next, final int messages, final CpuSet cpus) {
        return new TaskConfig(
                name,
                "pipe",
                new RelayWorkload(next, new Constant(10 * US), messages),
                SchedAttributes.fifo(50),
                0,
                "",
                cpus);
    }

    @Test
    void twoThreadsOnOneCpuPassAMessageInTurns() {
        final RunResult result = MachineRun.run(
                Machines.cores(1)
                        .costs(Machines.constants())
                        .task(relay("one", "two", 1, FIRST))
                        .task(relay("two", "one", 0, FIRST))
                        .build(),
                1,
                108 * MS);
        // A turn: 10 us of work, 0.3 us to go to sleep, 0.5 us to switch. In 108 ms 10,000 turns, 5000 of each thread.
        assertThat(result.uses().get(0).passedOn()).isBetween(4999L, 5001L);
        assertThat(result.uses().get(1).passedOn()).isBetween(4999L, 5001L);
        assertThat(result.uses().get(0).cpuNs()).isBetween(49_990 * US, 50_010 * US);
    }

    @Test
    void threadsWithAMessageEachWorkSideBySideOnTwoCpus() {
        final RunResult result = MachineRun.run(
                Machines.cores(2)
                        .costs(Machines.freeOfCost())
                        .task(relay("one", "two", 1, FIRST))
                        .task(relay("two", "one", 1, CpuSet.of(1)))
                        .build(),
                1,
                100 * MS);
        // Each finds the message of the other when it has passed on its own: no waiting, 10 us a message.
        assertThat(result.uses().get(0).passedOn()).isBetween(9999L, 10_001L);
        assertThat(result.uses().get(1).passedOn()).isBetween(9999L, 10_001L);
    }

    @Test
    void aThreadThatWakesAMoreUrgentOneIsPreempted() {
        final TaskConfig urgent = new TaskConfig(
                "urgent",
                "urgent",
                new RelayWorkload("plain", new Constant(10 * US), 0),
                SchedAttributes.fifo(60),
                0,
                "",
                FIRST);
        final RunResult result = MachineRun.run(
                Machines.cores(1)
                        .costs(Machines.freeOfCost())
                        .task(relay("plain", "urgent", 2, FIRST))
                        .task(urgent)
                        .build(),
                1,
                100 * MS);
        // The second message of the plain thread waits while the urgent one works on the first: equal turns.
        assertThat(result.uses().get(0).passedOn()).isBetween(4999L, 5001L);
        assertThat(result.uses().get(1).passedOn()).isBetween(4999L, 5001L);
    }

    @Test
    void aMessageNeedsSomebodyToTakeIt() {
        assertThatThrownBy(() ->
                        Machines.cores(1).task(relay("one", "nobody", 1, FIRST)).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nobody");
    }
}
