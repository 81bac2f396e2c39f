package dev.headroom.machine;

import dev.headroom.random.RandomStream;
import dev.headroom.sched.SchedTask;
import dev.headroom.workload.Activity;
import java.util.List;

/**
 * The process that forks the tasks of a container and then waits for them.
 *
 * <p>It matters because it runs while it forks: its load on its own CPU decides which group of CPUs the first child
 * goes to, and so, in turn, all others.
 */
final class LauncherTask extends MachineTask {

    private static final long FORKING_NS = 1_000_000L;

    private final int cpu;
    private final List<MachineTask> children;

    LauncherTask(
            final SchedTask sched,
            final Causes causes,
            final RandomStream random,
            final int cpu,
            final List<MachineTask> children) {
        super(sched, Activity.COMPUTE, "launcher", causes, random);
        this.cpu = cpu;
        this.children = children;
    }

    int cpu() {
        return cpu;
    }

    /** The container is started: the launcher runs and forks. */
    @Override
    void timerFired(final Machine machine, final long nowNs) {
        workLeftNs = FORKING_NS;
        machine.launch(this, nowNs);
        for (final MachineTask child : children) {
            child.parentCpu = cpu;
            child.start(machine, nowNs);
        }
    }

    @Override
    void start(final Machine machine, final long nowNs) {
        throw new IllegalStateException("nobody forks a launcher");
    }

    @Override
    boolean workDone(final Machine machine, final long nowNs) {
        return true;
    }

    @Override
    void blocked(final Machine machine, final long nowNs) {}
}
