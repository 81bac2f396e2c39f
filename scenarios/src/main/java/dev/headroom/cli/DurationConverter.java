package dev.headroom.cli;

import com.beust.jcommander.IStringConverter;
import com.beust.jcommander.ParameterException;
import dev.headroom.units.Durations;

/** Reads a duration with its unit from the command line. */
public final class DurationConverter implements IStringConverter<Long> {

    /** Made by JCommander. */
    public DurationConverter() {}

    @Override
    public Long convert(final String text) {
        try {
            return Durations.parseNs(text);
        } catch (final IllegalArgumentException refused) {
            throw new ParameterException(refused.getMessage());
        }
    }
}
