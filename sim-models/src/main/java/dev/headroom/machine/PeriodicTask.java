package dev.headroom.machine;

import dev.headroom.observe.SchedulingObserver;
import dev.headroom.random.RandomStream;
import dev.headroom.random.Sampler;
import dev.headroom.sched.SchedTask;
import dev.headroom.stats.LatencyHistogram;
import dev.headroom.workload.Activity;
import dev.headroom.workload.MissedReleases;
import dev.headroom.workload.PeriodicWorkload;
import java.util.ArrayList;
import java.util.List;

/** A thread that sleeps to absolute times, reads the clock and works; it measures latency and response time. */
final class PeriodicTask extends MachineTask {

    private static final int WORST_KEPT_MIN = 20;

    private final String container;
    private final PeriodicWorkload workload;
    private final Sampler work;
    private final Activation activation;
    private final Causes causes;
    private final LatencyHistogram latency = new LatencyHistogram();
    private final LatencyHistogram response = new LatencyHistogram();
    private final LatencyHistogram execution = new LatencyHistogram();
    private final LatencyHistogram cycle;
    private final long[] causeTotalsNs;
    private final WorstActivations worst;
    private final long[][] contexts = new long[Activity.values().length][Activity.values().length];

    private final JobProgress progress;
    /** Where the time of a job goes, from reading the clock to completion. */
    private final Activation job;

    private final long[] jobTotalsNs;

    private long programmedNs;
    /** When the task went to sleep last. */
    private long asleepNs;

    private long jobStartNs = -1;
    private boolean awake;
    private boolean waitsForLock;
    /** Whether it gave way at the end of its job and its reservation releases the next one. */
    private boolean yielded;
    /** Whether the last release before the programmed time passed while it worked. */
    private boolean missedLast;
    /** When its reservation began, -1 once that is in its programmed times. */
    private long reservedFromNs = -1;

    private long skipped;
    private long deadlineMisses;
    private long latencyMisses;

    PeriodicTask(
            final SchedTask sched,
            final TaskConfig config,
            final PeriodicWorkload workload,
            final List<LockConfig> locks,
            final Causes causes,
            final RandomStream random,
            final long durationNs) {
        super(sched, Activity.COMPUTE, config.label(), causes, random);
        this.container = config.container();
        this.workload = workload;
        this.work = workload.work().map(Sampler::of).orElse(null);
        this.causes = causes;
        // Cycles lie around the period, and differ from it by less than a bucket is wide there.
        this.cycle = LatencyHistogram.from(
                Math.max(0, workload.periodNs() - LatencyHistogram.EXACT_LIMIT_NS / 2) / 1000 * 1000);
        final int causeCount = causes.count();
        this.activation = new Activation(causeCount);
        this.causeTotalsNs = new long[causeCount];
        this.job = new Activation(causeCount);
        this.jobTotalsNs = new long[causeCount];
        this.progress = new JobProgress(this, LockPoint.of(workload, locks));
        final long expected = durationNs / workload.periodNs();
        this.worst = new WorstActivations((int) Math.max(WORST_KEPT_MIN, expected / 1000), causeCount);
    }

    @Override
    Activation activation() {
        return activation;
    }

    @Override
    Activation ledger() {
        return awake ? job : activation;
    }

    @Override
    void start(final Machine machine, final long nowNs) {
        machine.place(this, nowNs);
        programmedNs = firstReleaseNs(machine);
        machine.sleepUntil(this, programmedNs, nowNs);
    }

    private long firstReleaseNs(final Machine machine) {
        if (workload.aligned()) {
            return machine.starts.alignedReleaseNs(container, workload.periodNs(), random);
        }
        return countsFromFirstRun()
                ? machine.starts.programStartNs(workload.periodNs(), random)
                : machine.starts.firstReleaseNs(workload.periodNs(), random);
    }

    private boolean countsFromFirstRun() {
        return workload.missed() == MissedReleases.RESTART && !workload.aligned();
    }

    @Override
    void timerFired(final Machine machine, final long nowNs) {
        release(machine, nowNs);
        if (sched.isQueued()) {
            // It has yielded, and the scheduler lets it run when its reservation is refilled.
            machine.bookFrom(this, nowNs);
        } else {
            machine.timerExpired(this, nowNs);
        }
    }

    /** The programmed time has come, or has passed while the task went to sleep. */
    private void release(final Machine machine, final long nowNs) {
        if (machine.trace != null) {
            machine.trace.observer.release(sched.id(), programmedNs, deadlineNs(), nowNs);
        }
        awake = false;
        activation.open(programmedNs);
        if (programmedNs < asleepNs) {
            activation.book(causes.goToSleep, asleepNs);
        }
        if (yielded) {
            activation.book(causes.throttled(sched.policy()), nowNs);
            return;
        }
        activation.book(causes.timerSlack, Math.min(nowNs, dueNs));
        activation.book(causes.timerDelivery, nowNs);
    }

    /** The reservation was refilled before the programmed time: for a release that was missed, or off the grid. */
    private void releaseEarly(final Machine machine, final long nowNs) {
        if (missedLast) {
            programmedNs -= workload.periodNs();
            skipped--;
        } else {
            programmedNs = nowNs;
        }
        release(machine, nowNs);
    }

    @Override
    void woken(final long nowNs) {
        if (jobStartNs < 0) {
            reservedFromNs = nowNs;
        }
    }

    @Override
    void switchedIn(final Activity before, final Activity beside) {
        contexts[before.ordinal()][beside.ordinal()]++;
    }

    @Override
    void resumed(final Machine machine, final long nowNs) {
        if (awake && !yielded) {
            return;
        }
        if (yielded && !activation.isOpen()) {
            timer().disarm();
            releaseEarly(machine, nowNs);
        }
        yielded = false;
        awake = true;
        startJob(nowNs);
        if (machine.trace != null) {
            machine.trace.started(this, nowNs);
        }
    }

    private void startJob(final long nowNs) {
        final long latencyNs = activation.close(nowNs);
        final long[] ledgerNs = activation.ledgerNs();
        worst.offer(latencyNs, activation);
        if (jobStartNs >= 0) {
            cycle.record(nowNs - jobStartNs);
        } else if (countsFromFirstRun()) {
            programmedNs = nowNs;
        }
        jobStartNs = nowNs;
        latency.record(latencyNs);
        latencyMisses += workload.latencyLimitNs() > 0 && latencyNs > workload.latencyLimitNs() ? 1 : 0;
        for (int cause = 0; cause < causeTotalsNs.length; cause++) {
            causeTotalsNs[cause] += ledgerNs[cause];
        }
        if (work == null) {
            workLeftNs = 0;
        } else {
            job.open(nowNs);
            workLeftNs = progress.start(draw(work));
        }
    }

    @Override
    boolean workDone(final Machine machine, final long nowNs) {
        waitsForLock = false;
        if (work != null) {
            final JobProgress.Step step = progress.proceed(machine, nowNs);
            waitsForLock = step == JobProgress.Step.WAITS;
            if (step != JobProgress.Step.COMPLETE) {
                return waitsForLock;
            }
            closeJob(nowNs);
        }
        final long responseNs = nowNs - programmedNs;
        response.record(responseNs);
        execution.record(nowNs - jobStartNs);
        deadlineMisses += workload.deadlineNs() > 0 && responseNs > workload.deadlineNs() ? 1 : 0;
        if (machine.trace != null) {
            machine.trace.observer.completion(sched.id(), programmedNs, nowNs);
        }
        return sleepsUntilNextRelease(machine, nowNs);
    }

    /** Programs the next release; one that has passed may be served at once. */
    private boolean sleepsUntilNextRelease(final Machine machine, final long nowNs) {
        if (workload.yields() && reservedFromNs >= 0) {
            // The scheduler counts periods from the first wake-up.
            programmedNs = reservedFromNs;
            reservedFromNs = -1;
        }
        programmedNs += workload.periodNs();
        missedLast = programmedNs <= nowNs;
        if (!missedLast) {
            return true;
        }
        if (workload.missed() == MissedReleases.SKIP || workload.yields()) {
            final long missed = (nowNs - programmedNs) / workload.periodNs() + 1;
            programmedNs += missed * workload.periodNs();
            skipped += missed;
            return true;
        }
        if (workload.missed() == MissedReleases.RESTART) {
            programmedNs = nowNs;
        }
        startOverdueJob(machine, nowNs);
        return false;
    }

    private void closeJob(final long nowNs) {
        job.close(nowNs);
        final long[] ledgerNs = job.ledgerNs();
        for (int cause = 0; cause < jobTotalsNs.length; cause++) {
            jobTotalsNs[cause] += ledgerNs[cause];
        }
    }

    /** The next release has passed already: the sleep returns at once, and all of its latency is this task's own. */
    private void startOverdueJob(final Machine machine, final long nowNs) {
        activation.open(programmedNs);
        activation.book(runningCause, nowNs);
        startJob(nowNs);
        if (machine.trace != null) {
            machine.trace.observer.release(sched.id(), programmedNs, deadlineNs(), nowNs);
            machine.trace.started(this, nowNs);
        }
    }

    private long deadlineNs() {
        return workload.deadlineNs() > 0 ? programmedNs + workload.deadlineNs() : SchedulingObserver.NEVER_NS;
    }

    @Override
    boolean yields() {
        return workload.yields() && !waitsForLock;
    }

    @Override
    boolean isReady() {
        return waitsForLock && blockedOn == null;
    }

    @Override
    void blocked(final Machine machine, final long nowNs) {
        if (waitsForLock) {
            return;
        }
        yielded = workload.yields();
        asleepNs = nowNs;
        if (yielded) {
            timer().arm(Math.max(nowNs, programmedNs));
        } else {
            // Where the programmed time passed while the thread went to sleep, the timer expires at once.
            machine.sleepUntil(this, programmedNs, nowNs);
        }
    }

    TaskResult result() {
        return new TaskResult(
                sched.name(),
                container,
                latency.count(),
                skipped,
                latency,
                response,
                execution,
                cycle,
                deadlineMisses,
                latencyMisses,
                WorstActivations.totals(causes, causeTotalsNs),
                worst.worstFirst(causes),
                wakeContexts(),
                WorstActivations.totals(causes, jobTotalsNs));
    }

    private List<TaskResult.WakeContext> wakeContexts() {
        final List<TaskResult.WakeContext> list = new ArrayList<>();
        for (final Activity before : Activity.values()) {
            for (final Activity beside : Activity.values()) {
                final long count = contexts[before.ordinal()][beside.ordinal()];
                if (count > 0) {
                    list.add(new TaskResult.WakeContext(before, beside, count));
                }
            }
        }
        return list;
    }
}
