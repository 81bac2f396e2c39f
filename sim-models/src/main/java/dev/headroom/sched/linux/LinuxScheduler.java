package dev.headroom.sched.linux;

import dev.headroom.sched.SchedAttributes;
import dev.headroom.sched.SchedTask;
import dev.headroom.sched.Scheduler;
import dev.headroom.sched.SchedulingPolicy;
import dev.headroom.sched.WakeKind;
import dev.headroom.sched.linux.core.CpuQueues;
import dev.headroom.sched.linux.core.LinuxConfig;
import dev.headroom.sched.linux.core.Reschedules;
import dev.headroom.sched.linux.core.SchedulingClass;
import dev.headroom.sched.linux.core.SchedulingDomains;
import dev.headroom.sched.linux.fair.FairClass;
import dev.headroom.sched.linux.iso.IsoClass;
import dev.headroom.sched.linux.realtime.RealTimeClass;

/**
 * The Linux scheduler.
 *
 * <p>Design. Per CPU a stack of classes, most urgent first: real-time (FIFO, RR), fair, idle. The first class with a
 * task that can run runs it. A task that becomes runnable preempts the current one if its class is more urgent, or by
 * the rule of the common class. Which rules hold is a matter of the kernel version in {@link LinuxConfig}.
 *
 * <p>Deviations. No stop class; the migration threads and hot-plug that use it are not modelled.
 */
public final class LinuxScheduler implements Scheduler {

    private final CpuQueues queues;
    private final SchedulingDomains domains;
    private final Reschedules reschedules;
    private final SchedulingClass[] classes;
    private final RealTimeClass realTime;
    private final IsoClass iso;
    private final FairClass fair;

    /** Makes the scheduler of one machine or guest. */
    public LinuxScheduler(final LinuxConfig config) {
        queues = new CpuQueues(config.topology());
        domains = new SchedulingDomains(config.topology(), config.partitions());
        reschedules = new Reschedules(queues.cpus());
        realTime = new RealTimeClass(config, queues, domains, reschedules);
        fair = new FairClass(config, queues, domains, reschedules);
        iso = new IsoClass(config, queues, domains, this::setAttributes);
        classes = new SchedulingClass[] {realTime, iso, fair};
    }

    @Override
    public String id() {
        return "linux.cfs";
    }

    private SchedulingClass classOf(final SchedTask task) {
        return classOf(task.policy());
    }

    private SchedulingClass classOf(final SchedulingPolicy policy) {
        return policy.isRealTime() ? realTime : policy == SchedulingPolicy.ISO_EXPERIMENTAL ? iso : fair;
    }

    @Override
    public int selectCpu(final SchedTask task, final WakeKind kind, final int wakingCpu, final long nowNs) {
        // Threads are created by fair tasks and change their policy afterwards.
        final SchedulingClass deciding = kind == WakeKind.FORK ? fair : classOf(task);
        return deciding.selectCpu(task, kind, wakingCpu, nowNs);
    }

    @Override
    public boolean enqueue(final SchedTask task, final int cpu, final WakeKind kind, final long nowNs) {
        if (!task.allowedCpus().contains(cpu)) {
            throw new IllegalStateException("task " + task + " may not run on CPU " + cpu);
        }
        final SchedulingClass own = classOf(task);
        own.enqueue(task, cpu, kind, nowNs);
        final SchedTask current = queues.of(cpu).current;
        if (current == null) {
            return true;
        }
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
        classOf(task).block(task, nowNs);
        queue.current = null;
        task.blocked();
    }

    @Override
    public SchedTask pickNext(final int cpu, final long nowNs) {
        final CpuQueues.CpuQueue queue = queues.of(cpu);
        final SchedTask previous = queue.current;
        if (previous != null) {
            previous.setRunning(false);
            classOf(previous).putPrevious(cpu, previous, nowNs);
            queue.current = null;
        }
        for (final SchedulingClass candidate : classes) {
            candidate.pull(cpu, nowNs);
            final SchedTask next = candidate.pickNext(cpu, nowNs);
            if (next != null) {
                queue.current = next;
                next.setRunning(true);
                return next;
            }
        }
        return null;
    }

    @Override
    public void switchTo(final int cpu, final SchedTask task, final long nowNs) {
        final CpuQueues.CpuQueue queue = queues.of(cpu);
        if (task != null && task == queue.current) {
            return;
        }
        if (queue.current != null) {
            queue.current.setRunning(false);
            classOf(queue.current).putPrevious(cpu, queue.current, nowNs);
        }
        queue.current = task;
        if (task != null) {
            classOf(task).setCurrent(task, nowNs);
            task.setRunning(true);
        }
    }

    @Override
    public void migrate(final SchedTask task, final int cpu, final long nowNs) {
        final SchedulingClass own = classOf(task);
        own.dequeue(task, nowNs);
        own.enqueue(task, cpu, WakeKind.CHANGE, nowNs);
    }

    @Override
    public void account(final int cpu, final SchedTask task, final long ranNs) {
        classOf(task).account(cpu, task, ranNs);
    }

    @Override
    public boolean tick(final int cpu, final long nowNs) {
        final SchedTask current = queues.of(cpu).current;
        return current != null && classOf(current).tick(cpu, current, nowNs);
    }

    @Override
    public int balance(final int cpu, final boolean idle, final long nowNs) {
        return fair.balance(cpu, idle, nowNs);
    }

    @Override
    public int push(final int cpu, final long nowNs) {
        for (final SchedulingClass candidate : classes) {
            final int target = candidate.push(cpu, nowNs);
            if (target >= 0) {
                return target;
            }
        }
        return -1;
    }

    @Override
    public void yield(final SchedTask task, final long nowNs) {
        classOf(task).yield(task, nowNs);
    }

    @Override
    public void setAttributes(final SchedTask task, final SchedAttributes attributes, final long nowNs) {
        final SchedulingClass before = classOf(task);
        final SchedulingClass after = classOf(attributes.policy());
        change(task, nowNs, () -> {
            if (after != before) {
                before.leave(task, nowNs);
            }
            task.apply(attributes);
            if (after != before) {
                after.join(task, nowNs);
            }
        });
    }

    @Override
    public void setGroup(final SchedTask task, final int group, final long nowNs) {
        change(task, nowNs, () -> task.inGroup(group));
    }

    /** Takes a task out of all queues, changes it, and puts it back where it was. */
    private void change(final SchedTask task, final long nowNs, final Runnable inNoQueue) {
        final boolean queued = task.isQueued();
        final boolean running = task.isRunning();
        if (running) {
            classOf(task).putPrevious(task.cpu(), task, nowNs);
        }
        if (queued) {
            classOf(task).dequeue(task, nowNs);
        }
        inNoQueue.run();
        if (queued) {
            classOf(task).enqueue(task, task.cpu(), WakeKind.CHANGE, nowNs);
            reschedules.mark(task.cpu());
        }
        if (running) {
            classOf(task).setCurrent(task, nowNs);
        }
    }

    @Override
    public int pollReschedule() {
        return reschedules.poll();
    }

    @Override
    public long nextTimerNs() {
        long next = NEVER_NS;
        for (final SchedulingClass candidate : classes) {
            next = Math.min(next, candidate.nextTimerNs());
        }
        return next;
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

    @Override
    public int runnable(final int cpu) {
        return queues.of(cpu).runnable();
    }

    @Override
    public boolean isBalanced(final int cpu) {
        return !domains.of(cpu).isEmpty();
    }
}
