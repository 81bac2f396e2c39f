package dev.headroom.machine;

import static dev.headroom.machine.Machines.IDLE_EXIT_NS;
import static dev.headroom.machine.Machines.MS;
import static dev.headroom.machine.Machines.SWITCH_NS;
import static dev.headroom.machine.Machines.TIMER_NS;
import static dev.headroom.machine.Machines.US;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.cost.CostName;
import dev.headroom.random.Constant;
import dev.headroom.sched.SchedAttributes;
import dev.headroom.units.CpuSet;
import dev.headroom.workload.MissedReleases;
import dev.headroom.workload.PeriodicWorkload;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Timers that a hypervisor delivers, and threads that start together. */
class DeliveryTest {

    private static final CpuSet FIRST = CpuSet.of(0);

    private static TaskConfig cyclictest(final SchedAttributes attributes) {
        return new TaskConfig("c", "c", PeriodicWorkload.cyclictest(MS), attributes, 0, "", FIRST);
    }

    private static TaskResult alone(final SchedAttributes attributes) {
        final MachineConfig machine = Machines.cores(1)
                .settings(settings -> settings.withTimerSlackNs(50 * US))
                .cost(CostName.TIMER_DELIVERY, 20 * US)
                .task(cyclictest(attributes))
                .build();
        return MachineRun.run(machine, 1, 100 * MS).tasks().get(0);
    }

    @Test
    void slackAndDeliveryAddUp() {
        final long pathNs = IDLE_EXIT_NS + TIMER_NS + SWITCH_NS;
        final TaskResult fair = alone(SchedAttributes.other(0));
        assertThat(fair.latency().maxNs()).isEqualTo(70 * US + pathNs);
        assertThat(fair.causes()).contains(new TaskResult.CauseTotal("timer slack", 50 * US * fair.activations()));
    }

    @Test
    void theDeliveryOfATimerIsACauseOfItsOwn() {
        final TaskResult result = alone(SchedAttributes.fifo(80));
        assertThat(result.latency().maxNs()).isEqualTo(20 * US + IDLE_EXIT_NS + TIMER_NS + SWITCH_NS);
        assertThat(result.causes())
                .contains(
                        new TaskResult.CauseTotal("timer delivery by the hypervisor", 20 * US * result.activations()));
    }

    @Test
    void theCpuWorksWhileATimerIsDelivered() {
        final PeriodicWorkload lesser =
                new PeriodicWorkload(10 * MS, Optional.of(new Constant(5 * MS)), 0, 0, MissedReleases.CATCH_UP);
        final MachineConfig machine = Machines.cores(1)
                .costs(Machines.freeOfCost())
                .cost(CostName.TIMER_DELIVERY, 20 * US)
                .fifo("lesser", 10, lesser, FIRST)
                .fifo("urgent", 20, PeriodicWorkload.cyclictest(MS), FIRST)
                .build();
        // 5 ms of work with 5 deliveries in it takes 5 ms.
        final List<TaskResult> results = MachineRun.run(machine, 1, 100 * MS).tasks();
        assertThat(results.get(0).execution().maxNs()).isEqualTo(5 * MS);
        assertThat(results.get(1).latency().maxNs()).isEqualTo(20 * US);
    }

    @Test
    void alignedThreadsOfAContainerAreReleasedTogether() {
        final PeriodicWorkload first = Machines.control(10 * MS, MS).asAligned();
        final PeriodicWorkload second = Machines.control(20 * MS, 2 * MS).asAligned();
        final MachineConfig machine = Machines.cores(1)
                .costs(Machines.freeOfCost())
                .fifo("first", "both", 20, first, FIRST)
                .fifo("second", "both", 10, second, FIRST)
                .build();
        // The second always waits for the 1 ms of the first.
        final List<TaskResult> results = MachineRun.run(machine, 1, 200 * MS).tasks();
        assertThat(results.get(1).latency().minNs()).isEqualTo(MS);
        assertThat(results.get(1).latency().maxNs()).isEqualTo(MS);
    }
}
