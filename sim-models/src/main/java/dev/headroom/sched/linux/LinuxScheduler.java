package dev.headroom.sched.linux;

import dev.headroom.sched.SchedAttributes;
import dev.headroom.sched.SchedTask;
import dev.headroom.sched.Scheduler;
import dev.headroom.sched.SchedulingPolicy;
import dev.headroom.sched.WakeKind;
import dev.headroom.sched.linux.core.CpuPriorities;
import dev.headroom.sched.linux.core.CpuQueues;
import dev.headroom.sched.linux.core.LinuxConfig;
import dev.headroom.sched.linux.core.NearestCpu;
import dev.headroom.sched.linux.core.OnlineCpus;
import dev.headroom.sched.linux.core.Reschedules;
import dev.headroom.sched.linux.core.SchedulingClass;
import dev.headroom.sched.linux.core.SchedulingDomains;
import dev.headroom.sched.linux.deadline.DeadlineClass;
import dev.headroom.sched.linux.fair.FairClass;
import dev.headroom.sched.linux.fair.QuotaUse;
import dev.headroom.sched.linux.iso.IsoClass;
import dev.headroom.sched.linux.realtime.RealTimeClass;
import dev.headroom.units.CpuSet;
import java.util.function.Consumer;

/**
 * The Linux scheduler.
 *
 * <p>Design. Per CPU a stack of classes, most urgent first: DEADLINE, real-time (FIFO, RR), fair, idle. The first class
 * with a task that can run runs it; only the fair server of the DEADLINE class may run a fair task before real-time
 * ones ({@link FairTime}). A task that becomes runnable preempts the current one if its class is more urgent, or by the
 * rule of the common class. Which rules hold is a matter of the kernel version in {@link LinuxConfig}.
 *
 * <p>A CPU that switches first looks on other CPUs for what it should run, if it ran a DEADLINE or real-time task, then
 * puts that task back and picks. The class of the task picked then pushes those of its tasks that now wait.
 *
 * <p>Deviations. No stop class: what its migration threads do for balancing and hot-plug takes no time. A CPU always
 * looks when its task changes class and is not the most urgent one any more, which the kernel forgets in rare cases.
 *
 * <p>Source: {@code __schedule}, {@code ttwu_do_activate} and {@code __sched_setscheduler} of
 * {@code kernel/sched/core.c}, Linux 4.4 to 6.18, read for the rules.
 */
public final class LinuxScheduler implements Scheduler {

    private final CpuQueues queues;
    private final SchedulingDomains domains;
    private final Reschedules reschedules;
    private final OnlineCpus online;
    private final HotPlug hotPlug;
    private final SchedulingClass[] classes;
    private final DeadlineClass deadline;
    private final RealTimeClass realTime;
    private final IsoClass iso;
    private final FairClass fair;
    private final FairTime fairTime;
    private final String id;
    /** Whether a CPU that picks the task it runs leaves it as it is (from 6.12), else it is put back and set again. */
    private final boolean keepsPicked;
    /** The class whose waiting tasks are to be pushed from a CPU, null for none. */
    private final SchedulingClass[] pushing;

    /** Makes the scheduler of one machine or guest. */
    public LinuxScheduler(final LinuxConfig config) {
        queues = new CpuQueues(config.topology());
        domains = new SchedulingDomains(config.topology(), config.partitions());
        reschedules = new Reschedules(queues.cpus());
        online = new OnlineCpus(config.topology());
        hotPlug = new HotPlug(this, config, domains, online);
        final CpuPriorities priorities = new CpuPriorities(domains, queues.cpus());
        final NearestCpu nearest = new NearestCpu(domains, queues.cpus(), config.version());
        deadline = new DeadlineClass(config, queues, domains, reschedules, priorities, nearest);
        realTime = new RealTimeClass(config, queues, domains, reschedules, priorities, nearest);
        fairTime = new FairTime(queues, reschedules, deadline.fairServers());
        fair = new FairClass(config, queues, domains, reschedules, fairTime);
        iso = new IsoClass(config, queues, domains, this::setAttributes);
        classes = new SchedulingClass[] {deadline, realTime, iso, fair};
        id = config.version().isAtLeast(6, 6) ? "linux.eevdf" : "linux.cfs";
        keepsPicked = config.version().isAtLeast(6, 12);
        pushing = new SchedulingClass[queues.cpus()];
    }

    @Override
    public String id() {
        return id;
    }

    private SchedulingClass classOf(final SchedTask task) {
        return classOf(task.policy());
    }

    private SchedulingClass classOf(final SchedulingPolicy policy) {
        if (policy == SchedulingPolicy.ISO_EXPERIMENTAL) {
            return iso;
        }
        return policy.isFair() ? fair : policy.isRealTime() ? realTime : deadline;
    }

    @Override
    public int selectCpu(final SchedTask task, final WakeKind kind, final int wakingCpu, final long nowNs) {
        // Threads are created by fair tasks and change their policy afterwards.
        online.seen(task);
        final SchedulingClass deciding = kind == WakeKind.FORK ? fair : classOf(task);
        final int chosen = deciding.selectCpu(task, kind, wakingCpu, nowNs);
        final boolean fits =
                task.allowedCpus().contains(chosen) && online.cpus().contains(chosen);
        final int cpu = fits ? chosen : online.fallback(task, chosen);
        if (kind.isWakeUp() && cpu != wakingCpu && queues.isIdle(cpu)) {
            queues.of(cpu).arriving = task;
        }
        return cpu;
    }

    @Override
    public boolean enqueue(final SchedTask task, final int cpu, final WakeKind kind, final long nowNs) {
        online.seen(task);
        if (!task.allowedCpus().contains(cpu)) {
            throw new IllegalStateException("task " + task + " may not run on CPU " + cpu);
        }
        final SchedulingClass own = classOf(task);
        if (own == fair) {
            fairTime.settle(cpu, nowNs);
        }
        own.enqueue(task, cpu, kind, nowNs);
        queues.of(cpu).arriving = null;
        if (kind.isWakeUp()) {
            fair.woken(cpu, nowNs);
        }
        final SchedTask current = queues.of(cpu).current;
        if (current == null || preempts(task, own, current, nowNs)) {
            reschedules.asked(cpu);
            return true;
        }
        if (own != fair && task.isMigratable() && classOf(current) != fair) {
            pushing[cpu] = own;
        }
        return false;
    }

    private boolean preempts(
            final SchedTask task, final SchedulingClass own, final SchedTask current, final long nowNs) {
        final SchedulingClass theirs = classOf(current);
        return own == theirs ? own.preempts(task, current, nowNs) : isAbove(own, theirs);
    }

    private boolean isAbove(final SchedulingClass one, final SchedulingClass other) {
        for (final SchedulingClass candidate : classes) {
            if (candidate == one || candidate == other) {
                return candidate == one;
            }
        }
        return false;
    }

    @Override
    public void block(final SchedTask task, final long nowNs) {
        final CpuQueues.CpuQueue queue = queues.of(task.cpu());
        if (queue.current != task) {
            throw new IllegalStateException("task " + task + " blocks but is not the current one of CPU " + task.cpu());
        }
        fairTime.settle(task.cpu(), nowNs);
        classOf(task).block(task, nowNs);
        queue.current = null;
        task.blocked();
    }

    @Override
    public void exit(final SchedTask task, final long nowNs) {
        fair.exits(task);
        block(task, nowNs);
    }

    @Override
    public SchedTask pickNext(final int cpu, final long nowNs) {
        if (!online.cpus().contains(cpu)) {
            reschedules.looked(cpu);
            return null;
        }
        final CpuQueues.CpuQueue queue = queues.of(cpu);
        fairTime.settle(cpu, nowNs);
        fair.stops(cpu, nowNs);
        pull(cpu, queue.previous, nowNs);
        final SchedTask before = queue.current;
        SchedTask next = before;
        if (before == null || !keepsPicked || mostUrgent(cpu) != before) {
            if (before != null) {
                before.setRunning(false);
                classOf(before).putPrevious(cpu, before, nowNs);
                queue.current = null;
            }
            next = pick(cpu, nowNs);
            if (next != null) {
                queue.current = next;
                next.setRunning(true);
                pushing[cpu] = classOf(next);
            }
        }
        queue.previous = next;
        fairTime.picked(cpu, nowNs);
        reschedules.looked(cpu);
        return next;
    }

    private void pull(final int cpu, final SchedTask previous, final long nowNs) {
        if (previous == null || previous.policy().isFair()) {
            return;
        }
        if (previous.policy() == SchedulingPolicy.DEADLINE) {
            deadline.pull(cpu, nowNs);
            if (deadline.canRun(cpu)) {
                return;
            }
        }
        realTime.pull(cpu, nowNs);
    }

    /** The DEADLINE or real-time task that is to run on a CPU, or null. */
    private SchedTask mostUrgent(final int cpu) {
        return deadline.canRun(cpu) ? deadline.first(cpu) : realTime.first(cpu);
    }

    private SchedTask pick(final int cpu, final long nowNs) {
        while (fairTime.comesFirst(cpu)) {
            final SchedTask served = fair.pickNext(cpu, nowNs);
            if (served != null) {
                return served;
            }
            fairTime.stop(cpu, nowNs);
        }
        SchedTask next = deadline.pickNext(cpu, nowNs);
        if (next == null) {
            next = realTime.pickNext(cpu, nowNs);
        }
        if (next == null) {
            iso.pull(cpu, nowNs);
            next = iso.pickNext(cpu, nowNs);
        }
        if (next == null) {
            fair.pull(cpu, nowNs);
            next = fair.pickNext(cpu, nowNs);
        }
        return next;
    }

    @Override
    public void switchTo(final int cpu, final SchedTask task, final long nowNs) {
        final CpuQueues.CpuQueue queue = queues.of(cpu);
        if (task != null && task == queue.current) {
            return;
        }
        if (task != null && task.cpu() != cpu) {
            // It was pushed away when the CPU was asked what it would pick.
            migrate(task, cpu, nowNs);
        }
        fairTime.settle(cpu, nowNs);
        fair.stops(cpu, nowNs);
        if (queue.current != null) {
            queue.current.setRunning(false);
            classOf(queue.current).putPrevious(cpu, queue.current, nowNs);
        }
        queue.current = task;
        queue.previous = task;
        if (task == null) {
            fair.isIdle(cpu, nowNs);
        } else {
            fair.mayRun(task, nowNs);
            classOf(task).setCurrent(task, nowNs);
            task.setRunning(true);
            pushing[cpu] = classOf(task);
        }
        fairTime.picked(cpu, nowNs);
        reschedules.looked(cpu);
    }

    @Override
    public void migrate(final SchedTask task, final int cpu, final long nowNs) {
        final SchedulingClass own = classOf(task);
        if (!task.isQueued()) {
            fair.moveSleeping(task, cpu, nowNs);
            return;
        }
        own.dequeue(task, nowNs);
        own.enqueue(task, cpu, WakeKind.CHANGE, nowNs);
    }

    @Override
    public void account(final int cpu, final SchedTask task, final long ranNs) {
        final SchedulingClass own = classOf(task);
        own.account(cpu, task, ranNs);
        if (own == fair) {
            fairTime.ran(cpu, ranNs);
        }
    }

    @Override
    public boolean tick(final int cpu, final long nowNs) {
        final SchedTask current = queues.of(cpu).current;
        if (current == null) {
            return false;
        }
        fairTime.settle(cpu, nowNs);
        if (classOf(current).tick(cpu, current, nowNs)) {
            reschedules.asked(cpu);
            return true;
        }
        return false;
    }

    @Override
    public int balance(final int cpu, final boolean idle, final long nowNs) {
        return fair.balance(cpu, idle, nowNs);
    }

    @Override
    public int push(final int cpu, final long nowNs) {
        final SchedulingClass own = pushing[cpu];
        pushing[cpu] = null;
        final int target = own == null || reschedules.isAsked(cpu) ? -1 : own.push(cpu, nowNs);
        realTime.answerRequests(nowNs);
        return target;
    }

    @Override
    public long deadlineNs(final SchedTask task) {
        return classOf(task) == deadline ? deadline.deadlineNs(task) : NEVER_NS;
    }

    @Override
    public double utilisation(final int cpu, final long nowNs) {
        return realTime.first(cpu) != null
                ? 1
                : Math.min(1, fair.use(cpu, nowNs) + deadline.bandwidthInUse(cpu, nowNs));
    }

    @Override
    public void yield(final SchedTask task, final long nowNs) {
        classOf(task).yield(task, nowNs);
    }

    @Override
    public void setAttributes(final SchedTask task, final SchedAttributes attributes, final long nowNs) {
        final SchedAttributes old = task.attributes();
        final SchedulingClass before = classOf(task);
        final SchedulingClass after = classOf(attributes.policy());
        if (before == realTime && after == realTime && old.priority() == attributes.priority()) {
            // Between FIFO and RR of the same priority a task keeps its place.
            task.apply(attributes);
            return;
        }
        change(task, nowNs, () -> {
            if (after != before) {
                before.leave(task, nowNs);
            }
            task.apply(attributes);
            if (after != before) {
                after.join(task, nowNs);
            }
        });
        changed(task, old, before, after, nowNs);
    }

    @Override
    public void setGroup(final SchedTask task, final int group, final long nowNs) {
        change(task, nowNs, () -> task.inGroup(group));
        if (task.isQueued()) {
            reschedules.mark(task.cpu());
        }
    }

    /** Takes a task out of all queues, changes it, and puts it back where it was. */
    private void change(final SchedTask task, final long nowNs, final Runnable inNoQueue) {
        final boolean queued = task.isQueued();
        final boolean running = task.isRunning();
        if (running) {
            fairTime.settle(task.cpu(), nowNs);
            classOf(task).putPrevious(task.cpu(), task, nowNs);
        }
        if (queued) {
            classOf(task).dequeue(task, nowNs);
        }
        inNoQueue.run();
        if (queued) {
            classOf(task).enqueue(task, task.cpu(), WakeKind.CHANGE, nowNs);
        }
        if (running) {
            classOf(task).setCurrent(task, nowNs);
        }
    }

    private void changed(
            final SchedTask task,
            final SchedAttributes old,
            final SchedulingClass before,
            final SchedulingClass after,
            final long nowNs) {
        boolean look = false;
        if (after == before) {
            look = after.changed(task, old, nowNs);
        } else {
            before.switchedFrom(task, nowNs);
            look = task.isQueued() && after.switchedTo(task, nowNs);
            look |= task.isRunning() && mostUrgent(task.cpu()) != task;
        }
        if (look && task.isQueued()) {
            reschedules.mark(task.cpu());
        }
    }

    @Override
    public int pollReschedule() {
        return reschedules.poll();
    }

    @Override
    public long nextTimerNs() {
        return Math.min(
                Math.min(deadline.nextTimerNs(), realTime.nextTimerNs()),
                Math.min(iso.nextTimerNs(), fair.nextTimerNs()));
    }

    @Override
    public void timer(final long nowNs) {
        for (final SchedulingClass candidate : classes) {
            if (candidate.nextTimerNs() <= nowNs) {
                candidate.timer(nowNs);
            }
        }
    }

    @Override
    public boolean isThrottled(final SchedTask task) {
        return classOf(task).isThrottled(task);
    }

    /** Returns what became of the quota of a group so far, null without one. */
    public QuotaUse quotaUse(final int group) {
        return fair.quotaUse(group);
    }

    @Override
    public int runnable(final int cpu) {
        return queues.of(cpu).runnable();
    }

    @Override
    public boolean isBalanced(final int cpu) {
        return online.cpus().contains(cpu) && !domains.of(cpu).isEmpty();
    }

    @Override
    public boolean unplug(final int cpu, final long nowNs) {
        return hotPlug.unplug(cpu, nowNs);
    }

    @Override
    public void plug(final int cpu, final long nowNs) {
        online.set(online.cpus().or(CpuSet.of(cpu)));
    }

    /**
     * Takes everything off a CPU that goes off-line; {@code away} is told of each task when it is in no class's hands.
     */
    void clear(final int cpu, final Consumer<SchedTask> away, final long nowNs) {
        fairTime.settle(cpu, nowNs);
        final CpuQueues.CpuQueue queue = queues.of(cpu);
        if (queue.current != null) {
            putBack(queue.current, nowNs);
        }
        for (final SchedulingClass each : classes) {
            for (SchedTask next = each.pickNext(cpu, nowNs); next != null; next = each.pickNext(cpu, nowNs)) {
                queue.current = next;
                putBack(next, nowNs);
                away.accept(next);
            }
        }
        queue.previous = null;
        pushing[cpu] = null;
        fairTime.picked(cpu, nowNs);
        reschedules.looked(cpu);
    }

    private void putBack(final SchedTask task, final long nowNs) {
        task.setRunning(false);
        classOf(task).putPrevious(task.cpu(), task, nowNs);
        queues.of(task.cpu()).current = null;
    }

    /** Moves a task that waits; the CPU to which it comes looks if it must. */
    void moveTo(final SchedTask task, final int to, final long nowNs) {
        fairTime.settle(to, nowNs);
        migrate(task, to, nowNs);
        final SchedTask current = queues.of(to).current;
        if (current == null || preempts(task, classOf(task), current, nowNs)) {
            reschedules.mark(to);
        }
    }

    @Override
    public boolean isBalanceDue(final int cpu, final boolean idle, final long nowNs) {
        return isBalanced(cpu) && fair.isBalanceDue(cpu, idle, nowNs);
    }
}
