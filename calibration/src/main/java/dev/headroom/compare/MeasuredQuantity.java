package dev.headroom.compare;

import java.util.OptionalDouble;

/**
 * A measured figure and the range of true values that its reading stands for.
 *
 * @param value the figure as the corpus gives it; nothing where only a range is known
 * @param low lower end of the true value, in the quantity's unit, at least 0
 * @param high upper end of the true value; equal to {@code low} for an exact figure, infinite where only a lower bound
 *     was measured
 */
public record MeasuredQuantity(OptionalDouble value, double low, double high) {

    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException unless {@code 0 <= low <= high} and {@code low} is finite
     */
    public MeasuredQuantity {
        if (!(low >= 0 && low <= high) || Double.isInfinite(low)) {
            throw new IllegalArgumentException("not a range: [" + low + ", " + high + "]");
        }
    }

    /**
     * Makes an exact figure.
     *
     * @param value the figure, at least 0
     * @return a quantity whose range is the figure alone
     */
    public static MeasuredQuantity exactly(final double value) {
        return new MeasuredQuantity(OptionalDouble.of(value), value, value);
    }

    /**
     * Makes a figure of an instrument that cuts to multiples of its resolution.
     *
     * @param value the reading, at least 0
     * @param resolution width of a step, at least 0
     * @return a quantity that stands for [value, value + resolution]
     */
    public static MeasuredQuantity cut(final double value, final double resolution) {
        return new MeasuredQuantity(OptionalDouble.of(value), value, value + resolution);
    }
}
