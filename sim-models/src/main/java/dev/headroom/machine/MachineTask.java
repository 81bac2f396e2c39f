package dev.headroom.machine;

import dev.headroom.engine.Timer;
import dev.headroom.random.RandomStream;
import dev.headroom.random.Sampler;
import dev.headroom.sched.SchedAttributes;
import dev.headroom.sched.SchedTask;
import dev.headroom.workload.Activity;
import java.util.ArrayList;
import java.util.List;

/**
 * A task in execution: what the scheduler sees of it, its work, and what it does when work is done or a timer fires.
 */
abstract class MachineTask {

    /** Work that never ends. */
    static final long ENDLESS_NS = Long.MAX_VALUE;

    /** A timer that expires at its time. */
    static final long NO_RANGE_NS = Long.MIN_VALUE;

    final SchedTask sched;
    /** What the task does while it runs. */
    final Activity activity;
    /** Cause under which others book the time in which it runs. */
    final int runningCause;
    /** Cause under which others book the end of its non-preemptible section. */
    final int sectionCause;
    /** Random numbers for its work and waits. */
    final RandomStream random;

    /** Work left in ns at full speed, or {@link #ENDLESS_NS}. */
    long workLeftNs;
    /** What is left of the non-preemptible section in which it was interrupted, in ns. */
    long sectionLeftNs;

    /** CPU time in ns that it was charged for, less what it had when measuring began. */
    long ranNs;

    /** Messages that it passed on, less those before measuring began. */
    long jobs;

    /** The CPU on which its parent forks it. */
    int parentCpu;
    /** The CPU that books time to its ledger, null while its ledger is closed or it waits for something else. */
    Cpu waitsOn;

    /** Policy and parameters that it asked for; those of the scheduler's task are more urgent while it inherits. */
    final SchedAttributes asked;
    /** When its timer is due, slack included and delivery not, in ns; a task that never sleeps to a time has none. */
    long dueNs = Long.MAX_VALUE;
    /** Where the range of its timer begins, in ns; {@link #NO_RANGE_NS} if it is not armed or has none. */
    long rangeFromNs = NO_RANGE_NS;
    /** The CPU on which the timer with that range is armed; the scheduler may move a sleeping task. */
    int rangeCpu;
    /** The lock it waits for, or null. */
    Lock blockedOn;
    /** Its absolute deadline in ns when it began to wait for the lock. */
    long waitingDeadlineNs;
    /** The locks it holds. */
    final List<Lock> held = new ArrayList<>();

    private Timer timer;
    private Sections sections;

    MachineTask(
            final SchedTask sched,
            final Activity activity,
            final String label,
            final Causes causes,
            final RandomStream random) {
        this.sched = sched;
        this.asked = sched.attributes();
        this.activity = activity;
        this.runningCause = causes.running(label);
        this.sectionCause = causes.sectionOf(label);
        this.random = random;
    }

    void setTimer(final Timer newTimer) {
        timer = newTimer;
    }

    Timer timer() {
        return timer;
    }

    /** The activation that waits to be served, or null for tasks that measure nothing. */
    Activation activation() {
        return null;
    }

    /**
     * What the time is booked to in which the task waits to be served, or works; null for tasks that measure nothing.
     */
    Activation ledger() {
        return activation();
    }

    /** Whether time is booked to it now. */
    final boolean isBooked() {
        final Activation ledger = ledger();
        return ledger != null && ledger.isOpen();
    }

    /** Called when the task is created. */
    abstract void start(Machine machine, long nowNs);

    /** Called when its timer fires. */
    abstract void timerFired(Machine machine, long nowNs);

    /** Called when the scheduler made it runnable after it was woken. */
    void woken(final long nowNs) {}

    /** Called when the scheduler switches to the task after it was woken. */
    void switchedIn(final Activity before, final Activity beside) {}

    /** Called when the task executes its first instruction after it was woken. */
    void resumed(final Machine machine, final long nowNs) {}

    /** Called when its work is done; the task is running. Returns whether it gives up its CPU. */
    abstract boolean workDone(Machine machine, long nowNs);

    /** Whether a task that gives up its CPU stays runnable, as after {@code sched_yield}. */
    boolean yields() {
        return false;
    }

    /** Whether what a task gave up its CPU for has come before it was gone. */
    boolean isReady() {
        return false;
    }

    /** Called after the task has blocked or yielded. */
    abstract void blocked(Machine machine, long nowNs);

    /** Whether what it does in the kernel has non-preemptible sections. */
    boolean hasSections() {
        return true;
    }

    /** Gives the task the non-preemptible sections of its kernel code. */
    final void setSections(final Sections newSections) {
        sections = newSections;
    }

    /** What is left of the non-preemptible section in which the task is now, 0 ns if it is in none. */
    final long sectionNowNs() {
        return sections == null ? 0 : sections.leftNs();
    }

    /** Takes executed time off the work that is left; a section is a part of the work. */
    final void worked(final long elapsedNs, final double speed) {
        if (sections != null) {
            sections.executed(elapsedNs);
        }
        if (workLeftNs != ENDLESS_NS) {
            workLeftNs = Math.max(0, workLeftNs - Math.round(elapsedNs * speed));
        }
    }

    /** Draws a duration. */
    long draw(final Sampler sampler) {
        return sampler.sampleNs(random);
    }
}
