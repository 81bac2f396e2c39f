package dev.headroom.recorded;

import dev.headroom.format.FormatException;
import dev.headroom.random.Empirical;
import dev.headroom.recorded.AloneCases.Alone;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How long the hypervisor takes to deliver a timer, and how often the machine stands still, from threads that were
 * alone.
 *
 * <p>A latency is timer slack, delivery, timer interrupt and context switch; nothing else was there. So the delivery is
 * the measured distribution less the other three. Latencies above 200 us are not part of it: they are stalls. Of a
 * stall that is longer than the interval the first release in it tells: it waits for what is left, which is on the
 * average half an interval less than the stall is long. Latencies of a fair thread that are shorter than slack and the
 * shortest delivery are left out: another interrupt came first and expired the timer early.
 */
final class DeliveryFit {

    private static final long LONGEST_DELIVERY_US = 200;
    private static final double NS_PER_US = 1000;
    private static final double[] PROBABILITIES = {
        0, 0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999, 1
    };

    private final List<Alone> cases;
    private final long leastUs;

    /**
     * Prepares a fit.
     *
     * @param cases what is fitted
     * @param leastUs shortest latency of a thread without slack
     */
    DeliveryFit(final List<Alone> cases, final long leastUs) {
        this.cases = cases;
        this.leastUs = leastUs;
    }

    /** Returns the shortest latency of the threads without slack, 0 if there are none. */
    static long leastUs(final List<Alone> cases) {
        return cases.stream()
                .filter(alone -> alone.slackUs() == 0)
                .mapToLong(alone -> alone.thread().minUs())
                .min()
                .orElse(0);
    }

    /**
     * Returns the delivery.
     *
     * @param pathNs mean of timer interrupt and context switch in ns
     * @throws FormatException if a case has no latency of which the delivery can be told
     */
    Empirical delivery(final double pathNs) {
        final TreeMap<Long, Double> weights = new TreeMap<>();
        for (final Alone alone : cases) {
            final Map<Long, Long> body = body(alone);
            final double all = body.values().stream().mapToLong(Long::longValue).sum();
            body.forEach((us, count) -> weights.merge(us, count / all / cases.size(), Double::sum));
        }
        final List<Empirical.Point> points = new ArrayList<>();
        for (final double probability : PROBABILITIES) {
            final double ns = quantileUs(weights, probability) * NS_PER_US - pathNs;
            points.add(new Empirical.Point(probability, Math.round(Math.max(0, ns))));
        }
        return new Empirical(points);
    }

    /** Samples by whole us, slack taken off. */
    private Map<Long, Long> body(final Alone alone) {
        final Map<Long, Long> body = new TreeMap<>();
        alone.thread().counts().countsByUs().forEach((us, count) -> {
            final long delayUs = us - alone.slackUs();
            if (delayUs >= leastUs && delayUs <= LONGEST_DELIVERY_US) {
                body.put(delayUs, count);
            }
        });
        if (body.isEmpty()) {
            throw new FormatException(
                    alone.file(),
                    0,
                    "histogram",
                    "no latency from " + (leastUs + alone.slackUs()) + " to " + (LONGEST_DELIVERY_US + alone.slackUs())
                            + " us",
                    "some, so that the delivery of a timer can be told from a stall");
        }
        return body;
    }

    /** A reading of k stands for any time from k to k + 1. */
    private static double quantileUs(final TreeMap<Long, Double> weights, final double probability) {
        double below = 0;
        for (final Map.Entry<Long, Double> bin : weights.entrySet()) {
            if (below + bin.getValue() >= probability) {
                return bin.getKey() + (probability - below) / bin.getValue();
            }
            below += bin.getValue();
        }
        return weights.lastKey() + 1.0;
    }

    /** Returns the lengths of all stalls, at least one. */
    double[] stallsNs() {
        final List<Double> lengthsNs = new ArrayList<>();
        for (final Alone alone : cases) {
            final double meanRestUs = alone.intervalUs() / 2.0 - alone.slackUs();
            for (final double us : lateUs(alone)) {
                lengthsNs.add((us + meanRestUs) * NS_PER_US);
            }
        }
        return lengthsNs.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    }

    /** Returns stalls in every second. */
    double stallsPerSecond() {
        return stallsNs().length
                / (double) cases.stream().mapToLong(Alone::durationS).sum();
    }

    /**
     * Latencies beyond the histogram are known by their number, their largest, and what the mean leaves for the rest.
     */
    private static List<Double> lateUs(final Alone alone) {
        final List<Double> late = new ArrayList<>();
        final long[] sumUs = new long[1];
        alone.thread().counts().countsByUs().forEach((us, count) -> {
            sumUs[0] += us * count;
            for (long i = 0; us - alone.slackUs() > LONGEST_DELIVERY_US && i < count; i++) {
                late.add((double) us);
            }
        });
        final long beyond = alone.thread().counts().overflow();
        if (beyond > 0) {
            final double maxUs = alone.thread().maxUs();
            final long all = alone.thread().counts().samples() + beyond;
            final double restUs = alone.thread().meanUs() * all - sumUs[0] - maxUs;
            late.add(maxUs);
            for (long i = 1; i < beyond; i++) {
                final double leastUs = alone.thread().counts().overflowFromUs();
                late.add(Math.min(maxUs, Math.max(leastUs, restUs / (beyond - 1))));
            }
        }
        return late;
    }
}
