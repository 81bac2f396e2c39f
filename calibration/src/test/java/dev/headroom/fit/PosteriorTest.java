package dev.headroom.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

/** Densities whose standard deviations are known in closed form. */
class PosteriorTest {

    private static final int STEPS = 60_000;
    private static final double FAR = 100;

    private static Posterior walk(final ToDoubleFunction<double[]> energy, final double bound, final double... start) {
        final double[] sigmas = new double[start.length];
        final double[] least = new double[start.length];
        final double[] most = new double[start.length];
        Arrays.fill(sigmas, 1);
        Arrays.fill(least, -bound);
        Arrays.fill(most, bound);
        return Posterior.walk(energy, start, sigmas, least, most, STEPS);
    }

    @Test
    void independentNormalsAreFoundWithTheirWidths() {
        // energy = x^2 / 0.5^2 + y^2 / 3^2
        final Posterior posterior = walk(point -> 4 * point[0] * point[0] + point[1] * point[1] / 9, FAR, 0, 0);
        assertThat(posterior.sigma(0)).isCloseTo(0.5, Percentage.withPercentage(10));
        assertThat(posterior.sigma(1)).isCloseTo(3, Percentage.withPercentage(10));
        // 5 % quantile of a standard normal: -1.645.
        assertThat(posterior.quantile(1, 0.05)).isCloseTo(-1.645 * 3, Percentage.withPercentage(15));
        assertThat(posterior.accepted()).isBetween(0.1, 0.5);
    }

    @Test
    void whereOnlyASumIsDeterminedItsPartsVaryAgainstEachOther() {
        // energy = (x + y)^2 / 0.1^2 + (x^2 + y^2) / 2^2: the sum is known to 0.1, each part to about sqrt(2).
        final Posterior posterior = walk(
                point -> 100 * (point[0] + point[1]) * (point[0] + point[1])
                        + (point[0] * point[0] + point[1] * point[1]) / 4,
                FAR,
                0,
                0);
        assertThat(posterior.sigma(0)).isCloseTo(Math.sqrt(2), Percentage.withPercentage(15));
        for (final double[] draw : posterior.draws(19)) {
            assertThat(draw[0] + draw[1]).isCloseTo(0, within(0.4));
        }
    }

    @Test
    void nothingIsDrawnOutsideTheBounds() {
        // A flat density between -1 and 1 has a standard deviation of 2 / sqrt(12).
        final Posterior posterior = walk(point -> 0, 1, 0);
        assertThat(posterior.points()).allMatch(point -> Math.abs(point[0]) <= 1);
        assertThat(posterior.sigma(0)).isCloseTo(2 / Math.sqrt(12), Percentage.withPercentage(10));
    }

    @Test
    void theSameWalkGivesTheSamePoints() {
        final ToDoubleFunction<double[]> energy = point -> point[0] * point[0];
        final List<double[]> once = walk(energy, FAR, 0).draws(5);
        final List<double[]> again = walk(energy, FAR, 0).draws(5);
        for (int i = 0; i < once.size(); i++) {
            assertThat(again.get(i)).containsExactly(once.get(i));
        }
    }
}
