package dev.headroom.fit;

import dev.headroom.cost.Certificate;
import dev.headroom.cost.Cost;
import dev.headroom.cost.CostModel;
import dev.headroom.cost.CostName;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Certifies each fitted cost by what the data say of its parameters; never as fitted what rests on a prior. */
final class Certificates {

    private final String rows;
    private final String date;
    private final Map<String, ParameterLine> parameters;

    /**
     * Prepares.
     *
     * @param rows the measurements that were fitted
     * @param date when they were taken
     * @param parameters every parameter with what the data say of it
     */
    Certificates(final String rows, final String date, final List<ParameterLine> parameters) {
        this.rows = rows;
        this.date = date;
        this.parameters = parameters.stream().collect(Collectors.toMap(ParameterLine::name, line -> line));
    }

    /** Returns the costs with the certificates of all that the fit sets. */
    CostModel certify(final CostModel costs) {
        final Map<CostName, Cost> certified = new EnumMap<>(CostName.class);
        for (final FittedCost fitted : FittedCost.ALL) {
            final Cost cost = costs.costs().get(fitted.cost());
            // A disturbance of which no run told anything is no fit.
            if (costs.mean(fitted.cost()) > 0) {
                certified.put(fitted.cost(), new Cost(cost.value(), of(fitted)));
            }
        }
        return costs.with(certified);
    }

    private Certificate of(final FittedCost fitted) {
        final List<ParameterLine> determined = lines(fitted, true);
        final List<ParameterLine> open = lines(fitted, false);
        final String intervals = determined.isEmpty()
                ? "nothing of it is determined by " + rows
                : rows + "; with 5 % and 95 % bounds "
                        + determined.stream().map(ParameterLine::words).collect(Collectors.joining(", "));
        final String prior = open.isEmpty()
                ? ""
                : "; left to the prior: "
                        + open.stream().map(ParameterLine::name).collect(Collectors.joining(", "));
        return switch (fitted.basis()) {
            case OWN ->
                new Certificate((open.isEmpty() ? "" : "assumed in part: ") + intervals + prior, date, !open.isEmpty());
            case PARTLY_ASSUMED ->
                new Certificate("assumed in part: " + intervals + prior + "; its sigma is a guess", date, true);
            case SHARE_OF_SUM ->
                new Certificate(
                        "assumed: half of the wake-up path, of which only the sum is determined; " + intervals + prior,
                        date,
                        true);
            case PROPORTIONAL ->
                new Certificate(
                        "assumed: in proportion to the wake-up path, which is fitted;"
                                + " not determined by wake-up latencies",
                        date,
                        true);
        };
    }

    private List<ParameterLine> lines(final FittedCost fitted, final boolean determined) {
        return fitted.parameters().stream()
                .map(parameter -> parameters.get(parameter.key()))
                .filter(line -> line.determined() == determined)
                .toList();
    }
}
