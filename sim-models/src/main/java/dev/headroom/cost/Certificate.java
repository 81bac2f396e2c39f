package dev.headroom.cost;

import java.util.Objects;

/**
 * Where a number comes from.
 *
 * @param source paper, kernel document, data file with the part of it that was used, or what an assumption rests on
 * @param date ISO date on which the number was measured, fitted or assumed
 * @param assumed whether nobody measured it for this environment; reports list the assumed numbers that took part
 */
public record Certificate(String source, String date, boolean assumed) {

    /** Refuses an empty source or date. */
    public Certificate {
        if (Objects.requireNonNull(source, "source").isBlank()
                || Objects.requireNonNull(date, "date").isBlank()) {
            throw new IllegalArgumentException("a certificate needs a source and a date");
        }
    }
}
