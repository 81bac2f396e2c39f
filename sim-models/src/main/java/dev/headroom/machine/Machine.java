package dev.headroom.machine;

import dev.headroom.cost.CostName;
import dev.headroom.cost.SectionLaw;
import dev.headroom.engine.Phase;
import dev.headroom.engine.Timeline;
import dev.headroom.engine.Timer;
import dev.headroom.observe.SchedulingObserver;
import dev.headroom.random.RandomStream;
import dev.headroom.random.RandomStreams;
import dev.headroom.sched.SchedAttributes;
import dev.headroom.sched.SchedTask;
import dev.headroom.sched.Scheduler;
import dev.headroom.sched.WakeKind;
import dev.headroom.units.CpuSet;
import dev.headroom.workload.Activity;
import java.util.ArrayList;
import java.util.List;

/** A host in execution: CPUs, scheduler, interrupts and tasks, driven by the engine's timers. */
final class Machine {

    /** Stands for the scheduler's timer where the CPU is named that does something. */
    private static final int SCHEDULER_TIMER = -2;

    final Causes causes;
    final MachineCosts costs;
    final Scheduler scheduler;
    final Ticks ticks;
    final IdleStates idleStates;
    final Frequencies frequencies;
    final PathParts parts;
    final StartTimes starts;
    final Interrupt tickInterrupt = new Interrupt(Interrupt.Kind.TICK, null);
    /** Tells what happens, or null if nobody wants to know. */
    MachineTrace trace;

    /** Whether the scheduler has budgets that can be used up. */
    final boolean mayThrottle;

    private final MachineConfig config;
    private final RandomStreams random;
    private final Cpu[] cpus;
    private final List<MachineTask> tasks = new ArrayList<>();
    private final List<MachineTask> measured = new ArrayList<>();
    private final Interrupt[] timerInterrupts;
    private final Interrupt[] diskInterrupts;
    private final Interrupt[] writeBackInterrupts;
    private long diskCompletions;
    private final Interrupt budget = new Interrupt(Interrupt.Kind.BUDGET, null);
    private final Interrupt reschedule = new Interrupt(Interrupt.Kind.RESCHEDULE, null);
    private final RandomStream kernelThreads;
    private final int[] daemonCpus;
    private int diskCpu;
    private final Timer schedulerTimer;
    /** Threads that do the work of interrupts, or null. */
    private KernelThreads threads;

    private final Locks locks;
    private final HotPlug hotPlug;
    private final SlackTimers slackTimers;
    private final long timerSlackNs;

    Machine(
            final MachineConfig config,
            final Causes causes,
            final Scheduler scheduler,
            final RandomStreams random,
            final int taskCount,
            final long settledNs,
            final Timeline timeline) {
        this.config = config;
        this.random = random;
        this.mayThrottle = config.mayThrottle();
        this.starts = new StartTimes(settledNs, random.stream("release-phases"));
        this.causes = causes;
        this.scheduler = scheduler;
        this.costs = new MachineCosts(config.costs(), random);
        this.daemonCpus = config.daemonCpus().minus(config.settings().offline()).toArray();
        this.kernelThreads = random.stream("kernel-thread-cpus");
        final int allTasks = taskCount + KernelThreads.count(config);
        this.timerInterrupts = new Interrupt[allTasks];
        this.diskInterrupts = new Interrupt[allTasks];
        this.writeBackInterrupts = new Interrupt[allTasks];
        this.ticks = new Ticks(config, random);
        this.idleStates = new IdleStates(config.settings().idle(), config.topology());
        this.frequencies = new Frequencies(config.settings().frequency(), this, config.topology(), timeline);
        final int[] diskCpus =
                config.disk().affinity().minus(config.settings().offline()).toArray();
        this.diskCpu = diskCpus[random.stream("irqbalance").nextInt(diskCpus.length)];
        this.schedulerTimer = timeline.addTimer(Phase.BUDGET, "scheduler", this::schedulerTimerDue);
        this.locks = new Locks(this, config, causes);
        this.parts = new PathParts(this);
        this.hotPlug = new HotPlug(this, config, timeline);
        this.timerSlackNs = config.settings().timerSlackNs();
        this.slackTimers = new SlackTimers(config.topology().cpus());
        this.cpus = new Cpu[config.topology().cpus()];
        for (int id = 0; id < cpus.length; id++) {
            final Cpu cpu = new Cpu(id, this, config.settings().frequency().first());
            cpus[id] = cpu;
            cpu.setTimers(
                    timeline.addTimer(Phase.COMPLETION, "cpu " + id + " stretch", cpu::stretchEnded),
                    timeline.addTimer(Phase.TICK, "cpu " + id + " tick", cpu::tickDue));
            if (ticks.comeWhenIdle(id)) {
                cpu.armTick(0);
            }
        }
    }

    HotPlug hotPlug() {
        return hotPlug;
    }

    /** A CPU has gone off-line, and the scheduler has moved its tasks. */
    void unplugged(final Cpu cpu, final int standIn, final long nowNs) {
        final CpuSet wished = config.disk().affinity();
        if (diskCpu == cpu.id()) {
            final int first = hotPlug.firstOnline(wished);
            diskCpu = first >= 0 ? first : standIn;
        }
        slackTimers.move(cpu.id(), standIn);
        relocateWaiters(nowNs);
        schedulerCalled(cpu.id(), nowNs);
    }

    Locks locks() {
        return locks;
    }

    Cpu cpu(final int id) {
        return cpus[id];
    }

    int cpus() {
        return cpus.length;
    }

    void add(final MachineTask task, final Timeline timeline) {
        final int id = task.sched.id();
        tasks.add(task);
        final SectionLaw law = costs.sections(task.activity);
        if (law != null && task.hasSections()) {
            task.setSections(new Sections(law, random.stream("sections/" + task.sched.name())));
        }
        if (task.activation() != null) {
            measured.add(task);
        }
        timerInterrupts[id] = new Interrupt(Interrupt.Kind.TIMER, task);
        diskInterrupts[id] = new Interrupt(Interrupt.Kind.DISK, task);
        writeBackInterrupts[id] = new Interrupt(Interrupt.Kind.WRITE_BACK, task);
        task.setTimer(timeline.addTimer(Phase.INTERRUPT, task.sched.name(), nowNs -> {
            slackTimers.expired(task);
            task.timerFired(this, nowNs);
        }));
    }

    List<MachineTask> tasks() {
        return tasks;
    }

    /** Has an observer told what happens from the start of the run on; the machine has all of its tasks. */
    void observe(final SchedulingObserver observer) {
        trace = new MachineTrace(observer, this);
        trace.tasksChanged(0);
    }

    /** Forgets the CPU time that tasks have had while the load spread. */
    void beginMeasuring(final long nowNs) {
        for (final Cpu cpu : cpus) {
            cpu.settle(nowNs);
        }
        for (final MachineTask task : tasks) {
            task.ranNs = 0;
            task.jobs = 0;
        }
    }

    MachineTask taskOf(final SchedTask task) {
        return tasks.get(task.id());
    }

    /** Creates a task that runs at once, on the CPU where its parent was started. */
    void fork(final MachineTask task, final long nowNs) {
        final int cpu = place(task, nowNs);
        if (enqueue(task, cpu, WakeKind.FORK, nowNs)) {
            kick(cpu, -1, nowNs);
        }
    }

    /** Starts the process that will fork tasks. */
    void launch(final LauncherTask launcher, final long nowNs) {
        scheduler.selectCpu(launcher.sched, WakeKind.FORK, launcher.cpu(), nowNs);
        if (enqueue(launcher, launcher.cpu(), WakeKind.FORK, nowNs)) {
            kick(launcher.cpu(), -1, nowNs);
        }
    }

    /** Returns the task of a name that passes messages on. */
    RelayTask relay(final String name) {
        return tasks.stream()
                .filter(task -> task.sched.name().equals(name))
                .map(RelayTask.class::cast)
                .findFirst()
                .orElseThrow();
    }

    /** The running task of a CPU wakes another task. */
    void wakeFrom(final MachineTask task, final int cpu, final long nowNs) {
        wake(task, cpus[cpu], nowNs);
    }

    /** Creates a task that sleeps first; returns its CPU. */
    int place(final MachineTask task, final long nowNs) {
        final int cpu = scheduler.selectCpu(task.sched, WakeKind.FORK, task.parentCpu, nowNs);
        task.sched.placedOn(cpu);
        task.sched.blocked();
        return cpu;
    }

    /** A task that went to sleep asks to be woken at a time, which may have passed. */
    void sleepUntil(final MachineTask task, final long wakeNs, final long nowNs) {
        final boolean slack = timerSlackNs > 0 && task.asked.policy().hasTimerSlack();
        task.dueNs = Math.max(nowNs, slack ? wakeNs + timerSlackNs : wakeNs);
        final long firesNs = task.dueNs + costs.draw(CostName.TIMER_DELIVERY);
        if (slack) {
            slackTimers.arm(task, wakeNs, firesNs);
        } else {
            task.timer().arm(firesNs);
        }
    }

    /** When the first timer is due that a CPU has armed, as far as its kernel knows: its tick or the end of a sleep. */
    long nextTimerNs(final int cpu, final Timer tick) {
        long nextNs = tick.isArmed() ? tick.dueNs() : Long.MAX_VALUE;
        for (int i = 0; i < tasks.size(); i++) {
            final MachineTask task = tasks.get(i);
            if (task.sched.cpu() == cpu && task.timer().isArmed() && task.dueNs < nextNs && !task.sched.isQueued()) {
                nextNs = task.dueNs;
            }
        }
        return nextNs;
    }

    /** A CPU takes a timer interrupt, with which timers of fair tasks may expire. */
    void timerInterrupt(final Cpu cpu, final long nowNs) {
        slackTimers.interrupted(cpu.id(), this, nowNs);
    }

    /** The timer of a sleeping task expired on the CPU where it was armed. */
    void timerExpired(final MachineTask task, final long nowNs) {
        bookFrom(task, nowNs);
        hotPlug.timerCpu(task).interrupt(timerInterrupts[task.sched.id()], nowNs);
    }

    /** The ledger of a task was opened, if it has one; its CPU books time to it. */
    void bookFrom(final MachineTask task, final long nowNs) {
        if (task.isBooked()) {
            final Cpu cpu = hotPlug.timerCpu(task);
            cpu.settle(nowNs);
            cpu.addWaiter(task);
        }
    }

    /** The block device completed a request. */
    void diskCompleted(final MachineTask task, final long nowNs) {
        final int cpu = config.disk().perCpuQueues() ? task.sched.cpu() : diskCpu;
        cpus[cpu].interrupt(diskInterrupts[task.sched.id()], nowNs);
    }

    /** An interrupt handler reached its end on a CPU. */
    void handle(final Interrupt interrupt, final Cpu on, final long nowNs) {
        switch (interrupt.kind()) {
            case DISK -> diskInterruptHandled(interrupt.task(), on, nowNs);
            case TIMER -> timerHandled(interrupt.task(), on, nowNs);
            case WRITE_BACK -> wake(interrupt.task(), on, nowNs);
            case TICK -> {
                on.tickHandled(nowNs);
                balance(on, nowNs);
                schedulerCalled(on.id(), nowNs);
            }
            case RESCHEDULE, BUDGET -> on.requestReschedule();
            case HOUSEKEEPING, DAEMON -> {}
        }
    }

    private void diskInterruptHandled(final MachineTask task, final Cpu on, final long nowNs) {
        if (threads == null) {
            passOn(task, nowNs);
        } else {
            threads.diskInterrupt(task, this, on, nowNs);
        }
    }

    private void timerHandled(final MachineTask task, final Cpu on, final long nowNs) {
        if (threads == null || !task.asked.policy().hasTimerSlack()) {
            wake(task, on, nowNs);
        } else {
            threads.timerExpired(task, this, on, nowNs);
        }
    }

    /** An unbound kernel thread (journal, write-back), anywhere outside the shield, passes a completion on. */
    void passOn(final MachineTask task, final long nowNs) {
        final int cpu = daemonCpu(kernelThreads);
        diskCompletions++;
        cpus[cpu].interrupt(writeBackInterrupts[task.sched.id()], nowNs);
    }

    long diskCompletions() {
        return diskCompletions;
    }

    /** Draws a CPU for a daemon or an unbound kernel thread. */
    int daemonCpu(final RandomStream draws) {
        return daemonCpus[draws.nextInt(daemonCpus.length)];
    }

    /** Gives the machine, which has all of its tasks, the threads that do the work of interrupts, if it has them. */
    void addKernelThreads(final Timeline timeline) {
        threads = KernelThreads.add(this, config, timeline, random);
    }

    /** What a device interrupt does before its thread, if it has one, goes on. */
    CostName diskInterruptCost() {
        return threads == null ? CostName.DISK_INTERRUPT : CostName.TIMER_INTERRUPT;
    }

    /** Something on a CPU wakes a task. */
    void wake(final MachineTask task, final Cpu on, final long nowNs) {
        final int cpu = scheduler.selectCpu(task.sched, WakeKind.WAKE_UP, on.id(), nowNs);
        if (task.waitsOn == null && task.isBooked()) {
            cpus[cpu].settle(nowNs);
            cpus[cpu].addWaiter(task);
        } else if (task.waitsOn != null && task.waitsOn.id() != cpu) {
            moveWaiter(task, cpus[cpu], nowNs);
        }
        if (trace != null) {
            trace.wakeUp(task, on, nowNs);
        }
        final boolean preempts = enqueue(task, cpu, WakeKind.WAKE_UP, nowNs);
        task.woken(nowNs);
        if (preempts) {
            kick(cpu, on.id(), nowNs);
        } else if (!task.sched.policy().isFair()) {
            pushWaiting(cpus[cpu], nowNs);
        }
    }

    /** A running task wakes another one. */
    void wakeBy(final MachineTask running, final MachineTask task, final long nowNs) {
        wake(task, cpus[running.sched.cpu()], nowNs);
    }

    /** What a running task does changes the policy or the priority of a task. */
    void setAttributes(
            final MachineTask running, final MachineTask task, final SchedAttributes attributes, final long nowNs) {
        final Cpu cpu = cpus[task.sched.cpu()];
        cpu.settle(nowNs);
        scheduler.setAttributes(task.sched, attributes, nowNs);
        relocateWaiters(nowNs);
        cpu.checkTick(nowNs);
        if (task.sched.isQueued() && !task.sched.isRunning()) {
            pushWaiting(cpu, nowNs);
        }
        schedulerCalled(running.sched.cpu(), nowNs);
    }

    /** The scheduler compares a task that becomes runnable with what the current one of its CPU has run until now. */
    private boolean enqueue(final MachineTask task, final int cpu, final WakeKind kind, final long nowNs) {
        cpus[cpu].settle(nowNs);
        final boolean preempts = scheduler.enqueue(task.sched, cpu, kind, nowNs);
        cpus[cpu].checkTick(nowNs);
        frequencies.update(cpu, nowNs);
        schedulerCalled(cpu, nowNs);
        return preempts;
    }

    /** Makes a CPU look at its run queue: directly from itself, by an interrupt from another CPU. */
    private void kick(final int cpu, final int from, final long nowNs) {
        if (cpu == from) {
            cpus[cpu].requestReschedule();
        } else {
            cpus[cpu].interrupt(from == SCHEDULER_TIMER ? budget : reschedule, nowNs);
        }
    }

    private void balance(final Cpu on, final long nowNs) {
        if (!scheduler.isBalanced(on.id())) {
            return;
        }
        scheduler.balance(on.id(), false, nowNs);
        for (int cpu = 0; cpu < cpus.length && scheduler.runnable(on.id()) > 1; cpu++) {
            if (scheduler.runnable(cpu) == 0 && scheduler.isBalanced(cpu) && scheduler.balance(cpu, true, nowNs) > 0) {
                kick(cpu, on.id(), nowNs);
            }
        }
        relocateWaiters(nowNs);
        kickNeglected(on, nowNs);
    }

    /** Balancing for one CPU may leave a task on another one of its group; that one must look if it runs nothing. */
    private void kickNeglected(final Cpu from, final long nowNs) {
        for (final Cpu cpu : cpus) {
            if (cpu != from && cpu.neglectsWork()) {
                kick(cpu.id(), from.id(), nowNs);
            }
        }
    }

    /** The scheduler's own timer, whose interrupt is charged to the CPUs that look at their run queue because of it. */
    private void schedulerTimerDue(final long nowNs) {
        for (final Cpu cpu : cpus) {
            cpu.settle(nowNs);
        }
        scheduler.timer(nowNs);
        relocateWaiters(nowNs);
        schedulerCalled(SCHEDULER_TIMER, nowNs);
    }

    /** After a call that may have changed more than it answered for: makes CPUs look and sets the scheduler's timer. */
    void schedulerCalled(final int on, final long nowNs) {
        if (trace != null) {
            trace.tasksChanged(nowNs);
        }
        final long nextNs = scheduler.nextTimerNs();
        if (nextNs == Scheduler.NEVER_NS) {
            schedulerTimer.disarm();
        } else {
            schedulerTimer.arm(Math.max(nowNs, nextNs));
        }
        for (int cpu = scheduler.pollReschedule(); cpu >= 0; cpu = scheduler.pollReschedule()) {
            kick(cpu, on, nowNs);
        }
    }

    /** After a switch, a real-time task that still waits may find a CPU elsewhere. */
    void pushWaiting(final Cpu from, final long nowNs) {
        final int target = scheduler.push(from.id(), nowNs);
        relocateWaiters(nowNs);
        kickNeglected(from, nowNs);
        if (target >= 0) {
            kick(target, from.id(), nowNs);
        }
        schedulerCalled(from.id(), nowNs);
    }

    /** Activations wait on the CPU of their task; push, pull and balancing may have moved it. */
    private void relocateWaiters(final long nowNs) {
        for (int i = 0; i < measured.size(); i++) {
            final MachineTask task = measured.get(i);
            if (task.waitsOn != null && task.sched.isQueued() && task.waitsOn.id() != task.sched.cpu()) {
                moveWaiter(task, cpus[task.sched.cpu()], nowNs);
            }
        }
    }

    private void moveWaiter(final MachineTask task, final Cpu to, final long nowNs) {
        task.waitsOn.settle(nowNs);
        task.waitsOn.removeWaiter(task);
        to.settle(nowNs);
        to.addWaiter(task);
    }

    /** A CPU became busy or idle; its hyperthread sibling feels it. */
    void busyChanged(final Cpu cpu, final long nowNs) {
        final int sibling = config.topology().sibling(cpu.id());
        if (sibling >= 0) {
            cpus[sibling].siblingChanged(!cpu.isIdle(), nowNs);
        }
    }

    boolean siblingBusy(final int cpu) {
        final int sibling = config.topology().sibling(cpu);
        return sibling >= 0 && !cpus[sibling].isIdle();
    }

    Activity siblingActivity(final int cpu) {
        final int sibling = config.topology().sibling(cpu);
        return sibling < 0 ? Activity.IDLE : cpus[sibling].activity();
    }
}
