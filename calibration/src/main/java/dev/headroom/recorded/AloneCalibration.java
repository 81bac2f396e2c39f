package dev.headroom.recorded;

import dev.headroom.cost.Certificate;
import dev.headroom.cost.Cost;
import dev.headroom.cost.CostModel;
import dev.headroom.cost.CostName;
import dev.headroom.profile.Profile;
import dev.headroom.random.Constant;
import dev.headroom.random.Distribution;
import dev.headroom.random.Empirical;
import dev.headroom.recorded.AloneCases.Alone;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Fits the costs of a recorded machine to the cases in which one thread was alone.
 *
 * <p>Fitted are the delivery of timers and the stalls. All else stays as it is in the profile. The best fit takes all
 * cases alike; the alternatives are the fits to each of them, for the machine differs from run to run.
 */
public final class AloneCalibration {

    private static final double MILLION = 1e6;

    private final List<Alone> cases;
    private final Profile base;
    private final long leastUs;
    private final Profile profile;

    private AloneCalibration(final List<Alone> cases, final Profile base) {
        this.cases = cases;
        this.base = base;
        leastUs = DeliveryFit.leastUs(cases);
        profile = fitted();
    }

    /** Returns whether a folder holds cases to fit. */
    public static boolean isPossible(final Path folder) {
        return AloneCases.areIn(folder);
    }

    /**
     * Reads the cases.
     *
     * @param folder folder of recorded cases, of which at least one is fitted
     * @param base profile of the machine
     */
    public static AloneCalibration of(final Path folder, final Profile base) {
        return new AloneCalibration(AloneCases.in(folder), base);
    }

    /** Returns the profile with the fitted costs. */
    public Profile profile() {
        return profile;
    }

    private Profile fitted() {
        final CostModel best = fitted(cases, base.costs());
        final List<CostModel> alternatives =
                cases.stream().map(alone -> fitted(List.of(alone), best)).toList();
        return base.withCosts(best, cases.size() == 1 ? List.of() : alternatives);
    }

    private CostModel fitted(final List<Alone> some, final CostModel costs) {
        final DeliveryFit fit = new DeliveryFit(some, leastUs);
        final double[] stallsNs = fit.stallsNs();
        final Map<CostName, Cost> found = new EnumMap<>(CostName.class);
        put(
                found,
                CostName.TIMER_DELIVERY,
                fit.delivery(costs.mean(CostName.TIMER_INTERRUPT) + costs.mean(CostName.CONTEXT_SWITCH)),
                "wake-up latencies up to 200 us less timer slack, timer interrupt and context switch");
        put(found, CostName.STALL_RATE, new Constant(fit.stallsPerSecond()), "wake-up latencies above 200 us, counted");
        put(
                found,
                CostName.STALL,
                stallsNs.length > 1
                        ? Empirical.ofSamples(stallsNs)
                        : new Constant(stallsNs.length == 0 ? 0 : stallsNs[0]),
                "wake-up latencies above 200 us and half an interval");
        return costs.with(found);
    }

    private void put(
            final Map<CostName, Cost> found, final CostName name, final Distribution value, final String what) {
        final String names = cases.stream().map(Alone::id).collect(Collectors.joining(", "));
        final String source = base.id() + ", recorded cases " + names + ": " + what;
        found.put(
                name,
                new Cost(
                        value,
                        new Certificate(source, base.kernel().certificate().date(), false)));
    }

    /** Returns what was found as text, at most 120 columns wide. */
    public String text() {
        final CostModel costs = profile.costs();
        final StringBuilder text = new StringBuilder();
        text.append(String.format(Locale.ROOT, "Profile %s, fitted to%n", base.id()));
        for (final Alone alone : cases) {
            text.append(String.format(
                    Locale.ROOT,
                    "  %-32s %6d latencies, timer slack %2d us, mean %.2f us%n",
                    alone.id(),
                    alone.thread().counts().samples() + alone.thread().counts().overflow(),
                    alone.slackUs(),
                    alone.thread().meanUs()));
        }
        final Distribution delivery = costs.value(CostName.TIMER_DELIVERY);
        text.append(String.format(
                Locale.ROOT,
                "timer delivery: median %.2f us, 90 %% %.2f us, 99 %% %.2f us%n",
                delivery.quantileNs(0.5) / 1000,
                delivery.quantileNs(0.9) / 1000,
                delivery.quantileNs(0.99) / 1000));
        text.append(String.format(
                Locale.ROOT,
                "stalls: %.3f in every second, mean %.2f ms%n",
                costs.mean(CostName.STALL_RATE),
                costs.mean(CostName.STALL) / MILLION));
        return text.toString();
    }
}
