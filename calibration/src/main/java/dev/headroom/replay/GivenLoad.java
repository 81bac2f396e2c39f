package dev.headroom.replay;

import java.util.List;

/**
 * What is taken from a trace and replayed: everything of the start-up, and of the rest everything but the scheduler's
 * decisions.
 *
 * @param cpus number of CPUs
 * @param kernelPreempts whether kernel code is preemptible (PREEMPT_RT, or {@code preempt=full})
 * @param programs what the tasks do after the start-up
 * @param startUp events of the start-up, by time
 * @param events interrupts and wake-ups from outside after it, by time
 * @param costs measured costs of switching
 * @param part when the start-up ends, and when the first task exits
 * @param endNs end of the trace in ns
 */
record GivenLoad(
        int cpus,
        boolean kernelPreempts,
        List<TaskProgram> programs,
        List<GivenEvent> startUp,
        List<GivenEvent> events,
        SwitchCosts costs,
        JudgedPart part,
        long endNs) {

    /**
     * Costs of switching as the trace shows them.
     *
     * @param preemptionNs median time in ns from the end of what made a CPU look at its run queue until the switch
     * @param idleExitNs the same on a CPU that was idle
     * @param remotePreemptionNs median time in ns from where another CPU put something into a run queue until the
     *     switch
     * @param remoteIdleExitNs the same on a CPU that was idle
     * @param pushNs median time in ns from a switch until the CPU has pushed what waits since
     */
    record SwitchCosts(
            long preemptionNs, long idleExitNs, long remotePreemptionNs, long remoteIdleExitNs, long pushNs) {

        /** Nothing costs time. */
        static final SwitchCosts NONE = new SwitchCosts(0, 0, 0, 0, 0);

        /**
         * By how much the path from where the scheduler reads its clock is longer if the current task blocks, which is
         * taken out of its queue, in ns. No event shows it; ADR 0011 says where it is from.
         */
        private static final long DEQUEUE_NS = 2_000;

        /**
         * When the scheduler read its clock for a switch in ns; {@code blocks} says whether the task before blocked.
         */
        static long clockNs(final long switchNs, final long pathNs, final boolean blocks) {
            return switchNs - pathNs - (blocks ? DEQUEUE_NS : 0);
        }
    }
}
