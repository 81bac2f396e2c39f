package dev.headroom.fit;

import dev.headroom.cost.CostModel;
import dev.headroom.cost.CostName;
import dev.headroom.workload.Activity;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Composes the wake-up latency of one thread from costs: what the machine model adds up event by event, without the events.
 *
 * <p>Left out are collisions that need two events at once (ticks, other threads, interrupts of the device); the fit is checked
 * with the machine model itself.
 */
final class LatencyComposition {

    private final CostModel costs;
    private final Map<String, double[]> sums = new TreeMap<>();
    private final Map<Activity, double[]> sections = new EnumMap<>(Activity.class);
    private final double housekeepingShare;
    private final double daemonShare;

    LatencyComposition(final CostModel costs) {
        this.costs = costs;
        this.housekeepingShare = costs.mean(CostName.HOUSEKEEPING_RATE) * costs.mean(CostName.HOUSEKEEPING) / 1e9;
        this.daemonShare = costs.mean(CostName.DAEMON_RATE) * costs.mean(CostName.DAEMON) / 1e9;
    }

    /**
     * The law of the latency of a thread.
     *
     * @param shares how often it meets each situation
     * @param daemonReach share of the daemons' work that happens on the thread's CPU
     * @return the law
     */
    LatencyLaw law(final Map<Situation, Double> shares, final double daemonReach) {
        final double disturbed = housekeepingShare + daemonReach * daemonShare;
        final double[] cells = new double[Grid.CELLS];
        final Map<Activity, double[]> byActivity = new EnumMap<>(Activity.class);
        shares.forEach((situation, share) -> {
            final double[] path = path(situation);
            final double[] sum = byActivity.computeIfAbsent(situation.before(), any -> new double[Grid.CELLS]);
            for (int cell = 0; cell < sum.length; cell++) {
                sum[cell] += share * path[cell];
            }
        });
        final Map<Activity, Double> weights = new EnumMap<>(Activity.class);
        byActivity.forEach((activity, sum) -> {
            final double[] whole = withSections(activity, sum);
            double weight = 0;
            for (int cell = 0; cell < cells.length; cell++) {
                cells[cell] += whole[cell] * (1 - disturbed);
                weight += sum[cell];
            }
            weights.put(activity, weight);
        });
        addDisturbances(cells, CostName.HOUSEKEEPING, housekeepingShare);
        addDisturbances(cells, CostName.DAEMON, daemonReach * daemonShare);
        return new LatencyLaw(cells, ns -> tail(weights, daemonReach, ns));
    }

    private double[] withSections(final Activity activity, final double[] sum) {
        final double share = sectionShare(activity);
        if (share <= 0) {
            return sum;
        }
        final double[] residual = sections.computeIfAbsent(
                activity, any -> Grid.ofResidual(costs.value(sectionLength(activity)), 1));
        final double[] delayed = Grid.sum(sum, residual);
        final double[] whole = new double[Grid.CELLS];
        for (int cell = 0; cell < whole.length; cell++) {
            whole[cell] = (1 - share) * sum[cell] + share * delayed[cell];
        }
        return whole;
    }

    /** Disturbances are so rare that only their own duration matters. */
    private void addDisturbances(final double[] cells, final CostName length, final double share) {
        if (share > 0) {
            final double[] residual = Grid.ofResidual(costs.value(length), share);
            for (int cell = 0; cell < cells.length; cell++) {
                cells[cell] += residual[cell];
            }
        }
    }

    private double tail(final Map<Activity, Double> weights, final double daemonReach, final double ns) {
        double survival = 0;
        if (housekeepingShare > 0) {
            survival += housekeepingShare * Grid.residualSurvival(costs.value(CostName.HOUSEKEEPING), ns);
        }
        if (daemonReach * daemonShare > 0) {
            survival += daemonReach * daemonShare * Grid.residualSurvival(costs.value(CostName.DAEMON), ns);
        }
        for (final Map.Entry<Activity, Double> entry : weights.entrySet()) {
            final double share = sectionShare(entry.getKey());
            if (share > 0) {
                survival += entry.getValue()
                        * share
                        * Grid.residualSurvival(costs.value(sectionLength(entry.getKey())), ns);
            }
        }
        return survival;
    }

    private double[] path(final Situation situation) {
        double[] sum = cached("base", () -> Grid.sum(
                grid(CostName.TIMER_INTERRUPT), grid(CostName.CONTEXT_SWITCH)));
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
