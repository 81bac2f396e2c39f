package dev.headroom.compare;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Writes files that appear whole or not at all. */
final class AtomicFile {

    private AtomicFile() {}

    /**
     * Writes a file beside its place and moves it there.
     *
     * @param file where to write; an existing file is replaced
     * @param content all of it
     * @throws IOException if it cannot be written; then the file is as it was and nothing lies beside it
     */
    static void write(final Path file, final byte[] content) throws IOException {
        // No createTempFile: its files are readable by their owner alone, and a move keeps that.
        final String name = file.getFileName() + "." + ProcessHandle.current().pid() + ".tmp";
        final Path draft = file.resolveSibling(name);
        try {
            Files.write(draft, content);
            move(draft, file);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    private static void move(final Path draft, final Path file) throws IOException {
        try {
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (final AtomicMoveNotSupportedException e) {
            Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
