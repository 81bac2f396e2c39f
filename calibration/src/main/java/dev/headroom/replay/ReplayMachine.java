package dev.headroom.replay;

import dev.headroom.engine.Phase;
import dev.headroom.engine.Replications;
import dev.headroom.engine.Timeline;
import dev.headroom.engine.Timer;
import dev.headroom.format.schedtrace.SchedEvent;
import dev.headroom.format.schedtrace.SchedTrace;
import dev.headroom.sched.SchedTask;
import dev.headroom.sched.Scheduler;
import dev.headroom.sched.WakeKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Plays a given load against a scheduler and writes down what a trace of it would show. */
final class ReplayMachine {

    /**
     * From the end of a tick until its soft interrupt takes tasks from another CPU, in ns: 12 to 25 us in the recorded
     * traces. A CPU that switches at the same tick and does not balance has done so before.
     */
    private static final long BALANCING_NS = 16_000;

    final Scheduler scheduler;
    final GivenLoad.SwitchCosts costs;
    /** Whether kernel code is preempted as soon as something more urgent is runnable. */
    final boolean kernelPreempts;

    private final GivenLoad load;
    private final ReplayCpu[] cpus;
    private final List<ReplayTask> tasks = new ArrayList<>();
    private final Map<Integer, ReplayTask> taskOfPid = new HashMap<>();
    private final List<SchedEvent> trace = new ArrayList<>();
    private final Timer[] balancing;
    private final Timer[] pushing;
    private final Timer schedulerTimer;
    private final Timer cursor;
    private final Guide guide;
    private int nextEvent;
    private boolean begun;

    private ReplayMachine(final GivenLoad load, final Scheduler scheduler, final Timeline timeline) {
        this.load = load;
        this.scheduler = scheduler;
        this.costs = load.costs();
        this.kernelPreempts = load.kernelPreempts();
        this.schedulerTimer = timeline.addTimer(Phase.BUDGET, "scheduler", this::schedulerTimerDue);
        this.cursor = timeline.addTimer(Phase.INTERRUPT, "given events", this::given);
        this.cpus = new ReplayCpu[load.cpus()];
        this.balancing = new Timer[cpus.length];
        this.pushing = new Timer[cpus.length];
        for (int id = 0; id < cpus.length; id++) {
            final ReplayCpu cpu = new ReplayCpu(id, this);
            cpus[id] = cpu;
            balancing[id] = timeline.addTimer(Phase.INTERRUPT, "cpu " + id + " balancing", now -> balance(cpu, now));
            pushing[id] = timeline.addTimer(Phase.INTERRUPT, "cpu " + id + " push", now -> pushDue(cpu.id, now));
            cpu.setTimers(
                    timeline.addTimer(Phase.COMPLETION, "cpu " + id + " progress", cpu::progressed),
                    timeline.addTimer(Phase.COMPLETION, "cpu " + id + " path", cpu::pathEnded));
        }
        for (final TaskProgram program : load.programs()) {
            add(program, timeline);
        }
        guide = new Guide(scheduler, taskOfPid, cpus.length, costs.preemptionNs());
    }

    /**
     * Replays a load.
     *
     * @param load what is given
     * @param scheduler makes the scheduler that decides
     * @return the trace of the replay
     */
    static SchedTrace run(final GivenLoad load, final Supplier<Scheduler> scheduler) {
        return new SchedTrace(machine(load, scheduler).trace, load.cpus());
    }

    /**
     * Leads a scheduler through a load whose start-up is all of it.
     *
     * @param load what is given
     * @param scheduler makes the scheduler that is asked
     * @return what it was asked and what it knew
     */
    static Guide guide(final GivenLoad load, final Supplier<Scheduler> scheduler) {
        return machine(load, scheduler).guide;
    }

    private static ReplayMachine machine(final GivenLoad load, final Supplier<Scheduler> scheduler) {
        final ReplayMachine[] machine = new ReplayMachine[1];
        Replications.run(load.endNs() + 1, timeline -> {
            machine[0] = new ReplayMachine(load, scheduler.get(), timeline);
            machine[0].armCursor();
        });
        return machine[0];
    }

    private void add(final TaskProgram program, final Timeline timeline) {
        final SchedTask sched = new SchedTask(tasks.size(), program.name(), program.attributes(), program.affinity())
                .inGroup(program.bornInGroup() ? program.group() : 0);
        if (program.firstCpu() >= 0) {
            sched.placedOn(program.firstCpu());
            sched.blocked();
        }
        final ReplayTask task = new ReplayTask(program, sched);
        task.arrival = timeline.addTimer(Phase.INTERRUPT, program.name() + " arrival", now -> arrive(task, now));
        task.expiry = timeline.addTimer(Phase.INTERRUPT, program.name() + " timer", now -> expired(task, now));
        tasks.add(task);
        taskOfPid.put(program.pid(), task);
    }

    /** The start-up is over: the tasks go on with their programs from the state that it left. */
    void begin(final long nowNs) {
        guide.settle(nowNs);
        begun = true;
        for (final ReplayTask task : tasks) {
            task.blocked = !task.sched.isQueued();
            task.seenOnCpu = task.sched.cpu();
            if (task.sched.isRunning()) {
                cpus[task.sched.cpu()].begin(task, nowNs);
            }
            if (task.blocked && task.sched.cpu() >= 0) {
                blocked(task, nowNs);
            }
        }
        // The last switch of the start-up was given; what it leaves waiting is not.
        for (final ReplayCpu cpu : cpus) {
            push(cpu.id, nowNs);
        }
        called(nowNs);
    }

    ReplayTask taskOf(final SchedTask task) {
        return tasks.get(task.id());
    }

    private void armCursor() {
        if (nextEvent < load.startUp().size()) {
            cursor.arm(load.startUp().get(nextEvent).atNs());
        } else if (nextEvent < load.startUp().size() + load.events().size()) {
            cursor.arm(load.events().get(nextEvent - load.startUp().size()).atNs());
        }
    }

    private void given(final long nowNs) {
        if (nextEvent < load.startUp().size()) {
            final GivenEvent event = load.startUp().get(nextEvent++);
            guide.replay(event, nowNs);
            if (event.kind() == GivenEvent.Kind.TICK
                    && scheduler.isBalanceDue(event.cpu(), guide.isIdle(event.cpu()), nowNs)) {
                balancing[event.cpu()].arm(nowNs + BALANCING_NS);
            }
            called(nowNs);
            if (nextEvent == load.startUp().size()) {
                begin(nowNs);
            }
        } else {
            given(load.events().get(nextEvent++ - load.startUp().size()), nowNs);
        }
        armCursor();
    }

    private void given(final GivenEvent event, final long nowNs) {
        final ReplayCpu cpu = cpus[event.cpu()];
        switch (event.kind()) {
            case TICK, INTERRUPT -> cpu.interrupt(event.ns(), event.kind() == GivenEvent.Kind.TICK, nowNs);
            case WAKE -> {
                final ReplayTask task = taskOfPid.get(event.pid());
                if (task.program.timer() == null) {
                    wake(task, WakeKind.WAKE_UP, cpu.id, event.ns(), nowNs);
                } else if (task.blocked && PeriodicTimer.isRelease(nowNs, task.releaseNs())) {
                    release(task, cpu.id, event.ns(), nowNs);
                }
            }
            case FORK -> wake(taskOfPid.get(event.pid()), WakeKind.FORK, cpu.id, event.ns(), nowNs);
            case CHANGE -> {
                readClocks(nowNs);
                scheduler.setAttributes(taskOfPid.get(event.pid()).sched, event.attributes(), nowNs);
                called(nowNs);
            }
            default -> throw new IllegalStateException("a decision is given after the start-up: " + event);
        }
    }

    /** The handler of the tick has done the rest and comes to the scheduler. */
    void tick(final ReplayCpu cpu, final long nowNs) {
        if (cpu.current() != null && scheduler.tick(cpu.id, nowNs)) {
            cpu.requestReschedule(nowNs);
        }
        if (scheduler.isBalanceDue(cpu.id, cpu.current() == null, nowNs)) {
            balancing[cpu.id].arm(cpu.balanceBehindInterrupt() + BALANCING_NS);
        }
        called(nowNs);
    }

    /** The soft interrupt of a CPU balances. */
    void balance(final ReplayCpu cpu, final long nowNs) {
        if (!begun) {
            guide.balance(cpu.id, nowNs);
            called(nowNs);
            return;
        }
        balancing[cpu.id].disarm();
        cpu.balanced();
        readClocks(nowNs);
        scheduler.balance(cpu.id, cpu.current() == null, nowNs);
        called(nowNs);
    }

    /** A running task reached a step of its program. */
    void perform(final Step step, final ReplayCpu on, final long nowNs) {
        switch (step.kind()) {
            case WAKE ->
                wake(
                        taskOfPid.get(step.pid()),
                        TaskDescriptions.sendsMessages(on.current().program.name())
                                ? WakeKind.SYNC_WAKE_UP
                                : WakeKind.WAKE_UP,
                        on.id,
                        step.delayNs(),
                        nowNs);
            case FORK -> wake(taskOfPid.get(step.pid()), WakeKind.FORK, on.id, step.delayNs(), nowNs);
            case CHANGE -> {
                scheduler.setAttributes(taskOfPid.get(step.pid()).sched, step.attributes(), nowNs);
                called(nowNs);
            }
        }
    }

    /** A task blocked: if it waits for its timer, and the trace has no interrupt for that, there must be one. */
    void blocked(final ReplayTask task, final long nowNs) {
        final PeriodicTimer timer = task.program.timer();
        if (timer != null && !timer.isInTrace(task.releaseNs())) {
            task.expiry.arm(Math.max(nowNs, task.releaseNs() - timer.lateNs()));
        }
    }

    private void expired(final ReplayTask task, final long nowNs) {
        final PeriodicTimer timer = task.program.timer();
        if (nowNs < task.releaseNs()) {
            cpus[task.sched.cpu()].interrupt(timer.lengthNs(), false, nowNs);
            task.expiry.arm(task.releaseNs());
        } else {
            release(task, task.sched.cpu(), timer.delayNs(), nowNs);
        }
    }

    private void release(final ReplayTask task, final int cpu, final long delayNs, final long nowNs) {
        task.released();
        wake(task, WakeKind.WAKE_UP, cpu, delayNs, nowNs);
    }

    private void wake(
            final ReplayTask task, final WakeKind kind, final int wakingCpu, final long delayNs, final long nowNs) {
        task.wakingCpu = wakingCpu;
        task.wakeKind = kind;
        if (task.blocked) {
            choose(task, nowNs);
            task.clockNs = task.arrivalCpu == wakingCpu ? nowNs : nowNs + delayNs;
        } else if (delayNs > 0) {
            task.arrivalCpu = -1;
        } else {
            task.wokenAhead();
            return;
        }
        if (delayNs == 0) {
            arrive(task, nowNs);
        } else {
            task.arrival.arm(nowNs + delayNs);
        }
    }

    private void choose(final ReplayTask task, final long nowNs) {
        settleAll(nowNs);
        task.blocked = false;
        task.arrivalCpu = scheduler.selectCpu(task.sched, task.wakeKind, task.wakingCpu, nowNs);
    }

    /** A task that is about to block when it is woken is waited for, and woken then. */
    private void arrive(final ReplayTask task, final long nowNs) {
        if (task.arrivalCpu < 0) {
            if (!task.blocked) {
                task.wokenAhead();
                return;
            }
            choose(task, nowNs);
            task.clockNs = nowNs;
        }
        final int cpu = task.arrivalCpu;
        cpus[cpu].settleForArrival(task.clockNs, nowNs);
        final boolean preempts = scheduler.enqueue(task.sched, cpu, task.wakeKind, task.clockNs);
        trace.add(new SchedEvent(
                task.wakeKind == WakeKind.FORK ? SchedEvent.Kind.NEW : SchedEvent.Kind.WAKE_UP,
                nowNs,
                cpu,
                task.seen(),
                "",
                SchedEvent.Task.NONE,
                cpu));
        if (preempts) {
            cpus[cpu].requestReschedule(nowNs);
        } else {
            push(cpu, nowNs);
        }
        called(nowNs);
        cpus[cpu].arrived();
    }

    private void push(final int cpu, final long nowNs) {
        for (int target = scheduler.push(cpu, nowNs); target >= 0; target = scheduler.push(cpu, nowNs)) {
            cpus[target].requestReschedule(nowNs, true);
        }
        poll(true, nowNs);
    }

    /** A CPU has come to pushing what waits since its switch. */
    private void pushDue(final int cpu, final long nowNs) {
        settleAll(nowNs);
        push(cpu, nowNs);
        called(nowNs);
    }

    /** A CPU has switched. */
    void switched(final ReplayCpu cpu, final ReplayTask previous, final String state, final long nowNs) {
        if (previous != cpu.current()) {
            trace.add(new SchedEvent(
                    SchedEvent.Kind.SWITCH, nowNs, cpu.id, seen(previous), state, seen(cpu.current()), -1));
        }
        pushing[cpu.id].arm(nowNs + costs.pushNs());
        called(nowNs);
    }

    private void noticeMigration(final ReplayTask task, final long nowNs) {
        final int cpu = task.sched.cpu();
        if (cpu != task.seenOnCpu) {
            if (task.seenOnCpu >= 0) {
                trace.add(new SchedEvent(
                        SchedEvent.Kind.MIGRATE, nowNs, cpu, task.seen(), "", SchedEvent.Task.NONE, cpu));
            }
            task.seenOnCpu = cpu;
        }
    }

    private static SchedEvent.Task seen(final ReplayTask task) {
        return task == null ? new SchedEvent.Task(0, "swapper", 120) : task.seen();
    }

    private void schedulerTimerDue(final long nowNs) {
        readClocks(nowNs);
        if (!begun) {
            guide.timerDue(nowNs);
        }
        scheduler.timer(nowNs);
        called(nowNs);
    }

    private void readClocks(final long nowNs) {
        for (final ReplayCpu cpu : cpus) {
            cpu.readClock(nowNs);
        }
    }

    private void settleAll(final long nowNs) {
        for (final ReplayCpu cpu : cpus) {
            cpu.settle(nowNs);
        }
    }

    /** Passes on the marks of the scheduler, made by each CPU itself or by others. */
    private void poll(final boolean byOthers, final long nowNs) {
        for (int cpu = scheduler.pollReschedule(); cpu >= 0; cpu = scheduler.pollReschedule()) {
            if (begun) {
                cpus[cpu].requestReschedule(nowNs, byOthers);
            }
        }
    }

    /** After every call of the scheduler: its marks and its timer. */
    private void called(final long nowNs) {
        poll(false, nowNs);
        for (final ReplayCpu cpu : cpus) {
            if (begun && cpu.neglectsWork()) {
                cpu.requestReschedule(nowNs);
            }
        }
        if (begun) {
            tasks.forEach(task -> noticeMigration(task, nowNs));
        }
        final long nextNs = scheduler.nextTimerNs();
        if (nextNs == Scheduler.NEVER_NS) {
            schedulerTimer.disarm();
        } else {
            schedulerTimer.arm(Math.max(nowNs, nextNs));
        }
    }
}
