package dev.headroom.document;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.headroom.document.DocumentNode.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Turns the bytes of a document into a tree. Limits: {@link #BYTES_MAX} bytes, {@link #DEPTH_MAX} levels, UTF-8, one
 * document, no duplicate keys, no aliases (they let a small file stand for a huge one).
 */
public final class DocumentReader {

    /** The largest document in bytes. */
    public static final int BYTES_MAX = 1 << 20;

    /** The deepest nesting. */
    public static final int DEPTH_MAX = 32;

    private final String file;
    private final int[] codePoints;
    private final JsonParser parser;

    private DocumentReader(final String file, final String text, final JsonParser parser) {
        this.file = file;
        this.codePoints = text.codePoints().toArray();
        this.parser = parser;
    }

    /**
     * Reads at most one byte more than the largest document.
     *
     * @param path the file
     * @return its bytes
     * @throws DocumentException if it cannot be read
     */
    public static byte[] bytes(final Path path) {
        if (Files.isDirectory(path)) {
            throw new DocumentException(path.toString(), 0, "", "is a directory", "name a file");
        }
        try (InputStream in = Files.newInputStream(path)) {
            return in.readNBytes(BYTES_MAX + 1);
        } catch (final java.nio.file.NoSuchFileException absent) {
            throw new DocumentException(path.toString(), 0, "", "there is no such file", "check the path");
        } catch (final IOException unreadable) {
            throw new DocumentException(path.toString(), 0, "", "cannot be read", "check its permissions");
        }
    }

    /**
     * Reads a document.
     *
     * @param file the document as the user named it, for messages
     * @param bytes its content
     * @param syntax a factory of Jackson parsers: JSON or YAML
     * @return the root of the tree
     * @throws DocumentException if the bytes are not a document of that syntax within the limits
     */
    public static DocumentNode read(final String file, final byte[] bytes, final JsonFactory syntax) {
        if (bytes.length > BYTES_MAX) {
            throw new DocumentException(file, 0, "", "is larger than 1 MiB", "split it or remove what is not needed");
        }
        final String text = decoded(file, bytes);
        if (text.isBlank()) {
            throw new DocumentException(file, 0, "", "is empty", "start with the line 'format: ...'");
        }
        try (JsonParser parser = syntax.createParser(text)) {
            return new DocumentReader(file, text, parser).document();
        } catch (final JsonProcessingException syntaxError) {
            throw syntaxMistake(file, text, syntaxError);
        } catch (final IOException impossible) {
            throw new DocumentException(file, 0, "", "cannot be parsed", "check its syntax");
        }
    }

    private DocumentNode document() throws IOException {
        final JsonToken first = parser.nextToken();
        if (first == null) {
            throw new DocumentException(file, 0, "", "is empty", "start with the line 'format: ...'");
        }
        final DocumentNode root = node("", line(), 0);
        if (parser.nextToken() != null) {
            throw new DocumentException(file, line(), "", "a second document begins", "keep one document in a file");
        }
        return root;
    }

    /** Reads the value that begins with the current token. */
    private DocumentNode node(final String path, final int line, final int depth) throws IOException {
        final JsonToken token = parser.currentToken();
        refuseAliases(path, line);
        if (depth >= DEPTH_MAX && token.isStructStart()) {
            throw new DocumentException(file, line, "", "is nested too deeply", "use at most " + DEPTH_MAX + " levels");
        }
        return switch (token) {
            case START_OBJECT -> mapping(path, line, depth);
            case START_ARRAY -> list(path, line, depth);
            case VALUE_STRING -> scalar(path, line, Kind.TEXT);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> scalar(path, line, Kind.NUMBER);
            case VALUE_TRUE, VALUE_FALSE -> scalar(path, line, Kind.BOOLEAN);
            case VALUE_NULL -> new DocumentNode(file, line, path, Kind.NULL, null);
            default -> throw new DocumentException(file, line, path, "cannot be read", "write a plain value");
        };
    }

    private DocumentNode scalar(final String path, final int line, final Kind kind) throws IOException {
        return new DocumentNode(file, line, path, kind, parser.getText());
    }

    private DocumentNode mapping(final String path, final int line, final int depth) throws IOException {
        final DocumentNode node = new DocumentNode(file, line, path, Kind.MAPPING, null);
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            final String key = parser.currentName();
            final int keyLine = line();
            final String keyPath = path.isEmpty() ? key : path + "." + key;
            if (node.mapping().containsKey(key)) {
                throw new DocumentException(
                        file,
                        keyLine,
                        keyPath,
                        "the key is there twice, first in line "
                                + node.mapping().get(key).line(),
                        "keep one of them");
            }
            parser.nextToken();
            node.put(key, node(keyPath, keyLine, depth + 1));
        }
        return node;
    }

    private DocumentNode list(final String path, final int line, final int depth) throws IOException {
        final DocumentNode node = new DocumentNode(file, line, path, Kind.LIST, null);
        for (int index = 0; parser.nextToken() != JsonToken.END_ARRAY; index++) {
            node.add(node(path + "[" + index + "]", line(), depth + 1));
        }
        return node;
    }

    /** Only YAML has these marks, and its parser places a value that has one at the mark. */
    private void refuseAliases(final String path, final int line) {
        final long offset = parser.currentTokenLocation().getCharOffset();
        if (!parser.canReadObjectId() || offset < 0 || offset >= codePoints.length) {
            return;
        }
        final int mark = codePoints[(int) offset];
        if (mark == '&' || mark == '*') {
            throw new DocumentException(
                    file, line, path, "uses an anchor or alias (& or *)", "write the value out, or quote the text");
        }
        if (mark == '!') {
            throw new DocumentException(file, line, path, "uses a tag (!)", "write a plain value, or quote the text");
        }
    }

    private int line() {
        return parser.currentTokenLocation().getLineNr();
    }

    private static String decoded(final String file, final byte[] bytes) {
        try {
            final String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (final CharacterCodingException binary) {
            throw new DocumentException(file, 0, "", "is not UTF-8 text", "save it as UTF-8");
        }
    }

    private static DocumentException syntaxMistake(
            final String file, final String text, final JsonProcessingException error) {
        final int line =
                error.getLocation() == null ? 0 : Math.max(error.getLocation().getLineNr(), 0);
        final int tabLine = lineIndentedByTab(text);
        if (tabLine > 0 && tabLine <= line + 1) {
            return new DocumentException(file, tabLine, "", "a tab indents the line", "indent by blanks");
        }
        return new DocumentException(
                file,
                line,
                "",
                "is not well-formed (" + reason(error.getOriginalMessage()) + ")",
                "check quotes, brackets and indentation");
    }

    /** Finds the line that says what is wrong: the parser of YAML puts context before it and an excerpt after it. */
    private static String reason(final String message) {
        final String[] lines = message.split("\\R");
        String reason = lines[0];
        for (final String line : lines) {
            if (line.matches("(found|could not|expected|mapping values) .*")) {
                reason = line;
                break;
            }
        }
        return reason.replaceAll(", got this instead.*|\\(code \\d+\\)", "").strip();
    }

    private static int lineIndentedByTab(final String text) {
        final String[] lines = text.split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            if (lines[i].matches(" *\t.*")) {
                return i + 1;
            }
        }
        return 0;
    }
}
