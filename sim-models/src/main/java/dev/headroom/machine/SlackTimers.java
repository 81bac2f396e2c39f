package dev.headroom.machine;

import java.util.ArrayList;
import java.util.List;

/**
 * Timers that may expire late, to share an interrupt with others.
 *
 * <p>Design. A timer has a range: from the programmed time to the slack after it. The hardware is set to the end of the
 * range. When the CPU on which the timer was armed takes a timer interrupt before, a tick or the expiry of another
 * timer, the timers expire whose range has begun. As in the kernel they are looked at in the order of the ends of their
 * ranges, up to the first whose range has not begun.
 *
 * <p>Source: {@code hrtimer_start_range_ns}, {@code __hrtimer_run_queues} and {@code timer_slack_ns} of Linux, read for
 * the rules.
 */
final class SlackTimers {

    /** For each CPU the tasks whose timers are armed there, by the ends of their ranges. */
    private final List<List<MachineTask>> armed = new ArrayList<>();

    SlackTimers(final int cpus) {
        for (int cpu = 0; cpu < cpus; cpu++) {
            armed.add(new ArrayList<>());
        }
    }

    /** Arms the timer of a task on its CPU. */
    void arm(final MachineTask task, final long fromNs, final long untilNs) {
        place(task, untilNs, task.sched.cpu());
        task.rangeFromNs = fromNs;
        task.timer().arm(untilNs);
    }

    /** The timers of a CPU go to another one. */
    void move(final int from, final int to) {
        for (final MachineTask task : armed.get(from)) {
            place(task, task.timer().dueNs(), to);
        }
        armed.get(from).clear();
    }

    private void place(final MachineTask task, final long untilNs, final int cpu) {
        final List<MachineTask> timers = armed.get(cpu);
        int place = timers.size();
        while (place > 0 && timers.get(place - 1).timer().dueNs() > untilNs) {
            place--;
        }
        timers.add(place, task);
        task.rangeCpu = cpu;
    }

    /** The timer of a task has expired, at the end of its range if it has one. */
    void expired(final MachineTask task) {
        if (task.rangeFromNs != MachineTask.NO_RANGE_NS) {
            task.rangeFromNs = MachineTask.NO_RANGE_NS;
            armed.get(task.rangeCpu).remove(task);
        }
    }

    /** A CPU takes a timer interrupt: the timers expire whose range has begun. */
    void interrupted(final int cpu, final Machine machine, final long nowNs) {
        final List<MachineTask> timers = armed.get(cpu);
        while (!timers.isEmpty() && timers.get(0).rangeFromNs <= nowNs) {
            final MachineTask task = timers.remove(0);
            task.rangeFromNs = MachineTask.NO_RANGE_NS;
            task.timer().disarm();
            task.timerFired(machine, nowNs);
        }
    }
}
