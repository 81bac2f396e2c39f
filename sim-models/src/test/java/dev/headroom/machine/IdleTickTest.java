package dev.headroom.machine;

import static dev.headroom.machine.Machines.MS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.cost.CostName;
import dev.headroom.sched.SchedTask;
import dev.headroom.sched.SchedulingPolicy;
import dev.headroom.units.CpuSet;
import org.junit.jupiter.api.Test;

/** One CPU that works 10 ms of every 100 ms, with ticks of 1000 Hz that take 4 us, after 1 us to leave idle. */
class IdleTickTest {

    private static final long US = 1_000;
    private static final CpuSet FIRST = CpuSet.of(0);

    private static Machines.Builder machine() {
        return Machines.cores(2)
                .costs(Machines.freeOfCost())
                .cost(CostName.TICK, 4 * US)
                .cost(CostName.IDLE_EXIT, US)
                .tickHz(1000)
                .cpuset("own", FIRST, false)
                .task(new TaskConfig(
                        "worker",
                        "worker",
                        Machines.control(100 * MS, 10 * MS),
                        SchedulingPolicy.FIFO,
                        50,
                        SchedTask.NICE_0_WEIGHT,
                        "own",
                        FIRST));
    }

    @Test
    void anIdleCpuThatStopsItsTickTakesNoInterrupt() {
        final RunResult run = MachineRun.run(machine().build(), 1, 1000 * MS);

        assertThat(run.cpus().get(1).interruptNs()).isZero();
        // Ten jobs, each 10.04 ms long and met by ten ticks or eleven; and ten wake-ups of 1 us.
        assertThat(run.cpus().get(0).interruptNs()).isBetween(10 * (41 * US), 10 * (45 * US));
    }

    @Test
    void aPeriodicTickComesToIdleCpusAlso() {
        final RunResult run = MachineRun.run(machine().ticksWhenIdle().build(), 1, 1000 * MS);

        // Two seconds, of which the first lets the load settle: 2000 ticks, each 1 us out of idle and 4 us long.
        assertThat(run.cpus().get(1).interruptNs()).isBetween(1999 * 5 * US, 2001 * 5 * US);
        assertThat(run.cpus().get(1).idleNs())
                .isEqualTo(2000 * MS - run.cpus().get(1).interruptNs());
        // The same on the other CPU, less the 1 us that a tick in a job does not take: 10 or 11 ticks in each of ten.
        assertThat(run.cpus().get(0).interruptNs()).isBetween(1999 * 5 * US - 10 * 11 * US, 2001 * 5 * US + 10 * US);
    }

    @Test
    void aJobIsMetByTheSameTicksInBothModes() {
        final TaskResult stopped =
                MachineRun.run(machine().build(), 1, 1000 * MS).tasks().get(0);
        final TaskResult periodic = MachineRun.run(machine().ticksWhenIdle().build(), 1, 1000 * MS)
                .tasks()
                .get(0);

        // 10 ms of work and 10 or 11 ticks of 4 us.
        assertThat(stopped.execution().minNs()).isBetween(10 * MS + 40 * US, 10 * MS + 44 * US);
        assertThat(periodic.execution().minNs()).isEqualTo(stopped.execution().minNs());
        assertThat(periodic.execution().maxNs()).isEqualTo(stopped.execution().maxNs());
    }
}
