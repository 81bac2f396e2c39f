package dev.headroom.sched.linux.fair;

import dev.headroom.sched.SchedTask;
import dev.headroom.sched.Scheduler;
import dev.headroom.sched.linux.core.CpuQueues;
import dev.headroom.sched.linux.core.KernelVersion;
import dev.headroom.sched.linux.core.LinuxConfig;
import dev.headroom.sched.linux.core.Reschedules;
import dev.headroom.sched.linux.core.TaskGroup;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The fair queues of all CPUs: what placement and balancing may ask of them, and how they move a task.
 *
 * <p>Averages are as old as the last update of their queue, as in the kernel; {@link #update} brings those of a CPU up
 * to date. Loads are in units of the weight of nice 0 (1024), use and runnable averages in 1/1024 of a CPU.
 */
final class FairQueues {

    private final CpuQueues cpus;
    private final Reschedules reschedules;
    private final FairArrivals arrivals;
    private final FairClock clock = new FairClock();
    private final FairHierarchy hierarchy;
    private final LoadTracking load;
    private final FairCpu[] fairCpus;
    private FairEntity[] tasks = new FairEntity[16];
    private final List<SchedTask> waiting = new ArrayList<>();

    FairQueues(
            final LinuxConfig config,
            final CpuQueues cpus,
            final Reschedules reschedules,
            final FairArrivals arrivals) {
        this.cpus = cpus;
        this.reschedules = reschedules;
        this.arrivals = arrivals;
        final KernelVersion version = config.version();
        final FairParameters parameters = FairParameters.defaults(config);
        final FairPolicy policy =
                version.isAtLeast(6, 6) ? new EevdfPolicy(parameters, version) : new CfsPolicy(parameters, version);
        load = new LoadTracking(clock, version);
        hierarchy = new FairHierarchy(clock, policy, load, version);
        fairCpus = new FairCpu[cpus.cpus()];
        for (int cpu = 0; cpu < fairCpus.length; cpu++) {
            fairCpus[cpu] = new FairCpu(cpu, config.groups().size() + 1);
        }
        addGroups(config.groups());
    }

    private void addGroups(final List<TaskGroup> described) {
        final FairGroup[] groups = new FairGroup[described.size() + 1];
        for (int number = 0; number < groups.length; number++) {
            final TaskGroup own = number == 0 ? null : described.get(number - 1);
            final boolean limited = own != null && own.isLimited();
            groups[number] = new FairGroup(
                    Load.scaled(own == null ? 0 : own.weight()), cpus.cpus(), limited ? new Bandwidth(own) : null);
            for (final FairCpu cpu : fairCpus) {
                final FairQueue parent = own == null ? null : cpu.queues[own.parent()];
                cpu.queues[number] = new FairQueue(cpu, groups[number], parent);
                groups[number].queues[cpu.id] = cpu.queues[number];
            }
            for (int above = number; above > 0; above = described.get(above - 1).parent()) {
                groups[above].subtree.add(groups[number]);
            }
            if (limited) {
                hierarchy.throttling().add(groups[number]);
            }
        }
    }

    /** Says what time it is; everything else asks for it. */
    FairQueues at(final long nowNs) {
        clock.nowNs = nowNs;
        return this;
    }

    /** The current time. */
    long nowNs() {
        return clock.nowNs;
    }

    FairHierarchy hierarchy() {
        return hierarchy;
    }

    FairCpu cpu(final int cpu) {
        return fairCpus[cpu];
    }

    /** The entity of a task. */
    FairEntity entity(final SchedTask task) {
        if (task.id() >= tasks.length) {
            tasks = Arrays.copyOf(tasks, Math.max(task.id() + 1, 2 * tasks.length));
        }
        if (tasks[task.id()] == null) {
            tasks[task.id()] = FairEntity.of(task);
        }
        return tasks[task.id()];
    }

    /** The queue of a task's group on a CPU. */
    FairQueue queue(final SchedTask task, final int cpu) {
        return fairCpus[cpu].queues[task.group()];
    }

    /** Counts the tasks that can run on a CPU, and tells the wish to reschedule that no answer tells. */
    void settle(final int cpu) {
        count(cpu);
        if (fairCpus[cpu].tellReschedule()) {
            reschedules.mark(cpu);
        }
    }

    /** Counts the tasks that can run on a CPU. */
    void count(final int cpu) {
        final FairCpu fair = fairCpus[cpu];
        final int runnable = fair.root().runnableTasks();
        if (runnable > fair.counted) {
            cpus.of(cpu).added(runnable - fair.counted);
        } else if (runnable < fair.counted) {
            cpus.of(cpu).removed(fair.counted - runnable);
        }
        final boolean arrived = fair.counted == 0 && runnable > 0;
        fair.counted = runnable;
        if (arrived) {
            arrivals.firstArrived(cpu, clock.nowNs);
        }
    }

    /** What became of the quota of a group so far, null without one. */
    QuotaUse quotaUse(final int group) {
        final Bandwidth bandwidth = fairCpus[0].queues[group].group.bandwidth;
        return bandwidth == null ? null : bandwidth.use();
    }

    long nextTimerNs() {
        final long nextNs = hierarchy.throttling().nextTimerNs();
        return nextNs == Long.MAX_VALUE ? Scheduler.NEVER_NS : nextNs;
    }

    /** Periods of quotas begin; CPUs that are idle look at what they got. */
    void timer() {
        hierarchy.throttling().timer();
        for (int cpu = 0; cpu < fairCpus.length; cpu++) {
            if (cpus.of(cpu).current == null && fairCpus[cpu].root().runnableTasks() > fairCpus[cpu].counted) {
                fairCpus[cpu].reschedule();
            }
            settle(cpu);
        }
    }

    /** What all classes know of the CPUs. */
    CpuQueues cpus() {
        return cpus;
    }

    /** Brings the averages of a CPU up to date, those of blocked tasks too ({@code update_blocked_averages}). */
    void update(final int cpu) {
        load.updateAll(fairCpus[cpu]);
    }

    /** Load of all tasks of a CPU, sleeping ones decaying ({@code cpu_load} from 5.7 on). */
    long load(final int cpu) {
        return fairCpus[cpu].root().average.load;
    }

    /** Load of the runnable tasks of a CPU as it is now ({@code weighted_cpuload} before 5.7). */
    long runnableLoad(final int cpu) {
        final FairQueue root = fairCpus[cpu].root();
        long sum = root.current == null || !root.current.queued ? 0 : currentLoad(root, root.current);
        for (int i = 0; i < root.waiting.size(); i++) {
            sum += currentLoad(root, root.waiting.get(i));
        }
        return sum;
    }

    private long currentLoad(final FairQueue queue, final FairEntity entity) {
        load.age(queue, entity);
        return entity.average.load;
    }

    /** Tasks that run or wait on a CPU, on average, times 1024 ({@code cpu_runnable}). */
    long runnable(final int cpu) {
        return fairCpus[cpu].root().average.runnable;
    }

    /** Share of time in which a CPU runs fair tasks, times 1024. */
    long use(final int cpu) {
        return fairCpus[cpu].root().average.use;
    }

    /**
     * As {@link #use}, but at least what is to be expected of the tasks that are runnable, and no more than a CPU has
     * ({@code cpu_util}).
     */
    long expectedUse(final int cpu) {
        return Math.min(FairAverage.FULL, Math.max(use(cpu), fairCpus[cpu].expectedUse));
    }

    /** A CPU with no task that can run finds its delayed ones when it picks, and takes them out of their queues. */
    void dropDelayed(final int cpu) {
        hierarchy.pick(fairCpus[cpu]);
    }

    /** Number of fair tasks on a CPU, delayed ones included ({@code h_nr_running}, {@code h_nr_queued}). */
    int tasks(final int cpu) {
        return fairCpus[cpu].root().tasks;
    }

    /** Number of fair tasks that can run on a CPU ({@code h_nr_runnable}). */
    int runnableTasks(final int cpu) {
        return fairCpus[cpu].root().runnableTasks();
    }

    /** Number of tasks of policy IDLE among {@link #tasks} ({@code idle_h_nr_running}). */
    int idleTasks(final int cpu) {
        return fairCpus[cpu].root().idleTasks;
    }

    /** Load of a task as it is now, whatever group it is in; asleep or not. */
    long taskLoad(final SchedTask task) {
        final FairEntity entity = entity(task);
        return entity.queue == null ? entity.average.load : currentLoad(entity.queue, entity);
    }

    /**
     * What a task adds to the load of its CPU: its load in the share of its group ({@code task_h_load}), 0 for one that
     * is in no fair queue.
     */
    long hierarchicalLoad(final SchedTask task) {
        final FairEntity entity = entity(task);
        return entity.queue == null
                ? 0
                : entity.average.load * hierarchicalLoad(entity.queue) / (entity.queue.average.load + 1);
    }

    private static long hierarchicalLoad(final FairQueue queue) {
        if (queue.entity == null) {
            return queue.average.load;
        }
        final FairQueue above = queue.entity.queue;
        return hierarchicalLoad(above) * queue.entity.average.load / (above.average.load + 1);
    }

    /** Share of time in which a task runs, times 1024 ({@code task_util}). */
    long taskUse(final SchedTask task) {
        return entity(task).average.use;
    }

    /** As {@link #taskUse}, but at least what is to be expected when it runs again ({@code task_util_est}). */
    long expectedTaskUse(final SchedTask task) {
        final FairEntity entity = entity(task);
        return Math.max(entity.average.use, entity.expectedUse);
    }

    /** Whether a task woke up and has not run since. */
    boolean isFreshlyWoken(final SchedTask task) {
        return entity(task).freshlyWoken;
    }

    /** Whether a task is likely to be picked next for its warm caches ({@code CACHE_HOT_BUDDY}). */
    boolean isBuddy(final SchedTask task) {
        final FairEntity entity = entity(task);
        return entity.queue.next == entity || entity.queue.last == entity;
    }

    /** Whether a task sleeps but is still in the queue of its CPU, where it has to wake up. */
    boolean isDelayed(final SchedTask task) {
        return task.id() < tasks.length && tasks[task.id()] != null && tasks[task.id()].delayed;
    }

    /** Whether fair tasks wait on a CPU that could run there. */
    boolean hasWaiting(final int cpu) {
        final FairCpu fair = fairCpus[cpu];
        return fair.root().runnableTasks() > (fair.root().current == null ? 0 : 1);
    }

    /**
     * Returns the tasks of a CPU that wait and could run there, in the order of their queues; overwritten by the next
     * call.
     */
    List<SchedTask> waiting(final int cpu) {
        waiting.clear();
        collect(fairCpus[cpu].root());
        return waiting;
    }

    private void collect(final FairQueue queue) {
        if (queue.current != null && queue.current.own != null) {
            collect(queue.current.own);
        }
        for (int i = 0; i < queue.waiting.size(); i++) {
            final FairEntity entity = queue.waiting.get(i);
            if (entity.own != null) {
                collect(entity.own);
            } else if (!entity.delayed) {
                waiting.add(entity.task);
            }
        }
    }

    /** Number of tasks in the list of {@link FairCpu#oldestTask}, those of throttled groups too. */
    int listed(final int cpu) {
        int listed = 0;
        for (FairEntity task = fairCpus[cpu].oldestTask(); task != null; task = task.after) {
            listed++;
        }
        return listed;
    }

    /** Asks a CPU to look at its run queue. */
    void reschedule(final int cpu) {
        fairCpus[cpu].reschedule();
        settle(cpu);
    }

    /**
     * Moves a task that sleeps but stayed in its queue to another CPU, where it stays in the queue until that CPU would
     * pick it.
     */
    void moveDelayed(final SchedTask task, final int to) {
        final int from = task.cpu();
        hierarchy.moveDelayed(entity(task), queue(task, to));
        task.placedOn(to);
        task.blocked();
        preemptOn(to, entity(task));
        settle(from);
        settle(to);
    }

    /** Moves a waiting task to another CPU, which looks at its queue if it is idle and not the one that looks now. */
    void moveAndTell(final SchedTask task, final int to, final int looking) {
        move(task, to);
        if (to != looking && cpus.of(to).current == null) {
            reschedule(to);
        }
    }

    /** Moves a waiting task to another CPU, where it may preempt. */
    void move(final SchedTask task, final int to) {
        final int from = task.cpu();
        final FairEntity entity = entity(task);
        hierarchy.dequeue(entity, Flags.MOVE);
        hierarchy.settle(entity, queue(task, to));
        task.placedOn(to);
        entity.freshlyWoken = false;
        hierarchy.enqueueTask(entity, Flags.MOVE);
        preemptOn(to, entity);
        settle(from);
        settle(to);
    }

    private void preemptOn(final int cpu, final FairEntity come) {
        final SchedTask current = cpus.of(cpu).current;
        if (current != null && current.policy().isFair()) {
            hierarchy.checkPreemption(entity(current), come);
        }
    }
}
