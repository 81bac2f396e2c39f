package dev.headroom.machine;

import dev.headroom.observe.CpuState;
import dev.headroom.observe.SchedulingObserver;
import dev.headroom.observe.TaskState;
import dev.headroom.sched.SchedTask;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Tells an observer what happens in a machine; a machine that nobody observes has none.
 *
 * <p>Design. What a CPU does is told where it changes. States and CPUs of tasks are the scheduler's, who may move or
 * stop any task in any call; so after every call they are compared with what was told last.
 */
final class MachineTrace {

    final SchedulingObserver observer;

    private final Machine machine;
    private final String[] cpuWhats;
    private final TaskState[] told;
    private final int[] toldCpus;
    private final String[] wokenBy;

    /** Tells the names; the machine has all of its tasks and has not begun to run. */
    MachineTrace(final SchedulingObserver observer, final Machine machine) {
        this.observer = observer;
        this.machine = machine;
        final int tasks = machine.tasks().size();
        cpuWhats = new String[machine.cpus()];
        told = new TaskState[tasks];
        toldCpus = new int[tasks];
        wokenBy = new String[tasks];
        final List<String> causes = new ArrayList<>();
        for (int cause = 0; cause < machine.causes.count(); cause++) {
            causes.add(machine.causes.name(cause));
        }
        observer.begin(
                machine.cpus(),
                machine.tasks().stream().map(task -> task.sched.name()).toList(),
                causes);
    }

    /** A CPU begins or continues to do something; the task may be null. */
    void cpu(final Cpu cpu, final CpuState state, final MachineTask task, final String what, final long nowNs) {
        cpuWhats[cpu.id()] = what;
        observer.cpu(cpu.id(), state, task == null ? SchedulingObserver.NONE : task.sched.id(), what, nowNs);
    }

    /** A CPU begins or continues to handle an interrupt. */
    void interrupt(final Cpu cpu, final Interrupt interrupt, final long nowNs) {
        cpu(cpu, CpuState.INTERRUPT, interrupt.task(), words(interrupt.kind()), nowNs);
    }

    /** A task read the clock, which closed its activation. */
    void started(final MachineTask task, final long nowNs) {
        final Activation activation = task.activation();
        observer.start(task.sched.id(), activation.releaseNs(), activation.ledgerNs(), nowNs);
    }

    /** Code on a CPU is about to wake a task. */
    void wakeUp(final MachineTask task, final Cpu on, final long nowNs) {
        final int id = task.sched.id();
        wokenBy[id] = cpuWhats[on.id()];
        observer.wakeUp(id, on.id(), nowNs);
    }

    /** The scheduler was called. */
    void tasksChanged(final long nowNs) {
        final List<MachineTask> tasks = machine.tasks();
        for (int id = 0; id < told.length; id++) {
            final SchedTask task = tasks.get(id).sched;
            if (task.cpu() < 0) {
                continue;
            }
            final TaskState before = told[id];
            final TaskState state = stateOf(task);
            if (before != null && task.cpu() != toldCpus[id]) {
                observer.migration(id, toldCpus[id], task.cpu(), nowNs);
            } else if (state == before) {
                continue;
            }
            told[id] = state;
            toldCpus[id] = task.cpu();
            observer.task(id, state, task.cpu(), cause(task, before, state), nowNs);
        }
    }

    private TaskState stateOf(final SchedTask task) {
        if (!task.isQueued()) {
            return TaskState.BLOCKED;
        }
        if (task.isRunning()) {
            return TaskState.RUNNING;
        }
        return machine.scheduler.isThrottled(task) ? TaskState.THROTTLED : TaskState.RUNNABLE;
    }

    private String cause(final SchedTask task, final TaskState before, final TaskState state) {
        if (state != TaskState.RUNNABLE || before == null) {
            return null;
        }
        return switch (before) {
            case BLOCKED -> wokenBy[task.id()] == null ? null : "woken by " + wokenBy[task.id()];
            case RUNNING -> preemptedBy(task.cpu());
            case THROTTLED -> "has budget again";
            case RUNNABLE -> "moved";
        };
    }

    private String preemptedBy(final int cpu) {
        for (final MachineTask other : machine.tasks()) {
            if (other.sched.isRunning() && other.sched.cpu() == cpu) {
                return "preempted by " + other.sched.name();
            }
        }
        return "preempted";
    }

    /** Returns what an interrupt is, for people. */
    private static String words(final Interrupt.Kind kind) {
        return switch (kind) {
            case TIMER -> "timer interrupt";
            case DISK -> "disk interrupt";
            case RESCHEDULE -> "reschedule interrupt";
            case WRITE_BACK -> "write-back";
            case BUDGET -> "budget timer";
            default -> kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        };
    }
}
