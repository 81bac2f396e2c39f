package dev.headroom.sched.linux.fair;

import dev.headroom.sched.SchedTask;
import dev.headroom.sched.linux.core.CpuMask;
import dev.headroom.sched.linux.core.KernelVersion;
import dev.headroom.units.CpuSet;
import java.util.Arrays;

/**
 * One attempt of a CPU to take tasks from others in a domain.
 *
 * <p>Design. From the busiest CPU of the busiest group tasks are taken that wait, the one that was neither enqueued nor
 * picked for the longest time first, as long as the imbalance lasts. Tasks with warm caches stay until attempts have
 * failed often enough; every failure also halves what a task's load counts against the imbalance. What may not run here
 * may go to another CPU of the local group. If moving waiting tasks keeps failing, the CPU that runs one is asked to
 * push it away ({@link #pushAway}): it looks at its queue, and moves what it ran before it picks.
 *
 * <p>Deviations. The push happens without the thread {@code migration/N}; no NUMA preferences.
 *
 * <p>Source: {@code load_balance}, {@code detach_tasks}, {@code can_migrate_task}, {@code need_active_balance} of Linux
 * 5.5 to 6.12, read for the rules.
 */
final class BalancePass {

    /** {@code sched_nr_migrate}: tasks looked at in one go. */
    private static final int MOST_LOOKED_AT = 32;
    /** Failures beyond those for warm caches until a running task is pushed away. */
    private static final int FAILURES_TO_PUSH = 2;
    /** Longest time between balances of a domain all of whose tasks may not move. */
    private static final int MAX_PINNED_INTERVAL_MS = 512;

    private static final int NONE = -1;

    private final FairQueues queues;
    private final CpuConditions conditions;
    private final BusiestGroup search;
    /** CPUs whose tasks may not leave them, in this pass. */
    private final CpuMask pinned;
    /** Whether failures help to move use, from 6.8 on. */
    private final boolean relaxesUse;
    /** Whether tasks that sleep and stay in their queue move like others, up to 6.13. */
    private final boolean movesDelayed;
    /** Whether CPUs of idle cores balance first, from 6.5 on. */
    private final boolean prefersIdleCores;
    /** By CPU that is to push its task away: where to, or none. */
    private final int[] pushTo;

    private final DomainState[] pushFor;

    private DomainState state;
    private IdleKind idle;
    private int target;
    private int source;
    /** Whether no task met so far may run on the target, and whether some may not. */
    private boolean allPinned;

    private boolean somePinned;
    /** Another CPU of the local group where a task may run. */
    private int otherTarget;
    /** Whether another CPU of the local group does the balancing. */
    private boolean leftToAnother;

    BalancePass(final FairQueues queues, final CpuConditions conditions, final KernelVersion version) {
        this.queues = queues;
        this.conditions = conditions;
        search = new BusiestGroup(queues, conditions, version);
        relaxesUse = version.isAtLeast(6, 8);
        movesDelayed = !version.isAtLeast(6, 14);
        prefersIdleCores = version.isAtLeast(6, 5);
        final int cpus = queues.cpus().cpus();
        pinned = new CpuMask(cpus);
        pushTo = new int[cpus];
        Arrays.fill(pushTo, NONE);
        pushFor = new DomainState[cpus];
    }

    /** Returns how many tasks were moved. */
    int run(final DomainState domain, final int cpu, final IdleKind kind) {
        state = domain;
        idle = kind;
        target = cpu;
        leftToAnother = !shouldBalance();
        if (leftToAnother) {
            balanced(false);
            return 0;
        }
        pinned.clear();
        boolean anyPinned = false;
        while (true) {
            final CpuSet group = search.find(state, cpu, idle, pinned);
            source = group == null ? NONE : busiestCpu(group);
            if (source == NONE) {
                balanced(anyPinned);
                return 0;
            }
            final int moved = moveTasks();
            if (!allPinned || moved > 0) {
                finished(moved);
                return moved;
            }
            pinned.add(source);
            anyPinned = true;
        }
    }

    /** Whether the last pass was left to another CPU of the group, so that wider domains are too. */
    boolean wasLeftToAnother() {
        return leftToAnother;
    }

    private boolean shouldBalance() {
        if (idle == IdleKind.NEWLY_IDLE) {
            return conditions.isIdle(target);
        }
        final CpuSet group = state.domain.groups().get(0);
        int idleThread = NONE;
        for (int cpu = group.first(); cpu >= 0; cpu = group.next(cpu)) {
            if (conditions.isIdle(cpu)) {
                if (!prefersIdleCores || state.hyperthreads || conditions.isCoreIdle(cpu)) {
                    return cpu == target;
                }
                idleThread = idleThread == NONE ? cpu : idleThread;
            }
        }
        return target == (idleThread == NONE ? group.first() : idleThread);
    }

    private int busiestCpu(final CpuSet group) {
        int busiest = NONE;
        long most = 0;
        long capacity = 1;
        for (int cpu = group.first(); cpu >= 0; cpu = group.next(cpu)) {
            final int tasks = pinned.contains(cpu) ? 0 : conditions.fairTasks(cpu);
            if (tasks == 0) {
                continue;
            }
            final long its = search.unit == BusiestGroup.Unit.LOAD ? conditions.capacity(cpu) : 1;
            final long counts = switch (search.unit) {
                case LOAD ->
                    tasks == 1
                                    && queues.load(cpu) > search.imbalance
                                    && !conditions.isReduced(cpu, state.imbalancePercent)
                            ? 0
                            : queues.load(cpu);
                case USE -> tasks == 1 ? 0 : queues.expectedUse(cpu);
                case TASKS -> tasks;
            };
            if (counts * capacity > most * its) {
                most = counts;
                capacity = its;
                busiest = cpu;
            }
        }
        return busiest;
    }

    private int moveTasks() {
        allPinned = true;
        somePinned = false;
        if (conditions.running(source) <= 1) {
            allPinned = false;
            return 0;
        }
        int moved = 0;
        int to = target;
        do {
            otherTarget = NONE;
            moved += detach(to);
            to = otherTarget;
        } while (to != NONE && search.imbalance > 0);
        if (search.imbalance > 0 && somePinned) {
            search.setImbalanced(state, true);
        }
        return moved;
    }

    private int detach(final int to) {
        int looks = Math.min(MOST_LOOKED_AT, conditions.running(source));
        int moved = 0;
        final FairCpu cpu = queues.cpu(source);
        for (int left = queues.listed(source); left > 0 && search.imbalance > 0; left--) {
            if (idle != IdleKind.BUSY && conditions.running(source) <= 1 || looks-- <= 0 && !allPinned) {
                break;
            }
            final FairEntity task = cpu.oldestTask();
            if (!canMove(task, to) || !fits(task)) {
                cpu.relistTask(task);
                continue;
            }
            if (task.delayed) {
                queues.moveDelayed(task.task, to);
            } else {
                queues.moveAndTell(task.task, to, target);
            }
            moved++;
            if (idle == IdleKind.NEWLY_IDLE) {
                break;
            }
        }
        return moved;
    }

    private boolean canMove(final FairEntity task, final int to) {
        if (queues.queue(task.task, to).isInThrottledHierarchy() || task.queue.isInThrottledHierarchy()) {
            return false;
        }
        if (!task.task.allowedCpus().contains(to)) {
            somePinned = true;
            if (idle != IdleKind.NEWLY_IDLE && to == target && otherTarget == NONE) {
                otherTarget = state.domain
                        .groups()
                        .get(0)
                        .and(task.task.allowedCpus())
                        .first();
            }
            return false;
        }
        allPinned = false;
        return !isCurrent(task)
                && (!task.delayed || movesDelayed || search.unit == BusiestGroup.Unit.LOAD)
                && (!isHot(task, to) || state.failed > state.cacheNiceTries);
    }

    private static boolean isCurrent(final FairEntity task) {
        return task.queue.current == task && task.task.isRunning();
    }

    private boolean isHot(final FairEntity task, final int to) {
        if (task.idle || state.hyperthreads) {
            return false;
        }
        return conditions.running(to) > 0 && queues.isBuddy(task.task)
                || queues.nowNs() - task.lastRanNs < CpuConditions.MIGRATION_COST_NS;
    }

    private boolean fits(final FairEntity task) {
        long counts = 1;
        long left = search.imbalance;
        if (search.unit == BusiestGroup.Unit.LOAD) {
            counts = Math.max(1, queues.hierarchicalLoad(task.task));
            left = search.imbalance - relaxed(counts);
        } else if (search.unit == BusiestGroup.Unit.USE) {
            counts = queues.expectedTaskUse(task.task);
            left = search.imbalance - (relaxesUse ? relaxed(counts) : counts);
        }
        if (left < 0) {
            return false;
        }
        search.imbalance -= counts;
        return true;
    }

    private long relaxed(final long counts) {
        return counts >> Math.min(state.failed, Long.SIZE - 1);
    }

    private void finished(final int moved) {
        boolean pushes = false;
        if (moved > 0) {
            state.failed = 0;
        } else {
            state.failed += idle == IdleKind.NEWLY_IDLE ? 0 : 1;
            if (shouldPush()) {
                final SchedTask running = queues.cpus().of(source).current;
                if (running != null && !running.allowedCpus().contains(target)) {
                    lengthen(false);
                    return;
                }
                pushes = pushTo[source] == NONE;
                if (pushes) {
                    pushTo[source] = target;
                    pushFor[source] = state;
                    queues.reschedule(source);
                }
            }
        }
        if (!pushes || shouldPush()) {
            state.intervalMs = state.minIntervalMs;
        }
    }

    private boolean shouldPush() {
        if (search.unit == BusiestGroup.Unit.TASKS && state.failed > state.cacheNiceTries + FAILURES_TO_PUSH) {
            return true;
        }
        return idle != IdleKind.BUSY
                && conditions.fairTasks(source) == 1
                && conditions.isReduced(source, state.imbalancePercent)
                && conditions.capacity(source) * state.imbalancePercent < conditions.capacity(target) * 100;
    }

    private void balanced(final boolean pinned) {
        if (!pinned) {
            search.setImbalanced(state, false);
        }
        state.failed = 0;
        lengthen(pinned);
    }

    private void lengthen(final boolean pinned) {
        if (idle != IdleKind.NEWLY_IDLE
                && (state.intervalMs < state.maxIntervalMs || pinned && state.intervalMs < MAX_PINNED_INTERVAL_MS)) {
            state.intervalMs *= 2;
        }
    }

    /** Moves a task away from a CPU that was asked to; it has put back the one it ran. */
    void pushAway(final int cpu) {
        final int to = pushTo[cpu];
        if (to == NONE) {
            return;
        }
        pushTo[cpu] = NONE;
        FairEntity task = queues.cpu(cpu).oldestTask();
        while (task != null && !mayBePushed(task, to)) {
            task = task.after;
        }
        if (task != null) {
            queues.moveAndTell(task.task, to, cpu);
            pushFor[cpu].failed = 0;
        }
    }

    private boolean mayBePushed(final FairEntity task, final int to) {
        return task.task.allowedCpus().contains(to)
                && !task.delayed
                && !isCurrent(task)
                && !task.queue.isInThrottledHierarchy()
                && !queues.queue(task.task, to).isInThrottledHierarchy();
    }
}
