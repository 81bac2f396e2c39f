package dev.headroom.plan;

import dev.headroom.document.DocumentNode;
import dev.headroom.machine.FrequencyConfig;
import dev.headroom.machine.FrequencyConfig.Governor;
import dev.headroom.units.Durations;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Reads what a plan says about the frequency governor. */
final class FrequencySpec {

    static final String KEY = "frequency";

    private static final List<String> GOVERNORS = Arrays.stream(Governor.values())
            .map(governor -> governor.name().toLowerCase(Locale.ROOT))
            .toList();
    private static final int MOST_MHZ = 100_000;
    /** {@code cpuinfo_transition_latency} of most drivers for x86. */
    private static final long TRANSITION_NS = 20 * Durations.MICROSECOND_NS;
    /** What {@code cpufreq_policy_transition_delay_us} gives drivers with that latency. */
    private static final long RATE_LIMIT_NS = 10 * Durations.MILLISECOND_NS;

    private FrequencySpec() {}

    /**
     * Reads the governor.
     *
     * @param node the mapping
     */
    static FrequencyConfig read(final DocumentNode node) {
        node.mapping("governor", "min-mhz", "max-mhz", "transition", "rate-limit");
        final Governor governor = Governor.values()[
                node.required("governor", "governor: schedutil").word(GOVERNORS, "governors")];
        final long maxMhz = node.required("max-mhz", "max-mhz: 3600").whole(1, MOST_MHZ);
        final long minMhz = node.required("min-mhz", "min-mhz: 800").whole(1, maxMhz);
        return new FrequencyConfig(
                governor,
                (double) minMhz / maxMhz,
                node.optional("transition")
                        .map(time -> time.durationNs(0, Durations.SECOND_NS))
                        .orElse(TRANSITION_NS),
                node.optional("rate-limit")
                        .map(time -> time.durationNs(0, Durations.SECOND_NS))
                        .orElse(RATE_LIMIT_NS));
    }
}
