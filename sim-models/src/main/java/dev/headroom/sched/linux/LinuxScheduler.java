package dev.headroom.sched.linux;

import dev.headroom.sched.SchedTask;
import dev.headroom.sched.Scheduler;
import dev.headroom.sched.WakeKind;
import dev.headroom.topology.Topology;
import dev.headroom.units.CpuSet;
import java.util.List;

/**
 * The Linux scheduler of the CFS years (3.x to 6.5).
 *
 * <p>Design. Per CPU a stack of classes: real-time (FIFO, RR) above fair (CFS) above idle. The highest class with a
 * runnable task runs. A task that becomes runnable preempts the current one if its class is higher, or by the rule of
 * the common class. Placement and balancing are per class: {@link FairPlacement}, {@link LoadBalancer},
 * {@link RealTimePlacement}; the rules of the queues stand in {@link FairRunQueue} and {@link RealTimeRunQueue}.
 *
 * <p>Deviations. No stop, deadline or idle policies; no cgroup hierarchy and bandwidth; no real-time throttling.
 */
public final class LinuxScheduler implements Scheduler {

    private final LinuxRunQueues queues;
    private final SchedulingDomains domains;
    private final FairPlacement fairPlacement;
    private final RealTimePlacement realTimePlacement;
    private final LoadBalancer balancer;

    /**
     * Makes the scheduler of one machine or guest.
     *
     * @param topology its CPUs
     * @param partitions disjoint CPU sets in which load is balanced
     * @param parameters tunables of the fair class
     */
    public LinuxScheduler(final Topology topology, final List<CpuSet> partitions, final FairParameters parameters) {
        queues = new LinuxRunQueues(topology, parameters);
        domains = new SchedulingDomains(topology, partitions);
        fairPlacement = new FairPlacement(queues, domains);
        realTimePlacement = new RealTimePlacement(queues, domains, topology);
        balancer = new LoadBalancer(queues, domains);
    }

    @Override
    public String id() {
        return "linux.cfs";
    }

    @Override
    public int selectCpu(final SchedTask task, final WakeKind kind, final int wakingCpu, final long nowNs) {
        if (kind == WakeKind.FORK) {
            LoadAverage.start(task, nowNs);
            return fairPlacement.forkCpu(task, wakingCpu, nowNs);
        }
        return task.policy().isRealTime()
                ? realTimePlacement.wakeCpu(task)
                : fairPlacement.wakeCpu(task, wakingCpu, nowNs);
    }

    @Override
    public boolean enqueue(final SchedTask task, final int cpu, final WakeKind kind, final long nowNs) {
        if (!task.allowedCpus().contains(cpu)) {
            throw new IllegalStateException("task " + task + " may not run on CPU " + cpu);
        }
        LoadAverage.update(task, nowNs);
        final LinuxRunQueues.CpuQueue queue = queues.of(cpu);
        if (task.policy().isRealTime()) {
            task.placedOn(cpu);
            queue.realTime.enqueue(task);
            return queue.current == null || task.priority() > queue.current.priority();
        }
        if (task.cpu() >= 0 && task.cpu() != cpu) {
            queues.of(task.cpu()).fair.depart(task);
            queue.fair.arrive(task);
        }
        task.placedOn(cpu);
        queue.fair.enqueue(task, kind, false);
        return queue.current == null || queue.realTime.size() == 0 && queue.fair.preemptsOnWakeUp(task);
    }

    @Override
    public void block(final SchedTask task, final long nowNs) {
        LoadAverage.update(task, nowNs);
        final LinuxRunQueues.CpuQueue queue = queues.of(task.cpu());
        if (queue.current != task) {
            throw new IllegalStateException("task " + task + " blocks but is not the current one of CPU " + task.cpu());
        }
        if (task.policy().isRealTime()) {
            queue.realTime.blockCurrent();
        } else {
            queue.fair.blockCurrent();
        }
        queue.current = null;
        task.blocked();
    }

    @Override
    public SchedTask pickNext(final int cpu, final long nowNs) {
        final LinuxRunQueues.CpuQueue queue = queues.of(cpu);
        if (queue.current != null) {
            queue.current.setRunning(false);
        }
        pullRealTime(cpu);
        SchedTask next = queue.realTime.pickNext();
        if (next == null) {
            if (queue.fair.size() == 0) {
                balancer.balance(cpu, true, nowNs);
            }
            next = queue.fair.pickNext();
        } else {
            queue.fair.putBack();
        }
        queue.current = next;
        if (next != null) {
            next.setRunning(true);
        }
        return next;
    }

    private void pullRealTime(final int cpu) {
        final SchedTask pulled = realTimePlacement.pullable(cpu);
        if (pulled != null) {
            queues.of(pulled.cpu()).realTime.removeWaiting(pulled);
            pulled.placedOn(cpu);
            queues.of(cpu).realTime.enqueue(pulled);
        }
    }

    @Override
    public void account(final int cpu, final SchedTask task, final long ranNs) {
        if (task.policy().isRealTime()) {
            queues.of(cpu).realTime.account(ranNs);
        } else {
            queues.of(cpu).fair.account(ranNs);
        }
    }

    @Override
    public boolean tick(final int cpu, final long nowNs) {
        final LinuxRunQueues.CpuQueue queue = queues.of(cpu);
        return queue.realTime.current() != null ? queue.realTime.tickPreempts() : queue.fair.tickPreempts();
    }

    @Override
    public int balance(final int cpu, final boolean idle, final long nowNs) {
        return balancer.balance(cpu, idle, nowNs);
    }

    @Override
    public int push(final int cpu, final long nowNs) {
        final SchedTask task = realTimePlacement.pushable(cpu);
        if (task == null) {
            return -1;
        }
        final int target = realTimePlacement.lowestCpu(task, cpu);
        if (target < 0 || target == cpu) {
            return -1;
        }
        queues.of(cpu).realTime.removeWaiting(task);
        task.placedOn(target);
        queues.of(target).realTime.enqueue(task);
        return target;
    }

    @Override
    public int runnable(final int cpu) {
        return queues.of(cpu).size();
    }

    @Override
    public boolean isBalanced(final int cpu) {
        return !domains.of(cpu).isEmpty();
    }
}
