package dev.headroom.cost;

import dev.headroom.random.Distribution;
import java.util.Objects;

/**
 * A cost with its birth certificate.
 *
 * @param value the distribution, in the unit of its {@link CostName}
 * @param certificate where it comes from
 */
public record Cost(Distribution value, Certificate certificate) {

    /** Refuses absent parts. */
    public Cost {
        Objects.requireNonNull(value, "value");
        Objects.requireNonNull(certificate, "certificate");
    }
}
