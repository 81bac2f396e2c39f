package dev.headroom.profile;

import dev.headroom.cost.Certificate;
import dev.headroom.cost.Cost;
import dev.headroom.cost.CostModel;
import dev.headroom.cost.CostName;
import dev.headroom.document.JsonText;
import dev.headroom.machine.KernelConfig;
import dev.headroom.topology.Topology;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/** Writes profiles in their canonical form; what it wrote, {@link ProfileReader} reads and it writes again alike. */
public final class ProfileWriter {

    private ProfileWriter() {}

    /**
     * Writes a profile.
     *
     * @param profile what to write
     * @return the document, ending in a line feed
     */
    public static String write(final Profile profile) {
        final Map<String, Object> costs = JsonText.object();
        profile.costs().costs().forEach((name, cost) -> costs.put(name.key(), cost(cost, name.unit())));
        final Map<String, Object> document = JsonText.object(
                "format", Profile.FORMAT,
                "id", profile.id(),
                "title", profile.title(),
                "topology", topology(profile.topology()),
                "kernel", kernel(profile.kernel()),
                "disk", disk(profile.perCpuDiskQueues()),
                "costs", costs);
        if (!profile.alternatives().isEmpty()) {
            document.put(
                    "alternatives",
                    profile.alternatives().stream()
                            .map(alternative -> differences(alternative, profile.costs()))
                            .toList());
        }
        profile.loop().ifPresent(loop -> document.put("loop", cost(loop, CostName.Unit.NANOSECONDS)));
        document.put(
                "measured",
                profile.measured().stream().map(ProfileWriter::measured).toList());
        return JsonText.write(document);
    }

    private static Map<String, Object> cost(final Cost cost, final CostName.Unit unit) {
        final Map<String, Object> entry =
                JsonText.object("unit", unit.symbol(), "value", DistributionCodec.write(cost.value()));
        return certify(entry, cost.certificate());
    }

    private static Map<String, Object> differences(final CostModel alternative, final CostModel costs) {
        final Map<String, Object> differences = JsonText.object();
        alternative.costs().forEach((name, cost) -> {
            if (!cost.value().equals(costs.value(name))) {
                differences.put(name.key(), DistributionCodec.write(cost.value()));
            }
        });
        return differences;
    }

    private static Map<String, Object> topology(final Certified<Topology> certified) {
        final Topology topology = certified.value();
        final Map<String, Object> object = JsonText.object(
                "cpus",
                IntStream.range(0, topology.cpus())
                        .mapToObj(cpu ->
                                JsonText.object("cpu", cpu, "core", topology.core(cpu), "socket", topology.socket(cpu)))
                        .toList());
        return certify(object, certified.certificate());
    }

    private static Map<String, Object> kernel(final Certified<KernelConfig> certified) {
        final KernelConfig kernel = certified.value();
        return certify(
                JsonText.object(
                        "version", kernel.version(),
                        "preemption", kernel.preemption().name().toLowerCase(Locale.ROOT),
                        "tick_hz", kernel.tickHz()),
                certified.certificate());
    }

    private static Map<String, Object> disk(final Certified<Boolean> perCpuQueues) {
        return certify(JsonText.object("per_cpu_queues", perCpuQueues.value()), perCpuQueues.certificate());
    }

    private static Map<String, Object> certify(final Map<String, Object> object, final Certificate certificate) {
        object.put("source", certificate.source());
        object.put("date", certificate.date());
        object.put("assumed", certificate.assumed());
        return object;
    }

    private static Map<String, Object> measured(final MeasuredCondition condition) {
        return JsonText.object(
                "id", condition.id(),
                "isolation", condition.isolation().key(),
                "load", condition.load(),
                "runs", condition.runs(),
                "samples_per_run", condition.samplesPerRun(),
                "mean_us", JsonText.object("low", condition.meanLowUs(), "high", condition.meanHighUs()),
                "quantiles",
                        condition.quantiles().stream()
                                .map(quantile -> JsonText.object("p", quantile.probability(), "us", quantile.us()))
                                .toList(),
                "max_us",
                        JsonText.object(
                                "low", condition.maxLowUs(),
                                "median", condition.maxMedianUs(),
                                "high", condition.maxHighUs()),
                "source", condition.source(),
                "date", condition.date(),
                "sentence", condition.sentence());
    }
}
