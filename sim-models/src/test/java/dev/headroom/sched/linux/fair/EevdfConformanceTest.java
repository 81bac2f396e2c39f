package dev.headroom.sched.linux.fair;

import dev.headroom.sched.Scheduler;
import dev.headroom.sched.SchedulerConformance;
import dev.headroom.sched.linux.LinuxScheduler;
import dev.headroom.sched.linux.core.KernelVersion;
import dev.headroom.sched.linux.core.LinuxConfig;
import dev.headroom.sched.linux.core.RealTimeThrottling;
import dev.headroom.topology.Topology;
import dev.headroom.units.CpuSet;
import java.util.List;

class EevdfConformanceTest extends SchedulerConformance {

    @Override
    protected Scheduler create(final Topology topology, final List<CpuSet> partitions) {
        return new LinuxScheduler(new LinuxConfig(
                topology, partitions, new KernelVersion(6, 12), 250, List.of(), RealTimeThrottling.OFF));
    }
}
