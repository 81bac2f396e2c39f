package dev.headroom.replay;

import dev.headroom.engine.Timer;
import dev.headroom.format.schedtrace.SchedEvent;
import dev.headroom.sched.SchedTask;
import dev.headroom.sched.SchedulingPolicy;
import dev.headroom.sched.WakeKind;
import java.util.List;

/** A recorded task in the replay: where it stands in its program. */
final class ReplayTask {

    /** From where an ending task wakes its parent until it is switched out, in ns: 24 us in the recorded traces. */
    private static final long ENDING_NS = 24_000;

    final TaskProgram program;
    final SchedTask sched;
    /** Puts the task into the run queue when its wake-up has come through. */
    Timer arrival;
    /** The timer that it waits for between jobs, where the trace has no interrupt of it. */
    Timer expiry;

    boolean blocked = true;
    /** The CPU that woke it, and the one that was chosen; -1 until it is. */
    int wakingCpu = -1;

    int arrivalCpu = -1;
    /** When the scheduler reads its clock for the arrival. */
    long clockNs;

    int seenOnCpu = -1;
    WakeKind wakeKind;

    private int stretch;
    private int step;
    private long executedNs;
    private int wakeUpsAhead;
    private long releaseNs;

    ReplayTask(final TaskProgram program, final SchedTask sched) {
        this.program = program;
        this.sched = sched;
        releaseNs = program.timer() == null ? 0 : program.timer().releasesNs().get(0);
    }

    /** The next release of a task with a timer, in ns. */
    long releaseNs() {
        return releaseNs;
    }

    /** A task with a timer was released. */
    void released() {
        releaseNs += program.timer().periodNs();
    }

    private Stretch current() {
        return program.stretches().get(stretch);
    }

    /** Time in ns of execution until its next step, or until it blocks. */
    long untilNextNs() {
        final List<Step> steps = current().steps();
        final long nextNs =
                step < steps.size() ? steps.get(step).atNs() : current().demandNs();
        return Math.max(0, nextNs - executedNs);
    }

    /**
     * Whether the next step follows within a time behind the last one, which may take long where a run queue of another
     * CPU is concerned, and the trace does not show a preemption before it, or the task has told its parent that it
     * ends.
     */
    boolean goesOnWithin(final long ns) {
        if (step >= current().steps().size()) {
            return current().isLast() && current().demandNs() - executedNs < ENDING_NS;
        }
        final long nextNs = current().steps().get(step).atNs();
        return nextNs - Math.max(executedNs, stepEndNs()) < ns && !current().wasPreempted(executedNs, nextNs);
    }

    /** The end of the last step, in ns of execution. */
    private long stepEndNs() {
        final Step last = step == 0 ? null : current().steps().get(step - 1);
        return last == null ? 0 : last.atNs() + last.delayNs();
    }

    void executed(final long ns) {
        executedNs += ns;
    }

    /** Takes the step at which the task stands, or returns null if it has reached the end of its stretch. */
    Step takeStep() {
        final List<Step> steps = current().steps();
        return step < steps.size() && steps.get(step).atNs() <= executedNs ? steps.get(step++) : null;
    }

    /** Whether the stretch is done and another one follows or followed; the last one never ends by itself. */
    boolean isStretchDone() {
        return step == current().steps().size() && executedNs >= current().demandNs();
    }

    /** Whether the task ends with its present stretch, or no more is known of it. */
    boolean endsHere() {
        return current().isLast() || stretch + 1 >= program.stretches().size();
    }

    /** Goes on to the next stretch; returns whether its wake-up has come already. */
    boolean nextStretch(final long nowNs) {
        final boolean wasLate = current().isLate();
        stretch++;
        step = 0;
        executedNs = 0;
        if (program.timer() != null) {
            final boolean late = wasLate || nowNs >= releaseNs;
            if (program.timer().exitsAt(late ? nowNs : releaseNs)) {
                stretch = program.stretches().size() - 1;
            }
            releaseNs = late ? nowNs + program.timer().periodNs() : releaseNs;
            return late;
        }
        if (wakeUpsAhead == 0) {
            return false;
        }
        wakeUpsAhead--;
        return true;
    }

    /** A wake-up comes before the task has blocked. */
    void wokenAhead() {
        wakeUpsAhead++;
    }

    /** The task as a trace event shows it. */
    SchedEvent.Task seen() {
        return new SchedEvent.Task(program.pid(), program.name(), tracePriority());
    }

    private int tracePriority() {
        if (sched.policy() == SchedulingPolicy.DEADLINE) {
            return -1;
        }
        return sched.policy().isRealTime() ? 99 - sched.priority() : 120;
    }
}
