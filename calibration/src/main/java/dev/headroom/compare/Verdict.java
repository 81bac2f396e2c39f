package dev.headroom.compare;

/** How one case came out; {@link CaseComparison} has the definition. */
public enum Verdict {
    /** Every judged quantity agrees. */
    AGREE("agree"),
    /** At least one judged quantity disagrees. */
    DISAGREE("disagree"),
    /** Nothing disagrees, and something is undecided or nothing can be judged. */
    INCONCLUSIVE("inconclusive"),
    /** The models do not cover the case. */
    NOT_MODELLED("not-modelled");

    private final String label;

    Verdict(final String label) {
        this.label = label;
    }

    /** Returns the name in documents. */
    public String label() {
        return label;
    }
}
