package dev.headroom.profile;

import dev.headroom.cost.Certificate;
import java.util.Objects;

/**
 * A fact with its birth certificate.
 *
 * @param value the fact
 * @param certificate where it comes from
 * @param <T> type of the fact
 */
public record Certified<T>(T value, Certificate certificate) {

    /** Refuses absent parts. */
    public Certified {
        Objects.requireNonNull(value, "value");
        Objects.requireNonNull(certificate, "certificate");
    }
}
