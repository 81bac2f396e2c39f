package dev.headroom.sched.linux.fair;

import dev.headroom.sched.SchedAttributes;
import dev.headroom.sched.SchedTask;
import dev.headroom.sched.WakeKind;
import dev.headroom.sched.linux.core.CpuQueues;
import dev.headroom.sched.linux.core.KernelVersion;
import dev.headroom.sched.linux.core.LinuxConfig;
import dev.headroom.sched.linux.core.RealTimeThrottling;
import dev.headroom.sched.linux.core.Reschedules;
import dev.headroom.sched.linux.core.SchedulingDomains;
import dev.headroom.sched.linux.core.TaskGroup;
import dev.headroom.topology.Topology;
import dev.headroom.units.CpuSet;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * The fair class alone on CPUs without costs that tick together every 4 ms, at 4, 8, ... ms. What happens at the same
 * time happens in this order: work ends, the class's timer, what was asked for in the order in which it was, ticks.
 */
final class FairBench {

    static final long US = 1_000L;
    static final long MS = 1_000_000L;
    static final long ENDLESS_NS = Long.MAX_VALUE / 4;

    private static final long TICK_NS = 4 * MS;

    /** Something to do at a time. */
    private record Action(long atNs, int order, Runnable what) {}

    /** A stretch on a CPU. */
    record Run(long fromNs, long toNs, int cpu, String task) {}

    final FairClass fair;
    final CpuQueues cpus;
    long nowNs;

    private final Reschedules marks;
    private final PriorityQueue<Action> actions =
            new PriorityQueue<>(Comparator.comparingLong(Action::atNs).thenComparingInt(Action::order));
    private final List<SchedTask> tasks = new ArrayList<>();
    private final Map<SchedTask, Long> leftNs = new LinkedHashMap<>();
    private final Map<SchedTask, Deque<Long>> later = new LinkedHashMap<>();
    private final Map<SchedTask, Long> ranNs = new LinkedHashMap<>();
    private final long[] sinceNs;
    private final boolean[] look;
    private final List<Run> runs = new ArrayList<>();
    private int order;
    private long nextTickNs = TICK_NS;

    FairBench(final String version, final int cpuCount, final TaskGroup... groups) {
        final Topology topology = Topology.regular(1, cpuCount, 1, false);
        final String[] numbers = version.split("\\.");
        final LinuxConfig config = new LinuxConfig(
                topology,
                List.of(),
                new KernelVersion(Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1])),
                250,
                List.of(groups),
                RealTimeThrottling.OFF);
        cpus = new CpuQueues(topology);
        marks = new Reschedules(cpuCount);
        fair = new FairClass(config, cpus, new SchedulingDomains(topology, List.of()), marks, (cpu, nowNs) -> {});
        sinceNs = new long[cpuCount];
        look = new boolean[cpuCount];
    }

    /** A task on CPU 0. */
    SchedTask task(final String name, final int group, final SchedAttributes attributes) {
        return task(name, group, attributes, 0);
    }

    SchedTask task(final String name, final int group, final SchedAttributes attributes, final int cpu) {
        final SchedTask task = new SchedTask(tasks.size(), name, attributes, CpuSet.of(cpu)).inGroup(group);
        tasks.add(task);
        ranNs.put(task, 0L);
        later.put(task, new ArrayDeque<>());
        return task;
    }

    /** A task of nice 0 in the root on CPU 0. */
    SchedTask task(final String name) {
        return task(name, 0, SchedAttributes.other(0));
    }

    /** Forks a task that runs for ever, at time 0 from nobody. */
    SchedTask hog(final SchedTask task) {
        give(0, task, ENDLESS_NS);
        return task;
    }

    FairBench at(final long atNs, final Runnable what) {
        actions.add(new Action(atNs, order++, what));
        return this;
    }

    /** Gives a task so much to do: forks it, wakes it up, or lets it go on without sleeping if it still works. */
    FairBench give(final long atNs, final SchedTask task, final long workNs) {
        return at(atNs, () -> give(task, workNs));
    }

    private void give(final SchedTask task, final long workNs) {
        if (task.isQueued()) {
            later.get(task).add(workNs);
            return;
        }
        leftNs.put(task, workNs);
        final WakeKind kind = task.cpu() < 0 ? WakeKind.FORK : WakeKind.WAKE_UP;
        final int cpu = fair.selectCpu(task, kind, task.allowedCpus().first(), nowNs);
        fair.enqueue(task, cpu, kind, nowNs);
        final SchedTask current = cpus.of(cpu).current;
        if (current == null || fair.preempts(task, current, nowNs)) {
            look[cpu] = true;
        }
    }

    /** Gives a task work in every period. */
    FairBench every(final long firstNs, final long periodNs, final SchedTask task, final long workNs) {
        return at(firstNs, () -> {
            give(task, workNs);
            every(nowNs + periodNs, periodNs, task, workNs);
        });
    }

    /** The current task of CPU 0 yields. */
    void yield() {
        fair.yield(cpus.of(0).current, nowNs);
        look[0] = true;
    }

    /** Changes a task as {@code sched_setattr} does. */
    void change(final SchedTask task, final SchedAttributes attributes) {
        final boolean queued = task.isQueued();
        final boolean running = task.isRunning();
        if (running) {
            fair.putPrevious(task.cpu(), task, nowNs);
        }
        if (queued) {
            fair.dequeue(task, nowNs);
        }
        task.apply(attributes);
        if (queued) {
            fair.enqueue(task, task.cpu(), WakeKind.CHANGE, nowNs);
            look[task.cpu()] = true;
        }
        if (running) {
            fair.setCurrent(task, nowNs);
        }
    }

    FairBench run(final long untilNs) {
        while (true) {
            final SchedTask first = firstToEnd();
            final long endNs = first == null ? Long.MAX_VALUE : nowNs + leftNs.get(first);
            final long timerNs = Math.max(nowNs, fair.nextTimerNs());
            final long actionNs =
                    actions.isEmpty() ? Long.MAX_VALUE : actions.peek().atNs();
            final long nextNs = Math.min(Math.min(endNs, timerNs), Math.min(actionNs, nextTickNs));
            if (nextNs > untilNs) {
                advance(untilNs);
                return this;
            }
            advance(nextNs);
            if (nextNs == endNs) {
                ended(first);
            } else if (nextNs == timerNs) {
                fair.timer(nowNs);
            } else if (nextNs == actionNs) {
                actions.poll().what().run();
            } else {
                tick();
            }
            decide();
        }
    }

    private SchedTask firstToEnd() {
        SchedTask first = null;
        for (int cpu = 0; cpu < cpus.cpus(); cpu++) {
            final SchedTask current = cpus.of(cpu).current;
            if (current != null && (first == null || leftNs.get(current) < leftNs.get(first))) {
                first = current;
            }
        }
        return first;
    }

    private void advance(final long toNs) {
        for (int cpu = 0; cpu < cpus.cpus() && toNs > nowNs; cpu++) {
            final SchedTask current = cpus.of(cpu).current;
            if (current != null) {
                fair.account(cpu, current, toNs - nowNs);
                leftNs.merge(current, nowNs - toNs, Long::sum);
                ranNs.merge(current, toNs - nowNs, Long::sum);
            }
        }
        nowNs = toNs;
    }

    private void ended(final SchedTask task) {
        final Long more = later.get(task).poll();
        if (more != null) {
            leftNs.put(task, more);
            return;
        }
        final int cpu = task.cpu();
        fair.block(task, nowNs);
        stretchEnds(cpu);
        cpus.of(cpu).current = null;
        task.blocked();
        look[cpu] = true;
    }

    private void tick() {
        nextTickNs += TICK_NS;
        for (int cpu = 0; cpu < cpus.cpus(); cpu++) {
            final SchedTask current = cpus.of(cpu).current;
            look[cpu] |= current != null && fair.tick(cpu, current, nowNs);
        }
    }

    private void decide() {
        for (int cpu = marks.poll(); cpu >= 0; cpu = marks.poll()) {
            look[cpu] = true;
        }
        for (int cpu = 0; cpu < cpus.cpus(); cpu++) {
            if (look[cpu]) {
                look[cpu] = false;
                pick(cpu);
            }
        }
    }

    private void pick(final int cpu) {
        final SchedTask previous = cpus.of(cpu).current;
        if (previous != null) {
            previous.setRunning(false);
            fair.putPrevious(cpu, previous, nowNs);
        }
        final SchedTask next = fair.pickNext(cpu, nowNs);
        marks.looked(cpu);
        if (next != previous) {
            stretchEnds(cpu);
            sinceNs[cpu] = nowNs;
        }
        cpus.of(cpu).current = next;
        if (next != null) {
            next.setRunning(true);
        }
    }

    private void stretchEnds(final int cpu) {
        final SchedTask current = cpus.of(cpu).current;
        if (current != null && nowNs > sinceNs[cpu]) {
            runs.add(new Run(sinceNs[cpu], nowNs, cpu, current.name()));
        }
    }

    /** CPU time of a task so far. */
    long ranNs(final SchedTask task) {
        return ranNs.get(task);
    }

    /** The stretches of all tasks that have ended so far. */
    List<Run> runs() {
        return runs;
    }

    /** The stretches of all tasks as text, times in ms: {@code a 0-4}. */
    List<String> story() {
        return runs.stream()
                .map(run -> run.task() + " " + milliseconds(run.fromNs()) + "-" + milliseconds(run.toNs()))
                .toList();
    }

    private static String milliseconds(final long ns) {
        final String text =
                java.math.BigDecimal.valueOf(ns, 6).stripTrailingZeros().toPlainString();
        return text;
    }

    /** Everything about the queues. */
    FairQueues queues() {
        return fair.queues();
    }

    FairEntity entity(final SchedTask task) {
        return fair.queues().entity(task);
    }
}
