package dev.headroom.replay;

import dev.headroom.engine.Timer;
import dev.headroom.sched.SchedTask;

/**
 * One CPU of the replay.
 *
 * <p>It executes its task, stands in a given interrupt, or is on the path to a switch; only the first takes the task
 * further. A path that is interrupted starts again behind the interrupt.
 */
final class ReplayCpu {

    private static final String PREEMPTED = "R";
    private static final String BLOCKED = "S";
    private static final String DEAD = "X";

    /** Steps of a task so close to each other belong to one stay in the kernel, in ns. */
    private static final long KERNEL_SECTION_NS = 15_000;

    /** A switch at a tick is late by this where the soft interrupt looks for an imbalance first, in ns. */
    private static final long LOOKING_NS = 8_000;

    final int id;
    private final ReplayMachine machine;
    private Timer progress;
    private Timer path;
    private ReplayTask current;
    private boolean reschedule;
    /** Whether another CPU asked for that, by an interrupt. */
    private boolean askedByOther;
    /** Whether it got a task after it was asked to reschedule: the scheduler reads its clock no more until it did. */
    private boolean readsNoClock;

    private boolean executing;
    private boolean ticks;
    private boolean balances;
    private long executedUntilNs;
    private long chargedUntilNs;
    private long interruptedUntilNs = -1;
    private long pathNs;

    ReplayCpu(final int id, final ReplayMachine machine) {
        this.id = id;
        this.machine = machine;
    }

    void setTimers(final Timer newProgress, final Timer newPath) {
        progress = newProgress;
        path = newPath;
    }

    ReplayTask current() {
        return current;
    }

    /** The start-up ends with a task running here. */
    void begin(final ReplayTask task, final long nowNs) {
        settle(nowNs);
        current = task;
        resume(nowNs);
    }

    /** Books the time since the last change to the current task: its execution, and its account with the scheduler. */
    void settle(final long nowNs) {
        execute(nowNs);
        charge(nowNs);
    }

    private void execute(final long nowNs) {
        if (executing) {
            current.executed(nowNs - executedUntilNs);
        }
        executedUntilNs = nowNs;
    }

    private void charge(final long untilNs) {
        if (!readsNoClock) {
            chargeUntil(untilNs);
        }
    }

    private void chargeUntil(final long untilNs) {
        if (untilNs > chargedUntilNs) {
            if (current != null) {
                machine.scheduler.account(id, current.sched, untilNs - chargedUntilNs);
            }
            chargedUntilNs = untilNs;
        }
    }

    /**
     * Books the time until the CPU began to look at its run queue, where the scheduler reads its clock: the rest of the
     * path to the switch is charged to the next task.
     */
    private void settleForSwitch(final boolean blocks, final long nowNs) {
        execute(nowNs);
        charge(GivenLoad.SwitchCosts.clockNs(nowNs, machine.costs.preemptionNs(), blocks));
    }

    /** The scheduler reads its clock here for another reason than a switch. */
    void readClock(final long nowNs) {
        execute(nowNs);
        chargeUntil(nowNs);
    }

    /** A task comes, for which the scheduler read its clock a little before. */
    void settleForArrival(final long clockNs, final long nowNs) {
        execute(nowNs);
        chargeUntil(clockNs);
        readsNoClock = true;
    }

    /** The task has come. If the CPU is asked to reschedule, it will do so at the time that the scheduler read. */
    void arrived() {
        readsNoClock = reschedule;
    }

    /** A given interrupt begins; the tick calls the scheduler in its middle. */
    void interrupt(final long lengthNs, final boolean tick, final long nowNs) {
        settle(nowNs);
        ticks |= tick;
        interruptedUntilNs = Math.max(interruptedUntilNs, nowNs + lengthNs);
        executing = false;
        progress.disarm();
        path.arm(tick ? nowNs + lengthNs / 2 : interruptedUntilNs);
    }

    /** The CPU should look at its run queue as soon as it can. */
    void requestReschedule(final long nowNs) {
        requestReschedule(nowNs, false);
    }

    /** This CPU, or another one, asks this one to look at its run queue. */
    void requestReschedule(final long nowNs, final boolean byOther) {
        if (reschedule) {
            return;
        }
        reschedule = true;
        askedByOther = byOther;
        if (interruptedUntilNs < 0 && !inKernelSection()) {
            beginPath(nowNs);
        }
    }

    /** A kernel that is not preemptible goes on with what it does, such as waking a whole queue, before it switches. */
    private boolean inKernelSection() {
        return !machine.kernelPreempts && executing && current.goesOnWithin(KERNEL_SECTION_NS);
    }

    /**
     * The tick raises the soft interrupt that balances: the CPU looks at its run queue behind it.
     *
     * @return when the tick ends, in ns
     */
    long balanceBehindInterrupt() {
        balances = true;
        return interruptedUntilNs;
    }

    /** The soft interrupt has come to balancing. */
    void balanced() {
        balances = false;
    }

    private void beginPath(final long nowNs) {
        settle(nowNs);
        executing = false;
        progress.disarm();
        pathNs = costNs();
        askedByOther = false;
        path.arm(nowNs + pathNs);
    }

    private long costNs() {
        final GivenLoad.SwitchCosts costs = machine.costs;
        if (current == null) {
            return askedByOther ? costs.remoteIdleExitNs() : costs.idleExitNs();
        }
        return askedByOther ? costs.remotePreemptionNs() : costs.preemptionNs();
    }

    /** An interrupt or the path to a switch is over. */
    void pathEnded(final long nowNs) {
        if (ticks) {
            readClock(nowNs);
            ticks = false;
            machine.tick(this, nowNs);
            path.arm(interruptedUntilNs);
        } else if (nowNs == interruptedUntilNs) {
            settle(nowNs);
            interruptedUntilNs = -1;
            if (reschedule || machine.scheduler.runnable(id) > 0 && current == null) {
                reschedule = true;
                beginPath(nowNs);
                if (balances) {
                    pathNs += LOOKING_NS;
                    path.arm(nowNs + pathNs);
                }
            } else {
                resume(nowNs);
            }
        } else if (reschedule) {
            if (balances) {
                machine.balance(this, nowNs);
            }
            settleForSwitch(false, nowNs);
            switchTask(PREEMPTED, nowNs);
        } else {
            resume(nowNs);
        }
    }

    private void resume(final long nowNs) {
        execute(nowNs);
        executing = current != null;
        if (executing) {
            progress.arm(nowNs + current.untilNextNs());
        }
    }

    /** The current task reached a step, or the end of its stretch. */
    void progressed(final long nowNs) {
        execute(nowNs);
        final ReplayTask task = current;
        for (Step step = task.takeStep(); step != null; step = task.takeStep()) {
            machine.perform(step, this, nowNs);
        }
        if (!executing) {
            return;
        }
        if (reschedule && !inKernelSection()) {
            beginPath(nowNs);
        } else if (!task.isStretchDone()) {
            resume(nowNs);
        } else if (task.endsHere()) {
            block(DEAD, nowNs);
        } else if (task.nextStretch(nowNs)) {
            resume(nowNs);
        } else {
            block(BLOCKED, nowNs);
        }
    }

    private void block(final String state, final long nowNs) {
        current.blocked = true;
        settleForSwitch(true, nowNs);
        if (state.equals(DEAD)) {
            machine.scheduler.exit(current.sched, nowNs);
        } else {
            machine.scheduler.block(current.sched, nowNs);
        }
        path.disarm();
        machine.blocked(current, nowNs);
        switchTask(state, nowNs);
    }

    private void switchTask(final String state, final long nowNs) {
        reschedule = false;
        readsNoClock = false;
        execute(nowNs);
        executing = false;
        final ReplayTask previous = current;
        final SchedTask next = machine.scheduler.pickNext(id, nowNs);
        current = next == null ? null : machine.taskOf(next);
        if (current == previous && current != null) {
            // It only looked: the trace has that in the task's own time.
            current.executed(pathNs);
        }
        machine.switched(this, previous, state, nowNs);
        if (!reschedule) {
            resume(nowNs);
        }
    }

    /** Whether tasks wait although the CPU does nothing and has not been told. */
    boolean neglectsWork() {
        return current == null && !reschedule && machine.scheduler.runnable(id) > 0;
    }
}
