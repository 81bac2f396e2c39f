package dev.headroom.profile;

import com.fasterxml.jackson.core.JsonFactory;
import dev.headroom.cost.Certificate;
import dev.headroom.cost.Cost;
import dev.headroom.cost.CostModel;
import dev.headroom.cost.CostName;
import dev.headroom.document.DocumentNode;
import dev.headroom.document.DocumentReader;
import dev.headroom.machine.KernelConfig;
import dev.headroom.machine.KernelConfig.Preemption;
import dev.headroom.random.Distribution;
import dev.headroom.topology.Topology;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads profiles strictly: every mistake is a {@link dev.headroom.document.DocumentException} that names its place. */
public final class ProfileReader {

    private static final int CPUS_MAX = 1024;
    private static final int MEASURED_MAX = 200;
    private static final int ALTERNATIVES_MAX = 200;
    private static final double COST_MAX = 1e12;
    private static final double US_MAX = 1e9;
    private static final List<String> PREEMPTIONS = Arrays.stream(Preemption.values())
            .map(preemption -> preemption.name().toLowerCase(Locale.ROOT))
            .toList();

    private static final String[] COST_KEYS =
            Arrays.stream(CostName.values()).map(CostName::key).toArray(String[]::new);

    private ProfileReader() {}

    /**
     * Reads a profile.
     *
     * @param file the document as the user named it, for messages
     * @param bytes its content
     * @return the profile
     * @throws dev.headroom.document.DocumentException if anything in it is wrong
     */
    public static Profile read(final String file, final byte[] bytes) {
        final DocumentNode root = DocumentReader.read(file, bytes, new JsonFactory());
        root.mapping(
                "format", "id", "title", "topology", "kernel", "disk", "costs", "alternatives", "loop", "measured");
        final DocumentNode format = root.required("format", "\"format\": \"" + Profile.FORMAT + "\"");
        if (!format.text().equals(Profile.FORMAT)) {
            throw format.mistake("this version does not read '" + format.text() + "'", "it reads " + Profile.FORMAT);
        }
        final DocumentNode id = root.required("id", "\"id\": \"c5-prt\"");
        if (!id.text().matches("[a-z0-9][a-z0-9.-]*")) {
            throw id.mistake("'" + id.text() + "' is not an id", "use small letters, digits, dots and hyphens");
        }
        final CostModel costs = costs(id.text(), root.required("costs", "\"costs\": {...}"));
        return new Profile(
                id.text(),
                root.required("title", "\"title\": \"...\"").text(),
                topology(root.required("topology", "\"topology\": {\"cpus\": [...]}")),
                kernel(root.required("kernel", "\"kernel\": {\"version\": ...}")),
                disk(root.required("disk", "\"disk\": {\"per_cpu_queues\": true, ...}")),
                costs,
                root.optional("alternatives")
                        .map(list -> alternatives(list, costs))
                        .orElse(List.of()),
                root.optional("loop").map(node -> cost(node, CostName.Unit.NANOSECONDS)),
                root.optional("measured").map(ProfileReader::measured).orElse(List.of()));
    }

    private static Certified<Topology> topology(final DocumentNode node) {
        node.mapping("cpus", "source", "date", "assumed");
        final List<DocumentNode> cpus = node.required("cpus", "\"cpus\": [{\"cpu\": 0, \"core\": 0, \"socket\": 0}]")
                .list(1, CPUS_MAX);
        final int[] cores = new int[cpus.size()];
        final int[] sockets = new int[cpus.size()];
        for (int cpu = 0; cpu < cores.length; cpu++) {
            final DocumentNode item = cpus.get(cpu).mapping("cpu", "core", "socket");
            final DocumentNode number = item.required("cpu", "\"cpu\": " + cpu);
            if (number.whole(0, CPUS_MAX) != cpu) {
                throw number.mistake("CPUs are not in order", "write \"cpu\": " + cpu + " here");
            }
            cores[cpu] = (int) item.required("core", "\"core\": 0").whole(0, CPUS_MAX);
            sockets[cpu] = (int) item.required("socket", "\"socket\": 0").whole(0, CPUS_MAX);
        }
        return new Certified<>(node.built(() -> Topology.of(cores, sockets)), certificate(node));
    }

    private static Certified<KernelConfig> kernel(final DocumentNode node) {
        node.mapping("version", "preemption", "tick_hz", "source", "date", "assumed");
        final KernelConfig kernel = new KernelConfig(
                node.required("version", "\"version\": \"4.9.115-rt93\"").text(),
                Preemption.values()[
                        node.required("preemption", "\"preemption\": \"rt\"").word(PREEMPTIONS, "preemption models")],
                (int) node.required("tick_hz", "\"tick_hz\": 250").whole(24, 1000));
        return new Certified<>(kernel, certificate(node));
    }

    private static Certified<Boolean> disk(final DocumentNode node) {
        node.mapping("per_cpu_queues", "source", "date", "assumed");
        return new Certified<>(
                node.required("per_cpu_queues", "\"per_cpu_queues\": true").bool(), certificate(node));
    }

    private static CostModel costs(final String id, final DocumentNode node) {
        node.mapping(COST_KEYS);
        final Map<CostName, Cost> costs = new EnumMap<>(CostName.class);
        for (final CostName name : CostName.values()) {
            final String unit = name.unit().symbol();
            final DocumentNode entry = node.required(
                    name.key(),
                    "\"" + name.key() + "\": {\"unit\": \"" + unit + "\", \"value\": {...}, \"source\": ...}");
            costs.put(name, cost(entry, name.unit()));
        }
        return new CostModel(id, costs);
    }

    private static Cost cost(final DocumentNode entry, final CostName.Unit measuredIn) {
        entry.mapping("unit", "value", "source", "date", "assumed");
        final String unit = measuredIn.symbol();
        final DocumentNode givenUnit = entry.required("unit", "\"unit\": \"" + unit + "\"");
        if (!givenUnit.text().equals(unit)) {
            throw givenUnit.mistake("'" + givenUnit.text() + "' is not the unit of this cost", "write " + unit);
        }
        return new Cost(
                value(entry.required("value", "\"value\": {\"kind\": \"constant\", \"value\": 0}")),
                certificate(entry));
    }

    private static Distribution value(final DocumentNode node) {
        return DistributionCodec.read(node, number -> number.real(0, COST_MAX));
    }

    /** Costs that an alternative does not name are those of the profile; certificates are those of the profile. */
    private static List<CostModel> alternatives(final DocumentNode list, final CostModel costs) {
        final List<CostModel> alternatives = new ArrayList<>();
        for (final DocumentNode item : list.list(0, ALTERNATIVES_MAX)) {
            item.mapping(COST_KEYS);
            final Map<CostName, Cost> changed = new EnumMap<>(CostName.class);
            costs.costs()
                    .forEach((name, cost) -> item.optional(name.key())
                            .ifPresent(node -> changed.put(name, new Cost(value(node), cost.certificate()))));
            alternatives.add(costs.with(changed));
        }
        return alternatives;
    }

    private static Certificate certificate(final DocumentNode node) {
        final DocumentNode date = node.required("date", "\"date\": \"2026-01-31\"");
        return new Certificate(
                node.required("source", "\"source\": \"where the number comes from\"")
                        .text(),
                date(date),
                node.required("assumed", "\"assumed\": false").bool());
    }

    private static String date(final DocumentNode date) {
        if (!date.text().matches("\\d{4}(-\\d{2}(-\\d{2})?)?")) {
            throw date.mistake("'" + date.text() + "' is not a date", "write 2026-01-31, 2026-01 or 2026");
        }
        return date.text();
    }

    private static List<MeasuredCondition> measured(final DocumentNode list) {
        return list.list(0, MEASURED_MAX).stream().map(ProfileReader::condition).toList();
    }

    private static MeasuredCondition condition(final DocumentNode node) {
        node.mapping(
                "id",
                "isolation",
                "load",
                "runs",
                "samples_per_run",
                "mean_us",
                "quantiles",
                "max_us",
                "source",
                "date",
                "sentence");
        final DocumentNode mean = node.required("mean_us", "\"mean_us\": {\"low\": 7, \"high\": 8}")
                .mapping("low", "high");
        final DocumentNode max = node.required("max_us", "\"max_us\": {\"low\": 18, \"median\": 18, \"high\": 20}")
                .mapping("low", "median", "high");
        final Isolation isolation = Isolation.values()[
                node.required("isolation", "\"isolation\": \"shield\"").word(Isolation.keys(), "kinds of isolation")];
        final String id = node.required("id", "\"id\": \"C5-Prt/IsoLoad\"").text();
        final boolean load = node.required("load", "\"load\": true").bool();
        final int runs = (int) node.required("runs", "\"runs\": 3").whole(1, 1_000_000);
        final long samples =
                node.required("samples_per_run", "\"samples_per_run\": 100000").whole(1, Long.MAX_VALUE);
        final List<MeasuredCondition.Quantile> quantiles = node.optional("quantiles")
                .map(list ->
                        list.list(0, 20).stream().map(ProfileReader::quantile).toList())
                .orElse(List.of());
        final String source = node.required("source", "\"source\": \"...\"").text();
        final String date = date(node.required("date", "\"date\": \"2018-09\""));
        final String sentence =
                node.required("sentence", "\"sentence\": \"...\"").text();
        return node.built(() -> new MeasuredCondition(
                id,
                isolation,
                load,
                runs,
                samples,
                us(mean, "low"),
                us(mean, "high"),
                quantiles,
                us(max, "low"),
                us(max, "median"),
                us(max, "high"),
                source,
                date,
                sentence));
    }

    private static MeasuredCondition.Quantile quantile(final DocumentNode node) {
        node.mapping("p", "us");
        final double probability = node.required("p", "\"p\": 0.99").real(0, 1);
        final double us = us(node, "us");
        return node.built(() -> new MeasuredCondition.Quantile(probability, us));
    }

    private static double us(final DocumentNode node, final String key) {
        return node.required(key, "\"" + key + "\": 20").real(0, US_MAX);
    }
}
