package dev.headroom.machine;

import dev.headroom.engine.Timer;
import dev.headroom.observe.CpuState;
import dev.headroom.sched.SchedTask;
import dev.headroom.workload.Activity;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * One CPU in execution.
 *
 * <p>Design. At any time a CPU is in one state: idle, running the current task, finishing a non-preemptible section of
 * the current task (because another task should run), in a kernel path with interrupts off (interrupt handler, context
 * switch, going to sleep), or paused. A kernel path cannot be interrupted: interrupts that arrive wait in a queue. A
 * task and its section can. When a path ends the CPU takes the next pending interrupt; then, if the scheduler wants
 * another task and the current one is in no section, it switches; then it resumes what was interrupted.
 *
 * <p>Every change of state settles the time since the last one: to the use of the CPU, to the scheduler's accounts, to
 * the work of the current task, and to the ledger of each activation that waits on this CPU.
 */
final class Cpu {

    private enum State {
        IDLE,
        TASK,
        SECTION,
        PATH
    }

    private enum AfterPath {
        INTERRUPT,
        SWITCH,
        SLEEP
    }

    private final int id;
    private final Machine machine;
    private final KernelPath path = new KernelPath();
    private final Deque<Interrupt> pending = new ArrayDeque<>();
    private final Waiters waiters;
    private final CpuUsage usage = new CpuUsage();

    private Timer stretchEnd;
    private Timer tick;
    private State state = State.IDLE;
    private AfterPath afterPath;
    private Interrupt handled;
    private MachineTask current;
    private boolean reschedule;
    private boolean paused;
    private boolean offline;
    private long settledNs;
    private long pausedNs;
    private long pathLeftNs;
    private double speed = 1.0;
    private double frequency;

    Cpu(final int id, final Machine machine, final double frequency) {
        this.id = id;
        this.machine = machine;
        this.frequency = frequency;
        this.waiters = new Waiters(machine);
    }

    void setTimers(final Timer newStretchEnd, final Timer newTick) {
        stretchEnd = newStretchEnd;
        tick = newTick;
    }

    int id() {
        return id;
    }

    boolean isIdle() {
        return state == State.IDLE;
    }

    /** Whether the CPU is idle although tasks wait on it and nothing will make it look. */
    boolean neglectsWork() {
        return state == State.IDLE && !paused && machine.scheduler.runnable(id) > 0;
    }

    /** What the CPU does, as its hyperthread sibling feels it. */
    Activity activity() {
        return current == null ? Activity.IDLE : current.activity;
    }

    CpuUsage usage() {
        return usage;
    }

    /** From now on time on this CPU is booked to a task: it waits for the CPU, or works on it. */
    void addWaiter(final MachineTask task) {
        waiters.add(task);
        task.waitsOn = this;
    }

    /** Time on this CPU is no longer booked to a task. */
    void removeWaiter(final MachineTask task) {
        waiters.remove(task);
        task.waitsOn = null;
    }

    /** Takes an interrupt, or queues it while interrupts are off. */
    void interrupt(final Interrupt interrupt, final long nowNs) {
        if (offline) {
            machine.hotPlug().interruptElsewhere(interrupt, nowNs);
            return;
        }
        if (paused || state == State.PATH) {
            pending.add(interrupt);
            return;
        }
        settle(nowNs);
        path.clear(frequency);
        if (state == State.IDLE) {
            machine.parts.idleExit(path, this, nowNs);
        }
        beginInterrupt(interrupt, nowNs);
    }

    private void beginInterrupt(final Interrupt interrupt, final long nowNs) {
        handled = interrupt;
        machine.parts.interrupt(path, interrupt.kind());
        beginPath(AfterPath.INTERRUPT, nowNs);
        if (interrupt.kind() == Interrupt.Kind.TIMER || interrupt.kind() == Interrupt.Kind.TICK) {
            machine.timerInterrupt(this, nowNs);
        }
    }

    private void beginPath(final AfterPath then, final long nowNs) {
        final boolean wasIdle = state == State.IDLE;
        state = State.PATH;
        afterPath = then;
        pathLeftNs = path.lengthNs();
        stretchEnd.arm(nowNs + pathLeftNs);
        tell(nowNs);
        if (wasIdle) {
            machine.busyChanged(this, nowNs);
        }
    }

    /** The stretch that the CPU executes is over. */
    void stretchEnded(final long nowNs) {
        settle(nowNs);
        switch (state) {
            case PATH -> pathEnded(nowNs);
            case SECTION -> {
                current.sectionLeftNs = 0;
                proceed(nowNs);
            }
            case TASK -> {
                final boolean leaves = current.workDone(machine, nowNs);
                if (current.waitsOn != null && !current.isBooked()) {
                    removeWaiter(current);
                }
                if (leaves) {
                    goToSleep(nowNs);
                } else if (reschedule) {
                    switchTask(nowNs);
                } else {
                    // The task may have woken a more urgent one.
                    proceed(nowNs);
                }
            }
            default -> throw new IllegalStateException("CPU " + id + " ended a stretch while idle");
        }
    }

    private void goToSleep(final long nowNs) {
        path.clear(frequency);
        machine.parts.goingToSleep(path);
        beginPath(AfterPath.SLEEP, nowNs);
    }

    private void pathEnded(final long nowNs) {
        switch (afterPath) {
            case INTERRUPT -> machine.handle(handled, this, nowNs);
            case SLEEP -> giveUp(nowNs);
            case SWITCH -> {}
        }
        proceed(nowNs);
    }

    private void giveUp(final long nowNs) {
        final MachineTask leaver = current;
        if (leaver.isReady()) {
            // What it wanted to wait for has come meanwhile.
            return;
        }
        if (leaver.waitsOn != null) {
            removeWaiter(leaver);
        }
        if (leaver.yields()) {
            machine.scheduler.yield(leaver.sched, nowNs);
        } else {
            machine.scheduler.block(leaver.sched, nowNs);
            current = null;
        }
        machine.frequencies.update(id, nowNs);
        leaver.blocked(machine, nowNs);
        reschedule = true;
        machine.schedulerCalled(id, nowNs);
    }

    /** Decides what to do after a path or a section. */
    private void proceed(final long nowNs) {
        if (!pending.isEmpty()) {
            path.clear(frequency);
            beginInterrupt(pending.poll(), nowNs);
            return;
        }
        if (reschedule && current != null && afterPath == AfterPath.INTERRUPT && state == State.PATH) {
            if (current.sectionLeftNs == 0) {
                current.sectionLeftNs = current.sectionNowNs();
            }
        }
        if (current != null && current.sectionLeftNs > 0) {
            state = State.SECTION;
            stretchEnd.arm(nowNs + current.sectionLeftNs);
            tell(nowNs);
        } else if (reschedule || current == null && machine.scheduler.runnable(id) > 0) {
            switchTask(nowNs);
        } else if (current != null) {
            runTask(nowNs);
        } else {
            becomeIdle(nowNs);
        }
    }

    private void switchTask(final long nowNs) {
        reschedule = false;
        final MachineTask previous = current;
        final SchedTask next = machine.scheduler.pickNext(id, nowNs);
        machine.pushWaiting(this, nowNs);
        current = next == null ? null : machine.taskOf(next);
        if (reschedule && (current == null || current == previous)) {
            // Another CPU has pushed a task here meanwhile.
            switchTask(nowNs);
        } else if (current == previous && current != null) {
            runTask(nowNs);
        } else if (current == null) {
            becomeIdle(nowNs);
        } else {
            path.clear(frequency);
            machine.parts.contextSwitch(path);
            if (current.activation() != null && current.activation().isOpen()) {
                machine.parts.wakeUp(path, current, previous, id);
            }
            beginPath(AfterPath.SWITCH, nowNs);
            armTick(nowNs);
        }
    }

    private void runTask(final long nowNs) {
        state = State.TASK;
        tell(nowNs);
        current.resumed(machine, nowNs);
        if (current.isBooked() != (current.waitsOn != null)) {
            if (current.waitsOn == null) {
                addWaiter(current);
            } else {
                removeWaiter(current);
            }
        }
        speed = speedBeside(machine.siblingBusy(id));
        armWorkEnd(nowNs);
    }

    private void armWorkEnd(final long nowNs) {
        if (current.workLeftNs == MachineTask.ENDLESS_NS) {
            stretchEnd.disarm();
        } else {
            stretchEnd.arm(nowNs + (long) Math.ceil(current.workLeftNs / speed));
        }
    }

    private void becomeIdle(final long nowNs) {
        state = State.IDLE;
        tell(nowNs);
        stretchEnd.disarm();
        if (!machine.ticks.comeWhenIdle(id)) {
            tick.disarm();
        }
        if (machine.idleStates.exist()) {
            machine.idleStates.enter(id, machine.nextTimerNs(id, tick), nowNs);
        }
        machine.busyChanged(this, nowNs);
    }

    void armTick(final long nowNs) {
        if (!tick.isArmed()) {
            tick.arm(machine.ticks.nextNs(id, nowNs));
        }
        checkTick(nowNs);
    }

    /** In full dynticks mode: the tick stops, or goes on, by what can run on the CPU. */
    void checkTick(final long nowNs) {
        if (current == null || !machine.ticks.isNohzFull(id)) {
            return;
        }
        final long nextNs = machine.ticks.nextNs(id, nowNs);
        if (machine.ticks.areNeeded(current, machine.scheduler.runnable(id))) {
            if (tick.dueNs() > nextNs) {
                tick.arm(nextNs);
            }
        } else if (tick.dueNs() == nextNs) {
            tick.disarm();
            machine.ticks.armResidual(id, tick, nowNs);
        }
    }

    /** The periodic tick is due. */
    void tickDue(final long nowNs) {
        tick.arm(machine.ticks.nextNs(id, nowNs));
        checkTick(nowNs);
        // The timer is one: while its interrupt waits to be taken, later expiries are lost.
        if (!pending.contains(machine.tickInterrupt)) {
            interrupt(machine.tickInterrupt, nowNs);
        }
    }

    /** The tick handler has run; asks the scheduler. */
    void tickHandled(final long nowNs) {
        if (current != null && machine.scheduler.tick(id, nowNs)) {
            reschedule = true;
        }
        machine.frequencies.update(id, nowNs);
    }

    /** The scheduler wants this CPU to look at its run queue; called from code that runs on this CPU. */
    void requestReschedule() {
        reschedule = true;
    }

    /** The other hyperthread became busy or idle: work goes on at another speed. */
    void siblingChanged(final boolean busy, final long nowNs) {
        if (state != State.TASK || paused || current.workLeftNs == MachineTask.ENDLESS_NS) {
            return;
        }
        settle(nowNs);
        speed = speedBeside(busy);
        armWorkEnd(nowNs);
    }

    private double speedBeside(final boolean siblingBusy) {
        return siblingBusy ? machine.costs.smtThroughput() * frequency : frequency;
    }

    /** The core reaches another frequency; a path that has begun keeps its length. */
    void frequencyChanged(final double share, final long nowNs) {
        settle(nowNs);
        frequency = share;
        if (state == State.TASK && !paused) {
            speed = speedBeside(machine.siblingBusy(id));
            armWorkEnd(nowNs);
        }
    }

    /** The CPU stops executing: its hypervisor or its firmware took it away. */
    void pause(final long nowNs) {
        settle(nowNs);
        paused = true;
        pausedNs = nowNs;
        tell(nowNs);
        stretchEnd.disarm();
        machine.scheduler.cpuPaused(id, nowNs);
    }

    /** The CPU executes again. */
    void resume(final long nowNs) {
        settle(nowNs);
        paused = false;
        tell(nowNs);
        machine.scheduler.cpuResumed(id, nowNs - pausedNs, nowNs);
        switch (state) {
            case PATH -> stretchEnd.arm(nowNs + pathLeftNs);
            case SECTION -> stretchEnd.arm(nowNs + current.sectionLeftNs);
            case TASK -> {
                // The sibling may have resumed before and left idle; it could not tell a paused CPU.
                speed = speedBeside(machine.siblingBusy(id));
                armWorkEnd(nowNs);
            }
            default -> {}
        }
        if (state != State.PATH && !pending.isEmpty()) {
            interrupt(pending.poll(), nowNs);
        }
    }

    /** Until when the CPU is in code that it must finish before it can go off-line; empty if it is in none. */
    Optional<Long> busyUntilNs(final long nowNs, final long pauseNs) {
        if (paused) {
            return Optional.of(nowNs + pauseNs);
        }
        return state == State.PATH || state == State.SECTION ? Optional.of(stretchEnd.dueNs()) : Optional.empty();
    }

    boolean isOffline() {
        return offline;
    }

    /** The CPU is off-line: the scheduler has taken all tasks off it. */
    void wentOffline(final long nowNs) {
        offline = true;
        current = null;
        state = State.IDLE;
        stretchEnd.disarm();
        tick.disarm();
        tell(nowNs);
        machine.busyChanged(this, nowNs);
        while (!pending.isEmpty()) {
            machine.hotPlug().interruptElsewhere(pending.poll(), nowNs);
        }
    }

    /** The CPU is on-line again, with nothing to run. */
    void cameOnline(final long nowNs) {
        settle(nowNs);
        offline = false;
        becomeIdle(nowNs);
        if (machine.ticks.comeWhenIdle(id)) {
            armTick(nowNs);
        }
    }

    /** Tells an observer, if there is one, what the CPU does from now on. */
    private void tell(final long nowNs) {
        final MachineTrace trace = machine.trace;
        if (trace == null) {
            return;
        }
        if (paused || offline) {
            trace.cpu(this, CpuState.PAUSED, null, offline ? "off-line" : "paused", nowNs);
            return;
        }
        switch (state) {
            case IDLE -> trace.cpu(this, CpuState.IDLE, null, null, nowNs);
            case TASK -> trace.cpu(this, CpuState.TASK, current, null, nowNs);
            case SECTION -> trace.cpu(this, CpuState.TASK, current, "non-preemptible section", nowNs);
            case PATH -> {
                switch (afterPath) {
                    case INTERRUPT -> trace.interrupt(this, handled, nowNs);
                    case SWITCH -> trace.cpu(this, CpuState.KERNEL, current, "context switch", nowNs);
                    case SLEEP -> trace.cpu(this, CpuState.KERNEL, current, "going to sleep", nowNs);
                }
            }
        }
    }

    /** Books the time since the last change of state. */
    void settle(final long nowNs) {
        final long elapsedNs = nowNs - settledNs;
        settledNs = nowNs;
        if (paused) {
            usage.add(CpuUsage.Kind.STOLEN, elapsedNs);
            waiters.bookStall(nowNs);
            return;
        }
        switch (state) {
            case IDLE -> {
                usage.add(CpuUsage.Kind.IDLE, elapsedNs);
                waiters.book(machine.causes.pendingInterrupt, current, nowNs);
            }
            case PATH -> settlePath(elapsedNs);
            case SECTION -> {
                current.sectionLeftNs -= elapsedNs;
                current.worked(elapsedNs, speed);
                chargeTask(elapsedNs);
                waiters.book(current.sectionCause, current, nowNs);
            }
            case TASK -> {
                current.worked(elapsedNs, speed);
                chargeTask(elapsedNs);
                waiters.book(current.runningCause, current, nowNs);
            }
        }
    }

    private void settlePath(final long elapsedNs) {
        usage.add(afterPath == AfterPath.INTERRUPT ? CpuUsage.Kind.INTERRUPT : CpuUsage.Kind.KERNEL, elapsedNs);
        final long fromNs = path.lengthNs() - pathLeftNs;
        pathLeftNs -= elapsedNs;
        waiters.bookPath(path, fromNs, elapsedNs, current);
    }

    private void chargeTask(final long elapsedNs) {
        if (elapsedNs == 0) {
            // In the middle of a switch the scheduler's current task is the next one already.
            return;
        }
        final boolean user = current.activity == Activity.COMPUTE || current.activity == Activity.MEMORY;
        usage.add(user ? CpuUsage.Kind.USER : CpuUsage.Kind.KERNEL, elapsedNs);
        current.ranNs += elapsedNs;
        machine.scheduler.account(id, current.sched, elapsedNs);
    }
}
