package dev.headroom.replay;

import dev.headroom.format.FormatException;
import dev.headroom.format.schedtrace.KernelFacts;
import dev.headroom.format.schedtrace.SchedEvent;
import dev.headroom.format.schedtrace.SchedTrace;
import dev.headroom.format.schedtrace.TraceJob;
import dev.headroom.sched.Scheduler;
import dev.headroom.sched.linux.LinuxScheduler;
import dev.headroom.sched.linux.core.KernelOptions;
import dev.headroom.sched.linux.core.KernelVersion;
import dev.headroom.sched.linux.core.LinuxConfig;
import dev.headroom.sched.linux.core.RealTimeThrottling;
import dev.headroom.sched.linux.core.TaskGroup;
import dev.headroom.topology.Topology;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * A recorded job and its replay.
 *
 * @param job what describes it
 * @param load what was taken from the trace
 * @param measured the trace
 * @param replayed the trace of the replay
 * @param guided what the scheduler would have picked at every switch of the trace
 */
record JobReplay(TraceJob job, GivenLoad load, SchedTrace measured, SchedTrace replayed, Guide guided) {

    private static final long MICROSECOND_NS = 1000;
    private static final int DEFAULT_WEIGHT = 100;

    /**
     * Replays the job in a folder.
     *
     * @param folder a traced job
     * @param wrongScheduler whether the rules of the other generation of the fair class are used, as a negative control
     * @throws FormatException if there is nothing to compare in the trace
     */
    static JobReplay of(final Path folder, final boolean wrongScheduler) {
        final TraceJob job = TraceJob.read(folder);
        final SchedTrace measured = SchedTrace.read(TraceJob.traceFile(folder));
        final GivenLoad load = ProgramExtractor.extract(measured, job);
        if (load.part().isEmpty()) {
            throw new FormatException(
                    TraceJob.traceFile(folder),
                    0,
                    "",
                    "no switches between the start-up and the end of the described tasks",
                    "a longer trace");
        }
        final LinuxConfig config = config(job, measured, load.cpus(), wrongScheduler);
        final SchedTrace replayed = ReplayMachine.run(load, () -> new LinuxScheduler(config));
        final Guide guided =
                ReplayMachine.guide(ProgramExtractor.extractDecisions(measured, job), () -> new LinuxScheduler(config));
        return new JobReplay(
                job, load, measured, behindStartUp(measured, load.part().fromNs(), replayed), guided);
    }

    /** The start-up is the same in both. */
    private static SchedTrace behindStartUp(final SchedTrace measured, final long untilNs, final SchedTrace replayed) {
        final List<SchedEvent> events = new ArrayList<>();
        measured.events().stream().filter(event -> event.timeNs() <= untilNs).forEach(events::add);
        events.addAll(replayed.events());
        return new SchedTrace(events, measured.cpus());
    }

    /** Makes the scheduler of the kernel that a job ran on, or of the other generation. */
    static Scheduler scheduler(
            final TraceJob job, final SchedTrace trace, final int cpus, final boolean wrongScheduler) {
        return new LinuxScheduler(config(job, trace, cpus, wrongScheduler));
    }

    private static LinuxConfig config(
            final TraceJob job, final SchedTrace trace, final int cpus, final boolean wrongScheduler) {
        final KernelFacts facts = job.facts();
        final KernelVersion real = new KernelVersion(facts.major(), facts.minor());
        final boolean fair = real.isAtLeast(6, 6);
        final KernelVersion wrong = fair ? new KernelVersion(4, 9) : new KernelVersion(6, 12);
        final KernelVersion version = wrongScheduler ? wrong : real;
        final Topology topology = Topology.regular(1, cpus, 1, true);
        final QuotaPeriods periods = new QuotaPeriods(trace, job, cpus);
        return new LinuxConfig(
                        topology,
                        List.of(topology.allCpus()),
                        version,
                        job.tickHz(),
                        groups(job, periods),
                        throttling(job, periods))
                .withOptions(KernelOptions.defaults(version)
                        .withFeatures(facts.values().getOrDefault("features", "")));
    }

    private static RealTimeThrottling throttling(final TraceJob job, final QuotaPeriods periods) {
        final KernelFacts facts = job.facts();
        final OptionalLong runtimeUs = facts.number("sched_rt_runtime_us");
        final long periodNs = facts.number("sched_rt_period_us").orElse(1_000_000) * MICROSECOND_NS;
        if (runtimeUs.isEmpty() || runtimeUs.getAsLong() < 0) {
            return new RealTimeThrottling(RealTimeThrottling.UNLIMITED_NS, periodNs);
        }
        final RealTimeThrottling limit = new RealTimeThrottling(runtimeUs.getAsLong() * MICROSECOND_NS, periodNs);
        final boolean realTime =
                job.tasks().values().stream().anyMatch(task -> task.policy().matches("SCHED_(FIFO|RR)"));
        final OptionalLong endNs = realTime ? periods.realTimeEndNs(periodNs) : OptionalLong.empty();
        return endNs.isPresent() ? limit.withRunningPeriodUntil(endNs.getAsLong()) : limit;
    }

    private static List<TaskGroup> groups(final TraceJob job, final QuotaPeriods periods) {
        final List<TaskGroup> groups = new ArrayList<>();
        for (final TraceJob.Group group : job.groups()) {
            final long weight = group.weight().orElse(DEFAULT_WEIGHT) * 1024L / DEFAULT_WEIGHT;
            final TaskGroup weighted = TaskGroup.weighted(group.name(), 0, weight);
            groups.add(
                    group.quotaUs().isEmpty()
                            ? weighted
                            : new TaskGroup(
                                    group.name(),
                                    0,
                                    weight,
                                    group.quotaUs().getAsLong() * MICROSECOND_NS,
                                    group.periodUs() * MICROSECOND_NS,
                                    0,
                                    weighted.realTimeRuntimeNs(),
                                    weighted.realTimePeriodNs(),
                                    periods.endNs(group.name())));
        }
        return groups;
    }
}
