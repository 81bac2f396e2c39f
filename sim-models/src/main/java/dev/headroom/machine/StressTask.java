package dev.headroom.machine;

import dev.headroom.random.RandomStream;
import dev.headroom.random.Sampler;
import dev.headroom.sched.SchedTask;
import dev.headroom.workload.StressKind;

/**
 * A worker of stress: endless work, or bursts of kernel work between waits.
 *
 * <p>A writer waits because it made too many pages dirty: {@code balance_dirty_pages} puts it to sleep for a time, and
 * the timer wakes it on its own CPU. {@code sync} waits for write-back and journal, and kernel threads wake it.
 */
final class StressTask extends MachineTask {

    private final StressKind kind;
    private final Sampler burst;
    private final Sampler wait;

    StressTask(
            final SchedTask sched,
            final StressKind kind,
            final Causes causes,
            final RandomStream random,
            final Sampler burst,
            final Sampler wait) {
        super(sched, kind.activity(), "stress-" + kind.key(), causes, random);
        this.kind = kind;
        this.burst = burst;
        this.wait = wait;
    }

    @Override
    void start(final Machine machine, final long nowNs) {
        workLeftNs = kind.blocks() ? draw(burst) : ENDLESS_NS;
        machine.fork(this, nowNs);
    }

    @Override
    boolean workDone(final Machine machine, final long nowNs) {
        return true;
    }

    @Override
    void blocked(final Machine machine, final long nowNs) {
        timer().arm(nowNs + draw(wait));
    }

    @Override
    void timerFired(final Machine machine, final long nowNs) {
        workLeftNs = draw(burst);
        if (kind == StressKind.IO) {
            machine.diskCompleted(this, nowNs);
        } else {
            machine.timerExpired(this, nowNs);
        }
    }
}
