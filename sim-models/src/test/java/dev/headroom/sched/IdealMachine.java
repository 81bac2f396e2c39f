package dev.headroom.sched;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.LongConsumer;

/**
 * A machine without costs that executes periodic tasks: what theory assumes.
 *
 * <p>At one instant jobs complete first, then the scheduler's timer is called, then jobs are released, then ticks come,
 * then CPUs pick until none has to. A job that is released before the one before it has completed waits for it.
 */
public final class IdealMachine {

    private static final long NEVER_NS = Long.MAX_VALUE;

    /** A task and what became of its jobs. */
    public static final class Job {
        /** What the scheduler knows. */
        public final SchedTask sched;
        /** Jobs released. */
        public int releases;
        /** Jobs completed after their deadline, or not completed at the end although it has passed. */
        public int misses;
        /** The longest time from release to completion in ns. */
        public long worstNs;
        /** CPU time in ns. */
        public long ranNs;

        private final long periodNs;
        private final long deadlineNs;
        private final long workNs;
        private long nextReleaseNs;
        private long releaseNs;
        private int waiting;
        private long leftNs;
        private int lastCpu = -1;

        private Job(
                final SchedTask sched,
                final long phaseNs,
                final long periodNs,
                final long deadlineNs,
                final long workNs) {
            this.sched = sched;
            this.periodNs = periodNs;
            this.deadlineNs = deadlineNs;
            this.workNs = workNs;
            this.nextReleaseNs = phaseNs;
        }
    }

    /** A CPU took up a task, or null for idle. */
    public record Switch(long atNs, int cpu, String task) {
        @Override
        public String toString() {
            return atNs + " " + cpu + " " + task;
        }
    }

    /** What happened on the CPUs, in order. */
    public final List<Switch> switches = new ArrayList<>();
    /** How often a task that had run since it was picked had to give way. */
    public int preemptions;
    /** How often a job went on on another CPU than before. */
    public int migrations;

    private final Scheduler scheduler;
    private final long tickNs;
    private final List<Job> jobs = new ArrayList<>();
    private final PriorityQueue<Job> releases = new PriorityQueue<>(
            Comparator.<Job>comparingLong(job -> job.nextReleaseNs).thenComparingInt(job -> job.sched.id()));
    private final Job[] current;
    private final Job[] shown;
    private final long[] ranSincePickNs;
    private final boolean[] reschedule;
    private long nowNs;

    /**
     * Makes a machine.
     *
     * @param scheduler decides
     * @param cpus number of CPUs
     * @param tickNs time between ticks in ns, which come on all CPUs at its multiples; 0 for no ticks
     */
    public IdealMachine(final Scheduler scheduler, final int cpus, final long tickNs) {
        this.scheduler = scheduler;
        this.tickNs = tickNs;
        current = new Job[cpus];
        shown = new Job[cpus];
        ranSincePickNs = new long[cpus];
        reschedule = new boolean[cpus];
    }

    /** Adds a task whose deadline is its period. */
    public Job periodic(final SchedTask task, final long phaseNs, final long periodNs, final long workNs) {
        return periodic(task, phaseNs, periodNs, periodNs, workNs);
    }

    /** Adds a task; the ids of the tasks of a machine are dense from 0 in the order in which they are added. */
    public Job periodic(
            final SchedTask task, final long phaseNs, final long periodNs, final long deadlineNs, final long workNs) {
        final Job job = new Job(task, phaseNs, periodNs, deadlineNs, workNs);
        jobs.add(job);
        releases.add(job);
        // It starts asleep on the first CPU that it may use.
        task.placedOn(task.allowedCpus().first());
        task.blocked();
        return job;
    }

    /** Adds a task that starts at a time and runs whenever it can. */
    public Job endless(final SchedTask task, final long startNs) {
        return periodic(task, startNs, NEVER_NS, NEVER_NS);
    }

    /** Runs the machine until a time; what is due at that time still happens. */
    public void run(final long untilNs) {
        while (true) {
            final long nextNs = nextNs();
            if (nextNs > untilNs) {
                advance(untilNs);
                jobs.forEach(job -> job.misses += isLate(job) ? 1 : 0);
                return;
            }
            advance(nextNs);
            complete();
            while (scheduler.nextTimerNs() <= nowNs) {
                scheduler.timer(nowNs);
                poll();
            }
            release();
            tick();
            pick();
        }
    }

    private boolean isLate(final Job job) {
        return (job.leftNs > 0 || job.waiting > 0)
                && job.deadlineNs != NEVER_NS
                && nowNs > job.releaseNs + job.deadlineNs;
    }

    private long nextNs() {
        long nextNs = Math.max(nowNs, scheduler.nextTimerNs());
        nextNs = releases.isEmpty() ? nextNs : Math.min(nextNs, releases.peek().nextReleaseNs);
        boolean busy = false;
        for (final Job job : current) {
            if (job != null) {
                busy = true;
                nextNs = Math.min(nextNs, job.leftNs == NEVER_NS ? NEVER_NS : nowNs + job.leftNs);
            }
        }
        return busy && tickNs > 0 ? Math.min(nextNs, (nowNs / tickNs + 1) * tickNs) : nextNs;
    }

    private void advance(final long toNs) {
        final long elapsedNs = toNs - nowNs;
        nowNs = toNs;
        for (int cpu = 0; cpu < current.length && elapsedNs > 0; cpu++) {
            final Job job = current[cpu];
            if (job != null) {
                scheduler.account(cpu, job.sched, elapsedNs);
                job.ranNs += elapsedNs;
                job.leftNs -= job.leftNs == NEVER_NS ? 0 : elapsedNs;
                ranSincePickNs[cpu] += elapsedNs;
                job.lastCpu = cpu;
            }
        }
    }

    private void complete() {
        for (int cpu = 0; cpu < current.length; cpu++) {
            final Job job = current[cpu];
            if (job != null && job.leftNs == 0) {
                final long responseNs = nowNs - job.releaseNs;
                job.worstNs = Math.max(job.worstNs, responseNs);
                job.misses += responseNs > job.deadlineNs ? 1 : 0;
                if (job.waiting > 0) {
                    begin(job);
                } else {
                    scheduler.block(job.sched, nowNs);
                    current[cpu] = null;
                    reschedule[cpu] = true;
                    poll();
                }
            }
        }
    }

    private void begin(final Job job) {
        job.waiting--;
        job.releaseNs += job.periodNs;
        job.leftNs = job.workNs;
        job.lastCpu = -1;
    }

    private void release() {
        while (!releases.isEmpty() && releases.peek().nextReleaseNs <= nowNs) {
            final Job job = releases.poll();
            job.releases++;
            job.waiting++;
            if (job.periodNs != NEVER_NS) {
                job.nextReleaseNs += job.periodNs;
                releases.add(job);
            }
            if (job.leftNs == 0) {
                begin(job);
                job.releaseNs = nowNs;
                wake(job);
            }
        }
    }

    private void wake(final Job job) {
        final int from = job.sched.cpu();
        final int cpu = scheduler.selectCpu(job.sched, WakeKind.WAKE_UP, from, nowNs);
        if (scheduler.enqueue(job.sched, cpu, WakeKind.WAKE_UP, nowNs)) {
            reschedule[cpu] = true;
        } else if (!job.sched.policy().isFair()) {
            push(cpu);
        }
        poll();
    }

    private void tick() {
        if (tickNs > 0 && nowNs % tickNs == 0) {
            for (int cpu = 0; cpu < current.length; cpu++) {
                if (current[cpu] != null) {
                    reschedule[cpu] |= scheduler.tick(cpu, nowNs);
                    poll();
                }
            }
        }
    }

    private void pick() {
        boolean any = true;
        while (any) {
            any = false;
            for (int cpu = 0; cpu < current.length; cpu++) {
                if (reschedule[cpu]) {
                    any = true;
                    reschedule[cpu] = false;
                    pick(cpu);
                }
            }
        }
    }

    private void pick(final int cpu) {
        final Job previous = current[cpu];
        final SchedTask next = scheduler.pickNext(cpu, nowNs);
        final Job picked = next == null ? null : jobs.get(next.id());
        if (picked != previous) {
            preemptions += previous != null && ranSincePickNs[cpu] > 0 ? 1 : 0;
            ranSincePickNs[cpu] = 0;
            current[cpu] = picked;
            if (picked != null) {
                migrations += picked.lastCpu >= 0 && picked.lastCpu != cpu ? 1 : 0;
            }
        }
        if (picked != shown[cpu]) {
            shown[cpu] = picked;
            switches.add(new Switch(nowNs, cpu, next == null ? "-" : next.name()));
        }
        push(cpu);
    }

    private void push(final int cpu) {
        final int target = scheduler.push(cpu, nowNs);
        if (target >= 0) {
            reschedule[target] = true;
        }
        poll();
    }

    private void poll() {
        for (int cpu = scheduler.pollReschedule(); cpu >= 0; cpu = scheduler.pollReschedule()) {
            reschedule[cpu] = true;
        }
    }

    /** Does something at the current time, between two runs. */
    public void call(final LongConsumer action) {
        action.accept(nowNs);
        poll();
        pick();
    }
}
