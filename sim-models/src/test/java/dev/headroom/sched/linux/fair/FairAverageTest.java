package dev.headroom.sched.linux.fair;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Periods of 2^20 ns; what lies 32 of them back counts half. */
class FairAverageTest {

    private static final long PERIOD_NS = 1L << 20;

    private static FairAverage after(final FairAverage average, final long periods, final boolean runs) {
        average.advance(periods * PERIOD_NS, runs ? 1 : 0, runs ? 1 : 0, runs);
        average.average(1024);
        return average;
    }

    @Test
    void whoAlwaysRunsHasTheFullAverage() {
        final FairAverage average = after(new FairAverage(), 1000, true);
        assertThat(average.load).isBetween(1020L, 1024L);
        assertThat(average.use).isBetween(1020L, 1024L);
        assertThat(average.runnable).isBetween(1020L, 1024L);
    }

    @Test
    void halfIsGoneAfterThirtyTwoPeriods() {
        final FairAverage average = after(new FairAverage(), 1000, true);
        after(average, 1032, false);
        assertThat(average.use).isBetween(510L, 513L);
        after(average, 1064, false);
        assertThat(average.use).isBetween(254L, 257L);
    }

    @Test
    void itRisesAsItFalls() {
        assertThat(after(new FairAverage(), 32, true).use).isBetween(510L, 514L);
    }

    @Test
    void manySmallStepsAreAsOneLargeOne() {
        final FairAverage steps = new FairAverage();
        for (long ns = 0; ns < 100 * PERIOD_NS; ns += 12_345) {
            if (steps.advance(ns, 1, 1, true)) {
                steps.average(1024);
            }
        }
        final long once = after(new FairAverage(), 99, true).use;
        assertThat(steps.use).isBetween(once - 2, once + 2);
    }

    @Test
    void aLongSleepForgetsEverything() {
        final FairAverage average = after(new FairAverage(), 1000, true);
        assertThat(after(average, 10_000, false).use).isZero();
    }

    @Test
    void aNewTaskHasTheLoadOfOneThatAlwaysRan() {
        final FairAverage average = new FairAverage();
        average.startFull(Load.NICE_0, 5 * PERIOD_NS);
        assertThat(average.load).isEqualTo(1024);
        assertThat(average.use).isZero();
    }
}
