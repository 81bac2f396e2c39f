package dev.headroom.machine;

import dev.headroom.cost.CostName;
import dev.headroom.random.RandomStream;
import dev.headroom.sched.SchedTask;
import dev.headroom.workload.Activity;
import java.util.ArrayDeque;
import java.util.Deque;

/** A thread of the kernel that is bound to a CPU and works off requests, one after the other, each about a task. */
final class KernelThread extends MachineTask {

    /** What happens when a request is done. */
    interface Completion {

        /** Called on the thread's CPU. */
        void done(KernelThread thread, MachineTask about, long nowNs);
    }

    private final CostName cost;
    private final Completion completion;
    private final Deque<MachineTask> requests = new ArrayDeque<>();

    /**
     * Makes a thread.
     *
     * @param sched policy and CPU
     * @param label name for reports
     * @param cost CPU time of one request
     * @param completion what happens then
     */
    KernelThread(
            final SchedTask sched,
            final String label,
            final Causes causes,
            final RandomStream random,
            final CostName cost,
            final Completion completion) {
        super(sched, Activity.KERNEL_SYNC, label, causes, random);
        this.cost = cost;
        this.completion = completion;
    }

    @Override
    boolean hasSections() {
        return false;
    }

    /** An interrupt handler on a CPU, the thread's own, leaves it a request. */
    void submit(final MachineTask about, final Machine machine, final Cpu on, final long nowNs) {
        requests.add(about);
        if (requests.size() == 1) {
            workLeftNs = machine.costs.draw(cost);
            if (!sched.isQueued()) {
                machine.wake(this, on, nowNs);
            }
        }
    }

    @Override
    void start(final Machine machine, final long nowNs) {
        machine.place(this, nowNs);
    }

    @Override
    void timerFired(final Machine machine, final long nowNs) {
        throw new IllegalStateException(sched + " waits for no timer");
    }

    @Override
    boolean workDone(final Machine machine, final long nowNs) {
        completion.done(this, requests.remove(), nowNs);
        if (!requests.isEmpty()) {
            workLeftNs = machine.costs.draw(cost);
        }
        return requests.isEmpty();
    }

    @Override
    boolean isReady() {
        return !requests.isEmpty();
    }

    @Override
    void blocked(final Machine machine, final long nowNs) {}
}
