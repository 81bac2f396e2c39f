package dev.headroom.machine;

import dev.headroom.sched.SchedAttributes;
import dev.headroom.sched.SchedulingPolicy;
import dev.headroom.units.CpuSet;
import dev.headroom.workload.PeriodicWorkload;
import dev.headroom.workload.StressWorkload;
import dev.headroom.workload.Workload;

/**
 * One task of a machine.
 *
 * @param name unique name
 * @param container name of the container it belongs to, for reports; the task's own name when it has none
 * @param workload what it does
 * @param attributes scheduling policy and its parameters
 * @param group number of its control group as in {@link MachineConfig#groups()}, 0 for the root
 * @param cpuset name of its cpuset, or "" for the root
 * @param affinity CPUs it asks for; where none of them lies in its cpuset the wish cannot be met and the cpuset decides
 */
public record TaskConfig(
        String name,
        String container,
        Workload workload,
        SchedAttributes attributes,
        int group,
        String cpuset,
        CpuSet affinity) {

    /**
     * Makes a task of the root group.
     *
     * @param name unique name
     * @param container name of its container
     * @param workload what it does
     * @param policy scheduling policy; any but DEADLINE
     * @param priority 1 to 99 for real-time policies, else 0
     * @param weight load weight for fair tasks (1024 for nice 0)
     * @param cpuset name of its cpuset, or "" for the root
     * @param affinity CPUs it asks for
     */
    public TaskConfig(
            final String name,
            final String container,
            final Workload workload,
            final SchedulingPolicy policy,
            final int priority,
            final int weight,
            final String cpuset,
            final CpuSet affinity) {
        this(name, container, workload, new SchedAttributes(policy, priority, weight, null, 0), 0, cpuset, affinity);
    }

    /** Returns under which name others book the time in which it runs. */
    String label() {
        return workload instanceof StressWorkload stress
                ? "stress-" + stress.kind().key()
                : container;
    }

    /** Returns whether it takes a lock in its jobs. */
    boolean takes(final String lock) {
        return workload instanceof PeriodicWorkload periodic
                && periodic.sections().stream()
                        .anyMatch(section -> section.lock().equals(lock));
    }

    /** Returns the scheduling policy. */
    public SchedulingPolicy policy() {
        return attributes.policy();
    }

    /** Returns the priority, 1 to 99 for real-time policies, else 0. */
    public int priority() {
        return attributes.priority();
    }

    /** Returns the load weight, 1024 for nice 0. */
    public int weight() {
        return attributes.weight();
    }
}
