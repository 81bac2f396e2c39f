package dev.headroom.sched;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A scheduler that passes every call on to another one, checks what no scheduler may do, and keeps a record.
 *
 * <p>Checked: affinity, no task on an off-line CPU, single residency, no queued task lost, no CPU that picks idle while
 * tasks wait on it, CPU time charged to the current task only.
 */
public final class CheckedScheduler implements Scheduler {

    /** The name of no task in the record. */
    public static final String IDLE = "-";

    /** A CPU took up a task or {@link #IDLE}. */
    public record Switch(long atNs, int cpu, String task) {}

    private final Scheduler inner;
    private final SchedTask[] currentOf;
    private final long[] ranSincePickNs;
    private final String[] lastPicked;
    private final Set<SchedTask> queued = new LinkedHashSet<>();
    private final Map<String, Long> ranNs = new LinkedHashMap<>();
    private final Map<String, Integer> forkedTo = new LinkedHashMap<>();
    private final List<Switch> switches = new ArrayList<>();
    private final List<Long> stolenNs = new ArrayList<>();
    private final Set<Integer> offline = new LinkedHashSet<>();
    private long preemptions;

    public CheckedScheduler(final Scheduler inner, final int cpus) {
        this.inner = inner;
        this.currentOf = new SchedTask[cpus];
        this.ranSincePickNs = new long[cpus];
        this.lastPicked = new String[cpus];
    }

    /** CPU time charged to a task so far. */
    public long ranNs(final String task) {
        return ranNs.getOrDefault(task, 0L);
    }

    /** The CPU chosen for each task when it was created, in the order of creation. */
    public Map<String, Integer> forkedTo() {
        return forkedTo;
    }

    /** All changes of the current task of a CPU. */
    public List<Switch> switches() {
        return switches;
    }

    /** What each resumed CPU was told that it had lost. */
    public List<Long> stolenNs() {
        return stolenNs;
    }

    /** How often a task that had run since it was picked had to give way while runnable. */
    public long preemptions() {
        return preemptions;
    }

    /** The current task of a CPU, or null. */
    public SchedTask current(final int cpu) {
        return currentOf[cpu];
    }

    /** Whether a CPU is off-line. */
    public boolean isOffline(final int cpu) {
        return offline.contains(cpu);
    }

    /** The tasks that are runnable. */
    public Set<SchedTask> queued() {
        return queued;
    }

    @Override
    public String id() {
        return inner.id();
    }

    @Override
    public int selectCpu(final SchedTask task, final WakeKind kind, final int wakingCpu, final long nowNs) {
        assertThat(queued).as("a runnable task needs no CPU").doesNotContain(task);
        final int cpu = inner.selectCpu(task, kind, wakingCpu, nowNs);
        assertThat(task.allowedCpus().contains(cpu))
                .as("%s may run on CPU %s", task, cpu)
                .isTrue();
        if (kind == WakeKind.FORK) {
            forkedTo.put(task.name(), cpu);
        }
        return cpu;
    }

    @Override
    public boolean enqueue(final SchedTask task, final int cpu, final WakeKind kind, final long nowNs) {
        final boolean preempts = inner.enqueue(task, cpu, kind, nowNs);
        assertThat(queued.add(task)).as("%s was not runnable before", task).isTrue();
        assertThat(task.cpu()).isEqualTo(cpu);
        assertThat(preempts || currentOf[cpu] != null)
                .as("%s wants an idle CPU %s to look", task, cpu)
                .isTrue();
        check();
        return preempts;
    }

    @Override
    public void exit(final SchedTask task, final long nowNs) {
        assertThat(currentOf[task.cpu()]).isSameAs(task);
        inner.exit(task, nowNs);
        currentOf[task.cpu()] = null;
        queued.remove(task);
        check();
    }

    @Override
    public void block(final SchedTask task, final long nowNs) {
        assertThat(currentOf[task.cpu()]).isSameAs(task);
        inner.block(task, nowNs);
        currentOf[task.cpu()] = null;
        queued.remove(task);
        assertThat(task.isQueued() || task.isRunning()).isFalse();
        check();
    }

    @Override
    public SchedTask pickNext(final int cpu, final long nowNs) {
        final SchedTask previous = currentOf[cpu];
        final SchedTask next = inner.pickNext(cpu, nowNs);
        if (next == null) {
            assertThat(inner.runnable(cpu))
                    .as("CPU %s picks idle and has runnable tasks", cpu)
                    .isZero();
        } else {
            assertThat(queued).as("picked tasks are runnable").contains(next);
            assertThat(next.isRunning()).isTrue();
            assertThat(next.cpu()).isEqualTo(cpu);
            for (int other = 0; other < currentOf.length; other++) {
                assertThat(other != cpu && currentOf[other] == next)
                        .as("%s is current on CPUs %s and %s", next, cpu, other)
                        .isFalse();
            }
        }
        final String name = next == null ? IDLE : next.name();
        if (!name.equals(lastPicked[cpu])) {
            switches.add(new Switch(nowNs, cpu, name));
            lastPicked[cpu] = name;
        }
        if (next != previous) {
            preemptions += previous != null && ranSincePickNs[cpu] > 0 ? 1 : 0;
            ranSincePickNs[cpu] = 0;
        }
        currentOf[cpu] = next;
        check();
        return next;
    }

    @Override
    public void account(final int cpu, final SchedTask task, final long ran) {
        assertThat(currentOf[cpu]).as("only the current task runs").isSameAs(task);
        assertThat(ran).isNotNegative();
        ranNs.merge(task.name(), ran, Long::sum);
        ranSincePickNs[cpu] += ran;
        inner.account(cpu, task, ran);
    }

    @Override
    public boolean tick(final int cpu, final long nowNs) {
        return inner.tick(cpu, nowNs);
    }

    @Override
    public int balance(final int cpu, final boolean idle, final long nowNs) {
        final int before = inner.runnable(cpu);
        final int moved = inner.balance(cpu, idle, nowNs);
        // A task can come into a group that has no budget left here.
        assertThat(inner.runnable(cpu)).as("tasks moved are counted").isBetween(before, before + moved);
        check();
        return moved;
    }

    @Override
    public int push(final int cpu, final long nowNs) {
        final int target = inner.push(cpu, nowNs);
        assertThat(target).isNotEqualTo(cpu);
        check();
        return target;
    }

    @Override
    public void yield(final SchedTask task, final long nowNs) {
        assertThat(currentOf[task.cpu()]).isSameAs(task);
        inner.yield(task, nowNs);
        check();
    }

    @Override
    public void setAttributes(final SchedTask task, final SchedAttributes attributes, final long nowNs) {
        final boolean wasQueued = task.isQueued();
        final boolean wasRunning = task.isRunning();
        inner.setAttributes(task, attributes, nowNs);
        assertThat(task.attributes()).isEqualTo(attributes);
        assertThat(task.isQueued()).isEqualTo(wasQueued);
        assertThat(task.isRunning()).isEqualTo(wasRunning);
        check();
    }

    @Override
    public int pollReschedule() {
        return inner.pollReschedule();
    }

    @Override
    public long deadlineNs(final SchedTask task) {
        return inner.deadlineNs(task);
    }

    @Override
    public void setGroup(final SchedTask task, final int group, final long nowNs) {
        inner.setGroup(task, group, nowNs);
    }

    @Override
    public double utilisation(final int cpu, final long nowNs) {
        final double share = inner.utilisation(cpu, nowNs);
        assertThat(share).as("utilisation of CPU %d", cpu).isBetween(0.0, 1.0);
        return share;
    }

    @Override
    public long nextTimerNs() {
        return inner.nextTimerNs();
    }

    @Override
    public void timer(final long nowNs) {
        inner.timer(nowNs);
        check();
    }

    @Override
    public boolean unplug(final int cpu, final long nowNs) {
        final boolean done = inner.unplug(cpu, nowNs);
        if (done) {
            offline.add(cpu);
            lastPicked[cpu] = IDLE;
            currentOf[cpu] = null;
            ranSincePickNs[cpu] = 0;
        }
        check();
        return done;
    }

    @Override
    public void plug(final int cpu, final long nowNs) {
        inner.plug(cpu, nowNs);
        offline.remove(cpu);
        assertThat(inner.runnable(cpu)).as("a CPU comes back without tasks").isZero();
        check();
    }

    @Override
    public void cpuPaused(final int cpu, final long nowNs) {
        inner.cpuPaused(cpu, nowNs);
    }

    @Override
    public void cpuResumed(final int cpu, final long stolen, final long nowNs) {
        stolenNs.add(stolen);
        inner.cpuResumed(cpu, stolen, nowNs);
    }

    @Override
    public boolean isThrottled(final SchedTask task) {
        return inner.isThrottled(task);
    }

    @Override
    public int runnable(final int cpu) {
        return inner.runnable(cpu);
    }

    @Override
    public boolean isBalanced(final int cpu) {
        return inner.isBalanced(cpu);
    }

    @Override
    public boolean isBalanceDue(final int cpu, final boolean idle, final long nowNs) {
        return inner.isBalanceDue(cpu, idle, nowNs);
    }

    private void check() {
        final int[] expected = new int[currentOf.length];
        for (final SchedTask task : queued) {
            if (!task.isQueued() || !task.allowedCpus().contains(task.cpu())) {
                throw new AssertionError(task + " is lost, or waits on CPU " + task.cpu() + " where it may not run");
            }
            if (offline.contains(task.cpu())) {
                throw new AssertionError(task + " is on CPU " + task.cpu() + ", which is off-line");
            }
            // A task whose budget is used up is runnable and cannot run.
            expected[task.cpu()] += inner.isThrottled(task) ? 0 : 1;
        }
        for (int cpu = 0; cpu < expected.length; cpu++) {
            if (inner.runnable(cpu) != expected[cpu]) {
                throw new AssertionError(
                        "CPU " + cpu + " has " + inner.runnable(cpu) + " runnable tasks, expected " + expected[cpu]);
            }
            final SchedTask current = currentOf[cpu];
            if (current != null && (current.cpu() != cpu || !current.isRunning())) {
                throw new AssertionError(current + " runs on CPU " + cpu + " and says it does not");
            }
        }
    }
}
