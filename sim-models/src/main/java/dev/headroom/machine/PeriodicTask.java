package dev.headroom.machine;

import dev.headroom.cost.CostName;
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
    private final LatencyHistogram cycle = new LatencyHistogram();
    private final long[] causeTotalsNs;
    private final WorstActivations worst;
    private final long[][] contexts = new long[Activity.values().length][Activity.values().length];

    /** How late the timer of the task may expire, in ns. */
    private final long slackNs;

    private long programmedNs;
    /** When the timer of the pending release is due, slack included. */
    private long expiryNs;

    private long jobStartNs = -1;
    private boolean awake;
    private long skipped;
    private long deadlineMisses;
    private long latencyMisses;

    PeriodicTask(
            final SchedTask sched,
            final TaskConfig config,
            final PeriodicWorkload workload,
            final String label,
            final Causes causes,
            final RandomStream random,
            final long slackNs,
            final long durationNs) {
        super(sched, Activity.COMPUTE, label, causes, random);
        this.container = config.container();
        this.workload = workload;
        this.slackNs = slackNs;
        this.work = workload.work().map(Sampler::of).orElse(null);
        this.causes = causes;
        final int causeCount = causes.count();
        this.activation = new Activation(causeCount);
        this.causeTotalsNs = new long[causeCount];
        final long expected = durationNs / workload.periodNs();
        this.worst = new WorstActivations((int) Math.max(WORST_KEPT_MIN, expected / 1000), causeCount);
    }

    @Override
    Activation activation() {
        return activation;
    }

    @Override
    void start(final Machine machine, final long nowNs) {
        machine.place(this, nowNs);
        programmedNs = workload.aligned()
                ? machine.alignedReleaseNs(container, workload.periodNs(), random)
                : machine.firstReleaseNs(workload.periodNs(), random);
        armTimer(machine, nowNs);
    }

    /** Where the programmed time passed while the thread went to sleep, the timer expires at once. */
    private void armTimer(final Machine machine, final long nowNs) {
        expiryNs = Math.max(nowNs, programmedNs + slackNs);
        timer().arm(expiryNs + machine.costs.draw(CostName.TIMER_DELIVERY));
    }

    @Override
    void timerFired(final Machine machine, final long nowNs) {
        activation.open(programmedNs);
        activation.bookPart(causes.timerSlack, slackNs);
        activation.book(causes.goToSleep, expiryNs);
        activation.book(causes.timerDelivery, nowNs);
        if (machine.trace != null) {
            machine.trace.observer.release(sched.id(), programmedNs, deadlineNs(), nowNs);
        }
        awake = false;
        machine.timerExpired(this, nowNs);
    }

    @Override
    void switchedIn(final Activity before, final Activity beside) {
        contexts[before.ordinal()][beside.ordinal()]++;
    }

    @Override
    void resumed(final long nowNs) {
        if (awake) {
            return;
        }
        awake = true;
        startJob(nowNs);
    }

    private void startJob(final long nowNs) {
        final long latencyNs = activation.close(nowNs);
        final long[] ledgerNs = activation.ledgerNs();
        worst.offer(latencyNs, activation);
        if (jobStartNs >= 0) {
            cycle.record(nowNs - jobStartNs);
        }
        jobStartNs = nowNs;
        latency.record(latencyNs);
        latencyMisses += workload.latencyLimitNs() > 0 && latencyNs > workload.latencyLimitNs() ? 1 : 0;
        for (int cause = 0; cause < causeTotalsNs.length; cause++) {
            causeTotalsNs[cause] += ledgerNs[cause];
        }
        workLeftNs = work == null ? 0 : draw(work);
    }

    @Override
    boolean workDone(final Machine machine, final long nowNs) {
        final long responseNs = nowNs - programmedNs;
        response.record(responseNs);
        execution.record(nowNs - jobStartNs);
        deadlineMisses += workload.deadlineNs() > 0 && responseNs > workload.deadlineNs() ? 1 : 0;
        if (machine.trace != null) {
            machine.trace.observer.completion(sched.id(), programmedNs, nowNs);
        }
        programmedNs += workload.periodNs();
        if (programmedNs > nowNs) {
            return true;
        }
        if (workload.missed() == MissedReleases.SKIP) {
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
    void blocked(final Machine machine, final long nowNs) {
        armTimer(machine, nowNs);
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
                wakeContexts());
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
