package dev.headroom.machine;

import static dev.headroom.machine.Machines.MS;
import static dev.headroom.machine.Machines.US;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.cost.CostName;
import dev.headroom.random.RandomStreams;
import dev.headroom.sched.SchedAttributes;
import dev.headroom.sched.SchedTask;
import dev.headroom.units.CpuSet;
import dev.headroom.workload.Activity;
import dev.headroom.workload.PeriodicWorkload;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Interrupts handled by threads; times worked out by hand from the constants of {@link Machines}. */
class KernelThreadTest {

    private static final CpuSet FIRST = CpuSet.of(0);

    private static Machines.Builder threaded(final String version) {
        return Machines.cores(1).version(version).settings(settings -> settings.withThreadedInterrupts(true));
    }

    @ParameterizedTest
    @CsvSource({"4.9, ktimersoftd", "5.10, ksoftirqd", "6.12, ktimers"})
    void theTimerOfAFairTaskExpiresInAThread(final String version, final String thread) {
        final Bench bench = Bench.run(
                threaded(version)
                        .task("fair", SchedAttributes.other(0), PeriodicWorkload.cyclictest(10 * MS), FIRST)
                        .build(),
                1000 * MS,
                script -> {});
        // Idle exit 2000, interrupt 1000, switch 500, thread 1000 (it wakes the task), sleep 300, switch 500.
        final TaskResult fair = bench.result("fair");
        assertThat(fair.latency().maxNs()).isEqualTo(5300);
        assertThat(Facts.causes(fair)).containsEntry("running " + thread, 1000 * fair.activations());
    }

    @Test
    void theTimerOfARealTimeTaskExpiresInTheInterrupt() {
        final Bench bench = Bench.run(threaded("6.12").cyclictest(FIRST).build(), 100 * MS, script -> {});
        assertThat(bench.result("cyclictest").latency().maxNs()).isEqualTo(3500);
    }

    /** A fair task that waits for the disk. */
    private static final class DiskWaiter extends MachineTask {

        DiskWaiter(final Bench bench) {
            super(
                    new SchedTask(bench.machine.tasks().size(), "waiter", SchedAttributes.other(0), FIRST),
                    Activity.COMPUTE,
                    "control",
                    bench.causes,
                    new RandomStreams(1).stream("unused"));
        }

        @Override
        void start(final Machine machine, final long nowNs) {
            machine.place(this, nowNs);
        }

        @Override
        void timerFired(final Machine machine, final long nowNs) {
            machine.diskCompleted(this, nowNs);
        }

        @Override
        boolean workDone(final Machine machine, final long nowNs) {
            return true;
        }

        @Override
        void blocked(final Machine machine, final long nowNs) {}
    }

    /** How much longer a job of 40 ms takes in which a disk interrupt of 50 us comes. */
    private static long delayNs(final boolean threads, final int priority) {
        final Machines.Builder machine = threads ? threaded("6.12") : Machines.cores(1);
        final Bench bench = Bench.run(
                machine.cost(CostName.DISK_INTERRUPT, 50 * US)
                        .fifo("control", priority, Machines.control(100 * MS, 40 * MS), FIRST)
                        .build(),
                1000 * MS,
                script -> {
                    final DiskWaiter waiter = new DiskWaiter(script);
                    script.add(waiter);
                    waiter.start(script.machine, 0);
                    waiter.timer().arm(script.firstReleaseNs("control") + 5 * MS);
                });
        return bench.result("control").response().maxNs()
                - bench.result("control").response().minNs();
    }

    @Test
    void anInterruptThreadLeavesAMoreUrgentTaskAloneAndPreemptsALessUrgentOne() {
        // Without threads the whole handler; with them the short one, and the thread when control is asleep.
        assertThat(delayNs(false, 80)).isEqualTo(50 * US);
        assertThat(delayNs(true, 80)).isEqualTo(1000);
        // Handler 1000, switch 500, thread 50000, sleep 300, switch 500.
        assertThat(delayNs(true, 40)).isEqualTo(52_300);
    }
}
