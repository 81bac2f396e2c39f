package dev.headroom.random;

/** Checks of the parameters of distributions; each returns what it has checked. */
final class Arguments {
    private Arguments() {}

    static double probability(final double p) {
        if (!(p >= 0.0 && p <= 1.0)) {
            throw new IllegalArgumentException("A probability is from 0 to 1, not " + p);
        }
        return p;
    }

    static double positive(final String name, final double value) {
        if (!(value > 0.0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(name + " must be above 0 and finite, not " + value);
        }
        return value;
    }

    static double notNegative(final String name, final double value) {
        if (!(value >= 0.0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(name + " must be 0 or more and finite, not " + value);
        }
        return value;
    }

    static void ordered(final double minNs, final double maxNs) {
        if (minNs >= maxNs) {
            throw new IllegalArgumentException(
                    "minNs must be below maxNs, not " + minNs + " and " + maxNs + "; a single value is a Constant");
        }
    }
}
