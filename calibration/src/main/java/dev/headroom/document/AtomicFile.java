package dev.headroom.document;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Writes files that are there as a whole or not at all. */
public final class AtomicFile {

    private AtomicFile() {}

    /**
     * Writes a text to a neighbour of a file and moves it there.
     *
     * @param file the file; replaced if it exists
     * @param text its content
     * @throws IOException if it cannot be written; the file is then as it was
     */
    public static void write(final Path file, final String text) throws IOException {
        final Path target = file.toAbsolutePath();
        final Path neighbour = target.resolveSibling(
                "." + target.getFileName() + "." + ProcessHandle.current().pid() + ".part");
        try {
            Files.writeString(neighbour, text, StandardCharsets.UTF_8);
            try {
                Files.move(neighbour, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } catch (final AtomicMoveNotSupportedException elsewhere) {
                Files.move(neighbour, target, StandardCopyOption.REPLACE_EXISTING);
            }
        } finally {
            Files.deleteIfExists(neighbour);
        }
    }
}
