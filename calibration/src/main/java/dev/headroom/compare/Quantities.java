package dev.headroom.compare;

import dev.headroom.evidence.Measure;
import dev.headroom.evidence.MeasuredLatency;
import dev.headroom.evidence.WholeUs;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Names of quantities: {@code [measure_]statistic_unit[:TASK]}, for example {@code p99_us} or {@code run_p99_us:a}.
 *
 * <p>Names without prefix are wake-up latencies, see {@link Measure#prefix()}.
 */
public final class Quantities {

    private static final List<String> STATISTICS =
            List.of("min_us", "mean_us", "p50_us", "p99_us", "p99.9_us", "p99.99_us", "p99.999_us", "max_us");

    /** The order in documents: task, then measure, then the statistics of a latency from minimum to maximum. */
    public static final Comparator<String> ORDER = (a, b) -> a.equals(b) ? 0 : Quantities.BY_PARTS.compare(a, b);

    private static final Comparator<String> BY_PARTS = Comparator.comparing(Quantities::task)
            .thenComparing(Quantities::prefix)
            .thenComparingInt(Quantities::rank)
            .thenComparing(Comparator.naturalOrder());

    private Quantities() {}

    /**
     * Returns the part of a name that a tolerance is given for.
     *
     * @param name name of a quantity
     * @return the name without {@code :TASK}
     */
    public static String withoutTask(final String name) {
        final int colon = name.indexOf(':');
        return colon < 0 ? name : name.substring(0, colon);
    }

    /**
     * Returns whether a quantity is a maximum.
     *
     * @param name name of a quantity
     * @return true for {@code max_us} of any measure and task
     */
    public static boolean isMaximum(final String name) {
        return withoutTask(name).endsWith("max_us");
    }

    /**
     * Names the quantities of a measured latency.
     *
     * @param measured the measurement
     * @param measure what was measured
     * @param resolutionUs step of the instrument in us: a reading k stands for [k, k + resolution]
     * @return the quantities that the measurement holds, in the order of {@link #ORDER}
     */
    public static SortedMap<String, MeasuredQuantity> of(
            final MeasuredLatency measured, final Measure measure, final double resolutionUs) {
        final SortedMap<String, MeasuredQuantity> quantities = new TreeMap<>(ORDER);
        final String prefix = measure.prefix();
        measured.minUs().ifPresent(us -> quantities.put(prefix + "min_us", MeasuredQuantity.cut(us, resolutionUs)));
        measured.maxUs().ifPresent(us -> quantities.put(prefix + "max_us", MeasuredQuantity.cut(us, resolutionUs)));
        final double meanStepUs = measured.meanTruncated() ? resolutionUs : 0;
        measured.meanUs().ifPresent(us -> quantities.put(prefix + "mean_us", MeasuredQuantity.cut(us, meanStepUs)));
        measured.quantilesUs()
                .forEach(
                        (quantile, us) -> quantities.put(prefix + quantile.label() + "_us", reading(us, resolutionUs)));
        return quantities;
    }

    private static MeasuredQuantity reading(final WholeUs us, final double resolutionUs) {
        if (us.isKnown()) {
            return MeasuredQuantity.cut(us.lowUs(), resolutionUs);
        }
        final boolean unbounded = us.highUs() == WholeUs.UNBOUNDED_US;
        final double high = unbounded ? Double.POSITIVE_INFINITY : us.highUs() + resolutionUs;
        return new MeasuredQuantity(OptionalDouble.empty(), us.lowUs(), high);
    }

    private static String task(final String name) {
        return name.substring(withoutTask(name).length());
    }

    private static String prefix(final String name) {
        final String plain = withoutTask(name);
        for (final String statistic : STATISTICS) {
            if (plain.endsWith(statistic)) {
                return plain.substring(0, plain.length() - statistic.length());
            }
        }
        return plain;
    }

    private static int rank(final String name) {
        return STATISTICS.indexOf(withoutTask(name).substring(prefix(name).length()));
    }
}
