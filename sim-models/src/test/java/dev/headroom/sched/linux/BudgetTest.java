package dev.headroom.sched.linux;

import static dev.headroom.sched.linux.Kernels.MS;
import static dev.headroom.sched.linux.Kernels.config;
import static dev.headroom.sched.linux.Kernels.machine;
import static dev.headroom.sched.linux.Kernels.reserve;
import static dev.headroom.sched.linux.Kernels.task;
import static dev.headroom.sched.linux.Kernels.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.sched.IdealMachine;
import dev.headroom.sched.Reservation;
import dev.headroom.sched.SchedAttributes;
import dev.headroom.sched.SchedTask;
import dev.headroom.sched.linux.core.KernelOptions;
import dev.headroom.sched.linux.core.LinuxConfig;
import dev.headroom.sched.linux.core.RealTimeThrottling;
import dev.headroom.sched.linux.core.TaskGroup;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Budgets of reservations, of real-time tasks and of the fair server; times in ms, a tick at every multiple of 4. */
class BudgetTest {

    /** When a task takes up and leaves CPU 0, in ms or, where that is no whole number, in ns. */
    private static List<String> turns(final IdealMachine machine, final String name) {
        final List<String> turns = new ArrayList<>();
        boolean running = false;
        for (final IdealMachine.Switch change : machine.switches) {
            if (change.cpu() == 0 && name.equals(change.task()) != running) {
                running = !running;
                turns.add((running ? "+" : "-") + time(change.atNs()));
            }
        }
        return turns;
    }

    private static String time(final long ns) {
        return ns % MS == 0 ? Long.toString(ns / MS) : ns + "ns";
    }

    @Test
    void aReservationIsOverrunUntilTheTickAndGetsLessLater() {
        // 3 of 10, starts at 1. Tick 4: 3 used, stop. 11: 3 more. Tick 16: 5 used, -2. 21: 1 left, tick 24: -2.
        // 31: 1 left, tick 32: 0. 41: 3.
        final IdealMachine machine = machine(config(6, 1, 1));
        machine.endless(task(0, "dl", reserve(3, 10)), MS);
        machine.run(45 * MS);
        assertThat(turns(machine, "dl"))
                .containsExactly("+1", "-4", "+11", "-16", "+21", "-24", "+31", "-32", "+41", "-44");
    }

    @Test
    void withHighResolutionAReservationEndsAtItsTime() {
        final IdealMachine machine = machine(with(config(6, 1, 1), KernelOptions::withDeadlineHighResolution));
        machine.endless(task(0, "dl", reserve(3, 10)), MS);
        machine.run(25 * MS);
        assertThat(turns(machine, "dl")).containsExactly("+1", "-4", "+11", "-14", "+21", "-24");
    }

    @Test
    void aTaskThatYieldsWaitsForItsNextPeriodWithAFullRunTime() {
        // 3 of 10 from 0, yields at 1; 10 to tick 16: 10 + 3 = 13, the tick of 16 finds 6 used.
        final LinuxScheduler scheduler = new LinuxScheduler(config(6, 1, 1));
        final IdealMachine machine = new IdealMachine(scheduler, 1, 4 * MS);
        final SchedTask task = task(0, "dl", reserve(3, 10));
        machine.endless(task, 0);
        machine.run(MS);
        machine.call(nowNs -> scheduler.yield(task, nowNs));
        machine.run(3 * MS);
        assertThat(task.isRunning()).isTrue();
        machine.call(nowNs -> scheduler.pickNext(0, nowNs));
        assertThat(task.isRunning()).isFalse();
        assertThat(scheduler.nextTimerNs()).isEqualTo(10 * MS);
    }

    @Test
    void aConstrainedTaskThatWakesBehindItsDeadlineWaitsForItsNextPeriod() {
        // 2 of 5 in 20. Jobs of 1 at 0 and at 8: the second starts at 20. Kernels before 4.11 start it at once.
        final Reservation reservation = new Reservation(2 * MS, 5 * MS, 20 * MS, false);
        for (final int minor : new int[] {9, 19}) {
            final IdealMachine machine = machine(config(4, minor, 1));
            machine.periodic(task(0, "dl", SchedAttributes.deadline(reservation)), 0, 8 * MS, MS);
            machine.run(15 * MS);
            assertThat(turns(machine, "dl"))
                    .isEqualTo(minor == 9 ? List.of("+0", "-1", "+8", "-9") : List.of("+0", "-1"));
            machine.run(21 * MS);
            assertThat(turns(machine, "dl")).contains("+" + (minor == 9 ? 16 : 20));
        }
    }

    @Test
    void theEarlierDeadlinePreemptsAndTheSameDoesNot() {
        // "long" has deadline 30. "equal" at 10 has 30 too and waits until "long" is done at 14; "short" at 12 has 22.
        final IdealMachine machine = machine(config(6, 1, 1));
        machine.periodic(task(0, "long", reserve(14, 30)), 0, 100 * MS, 13 * MS);
        machine.periodic(task(1, "equal", reserve(5, 20)), 10 * MS, 100 * MS, MS);
        machine.periodic(task(2, "short", reserve(2, 10)), 12 * MS, 100 * MS, MS);
        machine.run(20 * MS);
        assertThat(machine.switches.stream().map(change -> time(change.atNs()) + " " + change.task()))
                .containsExactly("0 long", "12 short", "13 long", "14 equal", "15 -");
    }

    @Test
    void aRunningTaskThatGetsAReservationStartsAPeriodAtOnce() {
        // A fair hog reserves 3 of 10 at 2: stop at tick 8 (6 used, -3), next period 12: 0 left, so 22 with 3.
        final LinuxScheduler scheduler = new LinuxScheduler(config(6, 1, 1));
        final IdealMachine machine = new IdealMachine(scheduler, 1, 4 * MS);
        final SchedTask task = task(0, "hog", SchedAttributes.other(0));
        machine.endless(task, 0);
        machine.run(2 * MS);
        machine.call(nowNs -> scheduler.setAttributes(task, reserve(3, 10), nowNs));
        machine.run(25 * MS);
        assertThat(turns(machine, "hog")).containsExactly("+0", "-8", "+12", "-16");
    }

    @Test
    void aTaskThatReclaimsUsesWhatNobodyReserved() {
        // 3 of 10 with all else free. From 6.5 on the run time goes down by 0.3 / 0.95: 3 last 9.5. Before, by 1 less
        // the
        // 0.65 that could still be reserved: 3 / 0.35 = 8.57.
        assertThat(ranAlone(6, 5)).isBetween(949 * MS, 953 * MS);
        assertThat(ranAlone(6, 4)).isBetween(857 * MS, 858 * MS);
        assertThat(ranAlone(4, 9)).isEqualTo(300 * MS);
    }

    private static long ranAlone(final int major, final int minor) {
        final IdealMachine machine = machine(with(config(major, minor, 1), KernelOptions::withDeadlineHighResolution));
        final IdealMachine.Job job = machine.endless(
                task(0, "dl", SchedAttributes.deadline(new Reservation(3 * MS, 10 * MS, 10 * MS, true))), 0);
        machine.run(1000 * MS);
        return job.ranNs;
    }

    @Test
    void aTaskThatReclaimsLeavesTheOthersWhatTheyReserved() {
        // 0.3 reclaims beside 0.4 that always runs. All that is reserved is in use: the run time goes down by
        // (0.3 + 0.4) / 0.95 and 3 last 4.07.
        final LinuxConfig config = with(config(6, 5, 1), KernelOptions::withDeadlineHighResolution);
        final IdealMachine machine = machine(config);
        final IdealMachine.Job greedy = machine.endless(
                task(0, "greedy", SchedAttributes.deadline(new Reservation(3 * MS, 10 * MS, 10 * MS, true))), 0);
        final IdealMachine.Job strict = machine.endless(task(1, "strict", reserve(4, 10)), 0);
        machine.run(1000 * MS);
        assertThat(strict.ranNs).isEqualTo(400 * MS);
        assertThat(greedy.ranNs).isBetween(405 * MS, 409 * MS);
    }

    @Test
    void realTimeTasksAreStoppedAfterTheirRunTimeUntilThePeriodEnds() {
        // 950 of 1000 from 0 on. The tick of 952 finds more than 950; the period ends 1 ns after 1000 with 2 left over:
        // the tick of 1952 finds 954, the period after that starts with 4, the tick of 2948 finds 952.
        final IdealMachine machine = machine(config(6, 1, 1));
        machine.endless(task(0, "fifo", SchedAttributes.fifo(50)), 0);
        machine.endless(task(1, "fair", SchedAttributes.other(0)), 0);
        machine.run(2990 * MS);
        assertThat(turns(machine, "fifo"))
                .containsExactly("+0", "-952", "+1000000001ns", "-1952", "+2000000001ns", "-2948");
    }

    @Test
    void aPeriodOfRealTimeTasksThatRanBeforeGoesOn() {
        // It ends at 300, just before the tick: what was counted until 296 is taken off, and the tick of 1248 finds
        // 952.
        // The next period starts at 1300.
        final LinuxConfig plain = config(6, 1, 1);
        final IdealMachine machine = machine(new LinuxConfig(
                plain.topology(),
                plain.partitions(),
                plain.version(),
                250,
                List.of(),
                RealTimeThrottling.DEFAULT.withRunningPeriodUntil(300 * MS)));
        machine.endless(task(0, "fifo", SchedAttributes.fifo(50)), 0);
        machine.endless(task(1, "fair", SchedAttributes.other(0)), 0);
        machine.run(1400 * MS);
        assertThat(turns(machine, "fifo")).containsExactly("+0", "-1248", "+1300");
    }

    @Test
    void cpusShareTheirRealTimeRunTimeUntil59() {
        // CPU 1 has no real-time task: CPU 0 borrows until it may use all of its period.
        final IdealMachine machine = machine(config(5, 9, 2));
        final IdealMachine.Job hog = machine.endless(task(0, "fifo", SchedAttributes.fifo(50), 0), 0);
        machine.run(5000 * MS);
        assertThat(hog.ranNs).isEqualTo(5000 * MS);
        final IdealMachine later = machine(config(5, 10, 2));
        final IdealMachine.Job stopped = later.endless(task(0, "fifo", SchedAttributes.fifo(50), 0), 0);
        later.run(5000 * MS);
        assertThat(stopped.ranNs).isBetween(4740 * MS, 4770 * MS);
    }

    @Test
    void aGroupHasARunTimeOfItsOwn() {
        // 10 of 100. Tick 12 finds 12, the next period starts 1 ns after 100 with 2: tick 112 finds 14, minus 1 ns. The
        // one after that starts with 4: tick 208 finds 12. FIFO 40 outside of the group runs meanwhile.
        final LinuxConfig plain = config(6, 1, 1);
        final TaskGroup group = new TaskGroup("/g", 0, 1024, TaskGroup.UNLIMITED_NS, 100 * MS, 0, 10 * MS, 100 * MS);
        final LinuxConfig config = new LinuxConfig(
                        plain.topology(),
                        plain.partitions(),
                        plain.version(),
                        250,
                        List.of(group),
                        RealTimeThrottling.DEFAULT)
                .withOptions(plain.options().withRealTimeGroups(true));
        final IdealMachine machine = machine(config);
        machine.endless(task(0, "inside", SchedAttributes.fifo(90)).inGroup(1), 0);
        machine.endless(task(1, "outside", SchedAttributes.fifo(40)), 0);
        machine.run(250 * MS);
        assertThat(turns(machine, "inside"))
                .containsExactly("+0", "-12", "+100000001ns", "-112", "+200000001ns", "-208");
        assertThat(turns(machine, "outside")).containsExactly("+12", "-100000001ns", "+112", "-200000001ns", "+208");
    }

    @Test
    void theFairServerRunsFairTasksThatStarveAtZeroLaxity() {
        // 50 of 1000. Both start at 0: fair from 950 to the tick of 1000, then again from 1950.
        final IdealMachine machine = machine(config(6, 12, 1));
        machine.endless(task(0, "fifo", SchedAttributes.fifo(50)), 0);
        machine.endless(task(1, "fair", SchedAttributes.other(0)), 0);
        machine.run(2100 * MS);
        assertThat(turns(machine, "fair")).containsExactly("+950", "-1000", "+1950", "-2000");
    }

    @Test
    void whatFairTasksRunByThemselvesPutsTheFairServerOff() {
        // Fair alone until 100. The tick of 52 finds the 50 used up: new period, deadline 1052. At 100 there are 2
        // left, so
        // the start of 1002 is put off to 1050. What starts so late gets a whole run time: until the tick of 1100.
        final IdealMachine machine = machine(config(6, 12, 1));
        machine.endless(task(0, "fair", SchedAttributes.other(0)), 0);
        machine.endless(task(1, "fifo", SchedAttributes.fifo(50)), 100 * MS);
        machine.run(1200 * MS);
        assertThat(turns(machine, "fair")).containsExactly("+0", "-100", "+1050", "-1100");
    }

    @Test
    void withoutFairServerAndGroupsNothingLimitsRealTimeTasksFrom612() {
        final IdealMachine machine = machine(with(config(6, 12, 1), options -> options.withFairServer(0, 1000 * MS)));
        final IdealMachine.Job fifo = machine.endless(task(0, "fifo", SchedAttributes.fifo(50)), 0);
        machine.endless(task(1, "fair", SchedAttributes.other(0)), 0);
        machine.run(5000 * MS);
        assertThat(fifo.ranNs).isEqualTo(5000 * MS);
    }

    @Test
    void aQuantumIs25TicksAndWhoeverIsAloneKeepsItsTurn() {
        // Two RR tasks from 0: turns of 100. A third, less urgent, does not matter.
        final IdealMachine machine = machine(config(6, 12, 1));
        machine.endless(task(0, "one", SchedAttributes.rr(50)), 0);
        machine.endless(task(1, "two", SchedAttributes.rr(50)), 0);
        machine.endless(task(2, "low", SchedAttributes.rr(40)), 0);
        machine.run(350 * MS);
        assertThat(turns(machine, "one")).containsExactly("+0", "-100", "+200", "-300");
        assertThat(turns(machine, "two")).containsExactly("+100", "-200", "+300");
    }

    @Test
    void theIdNamesTheFairPolicyOfTheVersion() {
        assertThat(new LinuxScheduler(config(6, 5, 1)).id()).isEqualTo("linux.cfs");
        assertThat(new LinuxScheduler(config(6, 6, 1)).id()).isEqualTo("linux.eevdf");
    }
}
