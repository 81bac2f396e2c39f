package dev.headroom.units;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DurationsTest {

    @ParameterizedTest
    @CsvSource({
        "10ms, 10000000",
        "400us, 400000",
        "400µs, 400000",
        "1.5s, 1500000000",
        "3min, 180000000000",
        "2h, 7200000000000",
        "250ns, 250",
        "0.25us, 250",
        "0ns, 0",
        "3.2 us, 3200",
        "9223372036854775807ns, 9223372036854775807"
    })
    void aNumberWithItsUnitIsReadInNanoseconds(final String text, final long expectedNs) {
        assertThat(Durations.parseNs(text)).isEqualTo(expectedNs);
    }

    @ParameterizedTest
    @CsvSource({
        "10, has no unit; write a number and a unit, such as 10ms",
        "0, has no unit",
        "-5ms, is negative",
        "5 parsecs, unknown unit 'parsecs'; known are ns",
        "5MS, unknown unit 'MS'",
        "1e3ms, is not a duration",
        "ms, is not a duration",
        ".5ms, is not a duration",
        "1 000ms, is not a duration",
        "0.5ns, finer than a nanosecond",
        "9223372036854775808ns, is too long",
        "2562048h, is too long"
    })
    void whatIsNoDurationIsRefusedWithTheRemedy(final String text, final String reason) {
        assertThatThrownBy(() -> Durations.parseNs(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason.substring(0, Math.min(reason.length(), 20)))
                .hasMessageContaining("'" + text + "'");
    }

    @Test
    void anEmptyTextIsRefused() {
        assertThatThrownBy(() -> Durations.parseNs(" ")).hasMessageContaining("is not a duration");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 ns",
        "999, 999 ns",
        "3200, 3.2 us",
        "90000000, 90 ms",
        "1250000000, 1.25 s",
        // 1,234,567 ns to three digits
        "1234567, 1.23 ms",
        // half up: 1.235 -> 1.24
        "1235000, 1.24 ms",
        // rounding carries into the next unit
        "999999, 1 ms",
        "119000000000, 119 s",
        "150000000000, 2.5 min",
        "7200000000000, 2 h",
        "-3200, -3.2 us"
    })
    void peopleSeeThreeDigitsAndAUnit(final long ns, final String expected) {
        assertThat(Durations.format(ns)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0ns",
        "1250000000, 1250ms",
        "90000000, 90ms",
        "180000000000, 3min",
        "1001, 1001ns",
        "3600000000000, 1h"
    })
    void theExactTextTakesTheLargestUnitWithoutDecimals(final long ns, final String expected) {
        assertThat(Durations.exact(ns)).isEqualTo(expected);
    }

    @Test
    void aNegativeDurationHasNoExactText() {
        assertThatThrownBy(() -> Durations.exact(-1)).hasMessageContaining("-1 ns");
    }

    @Property
    void theExactTextReadsBackToTheSameNumber(@ForAll @LongRange(min = 0) final long ns) {
        assertThat(Durations.parseNs(Durations.exact(ns))).isEqualTo(ns);
    }

    @Property
    void theHumanTextReadsBackToWithinHalfAUnitOfTheThirdDigit(
            @ForAll @LongRange(min = 0, max = Long.MAX_VALUE / 2) final long ns) {
        final long readBackNs = Durations.parseNs(Durations.format(ns));
        // The third digit is worth at most 1 % of the number, half of it 0.5 %; below 1 us all digits are kept.
        assertThat(Math.abs((double) readBackNs - ns)).isLessThanOrEqualTo(0.00501 * ns);
    }
}
