package dev.headroom.profile;

import dev.headroom.document.DocumentException;
import dev.headroom.document.DocumentReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Finds profiles: those shipped with this version by their id, any other by the path of its file. */
public final class Profiles {

    private static final String INDEX = "index.txt";

    private Profiles() {}

    /** Returns the ids of the shipped profiles, in the order of their index. */
    public static List<String> shippedIds() {
        return new String(resource(INDEX), StandardCharsets.UTF_8)
                .lines()
                .filter(id -> !id.isBlank())
                .toList();
    }

    /**
     * Reads a shipped profile.
     *
     * @param id one of {@link #shippedIds()}
     * @return the profile
     */
    public static Profile shipped(final String id) {
        if (!shippedIds().contains(id)) {
            throw new IllegalArgumentException("there is no shipped profile '" + id + "'");
        }
        return ProfileReader.read(id + ".json", resource(id + ".json"));
    }

    /**
     * Returns whether a name must be meant as the path of a file.
     *
     * @param name what the user wrote
     */
    public static boolean isPath(final String name) {
        return name.contains("/") || name.endsWith(".json");
    }

    /**
     * Reads a profile file.
     *
     * @param file the file
     * @return the profile
     * @throws DocumentException if it cannot be read or is wrong
     */
    public static Profile read(final Path file) {
        return ProfileReader.read(file.toString(), DocumentReader.bytes(file));
    }

    private static byte[] resource(final String name) {
        try (InputStream in = Profiles.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the resource " + name + " is not in the jar");
            }
            return in.readAllBytes();
        } catch (final IOException broken) {
            throw new UncheckedIOException("the resource " + name + " cannot be read", broken);
        }
    }
}
