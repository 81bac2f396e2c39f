package dev.headroom.machine;

import static dev.headroom.machine.Machines.MS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.workload.MissedReleases;
import dev.headroom.workload.PeriodicWorkload;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** What holds on every machine, drawn at random. The sums of causes and of CPU time are also asserted in each run. */
class MachinePropertyTest {

    private static final long DURATION_NS = 300 * MS;

    private static long sum(final List<TaskResult.CauseTotal> causes) {
        return causes.stream().mapToLong(TaskResult.CauseTotal::totalNs).sum();
    }

    @Property(tries = 60)
    void causesSumUpToEveryLatencyAndUsesToTheDuration(@ForAll final long seed) {
        final RunResult result = MachineRun.run(RandomMachine.draw(seed), seed, DURATION_NS);
        for (final RunResult.CpuUse use : result.cpus()) {
            assertThat(use.idleNs() + use.userNs() + use.kernelNs() + use.interruptNs() + use.stolenNs())
                    .isEqualTo(result.durationNs());
        }
        for (final TaskResult task : result.tasks()) {
            for (final TaskResult.WorstActivation worst : task.worst()) {
                assertThat(sum(worst.causes())).isEqualTo(worst.latencyNs());
            }
            if (task.activations() > 0) {
                assertThat(sum(task.causes()))
                        .isEqualTo(Math.round(task.latency().meanNs() * task.activations()));
                assertThat(task.worst().get(0).latencyNs())
                        .isEqualTo(task.latency().maxNs());
            }
        }
    }

    @Property(tries = 60)
    void causesSumUpToTheTimeOfEveryJob(@ForAll final long seed) {
        final RunResult result = MachineRun.run(RandomMachine.draw(seed), seed, DURATION_NS);
        for (final TaskResult task : result.tasks()) {
            // A measuring thread has no jobs of its own; its histogram holds zeros.
            assertThat(sum(task.executionCauses()))
                    .as(task.name())
                    .isEqualTo(Math.round(
                            task.execution().meanNs() * task.execution().count()));
        }
    }

    @Property(tries = 60)
    void everyReleaseIsServedSkippedOrOpen(@ForAll final long seed) {
        final MachineConfig config = RandomMachine.draw(seed);
        final RunResult result = MachineRun.run(config, seed, DURATION_NS);
        for (int i = 0; i < result.tasks().size(); i++) {
            final TaskResult task = result.tasks().get(i);
            final PeriodicWorkload workload = workload(config, task.name());
            if (task.activations() == 0 || task.activations() > task.worst().size()) {
                continue;
            }
            final long[] releases = task.worst().stream()
                    .mapToLong(TaskResult.WorstActivation::releaseNs)
                    .sorted()
                    .toArray();
            assertThat(LongStream.of(releases).distinct().count()).isEqualTo(releases.length);
            for (final long release : releases) {
                assertThat((release - releases[0]) % workload.periodNs()).isZero();
            }
            final long programmed = (releases[releases.length - 1] - releases[0]) / workload.periodNs() + 1;
            final long until = (result.durationNs() - releases[0]) / workload.periodNs() + 1;
            final long open = until - task.activations() - task.skipped();
            assertThat(open).as("%s", task.name()).isNotNegative();
            assertThat(task.activations() + task.skipped()).isGreaterThanOrEqualTo(programmed);
            if (workload.missed() != MissedReleases.SKIP) {
                assertThat(task.skipped()).isZero();
                assertThat(task.activations()).isEqualTo(programmed);
            }
            assertThat(task.response().count()).isBetween(task.activations() - 1, task.activations());
        }
    }

    private static PeriodicWorkload workload(final MachineConfig config, final String name) {
        return config.tasks().stream()
                .filter(task -> task.name().equals(name))
                .map(task -> (PeriodicWorkload) task.workload())
                .findFirst()
                .orElseThrow();
    }

    @Property(tries = 25)
    void theSameSeedGivesTheSameResultBitForBitOnTwoThreadsAtOnce(@ForAll final long seed) {
        final MachineConfig config = RandomMachine.draw(seed);
        final String first = Facts.fingerprint(MachineRun.run(config, seed, DURATION_NS));
        final CompletableFuture<String> beside =
                CompletableFuture.supplyAsync(() -> Facts.fingerprint(MachineRun.run(config, seed, DURATION_NS)));
        final CompletableFuture<String> fresh = CompletableFuture.supplyAsync(
                () -> Facts.fingerprint(MachineRun.run(RandomMachine.draw(seed), seed, DURATION_NS)));
        assertThat(beside.join()).isEqualTo(first);
        assertThat(fresh.join()).isEqualTo(first);
    }

    @Property(tries = 10)
    void anotherSeedGivesAnotherResult(@ForAll final long seed) {
        final MachineConfig config = RandomMachine.draw(seed);
        assertThat(Facts.fingerprint(MachineRun.run(config, seed, DURATION_NS)))
                .isNotEqualTo(Facts.fingerprint(MachineRun.run(config, seed + 1, DURATION_NS)));
    }

    /** The checked scheduler asserts affinity, residency and accounting; samples look at the machine between events. */
    @Property(tries = 150)
    void noCpuIsIdleWhileTasksWaitOnItAndEveryActivationWaitsWhereItsTaskIs(@ForAll final long seed) {
        final MachineConfig config = RandomMachine.draw(seed, false);
        final Bench bench = Bench.run(config, seed, DURATION_NS, script -> {
            for (long atNs = 1; atNs < DURATION_NS; atNs += 170_003) {
                script.sample(atNs, nowNs -> assertConsistent(script));
            }
        });
        assertThat(bench.scheduler.switches()).isNotEmpty();
    }

    @Property(tries = 150)
    void groupsLocksThreadsAndBootParametersKeepEverythingAccountedFor(@ForAll final long seed) {
        final MachineConfig config = RandomMachine.rich(seed);
        final Bench bench = Bench.run(config, seed, DURATION_NS, script -> {
            for (long atNs = 1; atNs < DURATION_NS; atNs += 170_003) {
                script.sample(atNs, nowNs -> assertConsistent(script));
            }
        });
        for (final TaskConfig task : config.tasks()) {
            if (task.workload() instanceof PeriodicWorkload) {
                final TaskResult result = bench.result(task.name());
                assertThat(sum(result.executionCauses()))
                        .isEqualTo(Math.round(
                                result.execution().meanNs() * result.execution().count()));
            }
        }
        assertThat(Facts.fingerprint(MachineRun.run(config, seed, DURATION_NS)))
                .isEqualTo(Facts.fingerprint(MachineRun.run(RandomMachine.rich(seed), seed, DURATION_NS)));
    }

    /** Seeds that once failed. */
    @Example
    void theMachinesThatOnceFailedStayConsistent() {
        for (final long seed : new long[] {-13, 137, 298}) {
            noCpuIsIdleWhileTasksWaitOnItAndEveryActivationWaitsWhereItsTaskIs(seed);
        }
    }

    private static void assertConsistent(final Bench bench) {
        for (int cpu = 0; cpu < bench.machine.cpus(); cpu++) {
            assertThat(bench.machine.cpu(cpu).isIdle() && bench.scheduler.runnable(cpu) > 0)
                    .as("CPU %s is idle with runnable tasks", cpu)
                    .isFalse();
        }
        for (final MachineTask task : bench.machine.tasks()) {
            assertThat(task.sched.cpu() < 0 || task.sched.allowedCpus().contains(task.sched.cpu()))
                    .isTrue();
            if (task.isBooked() && task.sched.isQueued()) {
                assertThat(task.waitsOn.id())
                        .as("CPU of the open activation of %s", task.sched)
                        .isEqualTo(task.sched.cpu());
            }
        }
    }
}
