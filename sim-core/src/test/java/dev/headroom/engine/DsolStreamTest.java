package dev.headroom.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import nl.tudelft.simulation.jstats.distributions.DistExponential;
import org.junit.jupiter.api.Test;

class DsolStreamTest {

    private static DsolStream.Source splittable(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return new DsolStream.Source(random::nextLong, () -> random.nextDouble(Double.MIN_VALUE, 1));
    }

    private static DsolStream.Source constant(long bits, double value) {
        return new DsolStream.Source(() -> bits, () -> value);
    }

    @Test
    void drawsComeFromTheSourceThatBelongsToTheSeed() {
        DsolStream stream = new DsolStream(7, DsolStreamTest::splittable);
        SplittableRandom expected = new SplittableRandom(7);
        assertThat(stream.nextLong()).isEqualTo(expected.nextLong());
        assertThat(stream.nextInt()).isEqualTo((int) (expected.nextLong() >>> 32));
    }

    @Test
    void resetReturnsToTheOriginalSeedAndSetSeedToAnyOther() {
        DsolStream stream = new DsolStream(7, DsolStreamTest::splittable);
        long first = stream.nextLong();
        stream.setSeed(-8);
        assertThat(stream.getSeed()).isEqualTo(-8);
        assertThat(stream.getOriginalSeed()).isEqualTo(7);
        assertThat(stream.nextLong()).isEqualTo(new SplittableRandom(-8).nextLong());
        stream.reset();
        assertThat(stream.getSeed()).isEqualTo(7);
        assertThat(stream.nextLong()).isEqualTo(first);
    }

    @Test
    void anIntegerFromARangeIncludesBothEndsAndIsUniform() {
        DsolStream stream = new DsolStream(7, DsolStreamTest::splittable);
        Map<Integer, Integer> counts = new TreeMap<>();
        for (int i = 0; i < 40_000; i++) {
            counts.merge(stream.nextInt(-1, 2), 1, Integer::sum);
        }
        assertThat(counts.keySet()).containsExactly(-1, 0, 1, 2);
        // 10,000 each; the standard deviation is sqrt(40,000 * 1/4 * 3/4) = 87, so five of them are 433.
        assertThat(counts.values()).allSatisfy(count -> assertThat(count).isBetween(9_567, 10_433));
    }

    @Test
    void aRangeMayHoldAllIntegers() {
        assertThat(new DsolStream(1, seed -> constant(0, 1 - 0x1p-53)).nextInt(Integer.MIN_VALUE, Integer.MAX_VALUE))
                .isEqualTo(Integer.MAX_VALUE);
        assertThat(new DsolStream(1, seed -> constant(0, 0x1p-60)).nextInt(Integer.MIN_VALUE, Integer.MAX_VALUE))
                .isEqualTo(Integer.MIN_VALUE);
    }

    @Test
    void anEmptyRangeIsRefused() {
        DsolStream stream = new DsolStream(7, DsolStreamTest::splittable);
        assertThatThrownBy(() -> stream.nextInt(3, 2)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theHighestBitsMakeFloatsAndBooleans() {
        assertThat(new DsolStream(1, seed -> constant(-1L, 0.5)).nextFloat()).isEqualTo(1 - 0x1p-24f);
        assertThat(new DsolStream(1, seed -> constant(1L << 63, 0.5)).nextFloat())
                .isEqualTo(0.5f);
        assertThat(new DsolStream(1, seed -> constant(1L << 63, 0.5)).nextBoolean())
                .isTrue();
        assertThat(new DsolStream(1, seed -> constant(Long.MAX_VALUE, 0.5)).nextBoolean())
                .isFalse();
    }

    @Test
    void dsolsDistributionsDrawFromIt() {
        // The exponential distribution of mean 2 has its median at 2 ln 2.
        double median = new DistExponential(new DsolStream(1, seed -> constant(0, 0.5)), 2).draw();
        assertThat(median).isEqualTo(2 * Math.log(2));
    }
}
