package dev.headroom.sched.linux;

import dev.headroom.sched.Scheduler;
import dev.headroom.sched.SchedulerConformance;
import dev.headroom.sched.linux.core.LinuxConfig;
import dev.headroom.topology.Topology;
import dev.headroom.units.CpuSet;
import java.util.List;

class LinuxSchedulerConformanceTest extends SchedulerConformance {

    @Override
    protected Scheduler create(final Topology topology, final List<CpuSet> partitions) {
        return new LinuxScheduler(LinuxConfig.plain(topology, partitions));
    }
}
