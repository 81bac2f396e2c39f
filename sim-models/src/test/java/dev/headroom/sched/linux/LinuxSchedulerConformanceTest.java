package dev.headroom.sched.linux;

import dev.headroom.sched.Scheduler;
import dev.headroom.sched.SchedulerConformance;
import dev.headroom.sched.linux.core.KernelOptions;
import dev.headroom.sched.linux.core.KernelVersion;
import dev.headroom.sched.linux.core.LinuxConfig;
import dev.headroom.sched.linux.core.RealTimeThrottling;
import dev.headroom.sched.linux.core.TaskGroup;
import dev.headroom.topology.Topology;
import dev.headroom.units.CpuSet;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.Group;

/** The Linux scheduler of several versions and options keeps what every scheduler must hold. */
class LinuxSchedulerConformanceTest {

    private static final long MS = 1_000_000L;

    /** A short period, so that budgets end and come back often. */
    private static final RealTimeThrottling TIGHT = new RealTimeThrottling(15 * MS, 20 * MS);

    private static LinuxConfig config(
            final Topology topology,
            final List<CpuSet> partitions,
            final KernelVersion version,
            final RealTimeThrottling throttling) {
        return new LinuxConfig(topology, partitions, version, 250, List.of(), throttling);
    }

    @Group
    class Plain extends SchedulerConformance {
        @Override
        protected boolean plugsCpus() {
            return true;
        }

        @Override
        protected Scheduler create(final Topology topology, final List<CpuSet> partitions) {
            return new LinuxScheduler(LinuxConfig.plain(topology, partitions));
        }
    }

    @Group
    class WithThrottlingThatCpusShare extends SchedulerConformance {
        @Override
        protected boolean plugsCpus() {
            return true;
        }

        @Override
        protected Scheduler create(final Topology topology, final List<CpuSet> partitions) {
            return new LinuxScheduler(config(topology, partitions, new KernelVersion(5, 4), TIGHT));
        }
    }

    @Group
    class WithThrottlingPerCpuAndPull extends SchedulerConformance {
        @Override
        protected boolean plugsCpus() {
            return true;
        }

        @Override
        protected Scheduler create(final Topology topology, final List<CpuSet> partitions) {
            final KernelVersion version = new KernelVersion(6, 1);
            return new LinuxScheduler(config(topology, partitions, version, TIGHT)
                    .withOptions(KernelOptions.defaults(version).withFeatures("NO_RT_PUSH_IPI")));
        }
    }

    @Group
    class WithFairServer extends SchedulerConformance {
        @Override
        protected boolean plugsCpus() {
            return true;
        }

        @Override
        protected Scheduler create(final Topology topology, final List<CpuSet> partitions) {
            final KernelVersion version = new KernelVersion(6, 12);
            return new LinuxScheduler(config(topology, partitions, version, TIGHT)
                    .withOptions(KernelOptions.defaults(version).withFairServer(2 * MS, 20 * MS)));
        }

        @Override
        protected boolean servesFairTasks() {
            return true;
        }
    }

    @Group
    class WithFairServerAndHalfTheTimeForRealTime extends SchedulerConformance {
        @Override
        protected boolean plugsCpus() {
            return true;
        }

        @Override
        protected Scheduler create(final Topology topology, final List<CpuSet> partitions) {
            final KernelVersion version = new KernelVersion(6, 12);
            final RealTimeThrottling half = new RealTimeThrottling(10 * MS, 20 * MS);
            return new LinuxScheduler(config(topology, partitions, version, half)
                    .withOptions(KernelOptions.defaults(version).withFairServer(2 * MS, 20 * MS)));
        }

        @Override
        protected boolean servesFairTasks() {
            return true;
        }

        /**
         * A server that starts because a task comes must not push DEADLINE tasks about while that task is being put.
         */
        @Example
        void aServerThatStartsPushesNobodyAway() {
            play(205_702);
        }
    }

    @Group
    class WithRealTimeGroupsAndHighResolution extends SchedulerConformance {
        @Override
        protected boolean plugsCpus() {
            return true;
        }

        @Override
        protected Scheduler create(final Topology topology, final List<CpuSet> partitions) {
            final KernelVersion version = new KernelVersion(4, 19);
            final List<TaskGroup> groups = List.of(
                    new TaskGroup("/a", 0, 1024, TaskGroup.UNLIMITED_NS, 100 * MS, 0, 8 * MS, 20 * MS),
                    new TaskGroup("/a/b", 1, 1024, TaskGroup.UNLIMITED_NS, 100 * MS, 0, 4 * MS, 20 * MS),
                    new TaskGroup("/c", 0, 1024, TaskGroup.UNLIMITED_NS, 100 * MS, 0, 0, 20 * MS));
            return new LinuxScheduler(new LinuxConfig(topology, partitions, version, 250, groups, TIGHT)
                    .withOptions(KernelOptions.defaults(version)
                            .withRealTimeGroups(true)
                            .withDeadlineHighResolution()));
        }

        @Override
        protected int groups() {
            return 3;
        }
    }
}
