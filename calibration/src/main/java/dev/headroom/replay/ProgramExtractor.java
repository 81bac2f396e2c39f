package dev.headroom.replay;

import dev.headroom.format.schedtrace.SchedEvent;
import dev.headroom.format.schedtrace.SchedTrace;
import dev.headroom.format.schedtrace.TraceJob;
import dev.headroom.sched.SchedAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Takes from a trace what is replayed: execution demands, causes of wake-ups, interrupts, costs of switching.
 *
 * <p>Design. Between two switches a task executes; interrupts are taken out, and so is the path from the last cause of
 * a preemption to the switch, which the replay charges for preemptions of its own. A wake-up inside an interrupt (or in
 * its soft interrupts just behind it) happens at its recorded time whatever the scheduler does; a wake-up by a running
 * task happens when that task has executed as much as it had in the trace.
 */
final class ProgramExtractor {

    /** Execution of a thread of rt-app from its start until it has asked for its policy, in ns. */
    private static final long POLICY_CHANGE_NS = 40_000;
    /** Priorities from here on are those of the fair class. */
    private static final int FAIR_PRIORITY = 100;
    /**
     * Execution of a thread of rt-app from asking for a nice value until it waits for the others or wakes them, in ns.
     * Read from one of the traces that the replay is compared with; no other confirms it yet.
     */
    private static final long NICE_TO_BARRIER_NS = 75_000;
    /** A task that lowers its own priority makes its CPU look at the run queue: from there to the switch, in ns. */
    private static final long LOWERED_TO_SWITCH_NS = 10_000;

    private final SchedTrace trace;
    private final TaskDescriptions descriptions;
    private final TraceCpu[] cpus;
    private final Map<Integer, TraceTask> tasks = new LinkedHashMap<>();
    private final List<GivenEvent> startUp = new ArrayList<>();
    private final List<GivenEvent> events = new ArrayList<>();
    private final JudgedPart part;
    private boolean started;
    private final SwitchPaths paths = new SwitchPaths();
    private final TickGrid ticks;
    private final GivenLoad.SwitchCosts costs;
    private final boolean kernelPreempts;

    private ProgramExtractor(
            final SchedTrace trace, final TraceJob job, final JudgedPart part, final GivenLoad.SwitchCosts costs) {
        this.trace = trace;
        this.costs = costs;
        this.kernelPreempts = job.facts().preemptRt()
                || job.facts().values().getOrDefault("preempt", "").contains("(full)");
        this.descriptions = new TaskDescriptions(trace, job);
        this.cpus = new TraceCpu[Math.max(trace.cpus(), job.cpus())];
        for (int cpu = 0; cpu < cpus.length; cpu++) {
            cpus[cpu] = new TraceCpu(cpu);
        }
        this.part = part;
        this.ticks = new TickGrid(trace, cpus.length, 1_000_000_000L / job.tickHz());
    }

    /** Reads the trace twice: the costs of switching must be known before they can be taken out. */
    static GivenLoad extract(final SchedTrace trace, final TraceJob job) {
        final JudgedPart part = JudgedPart.of(trace, job);
        final GivenLoad.SwitchCosts costs =
                run(trace, job, part, GivenLoad.SwitchCosts.NONE).costs();
        return run(trace, job, part, costs);
    }

    /** Reads a trace as if all of it were start-up. */
    static GivenLoad extractDecisions(final SchedTrace trace, final TraceJob job) {
        return run(trace, job, new JudgedPart(trace.endNs(), trace.endNs()), GivenLoad.SwitchCosts.NONE);
    }

    private static GivenLoad run(
            final SchedTrace trace, final TraceJob job, final JudgedPart part, final GivenLoad.SwitchCosts costs) {
        final ProgramExtractor extractor = new ProgramExtractor(trace, job, part, costs);
        extractor.startRunning();
        trace.events().forEach(extractor::read);
        return extractor.result();
    }

    /** Whom the first switch of a CPU takes off it ran there from the start. */
    private void startRunning() {
        final boolean[] seen = new boolean[cpus.length];
        for (final SchedEvent event : trace.events()) {
            if (event.kind() == SchedEvent.Kind.SWITCH && !seen[event.cpu()]) {
                seen[event.cpu()] = true;
                if (!event.task().isIdle()) {
                    cpus[event.cpu()].switchTo(event.task(), 0);
                    task(event.task());
                    startUp.add(new GivenEvent(
                            0, event.cpu(), GivenEvent.Kind.SWITCH, event.task().pid(), 0, null));
                }
            }
        }
    }

    private void read(final SchedEvent event) {
        if (!started && event.timeNs() > part.fromNs()) {
            start();
        }
        final TraceCpu cpu = cpus[event.cpu()];
        switch (event.kind()) {
            case TIMER_ENTRY -> {
                cpu.enter(event.timeNs(), events.size());
                final boolean tick = ticks.isTick(event);
                if (started) {
                    give(event, tick ? GivenEvent.Kind.TICK : GivenEvent.Kind.INTERRUPT, -1, 0);
                }
                cpu.ticks = tick;
            }
            case TIMER_EXIT -> {
                if (cpu.ticks && !started) {
                    startUp.add(new GivenEvent(
                            cpu.middleOfInterruptNs(event.timeNs()), cpu.id, GivenEvent.Kind.TICK, -1, 0, null));
                }
                cpu.ticks = false;
                if (cpu.inInterrupt()) {
                    lengthen(cpu.exit(event.timeNs()), event.timeNs());
                }
            }
            case WAKING -> waking(cpu, event);
            case WAKE_UP -> wokenUp(cpu, event);
            case NEW -> created(cpu, event);
            case SWITCH -> switched(cpu, event);
            case MIGRATE -> migrated(cpu, event);
            case RESCHEDULE, CALL_FUNCTION -> {}
        }
    }

    /** The start-up is over: programs begin. */
    private void start() {
        started = true;
        tasks.values().forEach(TraceTask::forget);
        for (final TraceCpu cpu : cpus) {
            cpu.switchTo(cpu.current, part.fromNs());
        }
    }

    private void give(final SchedEvent event, final GivenEvent.Kind kind, final int pid, final long ns) {
        (started ? events : startUp).add(new GivenEvent(event.timeNs(), event.cpu(), kind, pid, ns, null));
    }

    /** Notes a decision of the scheduler, which is given in the start-up only. */
    private void decide(final SchedEvent event, final int cpu, final GivenEvent.Kind kind, final SchedEvent.Task task) {
        if (!started) {
            startUp.add(new GivenEvent(event.timeNs(), cpu, kind, task.pid(), 0, null));
        }
    }

    private void lengthen(final int interrupt, final long untilNs) {
        if (interrupt < 0 || !started || interrupt >= events.size()) {
            return;
        }
        final GivenEvent old = events.get(interrupt);
        events.set(
                interrupt,
                new GivenEvent(old.atNs(), old.cpu(), old.kind(), old.pid(), untilNs - old.atNs(), old.attributes()));
    }

    private TraceTask task(final SchedEvent.Task seen) {
        return tasks.computeIfAbsent(seen.pid(), pid -> new TraceTask(pid, seen.comm(), seen.priority()));
    }

    private void waking(final TraceCpu cpu, final SchedEvent event) {
        final boolean first = !tasks.containsKey(event.task().pid());
        final TraceTask task = task(event.task());
        if (first) {
            task.firstCpu = event.target();
        }
        seen(task, event.task(), event.timeNs());
        task.open().wokenNs = event.timeNs();
        task.wakingCpu = cpu.id;
        task.wakingNs = event.timeNs();
        final boolean soft = cpu.inSoftInterrupt(event.timeNs());
        if (soft) {
            lengthen(cpu.softInterrupt(event.timeNs()), event.timeNs());
        }
        if (!cpu.inInterrupt() && !soft && cpu.current.pid() > 0) {
            task(cpu.current).wakes(event.timeNs());
        }
        final boolean byTask = started && !cpu.inInterrupt() && !soft && cpu.current.pid() > 0;
        task.wakerPid = byTask ? cpu.current.pid() : -1;
        if (byTask) {
            final TraceTask waker = tasks.get(task.wakerPid);
            task.wakerStretch = waker.open();
            task.wakerAtNs = waker.open().demandNs() + cpu.executedNs(event.timeNs());
        }
    }

    private void wokenUp(final TraceCpu cpu, final SchedEvent event) {
        final TraceTask task = task(event.task());
        seen(task, event.task(), event.timeNs());
        final boolean known = task.wakingCpu >= 0;
        final boolean here = known && task.wakingCpu == cpu.id && cpu.id == event.target();
        if (!started) {
            final long sinceNs = here ? event.timeNs() - task.wakingNs : 0;
            startUp.add(new GivenEvent(
                    event.timeNs(),
                    event.target(),
                    GivenEvent.Kind.ENQUEUE,
                    event.task().pid(),
                    sinceNs,
                    null));
        }
        final long causeNs = known ? task.wakingNs : event.timeNs();
        final long delayNs = event.timeNs() - causeNs;
        if (known && task.wakerPid > 0) {
            task.wakerStretch.add(new Step(task.wakerAtNs, Step.Kind.WAKE, task.pid, delayNs, null));
        } else {
            final int on = known ? task.wakingCpu : cpu.id;
            if (started) {
                events.add(new GivenEvent(causeNs, on, GivenEvent.Kind.WAKE, task.pid, delayNs, null));
            }
            if (on == cpu.id && cpu.inSoftInterrupt(event.timeNs())) {
                lengthen(cpu.softInterrupt(event.timeNs()), event.timeNs());
            }
        }
        task.wakingCpu = -1;
        cpus[event.target()].queued(event.timeNs(), cpu.id);
    }

    private void migrated(final TraceCpu cpu, final SchedEvent event) {
        decide(event, event.target(), GivenEvent.Kind.MIGRATE, event.task());
        if (task(event.task()).wakingCpu < 0 && event.target() != cpu.id) {
            if (event.task().priority() < FAIR_PRIORITY) {
                paths.pushed(event.timeNs() - cpu.sinceNs);
            }
            cpus[event.target()].queued(event.timeNs(), cpu.id);
        }
    }

    private void created(final TraceCpu cpu, final SchedEvent event) {
        final TraceTask task = task(event.task());
        if (!started) {
            decide(event, event.target(), GivenEvent.Kind.FORK, event.task());
        } else if (!cpu.inInterrupt() && cpu.current.pid() > 0) {
            final TraceTask parent = tasks.get(cpu.current.pid());
            final long atNs = parent.open().demandNs() + cpu.executedNs(event.timeNs());
            parent.open().add(new Step(atNs, Step.Kind.FORK, task.pid, 0, null));
        } else {
            give(event, GivenEvent.Kind.FORK, task.pid, 0);
        }
        cpus[event.target()].queued(event.timeNs(), cpu.id);
    }

    private void switched(final TraceCpu cpu, final SchedEvent event) {
        final long nowNs = event.timeNs();
        final long pathNs = cpu.pathNs(nowNs);
        final boolean stays = event.isPreempted() || event.task().isIdle();
        final GivenEvent.Kind leaving =
                event.ends() ? GivenEvent.Kind.END_AND_SWITCH : GivenEvent.Kind.BLOCK_AND_SWITCH;
        decide(event, cpu.id, stays ? GivenEvent.Kind.SWITCH : leaving, event.next());
        if (event.task().isIdle()) {
            paths.outOfIdle(pathNs, cpu.isAskedByOther());
        } else {
            final TraceTask previous = task(event.task());
            final boolean preempted = event.isPreempted();
            if (preempted) {
                paths.preempted(pathNs, cpu.isAskedByOther());
            }
            final long longestNs = cpu.isAskedByOther() ? costs.remotePreemptionNs() : costs.preemptionNs();
            final long chargedNs = preempted && pathNs >= 0 ? Math.min(pathNs, longestNs) : 0;
            previous.executed(cpu.sinceNs, Math.max(0, cpu.executedNs(nowNs) - chargedNs));
            previous.gaveWay = preempted && pathNs < 0;
            seen(previous, event.task(), nowNs);
            if (preempted) {
                previous.open().preempted();
            } else {
                if (event.ends()) {
                    previous.open().ends();
                }
                previous.blocked(nowNs);
            }
        }
        cpu.switchTo(event.next(), nowNs);
        if (!event.next().isIdle()) {
            seen(task(event.next()), event.next(), nowNs);
        }
    }

    /** Notices a change of priority: made by the task itself if it has run, else by another one. */
    private void seen(final TraceTask task, final SchedEvent.Task now, final long nowNs) {
        if (!started && !task.name.equals(now.comm()) && descriptions.isMainThread(now.comm())) {
            startUp.add(new GivenEvent(ownChangeNs(task, nowNs), 0, GivenEvent.Kind.JOIN_GROUP, task.pid, 0, null));
        }
        task.name = now.comm();
        if (now.priority() != task.priority) {
            final boolean lowered = now.priority() > task.priority;
            final boolean niced = task.priority >= FAIR_PRIORITY && now.priority() >= FAIR_PRIORITY;
            task.priority = now.priority();
            final SchedAttributes attributes = descriptions.attributes(task.pid, now.priority());
            if (!started) {
                final long guessNs = niced ? niceChangeNs(task, nowNs) : ownChangeNs(task, nowNs);
                final long atNs = task.gaveWay && lowered ? nowNs - LOWERED_TO_SWITCH_NS : guessNs;
                startUp.add(new GivenEvent(atNs, 0, GivenEvent.Kind.CHANGE, task.pid, 0, attributes));
            } else if (task.ranSinceSeen && task.lastStretch != null) {
                final long atNs = task.lastFromNs + Math.min(POLICY_CHANGE_NS, task.lastLengthNs / 2);
                task.lastStretch.add(new Step(atNs, Step.Kind.CHANGE, task.pid, 0, attributes));
            } else {
                events.add(new GivenEvent(nowNs, 0, GivenEvent.Kind.CHANGE, task.pid, 0, attributes));
            }
        }
        task.ranSinceSeen = false;
        task.gaveWay = false;
        task.firstWakeNs = 0;
    }

    /** When a task changed itself: early in the time that it ran last; now if it did not run, so that others did it. */
    private static long ownChangeNs(final TraceTask task, final long nowNs) {
        return task.ranSinceSeen
                ? Math.min(nowNs, task.lastSinceNs + Math.min(POLICY_CHANGE_NS, task.lastLengthNs / 2))
                : nowNs;
    }

    /** As {@link #ownChangeNs} for a nice value: just before the task waits at the start, or wakes those that do. */
    private static long niceChangeNs(final TraceTask task, final long nowNs) {
        final long barrierNs = task.firstWakeNs > task.lastSinceNs ? task.firstWakeNs : nowNs;
        return task.ranSinceSeen ? Math.max(task.lastSinceNs, barrierNs - NICE_TO_BARRIER_NS) : nowNs;
    }

    private GivenLoad result() {
        for (final TraceCpu cpu : cpus) {
            if (cpu.current.pid() > 0) {
                tasks.get(cpu.current.pid()).executed(cpu.sinceNs, cpu.executedNs(trace.endNs()));
            }
        }
        startUp.sort(Comparator.comparingLong(GivenEvent::atNs));
        events.sort(Comparator.comparingLong(GivenEvent::atNs));
        final List<TaskProgram> programs = new ArrayList<>();
        final ReleaseFinder releases = new ReleaseFinder(events);
        for (final TraceTask task : tasks.values()) {
            final TraceJob.LoopUs loop = descriptions
                    .loop(task.pid)
                    .filter(known -> releases.areSeen(task.pid))
                    .orElse(null);
            programs.add(new TaskProgram(
                    task.pid,
                    task.name,
                    descriptions.attributes(task.pid, task.firstPriority),
                    descriptions.affinity(task.pid, cpus.length),
                    descriptions.group(task.pid),
                    descriptions.isBornInGroup(task.pid),
                    task.firstCpu,
                    loop == null
                            ? task.all()
                            : RecordedLoop.jobs(task.all(), loop, releases.firstNs(task.pid), part.untilNs()),
                    loop == null
                            ? null
                            : releases.timer(
                                    task.pid,
                                    loop.periodUs() * 1000,
                                    RecordedLoop.exitNs(task.all(), part.untilNs()))));
        }
        return new GivenLoad(
                cpus.length,
                kernelPreempts,
                programs,
                List.copyOf(startUp),
                List.copyOf(events),
                paths.costs(),
                part,
                trace.endNs());
    }
}
