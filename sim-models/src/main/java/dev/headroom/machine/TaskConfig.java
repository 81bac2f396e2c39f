package dev.headroom.machine;

import dev.headroom.sched.SchedulingPolicy;
import dev.headroom.units.CpuSet;
import dev.headroom.workload.Workload;

/**
 * One task of a machine.
 *
 * @param name unique name
 * @param container name of the container it belongs to, for reports; the task's own name when it has none
 * @param workload what it does
 * @param policy scheduling policy
 * @param priority 1 to 99 for real-time policies, else 0
 * @param weight load weight for fair tasks (1024 for nice 0)
 * @param cpuset name of its cpuset, or "" for the root
 * @param affinity CPUs it asks for; where none of them lies in its cpuset the wish cannot be met and the cpuset decides
 */
public record TaskConfig(
        String name,
        String container,
        Workload workload,
        SchedulingPolicy policy,
        int priority,
        int weight,
        String cpuset,
        CpuSet affinity) {}
