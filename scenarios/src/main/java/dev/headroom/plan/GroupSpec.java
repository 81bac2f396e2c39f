package dev.headroom.plan;

import dev.headroom.document.DocumentNode;
import dev.headroom.sched.linux.core.TaskGroup;
import java.util.Optional;

/**
 * A control group as the document describes it.
 *
 * @param name a slice or pod of the list of groups, or the container whose own group it is
 * @param parent name of the group above it; empty for the root
 * @param limits weight, quota and real-time run time; its name and parent count for nothing yet
 * @param hierarchy the version of cgroups that its keys belong to
 * @param place where its mistakes are reported
 */
record GroupSpec(String name, Optional<String> parent, TaskGroup limits, Hierarchy hierarchy, DocumentNode place) {

    /** Versions of cgroups. */
    enum Hierarchy {
        /** Its keys say nothing. */
        ANY,
        /** cgroup v1: shares, real-time run time. */
        V1,
        /** cgroup v2: weight. */
        V2
    }

    /** Returns the run time reserved for its real-time tasks in ns, 0 for none. */
    long realTimeRuntimeNs() {
        return limits.realTimeRuntimeNs();
    }
}
