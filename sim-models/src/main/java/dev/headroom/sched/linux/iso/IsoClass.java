package dev.headroom.sched.linux.iso;

import dev.headroom.sched.SchedAttributes;
import dev.headroom.sched.SchedTask;
import dev.headroom.sched.Scheduler;
import dev.headroom.sched.SchedulingPolicy;
import dev.headroom.sched.WakeKind;
import dev.headroom.sched.linux.core.CpuQueues;
import dev.headroom.sched.linux.core.IsoLimit;
import dev.headroom.sched.linux.core.LinuxConfig;
import dev.headroom.sched.linux.core.SchedulingClass;
import dev.headroom.sched.linux.core.SchedulingDomains;
import dev.headroom.units.CpuSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The experimental ISO class over all CPUs: isochronous work for users who may not ask for real-time priorities.
 *
 * <p>Design. ISO tasks run before the fair tasks and after FIFO and RR, in turns of 100 ms. Each CPU averages the share
 * of time that they use. When a tick finds it above the limit, the ISO tasks that can run on this CPU, and those that
 * wake up on it, become fair tasks of their weight; when the average has fallen below 90 % of the limit they are ISO
 * tasks again. A task wakes on the CPU where it was if it would run there at once, else on the first of its CPUs where
 * it would; a CPU that is about to run a fair task or nothing takes over an ISO task that waits elsewhere.
 *
 * <p>Deviations. The average is exact between ticks instead of being sampled by them.
 *
 * <p>Source: the SCHED_ISO patches of Con Kolivas for Linux 2.6 ({@code iso_cpu}, {@code iso_period}) and their
 * documentation, known from descriptions; never part of Linux.
 */
public final class IsoClass implements SchedulingClass {

    /** Turns of equal tasks: {@code RR_TIMESLICE}. */
    private static final long QUANTUM_NS = 100_000_000L;

    /** Changes the policy of a task whatever its state. */
    public interface Reclassifier {

        /** Gives a task other attributes. */
        void setAttributes(SchedTask task, SchedAttributes attributes, long nowNs);
    }

    private final CpuQueues queues;
    private final SchedulingDomains domains;
    private final Reclassifier reclassifier;
    private final IsoUse[] uses;
    /** For each CPU the ISO tasks that wait on it, in their order. */
    private final List<List<SchedTask>> waiting = new ArrayList<>();
    /** For each CPU the tasks that are fair ones because of it, and what they asked for. */
    private final List<List<Demoted>> demoted = new ArrayList<>();

    /** What is left of the turn of each task, by its number, in ns. */
    private long[] quantumLeftNs = new long[0];

    private int allWaiting;

    /** A task that lost its privilege. */
    private record Demoted(SchedTask task, SchedAttributes asked, SchedAttributes given) {}

    /** Makes the class with empty queues. */
    public IsoClass(
            final LinuxConfig config,
            final CpuQueues queues,
            final SchedulingDomains domains,
            final Reclassifier reclassifier) {
        this.queues = queues;
        this.domains = domains;
        this.reclassifier = reclassifier;
        final IsoLimit limit = config.isoLimit();
        uses = new IsoUse[queues.cpus()];
        for (int cpu = 0; cpu < uses.length; cpu++) {
            uses[cpu] = new IsoUse(limit);
            waiting.add(new ArrayList<>());
            demoted.add(new ArrayList<>());
        }
    }

    @Override
    public int selectCpu(final SchedTask task, final WakeKind kind, final int wakingCpu, final long nowNs) {
        final int cpu = wakeCpu(task);
        if (uses[cpu].isExhausted()) {
            demote(task, cpu, nowNs);
        }
        return cpu;
    }

    private int wakeCpu(final SchedTask task) {
        final CpuSet allowed = task.allowedCpus();
        final int previous = allowed.contains(task.cpu()) ? task.cpu() : allowed.first();
        if (runsAtOnce(previous)) {
            return previous;
        }
        for (int cpu = allowed.first(); cpu >= 0; cpu = allowed.next(cpu)) {
            if (runsAtOnce(cpu)) {
                return cpu;
            }
        }
        return previous;
    }

    private boolean runsAtOnce(final int cpu) {
        final SchedTask current = queues.of(cpu).current;
        return waiting.get(cpu).isEmpty()
                && (current == null || current.policy().isFair());
    }

    @Override
    public void enqueue(final SchedTask task, final int cpu, final WakeKind kind, final long nowNs) {
        if (task.id() >= quantumLeftNs.length) {
            quantumLeftNs = Arrays.copyOf(quantumLeftNs, Math.max(2 * quantumLeftNs.length, task.id() + 1));
        }
        if (quantumLeftNs[task.id()] <= 0) {
            quantumLeftNs[task.id()] = QUANTUM_NS;
        }
        task.placedOn(cpu);
        addLast(cpu, task);
        queues.of(cpu).addedUrgent(1);
    }

    private void addLast(final int cpu, final SchedTask task) {
        waiting.get(cpu).add(task);
        allWaiting++;
    }

    private void remove(final SchedTask task) {
        if (!waiting.get(task.cpu()).remove(task)) {
            throw new IllegalStateException("task " + task + " does not wait on the CPU it is said to wait on");
        }
        allWaiting--;
    }

    @Override
    public void dequeue(final SchedTask task, final long nowNs) {
        remove(task);
        queues.of(task.cpu()).removedUrgent(1);
    }

    @Override
    public void setCurrent(final SchedTask task, final long nowNs) {
        remove(task);
    }

    @Override
    public void block(final SchedTask task, final long nowNs) {
        queues.of(task.cpu()).removedUrgent(1);
    }

    @Override
    public boolean preempts(final SchedTask woken, final SchedTask current, final long nowNs) {
        return false;
    }

    @Override
    public void putPrevious(final int cpu, final SchedTask task, final long nowNs) {
        if (quantumLeftNs[task.id()] <= 0) {
            quantumLeftNs[task.id()] = QUANTUM_NS;
            addLast(cpu, task);
        } else {
            waiting.get(cpu).add(0, task);
            allWaiting++;
        }
    }

    @Override
    public void pull(final int cpu, final long nowNs) {
        if (allWaiting == 0 || !waiting.get(cpu).isEmpty() || domains.of(cpu).isEmpty()) {
            return;
        }
        final var levels = domains.of(cpu);
        final CpuSet span = levels.get(levels.size() - 1).span();
        for (int other = span.first(); other >= 0; other = span.next(other)) {
            final SchedTask task = other == cpu ? null : pullable(other, cpu);
            if (task != null) {
                dequeue(task, nowNs);
                task.placedOn(cpu);
                addLast(cpu, task);
                queues.of(cpu).addedUrgent(1);
                return;
            }
        }
    }

    /** The first task that waits on a CPU behind others of its class or above, and may run on another one. */
    private SchedTask pullable(final int from, final int to) {
        final SchedTask current = queues.of(from).current;
        if (current == null || current.policy().isFair()) {
            return null;
        }
        for (int i = 0; i < waiting.get(from).size(); i++) {
            if (waiting.get(from).get(i).allowedCpus().contains(to)) {
                return waiting.get(from).get(i);
            }
        }
        return null;
    }

    @Override
    public SchedTask pickNext(final int cpu, final long nowNs) {
        if (waiting.get(cpu).isEmpty()) {
            return null;
        }
        allWaiting--;
        return waiting.get(cpu).remove(0);
    }

    @Override
    public void account(final int cpu, final SchedTask task, final long ranNs) {
        quantumLeftNs[task.id()] -= ranNs;
        uses[cpu].ran(ranNs);
    }

    @Override
    public boolean tick(final int cpu, final SchedTask current, final long nowNs) {
        if (uses[cpu].exceeds(nowNs)) {
            demote(current, cpu, nowNs);
            while (!waiting.get(cpu).isEmpty()) {
                demote(waiting.get(cpu).get(0), cpu, nowNs);
            }
            return true;
        }
        if (uses[cpu].isExhausted()) {
            // It came from another class after the others had lost their privilege.
            demote(current, cpu, nowNs);
            return true;
        }
        if (quantumLeftNs[current.id()] <= 0 && waiting.get(cpu).isEmpty()) {
            quantumLeftNs[current.id()] = QUANTUM_NS;
        }
        return quantumLeftNs[current.id()] <= 0;
    }

    private void demote(final SchedTask task, final int cpu, final long nowNs) {
        final SchedAttributes asked = task.attributes();
        final SchedAttributes given = new SchedAttributes(SchedulingPolicy.OTHER, 0, asked.weight(), null, 0);
        demoted.get(cpu).add(new Demoted(task, asked, given));
        reclassifier.setAttributes(task, given, nowNs);
    }

    @Override
    public int push(final int cpu, final long nowNs) {
        return -1;
    }

    @Override
    public void yield(final SchedTask task, final long nowNs) {
        quantumLeftNs[task.id()] = 0;
    }

    @Override
    public long nextTimerNs() {
        long nextNs = Scheduler.NEVER_NS;
        for (final IsoUse use : uses) {
            nextNs = Math.min(nextNs, use.returnNs());
        }
        return nextNs;
    }

    @Override
    public void timer(final long nowNs) {
        for (int cpu = 0; cpu < uses.length; cpu++) {
            if (uses[cpu].returnNs() <= nowNs) {
                uses[cpu].restore(nowNs);
                final List<Demoted> returning = List.copyOf(demoted.get(cpu));
                demoted.get(cpu).clear();
                returning.forEach(each -> restore(each, nowNs));
            }
        }
    }

    /** A task that has got other attributes meanwhile, by a call or by a lock, is left alone. */
    private void restore(final Demoted each, final long nowNs) {
        if (each.task().attributes() == each.given()) {
            reclassifier.setAttributes(each.task(), each.asked(), nowNs);
        }
    }
}
