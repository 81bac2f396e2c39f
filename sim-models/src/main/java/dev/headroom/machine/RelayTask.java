package dev.headroom.machine;

import dev.headroom.random.RandomStream;
import dev.headroom.random.Sampler;
import dev.headroom.sched.SchedTask;
import dev.headroom.workload.Activity;
import dev.headroom.workload.RelayWorkload;

/**
 * A thread that works on messages and passes them on.
 *
 * <p>The next thread is woken when the work is done, by the sender and on its CPU. Then the sender goes to sleep with
 * interrupts off, so it is not preempted in between, as it may be in the kernel.
 */
final class RelayTask extends MachineTask {

    private final RelayWorkload workload;
    private final Sampler work;
    private RelayTask next;
    private long messages;
    private boolean asleep;

    RelayTask(
            final SchedTask sched,
            final RelayWorkload workload,
            final String label,
            final Causes causes,
            final RandomStream random) {
        super(sched, Activity.COMPUTE, label, causes, random);
        this.workload = workload;
        this.work = Sampler.of(workload.work());
        this.messages = workload.messages();
    }

    @Override
    void start(final Machine machine, final long nowNs) {
        next = machine.relay(workload.next());
        if (messages > 0) {
            workLeftNs = draw(work);
            machine.fork(this, nowNs);
        } else {
            asleep = true;
            machine.place(this, nowNs);
        }
    }

    @Override
    boolean workDone(final Machine machine, final long nowNs) {
        jobs++;
        messages--;
        next.give(machine, sched.cpu(), nowNs);
        if (messages > 0) {
            workLeftNs = draw(work);
            return false;
        }
        return true;
    }

    private void give(final Machine machine, final int fromCpu, final long nowNs) {
        messages++;
        if (asleep) {
            asleep = false;
            workLeftNs = draw(work);
            machine.wakeFrom(this, fromCpu, nowNs);
        }
    }

    @Override
    void blocked(final Machine machine, final long nowNs) {
        if (messages == 0) {
            asleep = true;
        } else {
            // A message came while it went to sleep.
            workLeftNs = draw(work);
            machine.wakeFrom(this, sched.cpu(), nowNs);
        }
    }

    @Override
    void timerFired(final Machine machine, final long nowNs) {
        throw new IllegalStateException("a relay has no timer");
    }
}
