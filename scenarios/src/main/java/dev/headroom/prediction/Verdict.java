package dev.headroom.prediction;

import java.util.Locale;

/** Whether an objective is met; the worse, the later. */
public enum Verdict {
    /** The simulated time shows that it is met. */
    MET,
    /** Nothing speaks against it, but the simulated time is too short to show it. */
    OPEN,
    /** What was simulated violates it. */
    MISSED;

    /** Returns the worse of two verdicts. */
    public Verdict or(final Verdict other) {
        return compareTo(other) >= 0 ? this : other;
    }

    /** Returns the name used in documents. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
