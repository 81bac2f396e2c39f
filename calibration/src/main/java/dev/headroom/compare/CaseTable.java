package dev.headroom.compare;

/** Writes a line for every case: verdict, how many quantities agree, and what is farthest off. */
final class CaseTable {

    private final ValidationReport report;

    CaseTable(final ValidationReport report) {
        this.report = report;
    }

    String text() {
        final Tally tally = report.summary();
        final TextTable table = new TextTable("<case", "<verdict", ">agree", ">of", "<why");
        for (final CaseComparison compared : report.cases()) {
            table.row(
                    compared.facts().id(),
                    compared.verdict().label(),
                    Integer.toString(compared.withOutcome(Outcome.AGREE).size()),
                    Integer.toString(compared.outcomes().size()),
                    compared.verdict() == Verdict.AGREE ? "" : firstPart(compared.why()));
        }
        return table.text()
                + "\n"
                + tally.cases()
                + " cases: "
                + tally.agree()
                + " agree, "
                + tally.disagree()
                + " disagree, "
                + tally.inconclusive()
                + " inconclusive, "
                + tally.notModelled()
                + " not modelled\n";
    }

    private static String firstPart(final String why) {
        final int semicolon = why.indexOf(';');
        return semicolon < 0 ? why : why.substring(0, semicolon);
    }
}
