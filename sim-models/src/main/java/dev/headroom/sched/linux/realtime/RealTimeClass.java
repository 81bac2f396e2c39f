package dev.headroom.sched.linux.realtime;

import dev.headroom.sched.SchedAttributes;
import dev.headroom.sched.SchedTask;
import dev.headroom.sched.SchedulingPolicy;
import dev.headroom.sched.WakeKind;
import dev.headroom.sched.linux.core.CpuPriorities;
import dev.headroom.sched.linux.core.CpuQueues;
import dev.headroom.sched.linux.core.LinuxConfig;
import dev.headroom.sched.linux.core.NearestCpu;
import dev.headroom.sched.linux.core.RealTimeThrottling;
import dev.headroom.sched.linux.core.Reschedules;
import dev.headroom.sched.linux.core.SchedulerTimers;
import dev.headroom.sched.linux.core.SchedulingClass;
import dev.headroom.sched.linux.core.SchedulingDomains;
import dev.headroom.sched.linux.core.TaskGroup;
import java.util.Arrays;

/**
 * The real-time class over all CPUs: FIFO and RR.
 *
 * <p>Design. One {@link RealTimeRunQueue} per CPU; {@link RealTimePlacement} says where tasks wake, and which are
 * pushed and pulled; {@link RealTimeBandwidth} stops them when they have used up their run time. An RR task that used
 * up its quantum, which ticks count, goes behind its equals.
 *
 * <p>Run time is limited for the whole class on every CPU until Linux 6.11; from 6.12 on, where the fair server keeps
 * time for the others, only with {@code CONFIG_RT_GROUP_SCHED}. Without that option groups have no run time of their
 * own and their tasks stand in the root.
 *
 * <p>Deviations. No priority inheritance; {@code RLIMIT_RTTIME} is not watched; a task that leaves DEADLINE for FIFO or
 * RR goes behind its equals and not before them.
 *
 * <p>Source: {@code kernel/sched/rt.c}, Linux 4.4 to 6.18, read for the rules.
 */
public final class RealTimeClass implements SchedulingClass {

    private static final int QUANTUM_MS = 100;

    private final CpuQueues queues;
    private final RealTimeRunQueue[] realTime;
    private final RealTimePlacement placement;
    private final SchedulerTimers timers = new SchedulerTimers();
    private final int quantumTicks;
    private RealTimeEntity[] entities = new RealTimeEntity[16];

    /** Makes the class with empty queues. */
    public RealTimeClass(
            final LinuxConfig config,
            final CpuQueues queues,
            final SchedulingDomains domains,
            final Reschedules reschedules,
            final CpuPriorities priorities,
            final NearestCpu nearest) {
        this.queues = queues;
        quantumTicks = QUANTUM_MS * config.tickHz() / 1000;
        final boolean grouped = config.options().realTimeGroups();
        final RealTimeQueue[][] groups = groupQueues(config, queues.cpus(), grouped);
        realTime = new RealTimeRunQueue[queues.cpus()];
        for (int cpu = 0; cpu < realTime.length; cpu++) {
            realTime[cpu] = new RealTimeRunQueue(
                    cpu, queues.of(cpu), priorities, reschedules, domains.rootDomain(cpu), ofCpu(groups, cpu));
        }
        final boolean asksToPush = config.options().realTimePushIpi();
        placement = new RealTimePlacement(realTime, priorities, nearest, reschedules, this::move, asksToPush);
        limit(config, groups, grouped);
    }

    /** Makes the queues by group, the root first, and CPU. */
    private static RealTimeQueue[][] groupQueues(final LinuxConfig config, final int cpus, final boolean grouped) {
        final RealTimeQueue[][] groups =
                new RealTimeQueue[grouped ? config.groups().size() + 1 : 1][cpus];
        for (int group = 0; group < groups.length; group++) {
            for (int cpu = 0; cpu < cpus; cpu++) {
                final RealTimeQueue parent = group == 0
                        ? null
                        : groups[config.groups().get(group - 1).parent()][cpu];
                groups[group][cpu] = new RealTimeQueue(cpu, parent);
            }
        }
        return groups;
    }

    private static RealTimeQueue[] ofCpu(final RealTimeQueue[][] groups, final int cpu) {
        final RealTimeQueue[] column = new RealTimeQueue[groups.length];
        for (int group = 0; group < groups.length; group++) {
            column[group] = groups[group][cpu];
        }
        return column;
    }

    private void limit(final LinuxConfig config, final RealTimeQueue[][] groups, final boolean grouped) {
        final RealTimeBandwidth.Rules rules = new RealTimeBandwidth.Rules(
                config.options().realTimeShare(), config.version().isAtLeast(4, 6), timers);
        final RealTimeThrottling whole = config.throttling();
        if (whole.runtimeNs() != RealTimeThrottling.UNLIMITED_NS) {
            if (grouped || !config.version().isAtLeast(6, 12)) {
                RealTimeBandwidth.limit(rules, realTime, groups[0], whole);
            }
            for (int group = 1; group < groups.length; group++) {
                final TaskGroup own = config.groups().get(group - 1);
                RealTimeBandwidth.limit(
                        rules, realTime, groups[group], own.realTimeRuntimeNs(), own.realTimePeriodNs());
            }
        }
    }

    private RealTimeEntity entity(final SchedTask task) {
        final int id = task.id();
        if (id >= entities.length) {
            entities = Arrays.copyOf(entities, Math.max(2 * entities.length, id + 1));
        }
        if (entities[id] == null) {
            entities[id] = new RealTimeEntity(task);
            task.schedQuantumTicks = quantumTicks;
        }
        return entities[id];
    }

    @Override
    public int selectCpu(final SchedTask task, final WakeKind kind, final int wakingCpu, final long nowNs) {
        return placement.wakeCpu(task, wakingCpu);
    }

    @Override
    public void enqueue(final SchedTask task, final int cpu, final WakeKind kind, final long nowNs) {
        final RealTimeEntity entity = entity(task);
        // A task that comes back with less priority than it had goes before its equals; the old one is still noted
        // here.
        final boolean atHead = kind == WakeKind.CHANGE && entity.listPriority > task.priority();
        task.placedOn(cpu);
        realTime[cpu].enqueue(entity, atHead, nowNs);
    }

    @Override
    public void dequeue(final SchedTask task, final long nowNs) {
        realTime[task.cpu()].dequeue(entity(task));
    }

    private void move(final SchedTask task, final int to, final long nowNs) {
        dequeue(task, nowNs);
        task.placedOn(to);
        realTime[to].enqueue(entity(task), false, nowNs);
    }

    @Override
    public void setCurrent(final SchedTask task, final long nowNs) {
        realTime[task.cpu()].pushable().remove(task);
    }

    @Override
    public void join(final SchedTask task, final long nowNs) {
        // It has no old place to be measured by: it goes behind its equals.
        entity(task).listPriority = 0;
    }

    @Override
    public void block(final SchedTask task, final long nowNs) {
        final RealTimeRunQueue queue = realTime[task.cpu()];
        queue.settle(entity(task), nowNs);
        queue.dequeue(entity(task));
    }

    @Override
    public boolean preempts(final SchedTask woken, final SchedTask current, final long nowNs) {
        if (woken.priority() != current.priority()) {
            return woken.priority() > current.priority();
        }
        if (!placement.makesRoomFor(woken, current)) {
            return false;
        }
        realTime[woken.cpu()].requeue(entity(woken), true);
        return true;
    }

    @Override
    public void putPrevious(final int cpu, final SchedTask task, final long nowNs) {
        realTime[cpu].settle(entity(task), nowNs);
        if (task.isMigratable()) {
            realTime[cpu].pushable().add(task, -task.priority());
        }
    }

    @Override
    public void pull(final int cpu, final long nowNs) {
        final SchedTask previous = queues.of(cpu).previous;
        if (previous.policy() == SchedulingPolicy.DEADLINE
                || !previous.isQueued() && realTime[cpu].highestPriority() < previous.priority()) {
            placement.pull(cpu, nowNs);
        }
    }

    /** Returns the task to run first on a CPU, or null. */
    public SchedTask first(final int cpu) {
        return realTime[cpu].first();
    }

    @Override
    public SchedTask pickNext(final int cpu, final long nowNs) {
        final SchedTask next = first(cpu);
        if (next != null) {
            realTime[cpu].pushable().remove(next);
        }
        return next;
    }

    @Override
    public void account(final int cpu, final SchedTask task, final long ranNs) {
        realTime[cpu].ran(ranNs);
    }

    @Override
    public boolean tick(final int cpu, final SchedTask current, final long nowNs) {
        final RealTimeRunQueue queue = realTime[cpu];
        final RealTimeEntity entity = entity(current);
        final boolean exceeded = queue.settle(entity, nowNs);
        if (current.policy() != SchedulingPolicy.RR || --current.schedQuantumTicks > 0) {
            return exceeded;
        }
        current.schedQuantumTicks = quantumTicks;
        if (queue.hasEquals(entity)) {
            queue.requeue(entity, false);
            return true;
        }
        return exceeded;
    }

    @Override
    public int push(final int cpu, final long nowNs) {
        return placement.push(cpu, nowNs);
    }

    /** CPUs that were asked for their waiting tasks by a CPU that pulled push them now. */
    public void answerRequests(final long nowNs) {
        placement.answer(nowNs);
    }

    @Override
    public void yield(final SchedTask task, final long nowNs) {
        realTime[task.cpu()].requeue(entity(task), false);
    }

    @Override
    public void switchedFrom(final SchedTask task, final long nowNs) {
        if (task.isQueued() && realTime[task.cpu()].highestPriority() == 0) {
            pullNow(task.cpu(), nowNs);
        }
    }

    private void pullNow(final int cpu, final long nowNs) {
        placement.pull(cpu, nowNs);
        placement.answer(nowNs);
    }

    @Override
    public boolean switchedTo(final SchedTask task, final long nowNs) {
        if (task.isRunning()) {
            return false;
        }
        final SchedTask current = queues.of(task.cpu()).current;
        placement.pushAll(task.cpu(), nowNs);
        return current == null || task.priority() > CpuPriorities.of(current);
    }

    @Override
    public boolean changed(final SchedTask task, final SchedAttributes before, final long nowNs) {
        final SchedTask current = queues.of(task.cpu()).current;
        if (!task.isRunning()) {
            return current == null || task.priority() > CpuPriorities.of(current);
        }
        if (task.priority() < before.priority()) {
            pullNow(task.cpu(), nowNs);
        }
        return realTime[task.cpu()].highestPriority() > task.priority();
    }

    @Override
    public boolean isThrottled(final SchedTask task) {
        return task.isQueued() && RealTimeRunQueue.isThrottled(entity(task));
    }

    @Override
    public long nextTimerNs() {
        return timers.nextNs();
    }

    @Override
    public void timer(final long nowNs) {
        timers.run(nowNs);
    }
}
