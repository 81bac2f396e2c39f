package dev.headroom.compare;

import java.util.Locale;

/** How one quantity came out. */
public enum Outcome {
    /** Prediction and measurement do not contradict each other. */
    AGREE,
    /** They exclude each other. */
    DISAGREE,
    /** The predicted interval is so wide that it could not have disagreed. */
    UNDECIDED;

    /** Returns the name in documents. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
