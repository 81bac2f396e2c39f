package dev.headroom.compare;

/**
 * What is allowed between prediction and measurement of one quantity.
 *
 * @param judge what is compared with the measured range
 * @param lnRatio allowed |ln(predicted / measured)|, at least 0; unused for {@link Judge#INTERVAL}
 * @param absolute allowed difference in the quantity's own unit, at least 0, where it is more than {@code lnRatio}
 *     allows
 * @param widestLn widest predicted interval, as ln(high / low), that still decides
 * @param why the reason for these numbers
 */
public record Tolerance(Judge judge, double lnRatio, double absolute, double widestLn, String why) {

    /** What is compared with the measured range. */
    public enum Judge {
        /** The predicted value, within a ratio; failing that, the predicted interval. */
        RATIO,
        /** The predicted interval alone: for figures that vary from run to run as a maximum does. */
        INTERVAL
    }

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if a number is negative or not finite, or there is no reason
     */
    public Tolerance {
        if (!(lnRatio >= 0 && absolute >= 0 && widestLn >= 0) || Double.isInfinite(lnRatio + absolute + widestLn)) {
            throw new IllegalArgumentException("a tolerance is a finite number, at least 0");
        }
        if (why.isBlank()) {
            throw new IllegalArgumentException("a tolerance has a reason");
        }
    }

    /**
     * Judges one quantity.
     *
     * <p>It <em>disagrees</em> if the predicted interval does not touch the measured range and, for
     * {@link Judge#RATIO}, the predicted value lies outside the measured range widened on either side by the ratio or
     * the absolute difference, whichever allows more. Otherwise it is <em>undecided</em> if the predicted interval is
     * wider than {@code widestLn} and wider than the measured range and the absolute difference together. Otherwise it
     * <em>agrees</em>.
     *
     * @param predicted the prediction
     * @param measured the measurement
     * @return the outcome
     */
    public Outcome judge(final PredictedQuantity predicted, final MeasuredQuantity measured) {
        final boolean touches = predicted.low() <= measured.high() && predicted.high() >= measured.low();
        if (!touches && (judge == Judge.INTERVAL || !isNear(predicted.value(), measured))) {
            return Outcome.DISAGREE;
        }
        final double step = measured.high() - measured.low() + absolute;
        final boolean tooWide = predicted.widthLn() > widestLn && predicted.high() - predicted.low() > step;
        return tooWide ? Outcome.UNDECIDED : Outcome.AGREE;
    }

    private boolean isNear(final double value, final MeasuredQuantity measured) {
        final double low = Math.min(measured.low() * Math.exp(-lnRatio), measured.low() - absolute);
        final double high = Math.max(measured.high() * Math.exp(lnRatio), measured.high() + absolute);
        return value >= low && value <= high;
    }
}
