package dev.headroom.sched.linux.fair;

import dev.headroom.sched.SchedTask;
import dev.headroom.sched.Scheduler;
import dev.headroom.sched.WakeKind;
import dev.headroom.sched.linux.core.CpuQueues;
import dev.headroom.sched.linux.core.LinuxConfig;
import dev.headroom.sched.linux.core.Reschedules;
import dev.headroom.sched.linux.core.SchedulingClass;
import dev.headroom.sched.linux.core.SchedulingDomains;

/**
 * The fair class over all CPUs.
 *
 * <p>Design. One {@link FairRunQueue} per CPU; {@link FairPlacement} says where tasks start and wake,
 * {@link LoadBalancer} moves those that wait.
 */
public final class FairClass implements SchedulingClass {

    private final CpuQueues queues;
    private final FairQueues fair;
    private final FairPlacement placement;
    private final LoadBalancer balancer;

    /** Makes the class with empty queues. */
    public FairClass(
            final LinuxConfig config,
            final CpuQueues queues,
            final SchedulingDomains domains,
            final Reschedules reschedules) {
        this.queues = queues;
        fair = new FairQueues(queues, FairParameters.defaults(config.topology().cpus()));
        placement = new FairPlacement(fair, domains);
        balancer = new LoadBalancer(fair, domains);
    }

    @Override
    public int selectCpu(final SchedTask task, final WakeKind kind, final int wakingCpu, final long nowNs) {
        if (kind == WakeKind.FORK) {
            LoadAverage.start(task, nowNs);
            return placement.forkCpu(task, wakingCpu, nowNs);
        }
        return placement.wakeCpu(task, wakingCpu, nowNs);
    }

    @Override
    public void enqueue(final SchedTask task, final int cpu, final WakeKind kind, final long nowNs) {
        LoadAverage.update(task, nowNs);
        final FairRunQueue queue = fair.of(cpu);
        if (task.cpu() >= 0 && task.cpu() != cpu) {
            fair.of(task.cpu()).depart(task);
            queue.arrive(task);
        }
        task.placedOn(cpu);
        queue.enqueue(task, kind, false);
        queues.of(cpu).added(1);
    }

    @Override
    public void dequeue(final SchedTask task, final long nowNs) {
        LoadAverage.update(task, nowNs);
        fair.of(task.cpu()).removeWaiting(task);
        queues.of(task.cpu()).removed(1);
    }

    @Override
    public void setCurrent(final SchedTask task, final long nowNs) {
        fair.of(task.cpu()).setCurrent(task);
    }

    @Override
    public void join(final SchedTask task, final long nowNs) {
        LoadAverage.start(task, nowNs);
    }

    @Override
    public void block(final SchedTask task, final long nowNs) {
        LoadAverage.update(task, nowNs);
        fair.of(task.cpu()).blockCurrent();
        queues.of(task.cpu()).removed(1);
    }

    @Override
    public boolean preempts(final SchedTask woken, final SchedTask current, final long nowNs) {
        return fair.of(current.cpu()).preemptsOnWakeUp(woken);
    }

    @Override
    public void putPrevious(final int cpu, final SchedTask task, final long nowNs) {
        fair.of(cpu).putBack();
    }

    @Override
    public void pull(final int cpu, final long nowNs) {
        if (queues.of(cpu).runnable() == 0) {
            balancer.balance(cpu, true, nowNs);
        }
    }

    @Override
    public SchedTask pickNext(final int cpu, final long nowNs) {
        return fair.of(cpu).pickNext();
    }

    @Override
    public void account(final int cpu, final SchedTask task, final long ranNs) {
        fair.of(cpu).account(ranNs);
    }

    @Override
    public boolean tick(final int cpu, final SchedTask current, final long nowNs) {
        return fair.of(cpu).tickPreempts();
    }

    @Override
    public int push(final int cpu, final long nowNs) {
        return -1;
    }

    @Override
    public void yield(final SchedTask task, final long nowNs) {}

    @Override
    public long nextTimerNs() {
        return Scheduler.NEVER_NS;
    }

    @Override
    public void timer(final long nowNs) {}

    /** Moves waiting tasks towards a CPU; returns how many came to it. */
    public int balance(final int cpu, final boolean idle, final long nowNs) {
        return balancer.balance(cpu, idle, nowNs);
    }
}
