package dev.headroom.replay;

import dev.headroom.sched.SchedTask;
import dev.headroom.sched.Scheduler;
import dev.headroom.sched.WakeKind;
import java.util.HashMap;
import java.util.Map;

/**
 * Leads a scheduler through a trace: it is told what happened and what was decided. At every switch it is asked what it
 * would pick, and then told what was picked. So it has the accounts that the real scheduler had, as far as its rules
 * are the real ones, and every wrong decision counts once: it has no consequences.
 */
final class Guide {

    private final Scheduler scheduler;
    private final Map<Integer, ReplayTask> taskOfPid;
    private final SchedTask[] current;
    private final long[] settledNs;
    private final long pathNs;
    /** CPUs that were asked to look at their run queues. */
    private final boolean[] asked;
    /** Whether a CPU that was asked got a task since, so that it switches at the time which it read then. */
    private final boolean[] readsNoClock;

    private long timerNs = Long.MIN_VALUE / 2;
    private int decisions;
    private int foretold;

    /**
     * Makes a guide.
     *
     * @param scheduler what is led
     * @param taskOfPid the tasks
     * @param cpus number of CPUs
     * @param pathNs time in ns from where a CPU begins to look at its run queue until the switch
     */
    Guide(final Scheduler scheduler, final Map<Integer, ReplayTask> taskOfPid, final int cpus, final long pathNs) {
        this.scheduler = scheduler;
        this.taskOfPid = taskOfPid;
        this.current = new SchedTask[cpus];
        this.settledNs = new long[cpus];
        this.pathNs = pathNs;
        this.asked = new boolean[cpus];
        this.readsNoClock = new boolean[cpus];
    }

    /** The timer of the scheduler is due. */
    void timerDue(final long nowNs) {
        timerNs = nowNs;
        settle(nowNs);
    }

    /** Charges the current tasks up to now. */
    void settle(final long nowNs) {
        for (int cpu = 0; cpu < current.length; cpu++) {
            settle(cpu, nowNs);
        }
    }

    private void settle(final int cpu, final long untilNs) {
        if (untilNs > settledNs[cpu]) {
            if (current[cpu] != null) {
                scheduler.account(cpu, current[cpu], untilNs - settledNs[cpu]);
            }
            settledNs[cpu] = untilNs;
        }
    }

    /** Replays one event. */
    void replay(final GivenEvent event, final long nowNs) {
        final int cpu = event.cpu();
        final boolean switches = switch (event.kind()) {
            case SWITCH, BLOCK_AND_SWITCH, END_AND_SWITCH -> true;
            default -> false;
        };
        if (switches) {
            // The scheduler reads its clock where the path to a switch begins.
            if (!readsNoClock[cpu]) {
                settle(cpu, GivenLoad.SwitchCosts.clockNs(nowNs, pathNs, event.kind() != GivenEvent.Kind.SWITCH));
            }
            asked[cpu] = false;
            readsNoClock[cpu] = false;
        } else {
            settle(cpu, event.kind() == GivenEvent.Kind.ENQUEUE ? nowNs - event.ns() : nowNs);
        }
        final ReplayTask replayed = taskOfPid.get(event.pid());
        final SchedTask task = replayed == null ? null : replayed.sched;
        switch (event.kind()) {
            case TICK -> {
                if (current[cpu] != null) {
                    asked[cpu] |= scheduler.tick(cpu, nowNs);
                }
            }
            case ENQUEUE -> enqueue(task, cpu, WakeKind.WAKE_UP, nowNs - event.ns());
            case FORK -> enqueue(task, cpu, WakeKind.FORK, nowNs);
            case MIGRATE -> {
                if (!task.isRunning()) {
                    scheduler.migrate(task, cpu, nowNs);
                }
            }
            case JOIN_GROUP -> scheduler.setGroup(task, replayed.program.group(), nowNs);
            case CHANGE -> scheduler.setAttributes(task, event.attributes(), nowNs);
            case BLOCK_AND_SWITCH -> {
                if (current[cpu] != null) {
                    scheduler.block(current[cpu], nowNs);
                    current[cpu] = null;
                }
                switchTo(task, cpu, nowNs);
            }
            case END_AND_SWITCH -> {
                if (current[cpu] != null) {
                    scheduler.exit(current[cpu], nowNs);
                    current[cpu] = null;
                }
                switchTo(task, cpu, nowNs);
            }
            case SWITCH -> switchTo(task, cpu, nowNs);
            default -> {}
        }
    }

    /** Whether a CPU runs nothing. */
    boolean isIdle(final int cpu) {
        return current[cpu] == null;
    }

    /**
     * A CPU balances: it looks when it did in the trace, and remembers what it saw. Tasks stay, as only the trace moves
     * them.
     */
    void balance(final int cpu, final long nowNs) {
        settle(nowNs);
        final Map<SchedTask, Integer> places = new HashMap<>();
        for (final ReplayTask task : taskOfPid.values()) {
            if (task.sched.isQueued()) {
                places.put(task.sched, task.sched.cpu());
            }
        }
        scheduler.balance(cpu, isIdle(cpu), nowNs);
        places.forEach((task, place) -> {
            if (task.isQueued() && task.cpu() != place) {
                scheduler.migrate(task, place, nowNs);
            }
        });
    }

    private void enqueue(final SchedTask task, final int cpu, final WakeKind kind, final long nowNs) {
        if (!task.isQueued()) {
            scheduler.selectCpu(task, kind, cpu, nowNs);
            asked[cpu] |= scheduler.enqueue(task, cpu, kind, nowNs);
            readsNoClock[cpu] = asked[cpu];
        }
    }

    /**
     * A task that was there before the trace began is seen for the first time when it runs. A CPU that was on its path
     * to being idle when the timer made something runnable looks again: it is not told that it stays idle.
     */
    private void switchTo(final SchedTask task, final int cpu, final long nowNs) {
        if (task != null) {
            enqueue(task, cpu, WakeKind.WAKE_UP, nowNs);
            if (task.cpu() != cpu) {
                scheduler.migrate(task, cpu, nowNs);
            }
        }
        decisions++;
        if (scheduler.pickNext(cpu, nowNs) == task) {
            foretold++;
        } else if (task == null ? timerNs < nowNs - pathNs : mayRun(task)) {
            scheduler.switchTo(cpu, task, nowNs);
        }
        current[cpu] = task != null && task.isRunning() ? task : null;
    }

    /** Quotas of groups give way to what is known; other budgets are not undone. */
    private boolean mayRun(final SchedTask task) {
        return task.policy().isFair() || !scheduler.isThrottled(task);
    }

    /** Returns the number of switches. */
    int decisions() {
        return decisions;
    }

    /** Returns how many of them the scheduler made by itself. */
    int foretold() {
        return foretold;
    }
}
