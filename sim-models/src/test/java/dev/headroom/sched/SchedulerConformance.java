package dev.headroom.sched;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.topology.Topology;
import dev.headroom.units.CpuSet;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * What every scheduler must hold, whatever its policy: a subclass per scheduler makes it.
 *
 * <p>A random machine plays random sequences of fork, wake-up, block, tick, balance, push and pick the way the machine
 * model calls them. {@link CheckedScheduler} checks affinity, single residency and accounting in every call; here are
 * work conservation, no lost task, urgency of real-time tasks, and determinism.
 */
public abstract class SchedulerConformance {

    private static final SchedulingPolicy[] POLICIES = {
        SchedulingPolicy.FIFO, SchedulingPolicy.RR, SchedulingPolicy.OTHER
    };

    /** Makes the scheduler under test. */
    protected abstract Scheduler create(Topology topology, List<CpuSet> partitions);

    @Property(tries = 400)
    void aRandomSequenceOfCallsKeepsAllRules(@ForAll final long seed) {
        final Driver driver = new Driver(seed);
        driver.play(300);
        driver.drain();
    }

    @Property(tries = 40)
    void theSameCallsGetTheSameAnswers(@ForAll final long seed) {
        assertThat(trace(seed)).isEqualTo(trace(seed));
    }

    private List<CheckedScheduler.Switch> trace(final long seed) {
        final Driver driver = new Driver(seed);
        driver.play(300);
        return driver.scheduler.switches();
    }

    /** A machine without costs that calls a scheduler. */
    private final class Driver {
        private final SplittableRandom random;
        private final Topology topology;
        private final CheckedScheduler scheduler;
        private final List<SchedTask> tasks = new ArrayList<>();
        private final boolean[] reschedule;
        private long nowNs;

        Driver(final long seed) {
            random = new SplittableRandom(seed);
            topology = Topology.regular(
                    1 + random.nextInt(2), 1 + random.nextInt(4), 1 + random.nextInt(2), random.nextBoolean());
            scheduler = new CheckedScheduler(create(topology, partitions()), topology.cpus());
            reschedule = new boolean[topology.cpus()];
            final int count = 1 + random.nextInt(3 * topology.cpus());
            for (int id = 0; id < count; id++) {
                final SchedulingPolicy policy = POLICIES[random.nextInt(POLICIES.length)];
                tasks.add(new SchedTask(
                        id,
                        "task" + id,
                        policy,
                        policy.isRealTime() ? 1 + random.nextInt(5) : 0,
                        random.nextBoolean() ? SchedTask.NICE_0_WEIGHT : 15 + random.nextInt(5000),
                        random.nextInt(3) == 0 ? topology.allCpus() : cpuSet()));
            }
        }

        /** Everything, nothing, or a part of the machine is balanced. */
        private List<CpuSet> partitions() {
            final int kind = random.nextInt(4);
            if (kind == 0 || topology.cpus() == 1) {
                return List.of();
            }
            if (kind == 1) {
                return List.of(topology.allCpus());
            }
            final CpuSet part = cpuSet();
            final CpuSet rest = topology.allCpus().minus(part);
            return kind == 2 || rest.isEmpty() ? List.of(part) : List.of(part, rest);
        }

        private CpuSet cpuSet() {
            final int[] cpus = new int[1 + random.nextInt(topology.cpus())];
            for (int i = 0; i < cpus.length; i++) {
                cpus[i] = random.nextInt(topology.cpus());
            }
            return CpuSet.of(java.util.Arrays.stream(cpus).distinct().toArray());
        }

        void play(final int steps) {
            for (int step = 0; step < steps; step++) {
                advance(random.nextInt(4) == 0 ? 20_000_000 : 200_000);
                switch (random.nextInt(8)) {
                    case 0, 1, 2 -> wake(tasks.get(random.nextInt(tasks.size())));
                    case 3, 4 -> block(random.nextInt(topology.cpus()));
                    case 5 -> tick(random.nextInt(topology.cpus()));
                    default -> pick(random.nextInt(topology.cpus()));
                }
                if (random.nextInt(3) == 0) {
                    pickAll();
                }
            }
        }

        private void advance(final int mostNs) {
            final long elapsedNs = random.nextInt(mostNs);
            nowNs += elapsedNs;
            for (int cpu = 0; cpu < topology.cpus(); cpu++) {
                if (scheduler.current(cpu) != null) {
                    scheduler.account(cpu, scheduler.current(cpu), elapsedNs);
                }
            }
        }

        private void wake(final SchedTask task) {
            if (task.isQueued()) {
                return;
            }
            final WakeKind kind = task.cpu() < 0 ? WakeKind.FORK : WakeKind.WAKE_UP;
            final int cpu = scheduler.selectCpu(task, kind, random.nextInt(topology.cpus()), nowNs);
            if (scheduler.enqueue(task, cpu, kind, nowNs)) {
                reschedule[cpu] = true;
            } else if (task.policy().isRealTime()) {
                push(cpu);
            }
        }

        private void push(final int cpu) {
            final int target = scheduler.push(cpu, nowNs);
            if (target >= 0) {
                reschedule[target] = true;
            }
        }

        private void block(final int cpu) {
            if (scheduler.current(cpu) != null) {
                scheduler.block(scheduler.current(cpu), nowNs);
                reschedule[cpu] = true;
                pick(cpu);
            }
        }

        private void tick(final int cpu) {
            if (scheduler.current(cpu) == null) {
                return;
            }
            reschedule[cpu] |= scheduler.tick(cpu, nowNs);
            if (scheduler.isBalanced(cpu)) {
                scheduler.balance(cpu, false, nowNs);
                for (int other = 0; other < topology.cpus(); other++) {
                    if (scheduler.runnable(other) == 0 && scheduler.isBalanced(other)) {
                        scheduler.balance(other, true, nowNs);
                    }
                }
            }
            lookAtIdleCpus();
        }

        /** Balancing may leave tasks on CPUs that run nothing. */
        private void lookAtIdleCpus() {
            for (int cpu = 0; cpu < topology.cpus(); cpu++) {
                reschedule[cpu] |= scheduler.current(cpu) == null && scheduler.runnable(cpu) > 0;
            }
        }

        private void pick(final int cpu) {
            if (reschedule[cpu]) {
                reschedule[cpu] = false;
                scheduler.pickNext(cpu, nowNs);
                push(cpu);
                lookAtIdleCpus();
            }
        }

        private void pickAll() {
            for (int round = 0; round <= tasks.size() + topology.cpus(); round++) {
                boolean any = false;
                for (int cpu = 0; cpu < topology.cpus(); cpu++) {
                    any |= reschedule[cpu];
                    pick(cpu);
                }
                if (!any) {
                    assertSettled();
                    return;
                }
            }
            throw new AssertionError("the CPUs do not come to rest");
        }

        private void assertSettled() {
            for (int cpu = 0; cpu < topology.cpus(); cpu++) {
                assertThat(scheduler.current(cpu) == null && scheduler.runnable(cpu) > 0)
                        .as("CPU %s is idle and has runnable tasks", cpu)
                        .isFalse();
            }
            for (final SchedTask task : scheduler.queued()) {
                final SchedTask current = scheduler.current(task.cpu());
                assertThat(current.priority())
                        .as("%s runs while %s waits on the same CPU", current, task)
                        .isGreaterThanOrEqualTo(task.priority());
            }
        }

        /** Every runnable task gets to run when those before it block. */
        void drain() {
            pickAll();
            for (int round = 0; round <= tasks.size() && !scheduler.queued().isEmpty(); round++) {
                for (int cpu = 0; cpu < topology.cpus(); cpu++) {
                    block(cpu);
                }
                pickAll();
            }
            assertThat(scheduler.queued()).isEmpty();
        }
    }
}
