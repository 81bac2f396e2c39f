package dev.headroom.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;

/** Writes a report for a terminal: verdicts, the worst misses, the groups with their yardsticks. */
final class TextReport {

    /** Quantities that the table of groups shows: of wake-up latencies. */
    private static final List<String> SHOWN = List.of("mean_us", "p99_us", "max_us");

    private static final int MAX_ID = 40;
    private static final String NONE = "-";

    private final ValidationReport report;

    TextReport(final ValidationReport report) {
        this.report = report;
    }

    String text(final int mostMisses) {
        final StringBuilder text = new StringBuilder();
        text.append(verdicts("all cases", report.summary()));
        if (report.summary(true).cases() > 0) {
            text.append(verdicts("held out", report.summary(false)));
            text.append(verdicts("used for the fit", report.summary(true)));
        }
        final List<CaseComparison> misses = report.worstMisses();
        if (!misses.isEmpty()) {
            final int shown = Math.min(mostMisses, misses.size());
            text.append("\nWorst misses (").append(shown).append(" of ").append(misses.size());
            text.append("), by the quantity farthest off:\n").append(misses(misses.subList(0, shown)));
        }
        text.append("\nMedian |ln(predicted / measured)|, beside it a: two repeats of one measurement;");
        text.append(" b: the mean of the other cases.\n").append(groups());
        return text.toString();
    }

    private static String verdicts(final String name, final Tally tally) {
        return String.format(
                Locale.ROOT,
                "%-16s %5d cases: %d agree, %d disagree, %d inconclusive, %d not modelled\n",
                name,
                tally.cases(),
                tally.agree(),
                tally.disagree(),
                tally.inconclusive(),
                tally.notModelled());
    }

    private static String misses(final List<CaseComparison> misses) {
        final TextTable table =
                new TextTable("<case", "<quantity", ">measured", ">predicted", ">low", ">high", ">ln ratio", "<fit");
        for (final CaseComparison miss : misses) {
            final String name = miss.withOutcome(Outcome.DISAGREE).get(0);
            final PredictedQuantity predicted = miss.prediction().quantities().get(name);
            final Double ratio = miss.logRatios().get(name);
            table.row(
                    shortened(miss.facts().id()),
                    name,
                    Numbers.text(miss.measured().get(name)),
                    Numbers.text(predicted.value()),
                    Numbers.text(predicted.low()),
                    Numbers.text(predicted.high()),
                    ratio == null ? NONE : String.format(Locale.ROOT, "%+.2f", ratio),
                    miss.facts().usedForFit() ? "yes" : "no");
        }
        return table.text();
    }

    private String groups() {
        final List<String> heads = new ArrayList<>(List.of("<env", "<kernel", "<fit", ">n", ">agree"));
        for (final String quantity : SHOWN) {
            heads.addAll(List.of(">" + quantity, ">a", ">b"));
        }
        heads.add(">max in 90 %");
        final TextTable table = new TextTable(heads.toArray(String[]::new));
        for (final Group group : report.groups()) {
            final List<String> cells = new ArrayList<>(List.of(
                    group.environment(),
                    group.kernel(),
                    group.usedForFit() ? "yes" : "no",
                    Integer.toString(group.tally().cases()),
                    Integer.toString(group.tally().agree())));
            for (final String quantity : SHOWN) {
                cells.add(figure(group.tally().medianAbsLogRatio(), quantity));
                cells.add(figure(group.repeatSpread(), quantity));
                cells.add(figure(group.baseline(), quantity));
            }
            cells.add(
                    group.tally().maxInside().isEmpty()
                            ? NONE
                            : String.format(
                                    Locale.ROOT,
                                    "%.0f %%",
                                    100 * group.tally().maxInside().getAsDouble()));
            table.row(cells.toArray(String[]::new));
        }
        return table.text();
    }

    private static String figure(final SortedMap<String, Double> figures, final String name) {
        final Double figure = figures.get(name);
        return figure == null ? NONE : String.format(Locale.ROOT, "%.2f", figure);
    }

    /** The end of a long name tells cases apart. */
    private static String shortened(final String id) {
        return id.length() <= MAX_ID ? id : "..." + id.substring(id.length() - MAX_ID + 3);
    }
}
