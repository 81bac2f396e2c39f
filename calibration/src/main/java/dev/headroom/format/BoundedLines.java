package dev.headroom.format;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Reads the lines of a text file of unknown origin within bounds.
 *
 * <p>A file whose name ends in {@code .gz} is unpacked, and its text is held to the same bound as a file. A line ends
 * with LF or CR LF; the last line needs no end. A file above {@link #MAX_FILE_BYTES}, a line above
 * {@link #MAX_LINE_BYTES}, a NUL byte, text that is not UTF-8 and an unreadable file are each refused with a
 * {@link FormatException}. Not thread safe.
 */
public final class BoundedLines implements AutoCloseable {

    /** Largest file read, in bytes: about 500 times the largest table known. */
    public static final long MAX_FILE_BYTES = 256L << 20;

    /** Longest line read, in bytes without its end: about 20 times the longest line known. */
    public static final int MAX_LINE_BYTES = 64 << 10;

    private final Path file;
    private final InputStream in;
    private byte[] bytes = new byte[256];
    private String line = "";
    private long lineNumber;
    private long textBytes;

    /**
     * Opens a file.
     *
     * @param file a regular file
     * @throws FormatException if there is no such regular file, or it is too large or unreadable
     */
    public BoundedLines(final Path file) {
        this.file = file;
        if (!Files.isRegularFile(file)) {
            throw new FormatException(file, 0, "", "no such regular file", "a readable text file");
        }
        try {
            final long bytes = Files.size(file);
            if (bytes > MAX_FILE_BYTES) {
                throw new FormatException(file, 0, "", bytes + " bytes", "at most " + MAX_FILE_BYTES + " bytes");
            }
            final InputStream stored = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
            in = file.toString().endsWith(".gz") ? unpacked(stored) : stored;
        } catch (final IOException e) {
            throw unreadable(e);
        }
    }

    private InputStream unpacked(final InputStream stored) throws IOException {
        try {
            return new BufferedInputStream(new GZIPInputStream(stored, 1 << 16), 1 << 16);
        } catch (final ZipException | EOFException e) {
            stored.close();
            throw new FormatException(file, 0, "", "is not compressed with gzip", "a file as gzip writes it");
        }
    }

    /** Returns the number of the line last read, from 1; 0 before the first. */
    public long lineNumber() {
        return lineNumber;
    }

    /** Returns the line last read, without its end; an empty string before the first. */
    public String line() {
        return line;
    }

    /**
     * Reads the next line.
     *
     * @return false after the last line
     * @throws FormatException if the line is too long, binary, not UTF-8, or cannot be read
     */
    public boolean advance() {
        try {
            int octet = in.read();
            if (octet < 0) {
                return false;
            }
            lineNumber++;
            textBytes++;
            int length = 0;
            while (octet >= 0 && octet != '\n') {
                append(octet, length++);
                octet = in.read();
            }
            final boolean carriageReturn = length > 0 && bytes[length - 1] == '\r';
            line = decoded(carriageReturn ? length - 1 : length);
            return true;
        } catch (final IOException e) {
            throw unreadable(e);
        }
    }

    private void append(final int octet, final int length) {
        if (octet == 0) {
            throw new FormatException(file, lineNumber, "", "a NUL byte", "text, not binary data");
        }
        if (++textBytes > MAX_FILE_BYTES) {
            throw new FormatException(
                    file, lineNumber, "", "the text is too long", "at most " + MAX_FILE_BYTES + " bytes unpacked");
        }
        if (length >= MAX_LINE_BYTES) {
            final String right = "at most " + MAX_LINE_BYTES + " bytes in a line";
            throw new FormatException(file, lineNumber, "", "the line is too long", right);
        }
        if (length == bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * length);
        }
        bytes[length] = (byte) octet;
    }

    private String decoded(final int length) {
        try {
            final ByteBuffer text = ByteBuffer.wrap(bytes, 0, length);
            return StandardCharsets.UTF_8.newDecoder().decode(text).toString();
        } catch (final CharacterCodingException e) {
            throw new FormatException(file, lineNumber, "", "bytes that are not UTF-8", "UTF-8 text");
        }
    }

    private FormatException unreadable(final IOException e) {
        return new FormatException(file, lineNumber, "", "cannot be read (" + e.getMessage() + ")", "a readable file");
    }

    /** Closes the file. */
    @Override
    public void close() {
        try {
            in.close();
        } catch (final IOException e) {
            throw unreadable(e);
        }
    }
}
