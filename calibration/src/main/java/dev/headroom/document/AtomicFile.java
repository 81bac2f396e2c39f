package dev.headroom.document;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Writes files that are there as a whole or not at all. */
public final class AtomicFile {

    /** Writes the content of a file. */
    @FunctionalInterface
    public interface Content {

        /** Writes everything; need not close or flush. */
        void writeTo(OutputStream out) throws IOException;
    }

    private AtomicFile() {}

    /**
     * Writes a text to a neighbour of a file and moves it there.
     *
     * @param file the file; replaced if it exists
     * @param text its content
     * @throws IOException if it cannot be written; the file is then as it was
     */
    public static void write(final Path file, final String text) throws IOException {
        write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * Writes a content, however long, to a neighbour of a file and moves it there.
     *
     * @param file the file; replaced if it exists
     * @param content its content
     * @throws IOException if it cannot be written; the file is then as it was
     */
    public static void write(final Path file, final Content content) throws IOException {
        final Path target = file.toAbsolutePath();
        final Path neighbour = target.resolveSibling(
                "." + target.getFileName() + "." + ProcessHandle.current().pid() + ".part");
        try {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(neighbour))) {
                content.writeTo(out);
            }
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
