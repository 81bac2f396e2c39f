package dev.headroom.plan;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.document.DocumentException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the kernel would refuse is refused with the line, the field and the numbers. */
class RefusedPlanTest {

    private static final String TASK = "{name: t, period: 100ms, work: 1ms, %s}";

    private static Arguments task(final String kernel, final String keys, final String... words) {
        return Arguments.of(
                "{profile: c5-prt, kernel: {" + kernel + "}}",
                "containers: [{name: c, tasks: [" + TASK.formatted(keys) + "]}]\n",
                words);
    }

    private static Arguments plan(final String machine, final String rest, final String... words) {
        return Arguments.of(machine, rest, words);
    }

    static Stream<Arguments> tasks() {
        return Stream.of(
                task("", "policy: deadline", "lacks the key 'reservation'"),
                task("", "policy: deadline, priority: 3, reservation: {runtime: 1ms}", "priority", "earliest deadline"),
                task("", "policy: deadline, nice: 3, reservation: {runtime: 1ms}", "'deadline' has no nice value"),
                task("", "policy: idle, nice: 3", "'idle' has no nice value"),
                task("", "reservation: {runtime: 1ms}", "'other' has no reservation; write policy: deadline"),
                task(
                        "",
                        "policy: deadline, reservation: {runtime: 2ms, deadline: 1ms}",
                        "reservation: the run time 2ms, deadline 1ms and period 100ms are not in this order"),
                task("", "policy: deadline, reservation: {runtime: 1us}", "'1us' is out of range", "from 1024ns"),
                task("", "yield: true", "'other' is not released by yielding", "policy: deadline"),
                task(
                        "",
                        "policy: deadline, yield: true, reservation: {runtime: 1ms, period: 50ms}",
                        "the period 100ms is not that of the reservation, 50ms"),
                task(
                        "",
                        "policy: deadline, yield: true, skip-missed: false, reservation: {runtime: 1ms}",
                        "skip-missed: a task that yields always skips"),
                task("version: '3.10'", "policy: deadline, reservation: {runtime: 1ms}", "Linux 3.10 has no policy"),
                task(
                        "version: '4.9'",
                        "policy: deadline, reservation: {runtime: 1ms, reclaim: true}",
                        "Linux 4.9 has no reclaiming of reservations; it came with 4.13"),
                task(
                        "version: '6.1'",
                        "policy: deadline, reservation: {runtime: 1ms, period: 5s}",
                        "refuses a reservation period of 5s",
                        "100us to 4194304us"),
                task("version: '5.15'", "slice: 1ms", "Linux 5.15 has no slices of fair tasks; it came with 6.12"),
                task("version: '6.12'", "policy: fifo, priority: 1, slice: 1ms", "'fifo' has no slice"),
                task("version: '6.12'", "slice: 1us", "out of range", "from 100us to 100ms"),
                task("", "cpus: '4'", "CPUs 4 are not among the CPUs 0-3 of container 'c'"),
                task(
                        "",
                        "cpus: '1', policy: deadline, reservation: {runtime: 1ms}",
                        "'deadline' needs all CPUs 0-3 of its domain, and the task may use 1",
                        "partition: root"),
                task("", "sections: [{lock: bus, length: 1ms}]", "lock: the plan has no locks"),
                task("version: six", "", "'six' is not the version of a kernel"),
                task("tick: 10", "", "10 is out of range; give a whole number from 24 to 1000"),
                task("preemption: lazy", "", "'lazy' is unknown", "voluntary, rt, none, full"),
                task("rt-runtime: 2s", "", "the run time 2s is longer than the period 1s"),
                task("rt-runtime: -2", "", "the duration -2 has no unit"),
                task("rt-period: 500ms", "", "the run time 950ms is longer than the period 500ms"),
                task("isolcpus: '7'", "", "isolcpus: CPU 7 does not exist", "0-3"),
                task("isolcpus: 0-3", "", "isolcpus: takes all CPUs"),
                task("nohz-full: 0-3", "", "nohz-full: takes all CPUs"),
                task("nohz-full: '1', version: '3.2'", "", "Linux 3.2 has no full dynticks"),
                task("threaded-irqs: true, preemption: full", "", "only PREEMPT_RT is modelled with interrupt threads"),
                task("isolcpu: '1'", "", "isolcpu: unknown key; did you mean 'isolcpus'?"));
    }

    static Stream<Arguments> groups() {
        final String std = "{profile: c5-std}";
        final String new512 = "{profile: c5-std, kernel: {version: '5.12'}}";
        return Stream.of(
                plan(
                        std,
                        "containers: [{name: c, parent: x, stress: {cpu: 1}}]",
                        "parent: there is no group above this; declare it in 'groups'"),
                plan(
                        std,
                        "groups: [{name: a, parent: b}, {name: b}]\ncontainers: [{name: c, stress: {cpu: 1}}]",
                        "groups[0].parent: there is no group above"),
                plan(
                        std,
                        "groups: [{name: a}, {name: a}]\ncontainers: [{name: c, stress: {cpu: 1}}]",
                        "groups[1].name: a second group 'a'"),
                plan(
                        std,
                        "containers: [{name: c, cpu: {weight: 100, shares: 3}, stress: {cpu: 1}}]",
                        "has keys of cgroup v1 (shares, rt-runtime) and v2 (weight)"),
                plan(
                        new512,
                        "groups: [{name: a, cpu: {shares: 3}}]\n"
                                + "containers: [{name: c, cpu: {weight: 100}, stress: {cpu: 1}}]",
                        "mixes cgroup v1 (shares, rt-runtime) and v2 (weight)"),
                plan(
                        std,
                        "containers: [{name: c, cpu: {weight: 100}, stress: {cpu: 1}}]",
                        "Linux 4.4 has no weights of cgroup v2; it came with 4.15"),
                plan(std, "containers: [{name: c, cpu: {weight: 0}, stress: {cpu: 1}}]", "from 1 to 10000"),
                plan(std, "containers: [{name: c, cpu: {shares: 1}, stress: {cpu: 1}}]", "from 2 to 262144"),
                plan(std, "containers: [{name: c, cpu: {period: 50ms}, stress: {cpu: 1}}]", "nothing without a quota"),
                plan(std, "containers: [{name: c, cpu: {quota: 50us}, stress: {cpu: 1}}]", "out of range", "from 1ms"),
                plan(
                        std,
                        "containers: [{name: c, cpu: {quota: 50ms, period: 2s}, stress: {cpu: 1}}]",
                        "period: '2s' is out of range",
                        "to 1s"),
                plan(
                        new512,
                        "containers: [{name: c, cpu: {quota: 50ms, burst: 60ms}, stress: {cpu: 1}}]",
                        "burst: '60ms' is out of range",
                        "to 50ms"),
                plan(
                        new512,
                        "containers: [{name: c, cpu: {quota: 50ms, burst: 6ms}, stress: {cpu: 1}}]",
                        "Linux 5.12 has no bursts of a quota; it came with 5.14"),
                plan(
                        std,
                        "groups: [{name: a, cpu: {quota: 50ms}}]\n"
                                + "containers: [{name: c, parent: a, cpu: {shares: 9, quota: 60ms}, stress: {cpu: 1}}]",
                        "the quota 60ms in 100ms is above 50ms in 100ms of /a"));
    }

    static Stream<Arguments> realTimeGroups() {
        final String std = "{profile: c5-std}";
        final String fifo = "tasks: [{name: t, period: 100ms, work: 1ms, policy: fifo, priority: 1}]";
        return Stream.of(
                plan(std, "containers: [{name: c, cpu: {rt-period: 1s}, " + fifo + "}]", "nothing without a run time"),
                plan(
                        std,
                        "containers: [{name: c, cpu: {rt-runtime: 2s}, " + fifo + "}]",
                        "rt-runtime: is longer than the period 1s"),
                plan(
                        "{profile: c5-prt}",
                        "containers: [{name: c, cpu: {rt-runtime: 1ms}, " + fifo + "}]",
                        "PREEMPT_RT kernels before 6.12 have no real-time run time of groups"),
                plan(
                        std,
                        "containers: [{name: c, cpu: {rt-runtime: 1ms}, " + fifo + "},\n {name: d, cpu: {shares: 3}, "
                                + fifo + "}]",
                        "plan.yaml:6:",
                        "'fifo' needs real-time run time, and the group of container 'd' has none"),
                plan(
                        std,
                        "containers: [{name: c, cpu: {rt-runtime: 500ms}, " + fifo
                                + "},\n {name: d, cpu: {rt-runtime: 46ms, rt-period: 100ms}, " + fifo + "}]",
                        "with /d real-time run times sum up to 0.96 CPUs and the machine has 950ms in 1s"),
                plan(
                        std,
                        "groups: [{name: a, cpu: {rt-runtime: 100ms}}]\n"
                                + "containers: [{name: c, parent: a, cpu: {rt-runtime: 101ms}, " + fifo + "}]",
                        "with /a/c real-time run times sum up to 0.101 CPUs and /a has 100ms in 1s"));
    }

    static Stream<Arguments> machines() {
        final String new612 = "{profile: c5-std, kernel: {version: '6.12'}}";
        return Stream.of(
                plan(
                        "{profile: c5-std, offline-cpus: 0-3}",
                        "containers: [{name: c, stress: {cpu: 1}}]",
                        "unplugs all"),
                plan(
                        "{profile: c5-std, offline-cpus: '3'}",
                        "containers: [{name: c, cpus: '3', stress: {cpu: 1}}]",
                        "containers[0].cpus: CPU 3 is unplugged"),
                plan(
                        "{profile: c5-std, offline-cpus: '0', kernel: {isolcpus: 1-3}}",
                        "containers: [{name: c, cpus: '3', stress: {cpu: 1}}]",
                        "isolation and unplugging take all CPUs"),
                plan(
                        "{profile: c5-std}",
                        "containers: [{name: c, cpus: '3', partition: root, stress: {cpu: 1}}]",
                        "Linux 4.4 has no such partitions; it came with 5.0"),
                plan(
                        new612,
                        "containers: [{name: c, partition: root, stress: {cpu: 1}}]",
                        "a container of its own CPUs names none"),
                plan(
                        new612,
                        "shield: {cpus: '1'}\ncontainers: [{name: c, cpus: '2', partition: root, stress: {cpu: 1}}]",
                        "a partition beside a shield"),
                plan(
                        new612,
                        "containers: [{name: c, cpus: 0-3, partition: root, stress: {cpu: 1}}]",
                        "shields, partitions and isolation take all CPUs"),
                plan(
                        new612,
                        "containers: [{name: c, cpus: '2', partition: root, stress: {cpu: 1}},\n"
                                + " {name: d, cpus: 2-3, stress: {cpu: 1}}]",
                        "container 'd' uses CPUs 2 that 'c' has for itself"),
                plan(
                        "{profile: c5-std}",
                        "containers: [{name: c, cpus: '2', exclusive: true, stress: {cpu: 1}},\n"
                                + " {name: d, cpus: 2-3, stress: {cpu: 1}}]",
                        "container 'd' uses CPUs 2 that 'c' has for itself"));
    }

    private static Arguments replug(final String items, final String... words) {
        return plan("{profile: c5-prt, replug: [" + items + "]}", "containers: [{name: c, stress: {cpu: 1}}]", words);
    }

    static Stream<Arguments> replugs() {
        final String half =
                "tasks: [{name: t, period: 100ms, work: 1ms, policy: deadline, reservation: {runtime: 90ms}}]";
        return Stream.of(
                replug("{cpus: '4', off: 5s, on: 6s}", "replug[0].cpus: CPU 4 is not there", "0-3"),
                replug("{cpus: '1', off: 500ms, on: 6s}", "replug[0].off: '500ms' is out of range", "from 1s"),
                replug("{cpus: '1', off: 5s, on: 5s}", "replug[0].on: '5s' is out of range"),
                replug("{cpus: 0-3, off: 5s, on: 6s}", "takes all CPUs off-line at 5s; leave at least one"),
                replug(
                        "{cpus: 0-1, off: 5s, on: 7s}, {cpus: 2-3, off: 6s, on: 8s}",
                        "replug[1]: takes all CPUs off-line at 6s"),
                replug(
                        "{cpus: 0-1, off: 5s, on: 7s}, {cpus: '1', off: 6s, on: 8s}",
                        "replug[1]: CPU 1 is off-line then already"),
                plan(
                        "{profile: c5-prt, replug: [{cpus: 1-3, off: 5s, on: 6s}]}",
                        "containers: [{name: c, " + half + "}, {name: d, " + half + "}]",
                        "machine.replug: the kernel refuses to take CPUs 1-3 off-line at 5s",
                        "would not fit on 0"),
                plan(
                        "{profile: c5-prt, kernel: {threaded-irqs: true}, replug: [{cpus: '1', off: 5s, on: 6s}]}",
                        "containers: [{name: c, stress: {cpu: 1}}]",
                        "with threaded-irqs CPUs cannot go off-line here"));
    }

    private static Arguments energy(final String keys, final String... words) {
        return plan("{profile: c5-std, " + keys + "}", "containers: [{name: c, stress: {cpu: 1}}]", words);
    }

    static Stream<Arguments> savingEnergy() {
        final String c6 = "{name: C6, latency: 133us, residency: 600us}";
        return Stream.of(
                energy("idle-states: all", "idle-states: 'all' is unknown", "none"),
                energy("idle-states: []", "idle-states: is empty; give 1 to 9"),
                energy("idle-states: [{name: C1}]", "idle-states[0]: lacks the key 'latency'"),
                energy("idle-states: [{name: C1, latency: 2us, residency: 2s}]", "'2s' is out of range", "1s"),
                energy("idle-states: [" + c6 + ", " + c6 + "]", "idle-states[1]: a second idle state 'C6'"),
                energy(
                        "idle-states: [" + c6 + ", {name: C1, latency: 2us, residency: 2us}]",
                        "idle-states[1]: is shallower than C6, which stands before it",
                        "by rising latency and residency"),
                energy("frequency: {min-mhz: 1, max-mhz: 2}", "frequency: lacks the key 'governor'"),
                energy("frequency: {governor: ondemand, min-mhz: 1, max-mhz: 2}", "'ondemand' is unknown", "schedutil"),
                energy("frequency: {governor: powersave, min-mhz: 3, max-mhz: 2}", "from 1 to 2"),
                energy("idle-latency-limit: 10", "idle-latency-limit: the duration 10 has no unit"));
    }

    static Stream<Arguments> reservations() {
        final String new612 = "{profile: c5-std, kernel: {version: '6.12'}}";
        final String half =
                "tasks: [{name: t, period: 100ms, work: 1ms, policy: deadline, " + "reservation: {runtime: %s}}]";
        return Stream.of(
                // Three CPUs in the shield, 0.95 each are 2.85; 0.90 each from 6.12 are 2.7.
                plan(
                        "{profile: c5-std}",
                        "shield: {cpus: 1-3, root-load-balance: false}\ncontainers:\n - {name: c, "
                                + half.formatted("96ms") + "}\n - {name: d, " + half.formatted("95ms")
                                + "}\n - {name: e, " + half.formatted("95ms") + "}\n",
                        "plan.yaml:9: containers[2].tasks[0]: with this task 2.86 CPUs are reserved on CPUs 1-3,"
                                + " and 2.85 CPUs can be"),
                plan(
                        new612,
                        "containers: [{name: c, cpus: '1', partition: root, " + half.formatted("91ms") + "}]",
                        "with this task 0.91 CPUs are reserved on CPUs 1, and 0.9 CPUs can be"),
                plan(
                        "{profile: c5-std}",
                        "containers: [{name: c, " + half.formatted("96ms") + "}]\n"
                                + "variants: [{name: v, machine: {kernel: {rt-runtime: 10ms}}}]",
                        "with this task 0.96 CPUs are reserved on CPUs 0-3, and 0.04 CPUs can be in the variant 'v'"));
    }

    static Stream<Arguments> locks() {
        final String two = "locks: [{name: a, protocol: pi}, {name: b, protocol: pi}]\n"
                + "containers: [{name: c, tasks: [{name: t, period: 9ms, work: 5ms, sections: [%s]},\n"
                + "{name: u, period: 9ms, work: {min: 1ms, max: 5ms}, sections: [%s]}]}]";
        final String rt = "{profile: c5-prt}";
        final String inOrder = "{lock: a, length: 3ms}, {lock: b, at: 1ms, length: 1ms}";
        return Stream.of(
                plan(rt, two.formatted("{lock: x, length: 1ms}", inOrder), "'x' is unknown", "the locks are a, b"),
                plan(
                        rt,
                        two.formatted("{lock: a, at: 3ms, length: 3ms}", inOrder),
                        "sections[0]: ends at 6ms of a job of 5ms"),
                plan(
                        rt,
                        two.formatted("{lock: a, length: 3ms}, {lock: a, at: 2ms, length: 1ms}", inOrder),
                        "takes the lock 'a' while it holds it"),
                plan(
                        rt,
                        two.formatted(inOrder, "{lock: b, length: 3ms}, {lock: a, at: 1ms, length: 1ms}"),
                        "takes 'a' under 'b', and c/t takes them the other way round"),
                plan(rt, two.replace("protocol: pi}]", "protocol: protect}]").formatted(inOrder, inOrder), "none, pi"),
                plan(rt, two.replace("name: b, ", "name: a, ").formatted(inOrder, inOrder), "a second lock 'a'"));
    }

    @ParameterizedTest
    @MethodSource({"tasks", "groups", "realTimeGroups", "machines", "replugs", "savingEnergy", "reservations", "locks"})
    void aPlanThatTheKernelWouldRefuseIsRefused(final String machine, final String rest, final String[] words) {
        assertThatThrownBy(() -> SchedulingPlanTest.read(machine, rest))
                .isInstanceOf(DocumentException.class)
                .hasMessageContainingAll(words)
                .hasMessageStartingWith("plan.yaml:");
    }
}
