package dev.headroom.recorded;

import static dev.headroom.recorded.Recorded.VM2;
import static dev.headroom.recorded.Recorded.command;
import static dev.headroom.recorded.Recorded.rtApp;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.cost.CostName;
import dev.headroom.format.recorded.Scenario;
import dev.headroom.machine.CpusetConfig;
import dev.headroom.machine.MachineConfig;
import dev.headroom.machine.TaskConfig;
import dev.headroom.sched.Reservation;
import dev.headroom.sched.SchedAttributes;
import dev.headroom.sched.linux.core.KernelVersion;
import dev.headroom.sched.linux.core.RealTimeThrottling;
import dev.headroom.units.CpuSet;
import dev.headroom.workload.MissedReleases;
import dev.headroom.workload.PeriodicWorkload;
import dev.headroom.workload.RelayWorkload;
import dev.headroom.workload.StressWorkload;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScenarioMachineTest {

    private static final long US = 1_000L;

    @TempDir
    private Path folder;

    private static MachineConfig machine(final Scenario scenario) {
        return ScenarioMachine.of(scenario, VM2, 1);
    }

    private MachineConfig made(final String... tasks) {
        return machine(Recorded.of(folder, String.join(",", tasks)));
    }

    @Test
    void theKernelIsTheOneOfTheDescription() {
        final MachineConfig machine = machine(Recorded.sample("01-cyc-fifo80-pin1-alone"));
        assertThat(machine.kernel().series()).isEqualTo(new KernelVersion(6, 18));
        assertThat(machine.kernel().tickHz()).isEqualTo(250);
        assertThat(machine.settings().throttling()).isEqualTo(RealTimeThrottling.DEFAULT);
        assertThat(machine.settings().timerSlackNs()).isEqualTo(50 * US);
    }

    @Test
    void threadsOfCyclictestHaveOnePriorityAndWithAHistogramOneInterval() {
        final List<TaskConfig> tasks = made(command(
                        "cyclictest", "cyclictest -q -p 80 -t 2 -a 1 -i 1000 -d 500 -h 4000"))
                .tasks();
        assertThat(tasks).hasSize(2).allSatisfy(task -> {
            assertThat(task.attributes()).isEqualTo(SchedAttributes.fifo(80));
            assertThat(task.affinity()).isEqualTo(CpuSet.of(1));
            assertThat(((PeriodicWorkload) task.workload()).periodNs()).isEqualTo(1000 * US);
        });
        final List<TaskConfig> without = made(command("cyclictest", "cyclictest -q -p 80 -t 2 -a 0-1 -i 1000 -d 500"))
                .tasks();
        assertThat(((PeriodicWorkload) without.get(1).workload()).periodNs()).isEqualTo(1500 * US);
        assertThat(without.get(1).affinity()).isEqualTo(CpuSet.of(1));
    }

    @Test
    void threadsOfCyclictestArePinnedOnlyIfTheyAreAskedToBe() {
        assertThat(made(command("cyclictest", "cyclictest -p80 -t2")).tasks())
                .extracting(TaskConfig::affinity)
                .containsExactly(CpuSet.of(0, 1), CpuSet.of(0, 1));
        assertThat(made(command("cyclictest", "taskset -c 1 cyclictest -p80 -t2"))
                        .tasks())
                .extracting(TaskConfig::affinity)
                .containsExactly(CpuSet.of(1), CpuSet.of(1));
        assertThat(made(command("cyclictest", "cyclictest -p80 -S")).tasks())
                .extracting(TaskConfig::affinity)
                .containsExactly(CpuSet.of(0), CpuSet.of(1));
    }

    @Test
    void aReservationIsTakenOverAndAPartitionIsACpuset() {
        final MachineConfig machine = machine(Recorded.sample("26-rta-dl-u86"));
        assertThat(machine.tasks().get(0).attributes())
                .isEqualTo(SchedAttributes.deadline(new Reservation(2900 * US, 10_000 * US, 10_000 * US, false)));
        assertThat(machine.rootLoadBalance()).isFalse();
        assertThat(machine.cpusets())
                .containsExactlyInAnyOrder(
                        new CpusetConfig("rt", CpuSet.of(1), true), new CpusetConfig("sys", CpuSet.of(0), true));
        assertThat(machine.allowedCpus(machine.tasks().get(0))).isEqualTo(CpuSet.of(1));
    }

    @Test
    void aThreadOfRtAppCountsFromItsDelayAndStartsWithTheOthersOfItsRun() {
        final MachineConfig machine = made(rtApp(
                "a",
                "\"policy\": \"SCHED_FIFO\", \"prio\": 90, \"period_us\": 5000,"
                        + " \"run_us\": 1000, \"affinity\": [1]"));
        final PeriodicWorkload workload =
                (PeriodicWorkload) machine.tasks().get(0).workload();
        assertThat(workload.missed()).isEqualTo(MissedReleases.RESTART);
        assertThat(workload.aligned()).isTrue();
        assertThat(workload.deadlineNs()).isEqualTo(5000 * US);
        assertThat(workload.work().orElseThrow().quantileNs(0.5)).isEqualTo(1000.0 * US);
    }

    @Test
    void everyCommandLineIsAnAutogroupAndRealTimeTasksAreInNone() {
        final MachineConfig machine = made(
                command("cyclictest", "cyclictest -p 80 -t 1 -a 1"),
                command("stress-ng", "taskset -c 1 stress-ng --cpu 2"),
                command("stress-ng", "stress-ng --cpu 1"),
                rtApp("a", "\"policy\": \"SCHED_OTHER\", \"run_us\": 1000"),
                rtApp("b", "\"policy\": \"SCHED_OTHER\", \"nice\": 5, \"run_us\": 1000"));
        // Two workers of one program, the other program, the threads of rt-app.
        assertThat(machine.tasks().stream().map(TaskConfig::group)).containsExactly(0, 1, 1, 2, 3, 3);
        assertThat(machine.groups())
                .hasSize(3)
                .allSatisfy(group -> assertThat(group.weight()).isEqualTo(1024));
        assertThat(machine.tasks().get(1).workload()).isInstanceOf(StressWorkload.class);
        assertThat(machine.tasks().get(5).attributes()).isEqualTo(SchedAttributes.other(5));
    }

    @Test
    void groupsWithLimitsAndACommonGroupTakeThePlaceOfAutogroups() {
        final MachineConfig quota = machine(Recorded.sample("11-cyc-other-quota20of100"));
        assertThat(quota.groups()).hasSize(1);
        assertThat(quota.groups().get(0).weight()).isEqualTo(131_072);
        assertThat(quota.groups().get(0).quotaNs()).isEqualTo(20_000 * US);
        assertThat(quota.tasks()).allSatisfy(task -> assertThat(task.group()).isEqualTo(1));
        final MachineConfig common = machine(Recorded.of(
                folder, command("stress-ng", "stress-ng --cpu 2"), "\"all_tasks_in_cgroup_with_shares\": 262144,"));
        assertThat(common.groups()).hasSize(1);
        assertThat(common.groups().get(0).weight()).isEqualTo(262_144);
    }

    @Test
    void hackbenchIsACrowdOfPairsThatWakeEachOther() {
        final List<TaskConfig> tasks = made(command("hackbench", "timeout {L} hackbench -g 2 -l 1000000 -P -p"))
                .tasks();
        assertThat(tasks)
                .hasSize(80)
                .allSatisfy(task -> assertThat(task.workload()).isInstanceOf(RelayWorkload.class));
    }

    @Test
    void anIdleCpuPollsWhileCyclictestRunsAndHaltsOtherwise() {
        final Scenario measured = Recorded.sample("01-cyc-fifo80-pin1-alone");
        final Scenario other = Recorded.sample("26-rta-dl-u86");
        assertThat(ScenarioMachine.costs(measured, VM2.costs()).mean(CostName.IDLE_EXIT))
                .isZero();
        assertThat(ScenarioMachine.costs(other, VM2.costs()).mean(CostName.IDLE_EXIT))
                .isPositive();
    }

    @Test
    void whatIsNotModelledSaysSo() {
        assertThat(ScenarioMachine.notModelled(Recorded.of(folder, command("fio", "fio --name=rr")), VM2))
                .hasValueSatisfying(why -> assertThat(why).contains("fio"));
        assertThat(ScenarioMachine.notModelled(
                        Recorded.of(folder, command("qemu-system-x86_64", "qemu-system-x86_64")), VM2))
                .contains("guests are not modelled.");
    }
}
