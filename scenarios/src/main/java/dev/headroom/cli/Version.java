package dev.headroom.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of this program. */
final class Version {

    private Version() {}

    /** Returns the version that the build wrote into the jar. */
    static String current() {
        try (InputStream in = Version.class.getResourceAsStream("version.properties")) {
            final Properties properties = new Properties();
            properties.load(in);
            return properties.getProperty("version");
        } catch (final IOException broken) {
            throw new UncheckedIOException("the jar lacks its version", broken);
        }
    }
}
