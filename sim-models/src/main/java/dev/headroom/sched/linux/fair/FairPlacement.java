package dev.headroom.sched.linux.fair;

import dev.headroom.sched.SchedTask;

/** Where a fair task is put that is created or wakes up: {@code select_task_rq_fair}. */
interface FairPlacement {

    /** Returns the CPU for a new task. */
    int forkCpu(SchedTask task, int parentCpu);

    /**
     * Returns the CPU for a task that wakes up.
     *
     * @param sync whether the waker is expected to sleep soon
     */
    int wakeCpu(SchedTask task, int wakingCpu, boolean sync);
}
