package dev.headroom.replay;

import dev.headroom.sched.SchedAttributes;
import dev.headroom.units.CpuSet;
import java.util.List;

/**
 * All that a recorded task did.
 *
 * @param pid its number in the trace
 * @param name its last name in the trace
 * @param attributes what it had when it was first seen
 * @param affinity CPUs that it may use
 * @param group number of its control group, 0 for the root
 * @param start state in which the trace found it
 * @param startCpu CPU on which it was then; -1 for a task that was created later
 * @param stretches its execution, from wake-up to block
 */
record TaskProgram(
        int pid,
        String name,
        SchedAttributes attributes,
        CpuSet affinity,
        int group,
        Start start,
        int startCpu,
        List<Stretch> stretches) {

    /** What a task was doing when the trace began. */
    enum Start {
        /** It did not exist. */
        ABSENT,
        /** It slept. */
        BLOCKED,
        /** It waited for a CPU. */
        RUNNABLE,
        /** It ran. */
        RUNNING
    }
}
