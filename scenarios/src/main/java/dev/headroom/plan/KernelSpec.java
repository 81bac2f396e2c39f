package dev.headroom.plan;

import dev.headroom.document.DocumentNode;
import dev.headroom.machine.KernelConfig;
import dev.headroom.machine.KernelConfig.Preemption;
import dev.headroom.machine.KernelSettings;
import dev.headroom.sched.linux.core.IsoLimit;
import dev.headroom.sched.linux.core.RealTimeThrottling;
import dev.headroom.units.CpuSet;
import dev.headroom.units.Durations;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a plan says about the kernel: its version, boot parameters and sysctls. What it does not say is as in the
 * profile.
 *
 * @param keys the keys that are there
 */
record KernelSpec(Map<String, DocumentNode> keys) {

    /** Says nothing. */
    static final KernelSpec AS_IN_PROFILE = new KernelSpec(Map.of());

    private static final String[] KNOWN = {
        "version",
        "tick",
        "preemption",
        "rt-runtime",
        "rt-period",
        "autogroup",
        "isolcpus",
        "nohz-full",
        "skew-tick",
        "timer-slack",
        "threaded-irqs",
        "iso-cpu",
        "iso-period"
    };

    private static final List<String> PREEMPTIONS = Arrays.stream(Preemption.values())
            .map(preemption -> preemption.name().toLowerCase(Locale.ROOT))
            .toList();

    /**
     * Reads the kernel of a machine.
     *
     * @param node the mapping
     * @param base what holds for absent keys
     */
    static KernelSpec read(final DocumentNode node, final KernelSpec base) {
        node.mapping(KNOWN);
        final Map<String, DocumentNode> keys = new LinkedHashMap<>(base.keys);
        for (final String key : KNOWN) {
            node.optional(key).ifPresent(value -> keys.put(key, value));
        }
        return new KernelSpec(keys);
    }

    private Optional<DocumentNode> key(final String name) {
        return Optional.ofNullable(keys.get(name));
    }

    /** Returns the kernel, given that of the profile. */
    KernelConfig kernel(final KernelConfig profile) {
        final String version = key("version").map(KernelSpec::version).orElse(profile.version());
        final int tickHz = key("tick").map(tick -> (int) tick.whole(24, 1000)).orElse(profile.tickHz());
        final Preemption preemption = key("preemption")
                .map(word -> Preemption.values()[word.word(PREEMPTIONS, "preemption models")])
                .orElse(profile.preemption());
        return new KernelConfig(version, preemption, tickHz);
    }

    private static String version(final DocumentNode node) {
        if (!KernelConfig.isNumbered(node.text())) {
            throw node.mistake("'" + node.text() + "' is not the version of a kernel", "write for example \"6.12\"");
        }
        return node.text();
    }

    /**
     * Returns boot parameters and sysctls.
     *
     * @param kernel the kernel
     * @param all the CPUs of the machine
     */
    KernelSettings settings(final KernelConfig kernel, final CpuSet all) {
        final boolean threaded = key("threaded-irqs").map(DocumentNode::bool).orElse(false);
        if (threaded && kernel.preemption() != Preemption.RT) {
            throw keys.get("threaded-irqs")
                    .mistake(
                            "only PREEMPT_RT is modelled with interrupt threads", "add preemption: rt or leave it out");
        }
        return KernelSettings.PLAIN
                .withThrottling(throttling().orElse(RealTimeThrottling.OFF))
                .withTimerSlackNs(key("timer-slack")
                        .map(slack -> slack.durationNs(0, Durations.SECOND_NS))
                        .orElse(KernelSettings.DEFAULT_TIMER_SLACK_NS))
                .withSkewTick(key("skew-tick").map(DocumentNode::bool).orElse(false))
                .withIsolated(some("isolcpus", all))
                .withNohzFull(nohzFull(kernel, all))
                .withThreadedInterrupts(threaded)
                .withIsoLimit(isoLimit());
    }

    private IsoLimit isoLimit() {
        return new IsoLimit(
                key("iso-cpu").map(percent -> percent.whole(1, 100) / 100.0).orElse(IsoLimit.DEFAULT.share()),
                key("iso-period")
                        .map(period -> period.durationNs(Durations.MILLISECOND_NS, 3600 * Durations.SECOND_NS))
                        .orElse(IsoLimit.DEFAULT.periodNs()));
    }

    private CpuSet nohzFull(final KernelConfig kernel, final CpuSet all) {
        key("nohz-full").ifPresent(node -> Since.of(kernel).require(3, 10, "full dynticks", node));
        return some("nohz-full", all);
    }

    /** CPUs of which the machine must keep some others. */
    private CpuSet some(final String name, final CpuSet all) {
        final CpuSet cpus = key(name).map(DocumentNode::cpus).orElse(CpuSet.none());
        if (!cpus.minus(all).isEmpty()) {
            throw keys.get(name)
                    .mistake("CPU " + cpus.minus(all) + " does not exist", "the machine has the CPUs " + all);
        }
        if (cpus.equals(all)) {
            throw keys.get(name).mistake("takes all CPUs", "leave at least one CPU to the system");
        }
        return cpus;
    }

    /** Returns whether containers without a group get one each. */
    boolean autogroup() {
        return key("autogroup").map(DocumentNode::bool).orElse(false);
    }

    /**
     * Returns the throttling of real-time tasks, empty if the plan does not say: then nothing is throttled, and
     * admission takes the values every kernel starts with.
     */
    Optional<RealTimeThrottling> throttling() {
        final Optional<DocumentNode> runtime = key("rt-runtime");
        final Optional<DocumentNode> period = key("rt-period");
        if (runtime.isEmpty() && period.isEmpty()) {
            return Optional.empty();
        }
        final long periodNs = period.map(
                        given -> given.durationNs(Durations.MICROSECOND_NS, 3600 * Durations.SECOND_NS))
                .orElse(RealTimeThrottling.DEFAULT.periodNs());
        if (runtime.isPresent()
                && !runtime.get().isText()
                && runtime.get().whole(Long.MIN_VALUE, Long.MAX_VALUE) == -1) {
            return Optional.of(new RealTimeThrottling(RealTimeThrottling.UNLIMITED_NS, periodNs));
        }
        final long runtimeNs = runtime.map(given -> given.durationNs(0, 3600 * Durations.SECOND_NS))
                .orElse(RealTimeThrottling.DEFAULT.runtimeNs());
        if (runtimeNs > periodNs) {
            throw runtime.or(() -> period)
                    .orElseThrow()
                    .mistake(
                            "the run time " + Durations.exact(runtimeNs) + " is longer than the period "
                                    + Durations.exact(periodNs),
                            "give a run time up to the period, or -1 for no limit");
        }
        return Optional.of(new RealTimeThrottling(runtimeNs, periodNs));
    }
}
