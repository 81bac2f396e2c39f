package dev.headroom.sched.linux.fair;

import dev.headroom.sched.SchedAttributes;
import dev.headroom.sched.SchedTask;
import dev.headroom.sched.WakeKind;
import dev.headroom.sched.linux.core.CpuQueues;
import dev.headroom.sched.linux.core.KernelVersion;
import dev.headroom.sched.linux.core.LinuxConfig;
import dev.headroom.sched.linux.core.RealTimeThrottling;
import dev.headroom.sched.linux.core.Reschedules;
import dev.headroom.sched.linux.core.SchedulingDomains;
import dev.headroom.topology.Topology;
import dev.headroom.units.CpuSet;
import java.util.ArrayList;
import java.util.List;

/** Fair tasks on a few CPUs that share a cache; the test says what happens where. */
final class BalanceBench {

    static final long MS = 1_000_000;
    static final long TICK_NS = 4 * MS;

    final CpuQueues cpus;
    final Reschedules marks;
    final FairClass fair;
    final List<SchedTask> tasks = new ArrayList<>();
    private final CpuSet all;

    BalanceBench(final String version, final int cpuCount) {
        final Topology topology = Topology.regular(1, cpuCount, 1, true);
        all = topology.allCpus();
        final String[] numbers = version.split("\\.");
        final LinuxConfig config = new LinuxConfig(
                topology,
                List.of(all),
                new KernelVersion(Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1])),
                250,
                List.of(),
                RealTimeThrottling.OFF);
        cpus = new CpuQueues(topology);
        marks = new Reschedules(cpuCount);
        fair = new FairClass(config, cpus, new SchedulingDomains(topology, List.of(all)), marks, (cpu, nowNs) -> {});
    }

    /** A runnable task on a CPU that may run everywhere. */
    SchedTask on(final int cpu, final long nowNs) {
        return on(cpu, nowNs, all);
    }

    SchedTask on(final int cpu, final long nowNs, final CpuSet allowed) {
        final SchedTask task = new SchedTask(tasks.size(), "t" + tasks.size(), SchedAttributes.other(0), allowed);
        tasks.add(task);
        fair.selectCpu(task, WakeKind.FORK, cpu, nowNs);
        fair.enqueue(task, cpu, WakeKind.FORK, nowNs);
        return task;
    }

    /** A CPU stops what it runs and picks. */
    SchedTask pick(final int cpu, final long nowNs) {
        final CpuQueues.CpuQueue queue = cpus.of(cpu);
        if (queue.current != null) {
            queue.current.setRunning(false);
            fair.putPrevious(cpu, queue.current, nowNs);
            queue.current = null;
        }
        fair.pull(cpu, nowNs);
        queue.current = fair.pickNext(cpu, nowNs);
        if (queue.current != null) {
            queue.current.setRunning(true);
        }
        marks.looked(cpu);
        return queue.current;
    }

    /** The current task of a CPU blocks; nobody is picked. */
    void block(final int cpu, final long nowNs) {
        final SchedTask task = cpus.of(cpu).current;
        fair.block(task, nowNs);
        cpus.of(cpu).current = null;
        task.blocked();
    }

    /** The tick of every CPU: time is charged, idle CPUs and those that are asked pick. */
    void tick(final long nowNs) {
        for (int cpu = 0; cpu < cpus.cpus(); cpu++) {
            final SchedTask current = cpus.of(cpu).current;
            boolean look = current == null;
            if (current != null) {
                fair.account(cpu, current, TICK_NS);
                look = fair.tick(cpu, current, nowNs);
            }
            fair.balance(cpu, current == null, nowNs);
            if (look) {
                pick(cpu, nowNs);
            }
        }
        for (int cpu = marks.poll(); cpu >= 0; cpu = marks.poll()) {
            pick(cpu, nowNs);
        }
    }
}
