package dev.headroom.replay;

import dev.headroom.sched.SchedAttributes;
import dev.headroom.units.CpuSet;
import java.util.List;

/**
 * All that a recorded task did after the start-up.
 *
 * @param pid its number in the trace
 * @param name its last name in the trace
 * @param attributes what it had when it was first seen
 * @param affinity CPUs that it may use
 * @param group number of its control group, 0 for the root
 * @param bornInGroup whether it is in the group from its creation on; else a given event says when it joins
 * @param firstCpu where it had been when it was woken first, -1 if it was created or ran before
 * @param stretches its execution, from wake-up to block; the first one is what is left of the one in which the start-up
 *     ended; of a task with a timer, its jobs
 * @param timer what it waits for between jobs, null if its wake-ups are the trace's
 */
record TaskProgram(
        int pid,
        String name,
        SchedAttributes attributes,
        CpuSet affinity,
        int group,
        boolean bornInGroup,
        int firstCpu,
        List<Stretch> stretches,
        PeriodicTimer timer) {}
