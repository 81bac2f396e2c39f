package dev.headroom.fit;

import dev.headroom.cost.CostModel;
import dev.headroom.cost.CostName;
import dev.headroom.random.Distribution;
import dev.headroom.workload.Activity;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Composes the wake-up latency of one thread from costs: what the machine model adds up event by event, without the
 * events.
 *
 * <p>Left out are collisions that need two events at once (ticks, other threads, interrupts of the device); the fit is
 * checked with the machine model itself.
 */
final class LatencyComposition {

    /** Interval of the measuring threads of every fitted row. */
    private static final double PERIOD_NS = 1_000_000;

    private final CostModel costs;
    private final Map<String, double[]> sums = new TreeMap<>();
    private final Map<Activity, double[]> sections = new EnumMap<>(Activity.class);

    LatencyComposition(final CostModel costs) {
        this.costs = costs;
    }

    /** The law of the latency of a thread under the conditions of a target. */
    LatencyLaw law(final FitTarget target) {
        final Map<Activity, double[]> byActivity = new EnumMap<>(Activity.class);
        target.shares().forEach((situation, share) -> {
            final double[] path = path(situation);
            final double[] sum = byActivity.computeIfAbsent(situation.before(), any -> new double[Grid.CELLS]);
            for (int cell = 0; cell < sum.length; cell++) {
                sum[cell] += share * path[cell];
            }
        });
        final double[] cells = new double[Grid.CELLS];
        final Map<Activity, Double> weights = new EnumMap<>(Activity.class);
        double pathNs = 0;
        for (final Map.Entry<Activity, double[]> entry : byActivity.entrySet()) {
            final double[] whole = withSections(entry.getKey(), entry.getValue());
            double weight = 0;
            for (int cell = 0; cell < cells.length; cell++) {
                cells[cell] += whole[cell];
                weight += entry.getValue()[cell];
                pathNs += entry.getValue()[cell] * cell * Grid.STEP_NS;
            }
            weights.put(entry.getKey(), weight);
        }
        return disturbed(cells, weights, disturbances(target), pathNs, afterIdle(target));
    }

    /** A disturbance that finds the CPU idle has to leave the idle state first. */
    private double[] afterIdle(final FitTarget target) {
        final double[] extra = new double[Grid.CELLS];
        double idle = 0;
        for (final Map.Entry<Situation, Double> entry : target.shares().entrySet()) {
            if (entry.getKey().before() == Activity.IDLE) {
                idle += entry.getValue();
            }
        }
        final double[] exit = grid(CostName.IDLE_EXIT);
        for (int cell = 0; cell < extra.length; cell++) {
            extra[cell] = idle * exit[cell];
        }
        extra[0] += 1 - idle;
        return extra;
    }

    /**
     * Shares of time in which something keeps the CPU from handling the timer at once, by the cost that says how long.
     */
    private Map<CostName, Double> disturbances(final FitTarget target) {
        final Map<CostName, Double> shares = new EnumMap<>(CostName.class);
        putPositive(shares, CostName.HOUSEKEEPING, costs.mean(CostName.HOUSEKEEPING_RATE));
        putPositive(shares, CostName.DAEMON, costs.mean(CostName.DAEMON_RATE) * target.daemonReach());
        putPositive(shares, CostName.WRITE_BACK, target.writeBacksPerSecond());
        return shares;
    }

    private void putPositive(final Map<CostName, Double> shares, final CostName length, final double perSecond) {
        final double share = perSecond * costs.mean(length) / 1e9;
        if (share > 0) {
            shares.put(length, Math.min(1, share));
        }
    }

    private LatencyLaw disturbed(
            final double[] cells,
            final Map<Activity, Double> weights,
            final Map<CostName, Double> disturbances,
            final double pathNs,
            final double[] afterIdle) {
        double total = 0;
        final double[] delay = new double[Grid.CELLS];
        for (final Map.Entry<CostName, Double> entry : disturbances.entrySet()) {
            final Distribution length = costs.value(entry.getKey());
            final double begins = beginsDuringPath(entry, pathNs);
            final double[] inProgress = Grid.ofDelay(length, entry.getValue(), PERIOD_NS);
            final double[] whole = Grid.of(length);
            for (int cell = 0; cell < delay.length; cell++) {
                delay[cell] += inProgress[cell] + begins * whole[cell];
            }
            total += entry.getValue() * Grid.delaySurvival(length, 0, PERIOD_NS) + begins;
        }
        if (total > 0) {
            final double[] delayed = Grid.sum(cells, Grid.sum(delay, afterIdle));
            for (int cell = 0; cell < cells.length; cell++) {
                cells[cell] = cells[cell] * (1 - total) + delayed[cell];
            }
        }
        return new LatencyLaw(cells, ns -> tail(weights, disturbances, pathNs, Math.max(0, ns - pathNs)));
    }

    /**
     * Probability that a disturbance begins while the wake-up path runs with interrupts off; then it delays in full.
     */
    private double beginsDuringPath(final Map.Entry<CostName, Double> disturbance, final double pathNs) {
        return disturbance.getValue() / costs.mean(disturbance.getKey()) * pathNs;
    }

    private double[] withSections(final Activity activity, final double[] sum) {
        final double share = sectionShare(activity);
        if (share <= 0) {
            return sum;
        }
        final double[] delay = sections.computeIfAbsent(
                activity, any -> Grid.ofDelay(costs.value(sectionLength(activity)), share, PERIOD_NS));
        final double met = share * Grid.delaySurvival(costs.value(sectionLength(activity)), 0, PERIOD_NS);
        final double[] delayed = Grid.sum(sum, delay);
        final double[] whole = new double[Grid.CELLS];
        for (int cell = 0; cell < whole.length; cell++) {
            whole[cell] = (1 - met) * sum[cell] + delayed[cell];
        }
        return whole;
    }

    private double tail(
            final Map<Activity, Double> weights,
            final Map<CostName, Double> disturbances,
            final double pathNs,
            final double ns) {
        double survival = 0;
        for (final Map.Entry<CostName, Double> entry : disturbances.entrySet()) {
            final Distribution length = costs.value(entry.getKey());
            survival += entry.getValue() * Grid.delaySurvival(length, ns, PERIOD_NS)
                    + beginsDuringPath(entry, pathNs) * length.survival(ns);
        }
        for (final Map.Entry<Activity, Double> entry : weights.entrySet()) {
            final double share = sectionShare(entry.getKey());
            if (share > 0) {
                survival += entry.getValue()
                        * share
                        * Grid.delaySurvival(costs.value(sectionLength(entry.getKey())), ns, PERIOD_NS);
            }
        }
        return survival;
    }

    private double[] path(final Situation situation) {
        double[] sum = cached("base", () -> Grid.sum(grid(CostName.TIMER_INTERRUPT), grid(CostName.CONTEXT_SWITCH)));
        String key = "base";
        if (situation.before() == Activity.IDLE) {
            key = key + "+idle";
            sum = add(key, sum, CostName.IDLE_EXIT);
            if (situation.balanced()) {
                key = key + "+domain";
                sum = add(key, sum, CostName.DOMAIN_IDLE_EXIT);
            }
        } else {
            final CostName refill = refillAfter(situation.before());
            key = key + "+" + refill.key();
            sum = add(key, sum, refill);
        }
        if (situation.migratable()) {
            key = key + "+pushable";
            sum = add(key, sum, CostName.PUSHABLE_WAKE_UP);
        }
        if (situation.beside() != Activity.IDLE) {
            final CostName loss = smtLossTo(situation.beside());
            sum = add(key + "+" + loss.key(), sum, loss);
        }
        return sum;
    }

    private double[] add(final String key, final double[] sum, final CostName cost) {
        return cached(key, () -> Grid.sum(sum, grid(cost)));
    }

    private double[] cached(final String key, final java.util.function.Supplier<double[]> make) {
        final double[] known = sums.get(key);
        if (known != null) {
            return known;
        }
        final double[] made = make.get();
        sums.put(key, made);
        return made;
    }

    private double[] grid(final CostName cost) {
        return cached("cost/" + cost.key(), () -> Grid.of(costs.value(cost)));
    }

    private double sectionShare(final Activity activity) {
        return switch (activity) {
            case KERNEL_DISK -> costs.mean(CostName.DISK_SECTION_SHARE);
            case KERNEL_SYNC -> costs.mean(CostName.SYNC_SECTION_SHARE);
            case MEMORY -> costs.mean(CostName.MEMORY_SECTION_SHARE);
            default -> 0;
        };
    }

    private static CostName sectionLength(final Activity activity) {
        return switch (activity) {
            case KERNEL_DISK -> CostName.DISK_SECTION;
            case KERNEL_SYNC -> CostName.SYNC_SECTION;
            default -> CostName.MEMORY_SECTION;
        };
    }

    private static CostName refillAfter(final Activity activity) {
        return switch (activity) {
            case MEMORY -> CostName.REFILL_AFTER_MEMORY;
            case KERNEL_DISK, KERNEL_SYNC -> CostName.REFILL_AFTER_KERNEL;
            default -> CostName.REFILL_AFTER_COMPUTE;
        };
    }

    private static CostName smtLossTo(final Activity activity) {
        return switch (activity) {
            case MEMORY -> CostName.SMT_LOSS_MEMORY;
            case KERNEL_DISK, KERNEL_SYNC -> CostName.SMT_LOSS_KERNEL;
            default -> CostName.SMT_LOSS_COMPUTE;
        };
    }
}
