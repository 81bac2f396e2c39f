package dev.headroom.machine;

import static dev.headroom.machine.Machines.MS;
import static dev.headroom.machine.Machines.US;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.random.RandomStreams;
import dev.headroom.sched.SchedTask;
import dev.headroom.sched.SchedulingPolicy;
import dev.headroom.units.CpuSet;
import dev.headroom.workload.Activity;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A published workload whose counts other simulators agree on: one CPU, fixed priorities, all released at time 0. */
class ReferenceCountsTest {

    /** Period and work in us, priority; utilisation 0.80. */
    private static final int[][] W2 = {
        {5000, 303, 8},
        {5000, 651, 7},
        {50000, 775, 1},
        {10000, 304, 5},
        {1000, 25, 10},
        {20000, 1515, 3},
        {10000, 25, 4},
        {20000, 2763, 2},
        {5000, 135, 6},
        {2000, 590, 9},
    };

    /** A periodic task that is released at time 0, which the machine's own threads are not. */
    private static final class Synchronous extends MachineTask {
        private final long periodNs;
        private final long workNs;
        private long releaseNs;
        private int releases;
        private int misses;

        Synchronous(final int id, final int[] numbers, final Bench bench) {
            super(
                    new SchedTask(
                            id, "task" + id, SchedulingPolicy.FIFO, numbers[2], SchedTask.NICE_0_WEIGHT, CpuSet.of(0)),
                    Activity.COMPUTE,
                    "task",
                    bench.causes,
                    new RandomStreams(1).stream("unused"));
            periodNs = numbers[0] * US;
            workNs = numbers[1] * US;
        }

        @Override
        void start(final Machine machine, final long nowNs) {
            machine.place(this, nowNs);
            timer().arm(nowNs);
        }

        @Override
        void timerFired(final Machine machine, final long nowNs) {
            releases++;
            workLeftNs = workNs;
            machine.timerExpired(this, nowNs);
        }

        @Override
        boolean workDone(final Machine machine, final long nowNs) {
            misses += nowNs > releaseNs + periodNs ? 1 : 0;
            releaseNs += periodNs;
            return true;
        }

        @Override
        void blocked(final Machine machine, final long nowNs) {
            timer().arm(Math.max(nowNs, releaseNs));
        }
    }

    @Test
    void theSetW2Has242ReleasesAnd63PreemptionsIn100MillisecondsAndMissesNothing() {
        final List<Synchronous> tasks = new ArrayList<>();
        // The last release that counts is before 100 ms; the last job completes by then.
        final Bench bench =
                Bench.run(Machines.cores(1).costs(Machines.freeOfCost()).build(), 100 * MS - 1, script -> {
                    for (int id = 0; id < W2.length; id++) {
                        tasks.add(new Synchronous(id, W2[id], script));
                        script.add(tasks.get(id));
                        tasks.get(id).start(script.machine, 0);
                    }
                });
        assertThat(tasks.stream().mapToInt(task -> task.releases).sum()).isEqualTo(242);
        assertThat(bench.scheduler.preemptions()).isEqualTo(63);
        assertThat(tasks).allMatch(task -> task.misses == 0);
        // Every release is complete: the CPU has run exactly the sum of the work.
        assertThat(bench.use(0, 100 * MS - 1).userNs())
                .isEqualTo(tasks.stream()
                        .mapToLong(task -> task.releases * task.workNs)
                        .sum());
    }
}
