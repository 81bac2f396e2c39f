package dev.headroom.sched.linux.realtime;

import dev.headroom.sched.SchedTask;
import dev.headroom.sched.Scheduler;
import dev.headroom.sched.WakeKind;
import dev.headroom.sched.linux.core.CpuQueues;
import dev.headroom.sched.linux.core.LinuxConfig;
import dev.headroom.sched.linux.core.Reschedules;
import dev.headroom.sched.linux.core.SchedulingClass;
import dev.headroom.sched.linux.core.SchedulingDomains;

/**
 * The real-time class over all CPUs.
 *
 * <p>Design. One {@link RealTimeRunQueue} per CPU; {@link RealTimePlacement} says where tasks wake, and which are
 * pushed and pulled.
 */
public final class RealTimeClass implements SchedulingClass {

    private final CpuQueues queues;
    private final RealTimeQueues realTime;
    private final RealTimePlacement placement;

    /** Makes the class with empty queues. */
    public RealTimeClass(
            final LinuxConfig config,
            final CpuQueues queues,
            final SchedulingDomains domains,
            final Reschedules reschedules) {
        this.queues = queues;
        realTime = new RealTimeQueues(queues);
        placement = new RealTimePlacement(realTime, domains, config.topology());
    }

    @Override
    public int selectCpu(final SchedTask task, final WakeKind kind, final int wakingCpu, final long nowNs) {
        return placement.wakeCpu(task);
    }

    @Override
    public void enqueue(final SchedTask task, final int cpu, final WakeKind kind, final long nowNs) {
        task.placedOn(cpu);
        realTime.of(cpu).enqueue(task);
        queues.of(cpu).added(1);
    }

    @Override
    public void dequeue(final SchedTask task, final long nowNs) {
        dequeue(task);
    }

    private void dequeue(final SchedTask task) {
        realTime.of(task.cpu()).removeWaiting(task);
        queues.of(task.cpu()).removed(1);
    }

    @Override
    public void setCurrent(final SchedTask task, final long nowNs) {
        realTime.of(task.cpu()).setCurrent(task);
    }

    @Override
    public void block(final SchedTask task, final long nowNs) {
        realTime.of(task.cpu()).blockCurrent();
        queues.of(task.cpu()).removed(1);
    }

    @Override
    public boolean preempts(final SchedTask woken, final SchedTask current, final long nowNs) {
        return woken.priority() > current.priority();
    }

    @Override
    public void putPrevious(final int cpu, final SchedTask task, final long nowNs) {
        realTime.of(cpu).putBack();
    }

    @Override
    public void pull(final int cpu, final long nowNs) {
        final SchedTask pulled = placement.pullable(cpu);
        if (pulled != null) {
            move(pulled, cpu);
        }
    }

    private void move(final SchedTask task, final int to) {
        dequeue(task);
        task.placedOn(to);
        realTime.of(to).enqueue(task);
        queues.of(to).added(1);
    }

    @Override
    public SchedTask pickNext(final int cpu, final long nowNs) {
        return realTime.of(cpu).pickNext();
    }

    @Override
    public void account(final int cpu, final SchedTask task, final long ranNs) {
        realTime.of(cpu).account(ranNs);
    }

    @Override
    public boolean tick(final int cpu, final SchedTask current, final long nowNs) {
        return realTime.of(cpu).tickPreempts();
    }

    @Override
    public int push(final int cpu, final long nowNs) {
        final SchedTask task = placement.pushable(cpu);
        if (task == null) {
            return -1;
        }
        final int target = placement.lowestCpu(task, cpu);
        if (target < 0 || target == cpu) {
            return -1;
        }
        move(task, target);
        return target;
    }

    @Override
    public void yield(final SchedTask task, final long nowNs) {
        realTime.of(task.cpu()).yieldCurrent();
    }

    @Override
    public long nextTimerNs() {
        return Scheduler.NEVER_NS;
    }

    @Override
    public void timer(final long nowNs) {}
}
