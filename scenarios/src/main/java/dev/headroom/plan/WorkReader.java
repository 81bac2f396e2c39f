package dev.headroom.plan;

import dev.headroom.document.DocumentNode;
import dev.headroom.profile.DistributionCodec;
import dev.headroom.random.Constant;
import dev.headroom.random.Distribution;
import dev.headroom.random.Uniform;

/** Reads the CPU time of a job: a duration, a range, or a distribution. */
final class WorkReader {

    private static final long SHORTEST_NS = 1;

    private WorkReader() {}

    static Distribution read(final DocumentNode node) {
        if (!node.isMapping()) {
            return new Constant(node.durationNs(SHORTEST_NS, PlanReader.LONGEST_NS));
        }
        if (node.optional("kind").isPresent()) {
            return DistributionCodec.read(node, parameter -> parameter.durationNs(SHORTEST_NS, PlanReader.LONGEST_NS));
        }
        node.mapping("min", "max", "kind");
        final DocumentNode max = node.required("max", "max: 12ms");
        final long minNs = node.required("min", "min: 8ms").durationNs(SHORTEST_NS, PlanReader.LONGEST_NS);
        final long maxNs = max.durationNs(SHORTEST_NS, PlanReader.LONGEST_NS);
        if (maxNs <= minNs) {
            throw max.mistake("is not above 'min'", "give the longest CPU time of a job");
        }
        return new Uniform(minNs, maxNs);
    }
}
