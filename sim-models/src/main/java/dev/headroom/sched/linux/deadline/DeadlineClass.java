package dev.headroom.sched.linux.deadline;

import dev.headroom.sched.Reservation;
import dev.headroom.sched.SchedAttributes;
import dev.headroom.sched.SchedTask;
import dev.headroom.sched.SchedulingPolicy;
import dev.headroom.sched.WakeKind;
import dev.headroom.sched.linux.core.CpuPriorities;
import dev.headroom.sched.linux.core.CpuQueues;
import dev.headroom.sched.linux.core.LinuxConfig;
import dev.headroom.sched.linux.core.NearestCpu;
import dev.headroom.sched.linux.core.Reschedules;
import dev.headroom.sched.linux.core.SchedulerTimers;
import dev.headroom.sched.linux.core.SchedulingClass;
import dev.headroom.sched.linux.core.SchedulingDomains;
import dev.headroom.units.CpuSet;
import java.util.Arrays;

/**
 * The DEADLINE class over all CPUs.
 *
 * <p>Design. {@link DeadlineEntity} is the constant bandwidth server of a task, {@link DeadlineBudgets} takes tasks
 * without run time off the {@link DeadlineRunQueue} of their CPU and brings them back, {@link DeadlinePlacement} keeps
 * the earliest deadlines running, {@link ActiveBandwidth} is asked by tasks that reclaim, {@link FairServers} run fair
 * tasks that starve. By default run time is judged at ticks, so a task overruns it by up to a tick and gets that less
 * in its next period; with {@code HRTICK_DL} a timer ends it at its time.
 *
 * <p>Deviations. A task that leaves the class and comes back starts a new period, also before its zero-lag time. Root
 * domains keep CPUs that are off-line. The feature {@code HRTICK_DL} costs nothing.
 *
 * <p>Source: {@code kernel/sched/deadline.c}, Linux 4.4 to 6.18, read for the rules.
 */
public final class DeadlineClass implements SchedulingClass {

    private static final long LEAST_HRTICK_NS = 10_000L;

    private final CpuQueues queues;
    private final Reschedules reschedules;
    private final DeadlineRules rules;
    private final DeadlineRunQueue[] deadline;
    private final ActiveBandwidth bandwidth;
    private final DeadlineBudgets budgets;
    private final DeadlinePlacement placement;
    private final FairServers fairServers;
    private final SchedulerTimers timers = new SchedulerTimers();
    private final SchedulerTimers.Timer[] highResolutionTicks;
    private DeadlineEntity[] entities = new DeadlineEntity[16];

    /** Makes the class with empty queues. */
    public DeadlineClass(
            final LinuxConfig config,
            final CpuQueues queues,
            final SchedulingDomains domains,
            final Reschedules reschedules,
            final CpuPriorities priorities,
            final NearestCpu nearest) {
        this.queues = queues;
        this.reschedules = reschedules;
        rules = DeadlineRules.of(config.version());
        final CpuSet[] roots = new CpuSet[queues.cpus()];
        deadline = new DeadlineRunQueue[queues.cpus()];
        for (int cpu = 0; cpu < deadline.length; cpu++) {
            roots[cpu] = domains.rootDomain(cpu);
            final int first = roots[cpu].first();
            final CpuDeadlines shared =
                    first < cpu ? deadline[first].deadlines() : new CpuDeadlines(roots[cpu], deadline.length);
            deadline[cpu] = new DeadlineRunQueue(cpu, queues.of(cpu), priorities, shared);
        }
        bandwidth = new ActiveBandwidth(rules, roots, Bandwidth.most(config.throttling()));
        budgets = new DeadlineBudgets(deadline, bandwidth, timers);
        placement = new DeadlinePlacement(deadline, roots, nearest, reschedules, this::entity, this::move);
        fairServers = new FairServers(
                config.options(), rules, deadline, bandwidth, budgets, this::arrived, this::replenished);
        highResolutionTicks =
                new SchedulerTimers.Timer[config.options().deadlineHighResolution() ? deadline.length : 0];
        for (int i = 0; i < highResolutionTicks.length; i++) {
            final int cpu = i;
            highResolutionTicks[cpu] = new SchedulerTimers.Timer(nowNs -> highResolutionTick(cpu, nowNs));
        }
    }

    /** Returns the absolute deadline of a DEADLINE task in ns. */
    public long deadlineNs(final SchedTask task) {
        return entity(task).deadlineNs;
    }

    /** Returns the share of a CPU that its reservations may use now. */
    public double bandwidthInUse(final int cpu, final long nowNs) {
        return (double) bandwidth.inUse(cpu, nowNs) / Bandwidth.UNIT;
    }

    /** The servers that keep time for fair tasks. */
    public FairServers fairServers() {
        return fairServers;
    }

    private DeadlineEntity entity(final SchedTask task) {
        final int id = task.id();
        if (id >= entities.length) {
            entities = Arrays.copyOf(entities, Math.max(2 * entities.length, id + 1));
        }
        if (entities[id] == null) {
            entities[id] = newEntity(task);
        }
        return entities[id];
    }

    private DeadlineEntity newEntity(final SchedTask task) {
        // The timers are made before what they act on.
        final DeadlineEntity[] self = new DeadlineEntity[1];
        self[0] = new DeadlineEntity(
                task,
                rules,
                new SchedulerTimers.Timer(nowNs -> timerDue(self[0], nowNs)),
                new SchedulerTimers.Timer(nowNs -> bandwidth.zeroLag(self[0])));
        return self[0];
    }

    /** Gives the entity of a task what the task reserves or borrows, when that is new. */
    private DeadlineEntity admitted(final SchedTask task, final int cpu) {
        final DeadlineEntity entity = entity(task);
        if (task.attributes().inherited()) {
            entity.borrow(task.reservation());
            return entity;
        }
        entity.borrow(null);
        if (entity.own() == null) {
            entity.follow(task.reservation());
            bandwidth.admitted(cpu, entity.bandwidth());
        } else if (entity.own() != task.reservation()) {
            renew(entity, cpu, task.reservation());
        }
        return entity;
    }

    /** A task that stands in no queue gets another reservation. */
    private void renew(final DeadlineEntity entity, final int cpu, final Reservation reservation) {
        final int counted = entity.bandwidthCpu;
        bandwidth.detach(entity, false);
        bandwidth.released(cpu, entity.bandwidth());
        entity.follow(reservation);
        bandwidth.admitted(cpu, entity.bandwidth());
        if (counted >= 0) {
            bandwidth.reserve(entity, counted);
        }
    }

    @Override
    public int selectCpu(final SchedTask task, final WakeKind kind, final int wakingCpu, final long nowNs) {
        return placement.wakeCpu(task, wakingCpu);
    }

    @Override
    public void enqueue(final SchedTask task, final int cpu, final WakeKind kind, final long nowNs) {
        final DeadlineEntity entity = admitted(task, cpu);
        task.placedOn(cpu);
        if (kind.isWakeUp()) {
            budgets.wakeUp(entity, cpu, nowNs);
        } else {
            budgets.restore(entity, cpu, nowNs);
        }
    }

    @Override
    public void dequeue(final SchedTask task, final long nowNs) {
        budgets.depart(entity(task));
    }

    private void move(final SchedTask task, final int to, final long nowNs) {
        final DeadlineEntity entity = entity(task);
        budgets.depart(entity);
        task.placedOn(to);
        budgets.arrive(entity, to, nowNs);
    }

    @Override
    public void setCurrent(final SchedTask task, final long nowNs) {
        deadline[task.cpu()].pushable().remove(task);
        armHighResolutionTick(task, nowNs);
    }

    @Override
    public void leave(final SchedTask task, final long nowNs) {
        final DeadlineEntity entity = entity(task);
        bandwidth.detach(entity, false);
        if (entity.own() != null) {
            bandwidth.released(task.cpu(), entity.bandwidth());
        }
        budgets.cancel(entity);
        entities[task.id()] = null;
    }

    @Override
    public void block(final SchedTask task, final long nowNs) {
        settle(task, nowNs);
        budgets.block(entity(task), nowNs);
        cancelHighResolutionTick(task.cpu());
    }

    /** Charges what the current task of a CPU has run; returns whether the CPU should look at its run queue. */
    private boolean settle(final SchedTask task, final long nowNs) {
        final DeadlineEntity entity = entity(task);
        final long ranNs = entity.ranNs;
        entity.ranNs = 0;
        if (entity.on == null) {
            // It waits for its next period already and runs until the CPU has switched.
            return false;
        }
        queues.of(task.cpu()).deadlineRanNs += ranNs;
        return budgets.charge(entity, task.cpu(), ranNs, nowNs);
    }

    @Override
    public boolean preempts(final SchedTask woken, final SchedTask current, final long nowNs) {
        final DeadlineEntity one = entity(woken);
        final DeadlineEntity other = entity(current);
        return one.isBefore(other) || one.deadlineNs == other.deadlineNs && placement.makesRoomFor(woken, current);
    }

    @Override
    public void putPrevious(final int cpu, final SchedTask task, final long nowNs) {
        settle(task, nowNs);
        final DeadlineEntity entity = entity(task);
        if (entity.on != null && task.isMigratable()) {
            deadline[cpu].pushable().remove(task);
            deadline[cpu].pushable().add(task, entity.deadlineNs);
        }
        cancelHighResolutionTick(cpu);
    }

    @Override
    public void pull(final int cpu, final long nowNs) {
        if (entity(queues.of(cpu).previous).on == null) {
            placement.pull(cpu, nowNs);
        }
    }

    /** Returns the task to run first on a CPU, or null if there is none or a server for other tasks comes first. */
    public SchedTask first(final int cpu) {
        final DeadlineEntity first = deadline[cpu].first();
        return first == null ? null : first.task;
    }

    /** Returns whether a reservation, of a task or a server, can run on a CPU. */
    public boolean canRun(final int cpu) {
        return deadline[cpu].size() > 0;
    }

    @Override
    public SchedTask pickNext(final int cpu, final long nowNs) {
        final SchedTask next = first(cpu);
        if (next != null) {
            setCurrent(next, nowNs);
        }
        return next;
    }

    @Override
    public void account(final int cpu, final SchedTask task, final long ranNs) {
        entity(task).ranNs += ranNs;
    }

    @Override
    public boolean tick(final int cpu, final SchedTask current, final long nowNs) {
        return settle(current, nowNs);
    }

    @Override
    public int push(final int cpu, final long nowNs) {
        return placement.push(cpu, nowNs);
    }

    @Override
    public void yield(final SchedTask task, final long nowNs) {
        entity(task).yielded = true;
        settle(task, nowNs);
    }

    /** The wait of a task for its next period is over. */
    private void timerDue(final DeadlineEntity entity, final long nowNs) {
        if (!entity.throttled) {
            return;
        }
        if (!entity.task.isQueued()) {
            entity.replenish(nowNs);
            return;
        }
        budgets.replenish(entity, entity.task.cpu(), nowNs);
        replenished(entity, entity.task.cpu(), nowNs);
    }

    /** The timer of a reservation brought it back: the CPU may have to switch, or somebody to go elsewhere. */
    private void replenished(final DeadlineEntity entity, final int cpu, final long nowNs) {
        arrived(entity, cpu, nowNs);
        placement.pushFirst(cpu, nowNs);
    }

    /** A reservation came to the run queue of a CPU, which may have to switch; nobody is pushed on that account. */
    private void arrived(final DeadlineEntity entity, final int cpu, final long nowNs) {
        final SchedTask current = queues.of(cpu).current;
        if (current == null
                || current.policy() != SchedulingPolicy.DEADLINE
                || (entity.task == null ? entity.isBefore(entity(current)) : preempts(entity.task, current, nowNs))) {
            reschedules.mark(cpu);
        }
    }

    @Override
    public void switchedFrom(final SchedTask task, final long nowNs) {
        if (task.isQueued() && deadline[task.cpu()].size() == 0) {
            placement.pull(task.cpu(), nowNs);
        }
    }

    @Override
    public boolean switchedTo(final SchedTask task, final long nowNs) {
        if (task.isRunning()) {
            return false;
        }
        final SchedTask current = queues.of(task.cpu()).current;
        placement.pushAll(task.cpu(), nowNs);
        return current == null || current.policy() != SchedulingPolicy.DEADLINE || preempts(task, current, nowNs);
    }

    @Override
    public boolean changed(final SchedTask task, final SchedAttributes before, final long nowNs) {
        final DeadlineEntity entity = entity(task);
        if (!task.isQueued()) {
            admitted(task, task.cpu());
            return false;
        }
        final int cpu = task.cpu();
        if (deadline[cpu].pushable().isEmpty()) {
            placement.pull(cpu, nowNs);
        }
        if (task.isRunning()) {
            return deadline[cpu].first() != null && deadline[cpu].first().isBefore(entity);
        }
        final SchedTask current = queues.of(cpu).current;
        return current == null || current.policy() != SchedulingPolicy.DEADLINE || entity.isBefore(entity(current));
    }

    private void armHighResolutionTick(final SchedTask task, final long nowNs) {
        if (highResolutionTicks.length > 0 && entity(task).on != null) {
            final long leftNs = Math.max(LEAST_HRTICK_NS, entity(task).runtimeNs);
            timers.arm(highResolutionTicks[task.cpu()], nowNs + leftNs);
        }
    }

    private void cancelHighResolutionTick(final int cpu) {
        if (highResolutionTicks.length > 0) {
            timers.cancel(highResolutionTicks[cpu]);
        }
    }

    private void highResolutionTick(final int cpu, final long nowNs) {
        final SchedTask current = queues.of(cpu).current;
        if (settle(current, nowNs)) {
            reschedules.mark(cpu);
        } else {
            armHighResolutionTick(current, nowNs);
        }
    }

    @Override
    public boolean isThrottled(final SchedTask task) {
        return task.isQueued() && entity(task).throttled;
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
