package dev.headroom.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.machine.CpusetConfig;
import dev.headroom.machine.FrequencyConfig;
import dev.headroom.machine.IdleConfig;
import dev.headroom.machine.KernelConfig.Preemption;
import dev.headroom.machine.KernelSettings;
import dev.headroom.machine.LockConfig;
import dev.headroom.machine.LockConfig.Protocol;
import dev.headroom.machine.MachineConfig;
import dev.headroom.machine.Replug;
import dev.headroom.machine.TaskConfig;
import dev.headroom.sched.Reservation;
import dev.headroom.sched.SchedAttributes;
import dev.headroom.sched.linux.core.KernelVersion;
import dev.headroom.sched.linux.core.RealTimeThrottling;
import dev.headroom.sched.linux.core.TaskGroup;
import dev.headroom.units.CpuSet;
import dev.headroom.workload.CriticalSection;
import dev.headroom.workload.PeriodicWorkload;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a plan says about scheduling, as the machine is configured with it. The profile c5-prt has CPUs 0-3, 4.9-rt. */
class SchedulingPlanTest {

    private static final long US = 1_000;
    private static final long MS = 1_000_000;

    static Plan read(final String machine, final String rest) {
        final String text = "format: headroom-plan/1\nname: test\nduration: 1min\nmachine: " + machine + "\n" + rest;
        return PlanReader.read("plan.yaml", text.getBytes(StandardCharsets.UTF_8), Path.of(""));
    }

    private static MachineConfig machine(final String machine, final String rest) {
        return read(machine, rest).variants().get(0).machine();
    }

    private static MachineConfig tasks(final String kernel, final String tasks) {
        return machine(
                "{profile: c5-prt, kernel: {" + kernel + "}}", "containers: [{name: c, tasks: [" + tasks + "]}]\n");
    }

    @Test
    void everyPolicyReachesTheScheduler() {
        final MachineConfig machine = tasks("version: '6.12'", """
                {name: a, period: 10ms, work: 1ms, policy: batch, nice: 5, slice: 3ms},
                {name: b, period: 10ms, work: 1ms, policy: idle},
                {name: c, period: 10ms, work: 1ms, policy: deadline, reservation: {runtime: 2ms}},
                {name: d, period: 10ms, work: 1ms, policy: deadline, yield: true,
                  reservation: {runtime: 2ms, deadline: 5ms, period: 10ms, reclaim: true}},
                {name: e, period: 10ms, work: 1ms, policy: rr, priority: 7, cpus: '1,3'},
                {name: f, period: 10ms, work: 1ms, slice: 100us}""");

        assertThat(machine.tasks())
                .extracting(TaskConfig::attributes)
                .containsExactly(
                        SchedAttributes.batch(5).withSlice(3 * MS),
                        SchedAttributes.idle(),
                        SchedAttributes.deadline(new Reservation(2 * MS, 10 * MS, 10 * MS, false)),
                        SchedAttributes.deadline(new Reservation(2 * MS, 5 * MS, 10 * MS, true)),
                        SchedAttributes.rr(7),
                        SchedAttributes.other(0).withSlice(100 * US));
        assertThat(machine.tasks())
                .extracting(task -> ((PeriodicWorkload) task.workload()).yields())
                .containsExactly(false, false, false, true, false, false);
        assertThat(machine.tasks().get(4).affinity()).isEqualTo(CpuSet.of(1, 3));
        assertThat(machine.tasks().get(5).affinity()).isEqualTo(CpuSet.range(0, 3));
    }

    @Test
    void whatAPlanDoesNotSayOfTheKernelIsAsInTheProfileAndNothingIsThrottled() {
        final MachineConfig machine = tasks("", "{name: a, period: 10ms, work: 1ms}");

        assertThat(machine.kernel().version()).isEqualTo("4.9.115-rt93");
        assertThat(machine.kernel().series()).isEqualTo(new KernelVersion(4, 9));
        assertThat(machine.kernel().preemption()).isEqualTo(Preemption.RT);
        assertThat(machine.kernel().tickHz()).isEqualTo(250);
        assertThat(machine.settings()).isEqualTo(KernelSettings.PLAIN.withTimerSlackNs(50 * US));
        assertThat(machine.groups()).isEmpty();
    }

    @Test
    void theKernelOfTheProfileIsOverriddenKeyByKeyAlsoInAVariant() {
        final Plan plan = read(
                "{profile: c5-prt, kernel: {version: 6.12.9, tick: 1000, preemption: full, rt-runtime: 900ms}}", """
                        containers: [{name: c, tasks: [{name: a, period: 10ms, work: 1ms}]}]
                        variants:
                          - name: v
                            machine: {kernel: {tick: 100, rt-runtime: -1, rt-period: 500ms, timer-slack: 0us,
                              skew-tick: true, isolcpus: '2', nohz-full: 2-3}}
                        """);

        final MachineConfig planned = plan.variants().get(0).machine();
        assertThat(planned.kernel().series()).isEqualTo(new KernelVersion(6, 12));
        assertThat(planned.kernel().tickHz()).isEqualTo(1000);
        assertThat(planned.kernel().preemption()).isEqualTo(Preemption.FULL);
        assertThat(planned.settings().throttling()).isEqualTo(new RealTimeThrottling(900 * MS, 1000 * MS));
        final MachineConfig variant = plan.variants().get(1).machine();
        assertThat(variant.kernel().series()).isEqualTo(new KernelVersion(6, 12));
        assertThat(variant.kernel().tickHz()).isEqualTo(100);
        assertThat(variant.settings())
                .isEqualTo(KernelSettings.PLAIN
                        .withThrottling(new RealTimeThrottling(RealTimeThrottling.UNLIMITED_NS, 500 * MS))
                        .withSkewTick(true)
                        .withIsolated(CpuSet.of(2))
                        .withNohzFull(CpuSet.of(2, 3)));
    }

    @Test
    void idleStatesAreThoseOfThePlanAndAVariantMayLimitThemOrTakeThemAway() {
        final Plan plan = read(
                "{profile: c5-prt, idle-states: [{name: C1, latency: 2us, residency: 2us},"
                        + " {name: C6, latency: 133us, residency: 600us}]}",
                """
                        containers: [{name: c, tasks: [{name: a, period: 10ms, work: 1ms}]}]
                        variants:
                          - {name: limited, machine: {idle-latency-limit: 10us}}
                          - {name: polling, machine: {idle-states: none}}
                        """);

        final List<IdleConfig.State> states =
                List.of(new IdleConfig.State("C1", 2 * US, 2 * US), new IdleConfig.State("C6", 133 * US, 600 * US));
        assertThat(plan.variants())
                .extracting(variant -> variant.machine().settings().idle())
                .containsExactly(
                        new IdleConfig(states, IdleConfig.NO_LIMIT_NS),
                        new IdleConfig(states, 10 * US),
                        IdleConfig.POLLING);
    }

    @Test
    void theFrequencyGovernorIsThatOfThePlanWithTheUsualTimesOfItsHardware() {
        final Plan plan = read("{profile: c5-prt, frequency: {governor: schedutil, min-mhz: 900, max-mhz: 3600}}", """
                        containers: [{name: c, tasks: [{name: a, period: 10ms, work: 1ms}]}]
                        variants:
                          - name: slow
                            machine: {frequency: {governor: powersave, min-mhz: 1, max-mhz: 2, transition: 1ms,
                              rate-limit: 0us}}
                        """);

        assertThat(plan.variants())
                .extracting(variant -> variant.machine().settings().frequency())
                .containsExactly(
                        new FrequencyConfig(FrequencyConfig.Governor.SCHEDUTIL, 0.25, 20 * US, 10 * MS),
                        new FrequencyConfig(FrequencyConfig.Governor.POWERSAVE, 0.5, MS, 0));
    }

    @Test
    void cpusGoOffLineAndComeBackWhenThePlanSaysSo() {
        final MachineConfig machine = machine(
                "{profile: c5-prt, replug: [{cpus: 1-2, off: 5s, on: 5.5s}, {cpus: '1', off: 7s, on: 8s}]}",
                "containers: [{name: c, cpus: '1', tasks: [{name: a, period: 10ms, work: 1ms}]}]\n");

        assertThat(machine.settings().replugs())
                .containsExactly(
                        new Replug(1, 5000 * MS, 5500 * MS),
                        new Replug(2, 5000 * MS, 5500 * MS),
                        new Replug(1, 7000 * MS, 8000 * MS));
    }

    @Test
    void manyLocksMayBeNestedByManyTasksInOneOrder() {
        // Each lock is reached from the first one by as many ways as there are subsets of those between.
        final StringBuilder locks = new StringBuilder();
        final StringBuilder sections = new StringBuilder();
        for (int i = 0; i < 40; i++) {
            locks.append("{name: l").append(i).append(", protocol: pi},");
            sections.append("{lock: l").append(i).append(", at: ").append(i).append("us, length: ");
            sections.append(1000 - 2 * i).append("us},");
        }
        final String task = "{name: %s, period: 9ms, work: 5ms, sections: [" + sections + "]}";
        final MachineConfig machine = machine(
                "{profile: c5-prt}",
                "locks: [" + locks + "]\ncontainers: [{name: c, tasks: [" + task.formatted("a") + ", "
                        + task.formatted("b") + "]}]\n");

        assertThat(machine.locks()).hasSize(40);
    }

    @Test
    void isolatedCpusBelongToNoPartitionAndToNobodyByDefault() {
        final MachineConfig machine = machine("{profile: c5-prt, kernel: {isolcpus: '1-2'}}", """
                containers:
                  - {name: anywhere, tasks: [{name: a, period: 10ms, work: 1ms}]}
                  - {name: there, cpus: '2', tasks: [{name: a, period: 10ms, work: 1ms}]}
                """);

        assertThat(machine.partitions()).containsExactly(CpuSet.of(0, 3));
        assertThat(machine.daemonCpus()).isEqualTo(CpuSet.of(0, 3));
        assertThat(machine.tasks().get(0).affinity()).isEqualTo(CpuSet.of(0, 3));
        assertThat(machine.allowedCpus(machine.tasks().get(1))).isEqualTo(CpuSet.of(2));
    }

    @Test
    void unpluggedCpusRunNothing() {
        final MachineConfig machine = machine("{profile: c5-prt, offline-cpus: '3'}", """
                containers:
                  - {name: c, cpus: 2-3, tasks: [{name: a, period: 10ms, work: 1ms}]}
                """);

        assertThat(machine.partitions()).containsExactly(CpuSet.of(0, 1, 2));
        assertThat(machine.allowedCpus(machine.tasks().get(0))).isEqualTo(CpuSet.of(2));
    }

    @Test
    void groupsFormAHierarchyParentsFirst() {
        final MachineConfig machine = machine("{profile: c5-std, kernel: {version: '5.15'}}", """
                groups:
                  - {name: plcs.slice, cpu: {weight: 200, quota: 150ms}}
                  - {name: pod, parent: plcs.slice}
                containers:
                  - name: free
                    stress: {cpu: 1}
                  - name: plc
                    parent: pod
                    cpu: {weight: 50, quota: 20ms, period: 50ms, burst: 10ms}
                    tasks: [{name: a, period: 10ms, work: 1ms}]
                """);

        assertThat(machine.groups())
                .containsExactly(
                        new TaskGroup("/plcs.slice", 0, 2048, 150 * MS, 100 * MS, 0, 0, 1000 * MS),
                        TaskGroup.weighted("/plcs.slice/pod", 1, 1024),
                        new TaskGroup("/plcs.slice/pod/plc", 2, 512, 20 * MS, 50 * MS, 10 * MS, 0, 1000 * MS));
        assertThat(machine.tasks()).extracting(TaskConfig::group).containsExactly(0, 3);
    }

    @Test
    void sharesAndRealTimeRunTimeOfVersionOneReachTheScheduler() {
        final MachineConfig machine = machine("{profile: c5-std}", """
                groups: [{name: plcs, cpu: {rt-runtime: 800ms}}]
                containers:
                  - name: plc
                    parent: plcs
                    cpu: {shares: 512, rt-runtime: 80ms, rt-period: 100ms}
                    tasks: [{name: a, period: 10ms, work: 1ms, policy: fifo, priority: 5}]
                """);

        assertThat(machine.groups())
                .containsExactly(
                        new TaskGroup("/plcs", 0, 1024, TaskGroup.UNLIMITED_NS, 100 * MS, 0, 800 * MS, 1000 * MS),
                        new TaskGroup("/plcs/plc", 1, 512, TaskGroup.UNLIMITED_NS, 100 * MS, 0, 80 * MS, 100 * MS));
    }

    @Test
    void anAutogroupHoldsTheFairTasksOfAContainerWithoutGroup() {
        final MachineConfig machine =
                machine("{profile: c5-std, kernel: {autogroup: true}}", """
                containers:
                  - {name: plc, tasks: [{name: a, period: 10ms, work: 1ms, policy: fifo, priority: 5}]}
                  - name: mixed
                    tasks:
                      - {name: a, period: 10ms, work: 1ms, policy: fifo, priority: 5}
                      - {name: b, period: 10ms, work: 1ms, policy: batch}
                  - {name: own, cpu: {weight: 100}, stress: {cpu: 1}}
                """.replace("weight: 100", "shares: 100"));

        assertThat(machine.groups())
                .containsExactly(TaskGroup.weighted("/autogroup-mixed", 0, 1024), TaskGroup.weighted("/own", 0, 100));
        assertThat(machine.tasks()).extracting(TaskConfig::group).containsExactly(0, 0, 1, 2);
    }

    @Test
    void partitionsAreDomainsOfTheirOwnOrNone() {
        final MachineConfig machine = machine("{profile: c5-std, kernel: {version: '6.12'}}", """
                containers:
                  - {name: a, cpus: '1', partition: root, stress: {cpu: 1}}
                  - {name: b, cpus: '2', partition: isolated, stress: {cpu: 1}}
                  - {name: c, stress: {cpu: 1}}
                """);

        assertThat(machine.rootLoadBalance()).isFalse();
        assertThat(machine.partitions()).containsExactly(CpuSet.of(1), CpuSet.of(0, 3));
        assertThat(machine.cpusets()).extracting(CpusetConfig::name).containsExactly("a", "b", "system");
        assertThat(machine.daemonCpus()).isEqualTo(CpuSet.of(0, 3));
        assertThat(machine.tasks()).extracting(TaskConfig::cpuset).containsExactly("a", "b", "system");
        assertThat(machine.tasks().get(2).affinity()).isEqualTo(CpuSet.of(0, 3));
    }

    @Test
    void locksAndTheSectionsInWhichTasksHoldThem() {
        final MachineConfig machine = machine("{profile: c5-prt}", """
                locks: [{name: bus, protocol: pi}, {name: log, protocol: none}]
                containers:
                  - name: c
                    tasks:
                      - name: a
                        period: 10ms
                        work: 3ms
                        sections: [{lock: log, at: 2ms, length: 1ms}, {lock: bus, length: 3ms}]
                """);

        assertThat(machine.locks())
                .containsExactly(new LockConfig("bus", Protocol.PI), new LockConfig("log", Protocol.NONE));
        assertThat(((PeriodicWorkload) machine.tasks().get(0).workload()).sections())
                .isEqualTo(List.of(new CriticalSection("bus", 0, 3 * MS), new CriticalSection("log", 2 * MS, MS)));
    }

    @Test
    void reservationsThatJustFitAreAdmitted() {
        // 4 CPUs: 0.95 each in 5.15, 0.90 each in 6.12.
        final String task = "{name: %s, period: 100ms, work: 1ms, policy: deadline, reservation: {runtime: %s}}";
        assertThat(tasks(
                                "version: '5.15'",
                                task.formatted("a", "95ms") + ", " + task.formatted("b", "95ms") + ", "
                                        + task.formatted("c", "95ms") + ", " + task.formatted("d", "95ms"))
                        .tasks())
                .hasSize(4);
        assertThat(tasks(
                                "version: '6.12'",
                                task.formatted("a", "90ms") + ", " + task.formatted("b", "90ms") + ", "
                                        + task.formatted("c", "90ms") + ", " + task.formatted("d", "90ms"))
                        .tasks())
                .hasSize(4);
    }

    @Test
    void quotasAndReservationsThatCannotSufficeAreWarnedOf() {
        final Plan plan = read("{profile: c5-std}", """
                groups: [{name: pod, cpu: {quota: 25ms}}]
                containers:
                  - {name: c, parent: pod, tasks: [{name: a, period: 10ms, work: 2ms}]}
                  - {name: d, parent: pod, tasks: [{name: a, period: 10ms, work: 1ms}]}
                  - name: e
                    tasks: [{name: a, period: 10ms, work: 3ms, policy: deadline, reservation: {runtime: 2ms}}]
                """);

        // 0.2 and 0.1 CPUs of 0.25; 0.3 CPUs of 0.2.
        assertThat(plan.warnings())
                .containsExactly(
                        "plan.yaml:6: as planned: the tasks of /pod need 0.30 CPUs and its quota gives 0.25;"
                                + " they will fall behind without limit",
                        "plan.yaml:6: as planned: e/a needs 0.30 CPUs and reserves 0.20; it will fall behind");
    }
}
