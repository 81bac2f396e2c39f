package dev.headroom.compare;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Fixed formatting, so that equal reports are equal byte for byte. */
final class Numbers {

    /** Enough for a maximum of weeks in us. */
    private static final MathContext QUANTITY = new MathContext(9);

    private static final MathContext TEXT = new MathContext(4);
    private static final int RATIO_DECIMALS = 4;

    private Numbers() {}

    /** A quantity for a document: 9 significant digits, no exponent, no trailing zeros. */
    static BigDecimal quantity(final double value) {
        return plain(new BigDecimal(value).round(QUANTITY));
    }

    /** A logarithm of a ratio, or a share, for a document: 4 decimals, no trailing zeros. */
    static BigDecimal ratio(final double value) {
        return plain(new BigDecimal(value).setScale(RATIO_DECIMALS, RoundingMode.HALF_EVEN));
    }

    /** A quantity for a person: whole numbers in full, others with 4 significant digits. */
    static String text(final double value) {
        final BigDecimal exact = new BigDecimal(value);
        final boolean large = Math.abs(value) >= 1000;
        return plain(large ? exact.setScale(0, RoundingMode.HALF_EVEN) : exact.round(TEXT))
                .toPlainString();
    }

    /** A measured quantity for a person. */
    static String text(final MeasuredQuantity measured) {
        if (measured.value().isPresent()) {
            return text(measured.value().getAsDouble());
        }
        return Double.isInfinite(measured.high())
                ? ">=" + text(measured.low())
                : text(measured.low()) + ".." + text(measured.high());
    }

    private static BigDecimal plain(final BigDecimal value) {
        final BigDecimal stripped = value.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }
}
