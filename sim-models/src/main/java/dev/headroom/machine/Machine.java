package dev.headroom.machine;

import dev.headroom.cost.CostName;
import dev.headroom.cost.SectionLaw;
import dev.headroom.engine.Phase;
import dev.headroom.engine.Timeline;
import dev.headroom.engine.Timer;
import dev.headroom.observe.SchedulingObserver;
import dev.headroom.random.RandomStream;
import dev.headroom.random.RandomStreams;
import dev.headroom.sched.SchedTask;
import dev.headroom.sched.Scheduler;
import dev.headroom.sched.WakeKind;
import dev.headroom.workload.Activity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A host in execution: CPUs, scheduler, interrupts and tasks, driven by the engine's timers. */
final class Machine {

    /** Least time between the starts of two threads of a program. */
    private static final long THREAD_START_NS = 30_000L;

    final Causes causes;
    final MachineCosts costs;
    final Scheduler scheduler;
    final Interrupt tickInterrupt = new Interrupt(Interrupt.Kind.TICK, null);
    /** Tells what happens, or null if nobody wants to know. */
    MachineTrace trace;

    private final MachineConfig config;
    private final RandomStreams random;
    private final long settledNs;
    private final RandomStream releasePhases;
    private long threadStartNs = -1;
    private final Map<String, Long> alignedReleasesNs = new HashMap<>();
    private final Cpu[] cpus;
    private final List<MachineTask> tasks = new ArrayList<>();
    private final List<MachineTask> measured = new ArrayList<>();
    private final Interrupt[] timerInterrupts;
    private final Interrupt[] diskInterrupts;
    private final Interrupt[] writeBackInterrupts;
    private long diskCompletions;
    private final Interrupt reschedule = new Interrupt(Interrupt.Kind.RESCHEDULE, null);
    private final RandomStream kernelThreads;
    private final int[] daemonCpus;
    private final int diskCpu;
    private final long tickPeriodNs;
    private final long tickPhaseNs;
    private final Timer schedulerTimer;

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
        this.settledNs = settledNs;
        this.releasePhases = random.stream("release-phases");
        this.causes = causes;
        this.scheduler = scheduler;
        this.costs = new MachineCosts(config.costs(), random);
        this.daemonCpus = config.daemonCpus().minus(config.settings().offline()).toArray();
        this.kernelThreads = random.stream("kernel-thread-cpus");
        this.timerInterrupts = new Interrupt[taskCount];
        this.diskInterrupts = new Interrupt[taskCount];
        this.writeBackInterrupts = new Interrupt[taskCount];
        this.tickPeriodNs = config.kernel().tickPeriodNs();
        this.tickPhaseNs = (long) (random.stream("tick-phase").nextDouble() * tickPeriodNs);
        final int[] diskCpus =
                config.disk().affinity().minus(config.settings().offline()).toArray();
        this.diskCpu = diskCpus[random.stream("irqbalance").nextInt(diskCpus.length)];
        this.schedulerTimer = timeline.addTimer(Phase.BUDGET, "scheduler", this::schedulerTimerDue);
        this.cpus = new Cpu[config.topology().cpus()];
        for (int id = 0; id < cpus.length; id++) {
            final Cpu cpu = new Cpu(id, this);
            cpus[id] = cpu;
            cpu.setTimers(
                    timeline.addTimer(Phase.COMPLETION, "cpu " + id + " stretch", cpu::stretchEnded),
                    timeline.addTimer(Phase.TICK, "cpu " + id + " tick", cpu::tickDue));
        }
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
        if (law != null) {
            task.setSections(new Sections(law, random.stream("sections/" + task.sched.name())));
        }
        if (task.activation() != null) {
            measured.add(task);
        }
        timerInterrupts[id] = new Interrupt(Interrupt.Kind.TIMER, task);
        diskInterrupts[id] = new Interrupt(Interrupt.Kind.DISK, task);
        writeBackInterrupts[id] = new Interrupt(Interrupt.Kind.WRITE_BACK, task);
        task.setTimer(timeline.addTimer(Phase.INTERRUPT, task.sched.name(), nowNs -> task.timerFired(this, nowNs)));
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

    /**
     * The first programmed time of a periodic task, after the settling time. The threads of a machine start one after
     * the other, as a program starts them, some tens of us apart.
     */
    long firstReleaseNs(final long periodNs, final RandomStream own) {
        if (threadStartNs < 0) {
            threadStartNs = settledNs + (long) (releasePhases.nextDouble() * periodNs);
        } else {
            threadStartNs += THREAD_START_NS + (long) (own.nextDouble() * THREAD_START_NS);
        }
        return threadStartNs;
    }

    /** The first programmed time of the aligned threads of a container. */
    long alignedReleaseNs(final String container, final long periodNs, final RandomStream own) {
        return alignedReleasesNs.computeIfAbsent(container, any -> firstReleaseNs(periodNs, own));
    }

    /** The timer of a sleeping task expired on the CPU where it was armed. */
    void timerExpired(final MachineTask task, final long nowNs) {
        final Cpu cpu = cpus[task.sched.cpu()];
        if (task.activation() != null) {
            cpu.settle(nowNs);
            cpu.addWaiter(task);
            task.waitsOn = cpu;
        }
        cpu.interrupt(timerInterrupts[task.sched.id()], nowNs);
    }

    /** The block device completed a request. */
    void diskCompleted(final MachineTask task, final long nowNs) {
        final int cpu = config.disk().perCpuQueues() ? task.sched.cpu() : diskCpu;
        cpus[cpu].interrupt(diskInterrupts[task.sched.id()], nowNs);
    }

    /** An interrupt handler reached its end on a CPU. */
    void handle(final Interrupt interrupt, final Cpu on, final long nowNs) {
        switch (interrupt.kind()) {
            case DISK -> passOn(interrupt.task(), nowNs);
            case TIMER, WRITE_BACK -> wake(interrupt.task(), on, nowNs);
            case TICK -> {
                on.tickHandled(nowNs);
                balance(on, nowNs);
                schedulerCalled(on.id(), nowNs);
            }
            case RESCHEDULE -> on.requestReschedule();
            case HOUSEKEEPING, DAEMON -> {}
        }
    }

    /** An unbound kernel thread (journal, write-back), anywhere outside the shield, passes a completion on. */
    private void passOn(final MachineTask task, final long nowNs) {
        final int cpu = daemonCpus[kernelThreads.nextInt(daemonCpus.length)];
        diskCompletions++;
        cpus[cpu].interrupt(writeBackInterrupts[task.sched.id()], nowNs);
    }

    long diskCompletions() {
        return diskCompletions;
    }

    private void wake(final MachineTask task, final Cpu on, final long nowNs) {
        final int cpu = scheduler.selectCpu(task.sched, WakeKind.WAKE_UP, on.id(), nowNs);
        if (task.activation() != null && cpu != on.id()) {
            moveWaiter(task, cpus[cpu], nowNs);
        }
        if (trace != null) {
            trace.wakeUp(task, on, nowNs);
        }
        if (enqueue(task, cpu, WakeKind.WAKE_UP, nowNs)) {
            kick(cpu, on.id(), nowNs);
        } else if (task.sched.policy().isRealTime()) {
            pushWaiting(cpus[cpu], nowNs);
        }
    }

    /** The scheduler compares a task that becomes runnable with what the current one of its CPU has run until now. */
    private boolean enqueue(final MachineTask task, final int cpu, final WakeKind kind, final long nowNs) {
        cpus[cpu].settle(nowNs);
        final boolean preempts = scheduler.enqueue(task.sched, cpu, kind, nowNs);
        schedulerCalled(cpu, nowNs);
        return preempts;
    }

    /** Makes a CPU look at its run queue: directly from itself, by an interrupt from another CPU. */
    private void kick(final int cpu, final int from, final long nowNs) {
        if (cpu == from) {
            cpus[cpu].requestReschedule();
        } else {
            cpus[cpu].interrupt(reschedule, nowNs);
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

    /** The scheduler's own timer, for which the model charges no time. */
    private void schedulerTimerDue(final long nowNs) {
        for (final Cpu cpu : cpus) {
            cpu.settle(nowNs);
        }
        scheduler.timer(nowNs);
        relocateWaiters(nowNs);
        schedulerCalled(-1, nowNs);
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
            if (task.activation().isOpen() && task.sched.isQueued() && task.waitsOn.id() != task.sched.cpu()) {
                moveWaiter(task, cpus[task.sched.cpu()], nowNs);
            }
        }
    }

    private void moveWaiter(final MachineTask task, final Cpu to, final long nowNs) {
        task.waitsOn.settle(nowNs);
        task.waitsOn.removeWaiter(task);
        to.settle(nowNs);
        to.addWaiter(task);
        task.waitsOn = to;
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

    /** The first tick after a time; all CPUs tick together. */
    long nextTickNs(final long nowNs) {
        return (nowNs - tickPhaseNs + tickPeriodNs) / tickPeriodNs * tickPeriodNs + tickPhaseNs;
    }

    /** Starts a source of disturbances; returns the timers' owner for the run. */
    void addDisturbances(final Timeline timeline, final RandomStreams random) {
        for (final Cpu cpu : cpus) {
            if (config.settings().offline().contains(cpu.id())) {
                continue;
            }
            final Interrupt interrupt = new Interrupt(Interrupt.Kind.HOUSEKEEPING, null);
            disturb(
                    timeline,
                    random.stream("housekeeping/" + cpu.id()),
                    CostName.HOUSEKEEPING_RATE,
                    "housekeeping",
                    nowNs -> cpu.interrupt(interrupt, nowNs));
        }
        final RandomStream daemons = random.stream("daemon-cpus");
        final Interrupt daemon = new Interrupt(Interrupt.Kind.DAEMON, null);
        disturb(
                timeline,
                random.stream("daemons"),
                CostName.DAEMON_RATE,
                "daemon",
                nowNs -> cpus[daemonCpus[daemons.nextInt(daemonCpus.length)]].interrupt(daemon, nowNs));
        addStalls(timeline, random);
    }

    private void addStalls(final Timeline timeline, final RandomStreams random) {
        final Timer resume = timeline.addTimer(Phase.ENVIRONMENT, "end of stall", nowNs -> {
            for (final Cpu cpu : cpus) {
                cpu.resume(nowNs);
            }
        });
        disturb(timeline, random.stream("stalls"), CostName.STALL_RATE, "stall", nowNs -> {
            if (!resume.isArmed()) {
                for (final Cpu cpu : cpus) {
                    cpu.pause(nowNs);
                }
                resume.arm(nowNs + Math.max(1, costs.draw(CostName.STALL)));
            }
        });
    }

    private void disturb(
            final Timeline timeline,
            final RandomStream random,
            final CostName rate,
            final String name,
            final java.util.function.LongConsumer effect) {
        final double perNs = config.costs().mean(rate) / 1e9;
        if (perNs <= 0) {
            return;
        }
        final Timer[] self = new Timer[1];
        self[0] = timeline.addTimer(Phase.ENVIRONMENT, name, nowNs -> {
            self[0].arm(nowNs + 1 + (long) (random.nextExponential() / perNs));
            effect.accept(nowNs);
        });
        self[0].arm(1 + (long) (random.nextExponential() / perNs));
    }
}
