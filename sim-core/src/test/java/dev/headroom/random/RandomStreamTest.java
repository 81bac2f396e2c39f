package dev.headroom.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RandomStreamTest {

    @Test
    void theGeneratorGivesThePublishedNumbers() {
        // Output of the authors' C code for the state {1, 2, 3, 4}, as in the tests of Rust's rand_xoshiro.
        final RandomStream random = new RandomStream(1, 2, 3, 4);
        final String[] published = {
            "41943041",
            "58720359",
            "3588806011781223",
            "3591011842654386",
            "9228616714210784205",
            "9973669472204895162",
            "14011001112246962877",
            "12406186145184390807",
            "15849039046786891736",
            "10450023813501588000"
        };
        for (final String expected : published) {
            assertThat(Long.toUnsignedString(random.nextLong())).isEqualTo(expected);
        }
    }

    @Test
    void theSeedingGivesThePublishedNumbers() {
        // Output of the authors' C code of SplitMix64 for the seed 1234567.
        final String[] published = {
            "6457827717110365317",
            "3203168211198807973",
            "9817491932198370423",
            "4593380528125082431",
            "16408922859458223821"
        };
        for (int i = 0; i < published.length; i++) {
            assertThat(Long.toUnsignedString(SplitMix64.output(1234567, i + 1))).isEqualTo(published[i]);
        }
    }

    @Test
    void uniformNumbersStayInsideTheOpenInterval() {
        // States whose first output, rotl(s0 + s3, 23) + s0, is 0 and all ones: the ends of the range.
        assertThat(new RandomStream(0, 1, 1, 0).nextDouble()).isEqualTo(0x1.0p-53);
        assertThat(new RandomStream(0, 1, 1, -1).nextDouble()).isEqualTo(1.0 - 0x1.0p-53);
        assertThat(new RandomStream(0, 1, 1, 0).nextExponential()).isFinite().isPositive();
        assertThat(new RandomStream(0, 1, 1, -1).nextExponential()).isFinite().isPositive();
        // The deviation that a normal number exceeds with probability 2^-53 is 8.2095.
        assertThat(new RandomStream(0, 1, 1, 0).nextGaussian()).isCloseTo(-8.2095, within(1e-4));
        assertThat(new RandomStream(0, 1, 1, -1).nextGaussian()).isCloseTo(8.2095, within(1e-4));
    }

    @Property(tries = 50)
    void integersAreBelowTheirBoundAndEvenlySpread(
            @ForAll final long seed, @ForAll @IntRange(min = 1, max = 9) int bound) {
        final RandomStream random = new RandomStream(seed);
        final int[] counts = new int[bound];
        final int draws = 9_000;
        for (int i = 0; i < draws; i++) {
            counts[random.nextInt(bound)]++;
        }
        // Seven standard deviations of a binomial count with p = 1 / bound: below 1e-11 by chance.
        final double deviation = Math.sqrt(draws * (1.0 / bound) * (1.0 - 1.0 / bound));
        for (final int count : counts) {
            assertThat((double) count).isCloseTo((double) draws / bound, within(7.0 * deviation + 1e-9));
        }
    }

    @Test
    void largeBoundsAreUnbiased() {
        // With bound 3 * 2^29 a plain multiplication would give every third value twice as often as the others.
        final RandomStream random = new RandomStream(7);
        final int bound = 3 << 29;
        final int draws = 90_000;
        final int[] residues = new int[3];
        for (int i = 0; i < draws; i++) {
            residues[random.nextInt(bound) % 3]++;
        }
        // 30,000 expected, standard deviation sqrt(90,000 * 2/9) = 141; the bias would be 15,000.
        assertThat(residues[0]).isBetween(29_000, 31_000);
        assertThat(residues[1]).isBetween(29_000, 31_000);
    }

    @Test
    void anImpossibleBoundIsRefused() {
        assertThatThrownBy(() -> new RandomStream(1).nextInt(0)).hasMessageContaining("at least 1, not 0");
    }

    @Test
    void exponentialAndNormalNumbersHaveTheirMoments() {
        final RandomStream random = new RandomStream(42);
        final int draws = 200_000;
        double exponentialSum = 0.0;
        double normalSum = 0.0;
        double normalSquares = 0.0;
        for (int i = 0; i < draws; i++) {
            exponentialSum += random.nextExponential();
            final double normal = random.nextGaussian();
            normalSum += normal;
            normalSquares += normal * normal;
        }
        // Standard errors: 1 / sqrt(200,000) = 0.0022 for both means, sqrt(2) times that for the variance.
        assertThat(exponentialSum / draws).isCloseTo(1.0, within(0.011));
        assertThat(normalSum / draws).isCloseTo(0.0, within(0.011));
        assertThat(normalSquares / draws).isCloseTo(1.0, within(0.016));
    }
}
