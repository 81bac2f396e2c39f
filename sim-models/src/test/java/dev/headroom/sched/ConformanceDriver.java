package dev.headroom.sched;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.topology.Topology;
import dev.headroom.units.CpuSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A machine without costs that calls a scheduler at random.
 *
 * <p>Checked besides what {@link CheckedScheduler} checks: when all CPUs have looked, none idles that has a task to run
 * and none runs a task of a less urgent class or real-time priority than one that waits and can run; a reservation
 * gives no more than its run time in every period, one run time more at each end of the observation, and twice the
 * longest time for which the scheduler was not asked (after an overrun of more than a period a task may go on at once).
 */
final class ConformanceDriver {

    private static final int DEADLINE_URGENCY = 100;
    private static final int DRAIN_ROUNDS = 5000;

    /** The reservation of a task since it last got it. */
    private static final class Reserved {
        private Reservation reservation;
        private long sinceNs;
        private long carriedNs;
        private long ranNs;
        private long longestNs;
        private long unseenNs;
    }

    private final SplittableRandom random;
    private final SchedulerConformance kit;
    private final Topology topology;
    private final CheckedScheduler scheduler;
    private final List<SchedTask> tasks = new ArrayList<>();
    private final List<Reserved> reserved = new ArrayList<>();
    private final boolean[] reschedule;
    private long nowNs;

    ConformanceDriver(final long seed, final SchedulerConformance kit) {
        this.kit = kit;
        random = new SplittableRandom(seed);
        topology = Topology.regular(
                1 + random.nextInt(2), 1 + random.nextInt(4), 1 + random.nextInt(2), random.nextBoolean());
        scheduler = new CheckedScheduler(kit.create(topology, partitions()), topology.cpus());
        reschedule = new boolean[topology.cpus()];
        final int count = 1 + random.nextInt(3 * topology.cpus());
        for (int id = 0; id < count; id++) {
            final CpuSet cpus = random.nextInt(3) == 0 ? topology.allCpus() : cpuSet();
            final SchedTask task = new SchedTask(id, "task" + id, attributes(), cpus);
            tasks.add(task.inGroup(random.nextInt(kit.groups() + 1)));
            reserved.add(new Reserved());
            reserve(task);
        }
    }

    /** All changes of the current task of a CPU. */
    List<CheckedScheduler.Switch> switches() {
        return scheduler.switches();
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
        return CpuSet.of(Arrays.stream(cpus).distinct().toArray());
    }

    private SchedAttributes attributes() {
        final SchedulingPolicy policy =
                kit.policies().get(random.nextInt(kit.policies().size()));
        return switch (policy) {
            case FIFO -> SchedAttributes.fifo(1 + random.nextInt(5));
            case RR -> SchedAttributes.rr(1 + random.nextInt(5));
            case DEADLINE -> SchedAttributes.deadline(reservation());
            case IDLE -> SchedAttributes.idle();
            default -> new SchedAttributes(policy, 0, random.nextBoolean() ? 1024 : 15 + random.nextInt(5000), null, 0);
        };
    }

    private Reservation reservation() {
        final long periodNs = 1_000_000 + random.nextInt(20_000_000);
        final long deadlineNs = random.nextInt(3) > 0 ? periodNs : periodNs / 2 + random.nextLong(periodNs / 2);
        return new Reservation(1024 + random.nextLong(deadlineNs / 2), deadlineNs, periodNs, random.nextBoolean());
    }

    private void reserve(final SchedTask task) {
        final Reserved own = reserved.get(task.id());
        if (own.reservation != task.reservation()) {
            // Whoever changes a reservation keeps what is left of the old run time.
            own.carriedNs = own.reservation == null ? 0 : own.reservation.runtimeNs();
            own.reservation = task.reservation();
            own.sinceNs = nowNs;
            own.ranNs = 0;
            own.longestNs = 0;
            own.unseenNs = 0;
        }
    }

    void play(final int steps) {
        for (int step = 0; step < steps; step++) {
            advance(random.nextInt(random.nextInt(4) == 0 ? 20_000_000 : 200_000));
            if (kit.plugsCpus() && random.nextInt(20) == 0) {
                replug(random.nextInt(topology.cpus()));
            }
            switch (random.nextInt(10)) {
                case 0, 1, 2 -> wake(tasks.get(random.nextInt(tasks.size())));
                case 3, 4 -> block(random.nextInt(topology.cpus()));
                case 5 -> tick(random.nextInt(topology.cpus()));
                case 6 -> change(random.nextInt(5));
                default -> pick(random.nextInt(topology.cpus()));
            }
            poll();
            if (random.nextInt(3) == 0) {
                pickAll();
            }
        }
    }

    /** Lets time pass; the scheduler's own timer is called when it is due. */
    private void advance(final long ns) {
        final long untilNs = nowNs + ns;
        while (scheduler.nextTimerNs() <= untilNs) {
            run(Math.max(nowNs, scheduler.nextTimerNs()));
            scheduler.timer(nowNs);
            assertThat(scheduler.nextTimerNs())
                    .as("a timer that was called is over")
                    .isGreaterThan(nowNs);
            poll();
            lookAtIdleCpus();
        }
        run(untilNs);
    }

    private void run(final long untilNs) {
        final long elapsedNs = untilNs - nowNs;
        nowNs = untilNs;
        for (int cpu = 0; cpu < topology.cpus(); cpu++) {
            final SchedTask current = scheduler.current(cpu);
            if (current != null) {
                if (!scheduler.isThrottled(current)) {
                    // A task that has to wait runs on until its CPU looks, which is not the scheduler's fault.
                    count(current, elapsedNs);
                }
                scheduler.account(cpu, current, elapsedNs);
            }
        }
    }

    private void count(final SchedTask task, final long elapsedNs) {
        final Reserved own = reserved.get(task.id());
        own.ranNs += elapsedNs;
        own.unseenNs += elapsedNs;
        own.longestNs = Math.max(own.longestNs, own.unseenNs);
        if (own.reservation != null) {
            final long periods = (nowNs - own.sinceNs) / own.reservation.deadlineNs() + 2;
            final long mostNs = own.carriedNs + periods * own.reservation.runtimeNs() + 2 * own.longestNs;
            // Whoever reclaims may use up to the whole CPU, but its own run time is never less than that.
            final boolean bounded = !own.reservation.reclaim();
            assertThat(!bounded || own.ranNs <= mostNs)
                    .as("%s got %s ns in %s periods of %s", task, own.ranNs, periods, own.reservation)
                    .isTrue();
        }
    }

    /** The scheduler saw what a task has run. */
    private void seen(final SchedTask task) {
        if (task != null) {
            reserved.get(task.id()).unseenNs = 0;
        }
    }

    private void wake(final SchedTask task) {
        if (task.isQueued()) {
            return;
        }
        final WakeKind woken = random.nextInt(4) == 0 ? WakeKind.SYNC_WAKE_UP : WakeKind.WAKE_UP;
        final WakeKind kind = task.cpu() < 0 ? WakeKind.FORK : woken;
        final int cpu = scheduler.selectCpu(task, kind, onlineCpu(), nowNs);
        if (scheduler.enqueue(task, cpu, kind, nowNs)) {
            reschedule[cpu] = true;
        } else if (!task.policy().isFair()) {
            push(cpu);
        }
    }

    /** An off-line CPU comes back, an on-line one goes, if it may. */
    private void replug(final int cpu) {
        if (scheduler.isOffline(cpu)) {
            scheduler.plug(cpu, nowNs);
            return;
        }
        final SchedTask leaver = scheduler.current(cpu);
        if (scheduler.unplug(cpu, nowNs)) {
            seen(leaver);
            reschedule[cpu] = false;
            poll();
        }
    }

    private int onlineCpu() {
        int cpu = random.nextInt(topology.cpus());
        while (scheduler.isOffline(cpu)) {
            cpu = (cpu + 1) % topology.cpus();
        }
        return cpu;
    }

    private void push(final int cpu) {
        final int target = scheduler.push(cpu, nowNs);
        if (target >= 0) {
            reschedule[target] = true;
        }
        poll();
    }

    private void poll() {
        for (int cpu = scheduler.pollReschedule(); cpu >= 0; cpu = scheduler.pollReschedule()) {
            reschedule[cpu] = true;
        }
    }

    private void block(final int cpu) {
        if (scheduler.current(cpu) != null) {
            seen(scheduler.current(cpu));
            scheduler.block(scheduler.current(cpu), nowNs);
            reschedule[cpu] = true;
            pick(cpu);
        }
    }

    /** A task asks for another policy, or the current task of a CPU yields. */
    private void change(final int kind) {
        final SchedTask task = tasks.get(random.nextInt(tasks.size()));
        if (kind == 1 && task.cpu() >= 0 && kit.groups() > 0) {
            scheduler.setGroup(task, random.nextInt(kit.groups() + 1), nowNs);
        } else if (kind > 0 && task.cpu() >= 0) {
            scheduler.setAttributes(task, attributes(), nowNs);
            reserve(task);
        } else if (task.isRunning()) {
            seen(task);
            scheduler.yield(task, nowNs);
            reschedule[task.cpu()] = true;
        }
    }

    private void tick(final int cpu) {
        if (scheduler.current(cpu) == null) {
            return;
        }
        seen(scheduler.current(cpu));
        reschedule[cpu] |= scheduler.tick(cpu, nowNs);
        scheduler.utilisation(cpu, nowNs);
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
            final SchedTask previous = scheduler.current(cpu);
            final SchedTask next = scheduler.pickNext(cpu, nowNs);
            if (next != previous) {
                seen(previous);
                seen(next);
            }
            push(cpu);
            lookAtIdleCpus();
        }
    }

    private void pickAll() {
        for (int round = 0; round <= 2 * tasks.size() + topology.cpus(); round++) {
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
            if (!scheduler.isThrottled(task)
                    && !(kit.servesFairTasks() && current.policy().isFair())) {
                assertThat(urgency(current))
                        .as("%s runs while %s waits on the same CPU", current, task)
                        .isGreaterThanOrEqualTo(urgency(task));
            }
        }
    }

    private static int urgency(final SchedTask task) {
        return task.policy() == SchedulingPolicy.DEADLINE ? DEADLINE_URGENCY : task.priority();
    }

    /** Every runnable task gets to run when those before it block and budgets come back. */
    void drain() {
        pickAll();
        for (int round = 0; round < DRAIN_ROUNDS && !scheduler.queued().isEmpty(); round++) {
            for (int cpu = 0; cpu < topology.cpus(); cpu++) {
                block(cpu);
            }
            pickAll();
            if (!scheduler.queued().isEmpty() && scheduler.nextTimerNs() != Scheduler.NEVER_NS) {
                advance(Math.max(0, scheduler.nextTimerNs() - nowNs));
                pickAll();
            }
        }
        assertThat(scheduler.queued()).isEmpty();
    }
}
