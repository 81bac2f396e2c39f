package dev.headroom.recorded;

import dev.headroom.cost.Certificate;
import dev.headroom.cost.Cost;
import dev.headroom.cost.CostModel;
import dev.headroom.cost.CostName;
import dev.headroom.format.recorded.Scenario;
import dev.headroom.irq.DiskInterrupts;
import dev.headroom.machine.CpusetConfig;
import dev.headroom.machine.KernelConfig;
import dev.headroom.machine.KernelSettings;
import dev.headroom.machine.MachineConfig;
import dev.headroom.profile.Profile;
import dev.headroom.random.Constant;
import dev.headroom.sched.linux.core.RealTimeThrottling;
import dev.headroom.topology.Topology;
import dev.headroom.units.CpuSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Turns the description of a recorded case into the machine on which it ran. */
public final class ScenarioMachine {

    private static final long US = 1_000L;

    /**
     * While a process holds {@code /dev/cpu_dma_latency} at 0, as cyclictest does, an idle CPU polls and never halts.
     */
    private static final Cost POLLING = new Cost(
            new Constant(0),
            new Certificate("an idle CPU that polls is left at once; what that takes is in the timer", "2026", true));

    private ScenarioMachine() {}

    /**
     * Says why a case cannot be simulated.
     *
     * @param scenario the case
     * @param profile costs of its machine
     * @return the reason as a sentence, or nothing if it can
     */
    public static Optional<String> notModelled(final Scenario scenario, final Profile profile) {
        final int cpus = profile.topology().value().cpus();
        if (scenario.host().cpus() != cpus) {
            return Optional.of("the profile " + profile.id() + " has " + cpus + " CPUs, the machine "
                    + scenario.host().cpus() + ".");
        }
        return scenario.tasks().stream()
                .flatMap(task -> ScenarioTasks.notModelled(task).stream())
                .findFirst();
    }

    /**
     * Builds the machine of a case.
     *
     * @param scenario the case; {@link #notModelled} must be empty
     * @param profile costs of its machine
     * @param runFactor how much longer than nominal the loops of rt-app take in this run, 1 for not at all
     * @return the machine
     */
    public static MachineConfig of(final Scenario scenario, final Profile profile, final double runFactor) {
        final Topology topology = profile.topology().value();
        final KernelConfig kernel = profile.kernel().value();
        final ScenarioGroups groups = new ScenarioGroups(scenario);
        final ScenarioTasks tasks = new ScenarioTasks(topology.allCpus(), groups, runFactor, idles(scenario));
        scenario.tasks().forEach(tasks::add);
        final List<CpusetConfig> cpusets = scenario.cpusets().entrySet().stream()
                .map(entry -> new CpusetConfig(entry.getKey(), entry.getValue(), true))
                .toList();
        return new MachineConfig(
                topology,
                new KernelConfig(
                        scenario.host().kernel(),
                        kernel.preemption(),
                        scenario.host().tickHz()),
                KernelSettings.PLAIN
                        .withThrottling(throttling(scenario.host()))
                        .withTimerSlackNs(KernelSettings.DEFAULT_TIMER_SLACK_NS)
                        .withRealTimeGroups(scenario.host().realTimeGroups()),
                profile.costs(),
                scenario.rootLoadBalance(),
                cpusets,
                topology.allCpus(),
                new DiskInterrupts(profile.perCpuDiskQueues().value(), interruptCpus(scenario, topology.allCpus())),
                groups.list(),
                List.of(),
                tasks.tasks());
    }

    /** Returns costs as the case meets them. */
    static CostModel costs(final Scenario scenario, final CostModel costs) {
        final boolean polls =
                scenario.tasks().stream().anyMatch(task -> task.tool().equals("cyclictest"));
        return polls ? costs.with(Map.of(CostName.IDLE_EXIT, POLLING, CostName.DOMAIN_IDLE_EXIT, POLLING)) : costs;
    }

    private static boolean idles(final Scenario scenario) {
        return scenario.tasks().stream()
                .noneMatch(task -> task.tool().equals("stress-ng")
                        || task.tool().equals("rt-app") && task.periodUs().isEmpty());
    }

    private static RealTimeThrottling throttling(final Scenario.Host host) {
        return host.realTimeRuntimeUs() < 0
                ? RealTimeThrottling.OFF
                : new RealTimeThrottling(host.realTimeRuntimeUs() * US, host.realTimePeriodUs() * US);
    }

    private static CpuSet interruptCpus(final Scenario scenario, final CpuSet all) {
        final OptionalInt moved = scenario.interruptCpu();
        return moved.isPresent() ? CpuSet.of(moved.getAsInt()) : all;
    }
}
