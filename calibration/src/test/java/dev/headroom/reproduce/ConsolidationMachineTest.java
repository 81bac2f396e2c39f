package dev.headroom.reproduce;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.cost.Certificate;
import dev.headroom.cost.Cost;
import dev.headroom.evidence.CaseDescription;
import dev.headroom.evidence.FittedRows;
import dev.headroom.format.hofer.HoferCorpus;
import dev.headroom.machine.MachineConfig;
import dev.headroom.machine.MachineRun;
import dev.headroom.machine.TaskConfig;
import dev.headroom.machine.TaskResult;
import dev.headroom.profile.Profile;
import dev.headroom.profile.Profiles;
import dev.headroom.random.Constant;
import dev.headroom.sched.Reservation;
import dev.headroom.sched.SchedAttributes;
import dev.headroom.units.CpuSet;
import dev.headroom.workload.MissedReleases;
import dev.headroom.workload.PeriodicWorkload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConsolidationMachineTest {

    @TempDir
    private Path folder;

    private static CaseDescription description(final Path corpus, final String id) {
        return HoferCorpus.open(corpus).cases().stream()
                .filter(described -> described.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static MachineConfig machine(final String id) {
        return CaseMachine.of(Profiles.shipped("c5-rtapp"), description(MiniCorpus.RT_APP, id));
    }

    private CaseDescription changed(final String text, final String other) throws IOException {
        final List<String> lines = Files.readAllLines(MiniCorpus.RT_APP.resolve("index.tsv"));
        final String row = lines.stream()
                .filter(line -> line.startsWith("C5-rtapp-fixtick/batch4-n02-run"))
                .findFirst()
                .orElseThrow();
        Files.write(folder.resolve("index.tsv"), List.of(lines.get(0), row.replace(text, other)));
        return HoferCorpus.open(folder).cases().get(0);
    }

    @Test
    void containersShareTheLastCpuAndDaemonsStayOnTheOther() {
        final MachineConfig machine = machine("C5-rtapp-dyntick/batch4-n04-run");

        assertThat(machine.topology().cpus()).isEqualTo(2);
        assertThat(machine.topology().sibling(1)).isNegative();
        assertThat(machine.daemonCpus()).isEqualTo(CpuSet.of(0));
        assertThat(machine.tasks()).hasSize(4);
        assertThat(machine.tasks())
                .allSatisfy(task -> assertThat(machine.allowedCpus(task)).isEqualTo(CpuSet.of(1)));
        assertThat(machine.tasks()).extracting(TaskConfig::container).doesNotHaveDuplicates();
    }

    @Test
    void everyContainerReservesTenOfAHundredMillisecondsAndReclaims() {
        final MachineConfig machine = machine("C5-rtapp-fixtick/batch4-n02-run");

        assertThat(machine.tasks()).hasSize(2).allSatisfy(task -> {
            assertThat(task.attributes().reservation())
                    .isEqualTo(new Reservation(10_000_000, 100_000_000, 100_000_000, true));
            final PeriodicWorkload work = (PeriodicWorkload) task.workload();
            assertThat(work.periodNs()).isEqualTo(100_000_000);
            assertThat(work.missed()).isEqualTo(MissedReleases.RESTART);
            assertThat(work.work().orElseThrow().meanNs()).isBetween(9_600_000.0, 9_700_000.0);
        });
    }

    @Test
    void theTickModeIsAConditionAndNoCost() {
        final MachineConfig stopped = machine("C5-rtapp-dyntick/batch4-n01-run");
        final MachineConfig periodic = machine("C5-rtapp-fixtick/batch4-n01-run");

        assertThat(stopped.kernel().ticksWhenIdle()).isFalse();
        assertThat(periodic.kernel().ticksWhenIdle()).isTrue();
        assertThat(periodic.kernel().withTicksWhenIdle(false)).isEqualTo(stopped.kernel());
        assertThat(periodic.costs().costs()).isEqualTo(stopped.costs().costs());
        assertThat(periodic.tasks()).isEqualTo(stopped.tasks());
    }

    /** Jobs of 10.5 ms, 10.55 ms with ticks, more than the 10 ms that are reserved. */
    private static List<TaskResult> longJobs(final boolean reclaim) {
        final Certificate made = new Certificate("made for this test", "2019-05", true);
        final Profile profile = Profiles.shipped("c5-rtapp").withLoop(new Cost(new Constant(10_500_000), made));
        final MachineConfig machine =
                CaseMachine.of(profile, description(MiniCorpus.RT_APP, "C5-rtapp-dyntick/batch4-n04-run"));
        final SchedAttributes attributes =
                SchedAttributes.deadline(new Reservation(10_000_000, 100_000_000, 100_000_000, reclaim));
        final List<TaskConfig> tasks = machine.tasks().stream()
                .map(task -> new TaskConfig(
                        task.name(),
                        task.container(),
                        task.workload(),
                        attributes,
                        task.group(),
                        task.cpuset(),
                        task.affinity()))
                .toList();
        return MachineRun.run(machine.withTasks(machine.groups(), tasks), 1, 20_000_000_000L)
                .tasks();
    }

    @Test
    void jobsThatNeedMoreThanTheyReserveCompleteByWhatOthersLeave() {
        assertThat(longJobs(true)).hasSize(4).allSatisfy(task -> {
            assertThat(task.execution().maxNs()).isBetween(10_500_000L, 10_700_000L);
            assertThat(task.deadlineMisses()).isZero();
        });
        // Without reclaiming they wait for the next period, so one job takes more than 100 ms.
        assertThat(longJobs(false))
                .allSatisfy(task -> assertThat(task.execution().maxNs()).isGreaterThan(80_000_000L));
    }

    @Test
    void onlyRunsOfOneContainerAreFitted() {
        assertThat(HoferCorpus.open(MiniCorpus.RT_APP).cases())
                .hasSize(12)
                .allSatisfy(described -> assertThat(FittedRows.uses(described))
                        .isEqualTo(described.id().contains("-n01-")));
    }

    @Test
    void whatTheDescriptionDoesNotSayIsNotModelled() throws IOException {
        assertThat(CaseMachine.notModelled(changed("nothing", "nothing"))).isEmpty();
        assertThat(CaseMachine.profileId(changed("nothing", "nothing"))).isEqualTo("c5-rtapp");
        assertThat(CaseMachine.notModelled(changed("C5-rtapp-fixtick\tcons", "C5-rtapp\tcons")))
                .contains("the description does not say whether idle CPUs tick");
        assertThat(CaseMachine.notModelled(changed("DEADLINE 10000/100000/100000", "FIFO50")))
                .contains("rt-app with policy FIFO is not modelled yet");
        assertThat(CaseMachine.notModelled(changed("\tC5\t", "\tT3\t")))
                .contains("hypervisor of environment T3 is not modelled yet");
    }
}
