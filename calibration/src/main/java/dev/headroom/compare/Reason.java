package dev.headroom.compare;

import java.util.List;

/** Says in a sentence why a comparison came out as it did. */
final class Reason {

    private final CaseComparison compared;

    Reason(final CaseComparison compared) {
        this.compared = compared;
    }

    String sentence() {
        return switch (compared.verdict()) {
            case NOT_MODELLED -> compared.prediction().notModelled().orElseThrow();
            case AGREE ->
                "within tolerance: " + String.join(", ", compared.outcomes().keySet()) + ".";
            case DISAGREE -> worst(Outcome.DISAGREE, "") + ".";
            case INCONCLUSIVE -> inconclusive();
        };
    }

    private String inconclusive() {
        if (compared.measured().isEmpty()) {
            return "the corpus holds no result of this case.";
        }
        if (compared.outcomes().isEmpty()) {
            return "no quantity was both predicted and measured.";
        }
        return worst(Outcome.UNDECIDED, ", an interval too wide to decide") + ".";
    }

    private String worst(final Outcome outcome, final String remark) {
        final List<String> names = compared.withOutcome(outcome);
        final String name = names.get(0);
        final String more = names.size() == 1 ? "" : "; also " + String.join(", ", names.subList(1, names.size()));
        final PredictedQuantity predicted = compared.prediction().quantities().get(name);
        return name + ": predicted " + Numbers.text(predicted.value()) + " [" + Numbers.text(predicted.low()) + ", "
                + Numbers.text(predicted.high()) + "]" + remark + ", measured "
                + Numbers.text(compared.measured().get(name)) + more;
    }
}
