package dev.headroom.sched.linux.fair;

import dev.headroom.sched.SchedTask;
import dev.headroom.sched.WakeKind;
import dev.headroom.sched.linux.core.CpuQueues;
import dev.headroom.sched.linux.core.LinuxConfig;
import dev.headroom.sched.linux.core.Reschedules;
import dev.headroom.sched.linux.core.SchedulingClass;
import dev.headroom.sched.linux.core.SchedulingDomains;

/**
 * The fair class over all CPUs.
 *
 * <p>Design. {@link FairQueues} holds the queues of all groups and CPUs, {@link FairHierarchy} moves tasks in and out
 * of them, a {@link FairPolicy} decides who runs: {@link CfsPolicy} before 6.6, {@link EevdfPolicy} from then on.
 * {@link FairPlacement} says where tasks start and wake, {@link LoadBalancer} moves those that wait; both know the
 * rules before 5.5 and those from then on.
 */
public final class FairClass implements SchedulingClass {

    private final CpuQueues cpus;
    private final FairQueues queues;
    private final FairHierarchy hierarchy;
    private final FairPlacement placement;
    private final LoadBalancer balancer;
    private final CpuConditions conditions;

    /** Makes the class with empty queues. */
    public FairClass(
            final LinuxConfig config,
            final CpuQueues queues,
            final SchedulingDomains domains,
            final Reschedules reschedules,
            final FairArrivals arrivals) {
        this.cpus = queues;
        this.queues = new FairQueues(config, queues, reschedules, arrivals);
        hierarchy = this.queues.hierarchy();
        conditions = new CpuConditions(this.queues, domains, config.version());
        if (config.version().isAtLeast(5, 5)) {
            placement = new WakePlacement(this.queues, domains, conditions, config.version());
            balancer = new DomainBalancer(this.queues, domains, conditions, config);
        } else {
            placement = new EarlyPlacement(this.queues, domains);
            balancer = new EarlyBalancer(this.queues, domains);
        }
    }

    @Override
    public int selectCpu(final SchedTask task, final WakeKind kind, final int wakingCpu, final long nowNs) {
        queues.at(nowNs);
        if (kind == WakeKind.FORK) {
            hierarchy.create(queues.entity(task), queues.queue(task, wakingCpu));
            queues.settle(wakingCpu);
            return placement.forkCpu(task, wakingCpu);
        }
        if (queues.isDelayed(task) && task.allowedCpus().contains(task.cpu())) {
            return task.cpu();
        }
        return placement.wakeCpu(task, wakingCpu, kind == WakeKind.SYNC_WAKE_UP);
    }

    @Override
    public void enqueue(final SchedTask task, final int cpu, final WakeKind kind, final long nowNs) {
        queues.at(nowNs);
        final FairEntity entity = queues.entity(task);
        final int from = task.cpu();
        hierarchy.settle(entity, queues.queue(task, cpu));
        task.placedOn(cpu);
        entity.freshlyWoken = kind.isWakeUp();
        hierarchy.enqueueTask(
                entity,
                switch (kind) {
                    case FORK -> Flags.INITIAL;
                    case WAKE_UP, SYNC_WAKE_UP -> Flags.WAKE_UP;
                    case CHANGE -> 0;
                });
        queues.count(cpu);
        if (from >= 0 && from != cpu) {
            queues.settle(from);
        }
    }

    @Override
    public void dequeue(final SchedTask task, final long nowNs) {
        queues.at(nowNs);
        hierarchy.dequeue(queues.entity(task), 0);
        queues.settle(task.cpu());
    }

    @Override
    public void setCurrent(final SchedTask task, final long nowNs) {
        queues.at(nowNs);
        hierarchy.makeCurrent(queues.entity(task), false);
    }

    @Override
    public void leave(final SchedTask task, final long nowNs) {
        queues.at(nowNs);
        hierarchy.leaveClass(queues.entity(task));
        if (task.cpu() >= 0) {
            queues.settle(task.cpu());
        }
    }

    @Override
    public void join(final SchedTask task, final long nowNs) {
        queues.at(nowNs);
        hierarchy.joinClass(queues.entity(task), task);
    }

    @Override
    public void block(final SchedTask task, final long nowNs) {
        queues.at(nowNs);
        final FairEntity entity = queues.entity(task);
        hierarchy.dequeue(entity, entity.exits ? Flags.SLEEP | Flags.SPECIAL : Flags.SLEEP);
        hierarchy.putBack(entity);
        queues.cpu(task.cpu()).rescheduled();
        queues.count(task.cpu());
    }

    /** A task will not wake up any more when it blocks. */
    public void exits(final SchedTask task) {
        queues.entity(task).exits = true;
    }

    @Override
    public boolean preempts(final SchedTask woken, final SchedTask current, final long nowNs) {
        queues.at(nowNs);
        hierarchy.checkPreemption(queues.entity(current), queues.entity(woken));
        return queues.cpu(current.cpu()).tellReschedule();
    }

    @Override
    public void putPrevious(final int cpu, final SchedTask task, final long nowNs) {
        queues.at(nowNs);
        hierarchy.putBack(queues.entity(task));
        queues.cpu(cpu).rescheduled();
        queues.count(cpu);
    }

    @Override
    public void pull(final int cpu, final long nowNs) {
        if (cpus.of(cpu).runnable() == 0) {
            queues.at(nowNs);
            balancer.newlyIdle(cpu, nowNs);
        }
    }

    /** A CPU stops what it runs, {@link CpuQueues.CpuQueue#previous}, and is about to pick. */
    public void stops(final int cpu, final long nowNs) {
        conditions.ran(cpu, nowNs);
    }

    /** A task, of whatever class, was woken on a CPU. */
    public void woken(final int cpu, final long nowNs) {
        balancer.woken(cpu, nowNs);
    }

    @Override
    public SchedTask pickNext(final int cpu, final long nowNs) {
        queues.at(nowNs);
        balancer.pushAway(cpu, nowNs);
        final FairEntity next = hierarchy.pick(queues.cpu(cpu));
        queues.cpu(cpu).rescheduled();
        queues.count(cpu);
        return next == null ? null : next.task;
    }

    @Override
    public void account(final int cpu, final SchedTask task, final long ranNs) {
        queues.cpu(cpu).ranNs += ranNs;
    }

    @Override
    public boolean tick(final int cpu, final SchedTask current, final long nowNs) {
        queues.at(nowNs);
        hierarchy.tick(queues.entity(current));
        return queues.cpu(cpu).tellReschedule();
    }

    @Override
    public int push(final int cpu, final long nowNs) {
        return -1;
    }

    @Override
    public void yield(final SchedTask task, final long nowNs) {
        if (cpus.of(task.cpu()).runnable() > 1) {
            queues.at(nowNs);
            hierarchy.yield(queues.entity(task));
            queues.settle(task.cpu());
        }
    }

    @Override
    public boolean isThrottled(final SchedTask task) {
        return hierarchy.throttling().holds(queues.entity(task));
    }

    /** A task is known to run: no quota above it is used up. */
    public void mayRun(final SchedTask task, final long nowNs) {
        queues.at(nowNs);
        hierarchy.throttling().letRun(queues.entity(task));
        queues.count(task.cpu());
    }

    /** A CPU is known to be idle: the quotas of all that wait there are used up. */
    public void isIdle(final int cpu, final long nowNs) {
        queues.at(nowNs);
        hierarchy.throttling().stopAll(queues.cpu(cpu));
        queues.count(cpu);
    }

    @Override
    public long nextTimerNs() {
        return queues.nextTimerNs();
    }

    @Override
    public void timer(final long nowNs) {
        queues.at(nowNs).timer();
    }

    /** A task that sleeps moves to another CPU if it stayed in its queue. */
    public void moveSleeping(final SchedTask task, final int cpu, final long nowNs) {
        if (queues.isDelayed(task) && task.cpu() != cpu) {
            queues.at(nowNs).moveDelayed(task, cpu);
        }
    }

    /** The queues, for tests. */
    FairQueues queues() {
        return queues;
    }

    /** Returns the share of a CPU that its fair tasks use or are expected to use. */
    public double use(final int cpu, final long nowNs) {
        queues.at(nowNs).update(cpu);
        return (double) queues.expectedUse(cpu) / FairAverage.FULL;
    }

    /** Returns what became of the quota of a group so far, as {@code cpu.stat} says; null without a quota. */
    public QuotaUse quotaUse(final int group) {
        return queues.quotaUse(group);
    }

    /** Whether the tick of a CPU has to balance some domain. */
    public boolean isBalanceDue(final int cpu, final boolean idle, final long nowNs) {
        return balancer.isDue(cpu, idle, nowNs);
    }

    /** Moves waiting tasks towards a CPU; returns how many came to it. */
    public int balance(final int cpu, final boolean idle, final long nowNs) {
        queues.at(nowNs);
        return balancer.balance(cpu, idle, nowNs);
    }
}
