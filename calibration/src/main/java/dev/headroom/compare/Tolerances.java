package dev.headroom.compare;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headroom.format.BoundedLines;
import dev.headroom.format.FormatException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The tolerances of a run, fixed in a file before it, with a reason beside each.
 *
 * <p>The document {@code headroom-tolerances/1} has a member {@code resolution} (step of the instrument in us and why)
 * and a member {@code quantities}: per name of a quantity, without task, a {@link Tolerance}. A quantity without
 * tolerance is reported and not judged.
 *
 * @param resolutionUs step of the instrument in us: a reading k stands for [k, k + resolution]
 * @param byQuantity tolerance per name of a quantity
 */
public record Tolerances(double resolutionUs, SortedMap<String, Tolerance> byQuantity) {

    /** Name and version of the document. */
    public static final String FORMAT = "headroom-tolerances/1";

    private static final String RESOURCE = "tolerances.json";
    private static final String REPLAY_RESOURCE = "tolerances-replay.json";
    private static final String RECORDED_RESOURCE = "tolerances-recorded.json";

    /** Copies the map, so that the record does not change. */
    public Tolerances {
        final SortedMap<String, Tolerance> ordered = new TreeMap<>(Quantities.ORDER);
        ordered.putAll(byQuantity);
        byQuantity = Collections.unmodifiableSortedMap(ordered);
    }

    /** Returns the tolerances for measurements of machines. */
    public static Tolerances standard() {
        return resource(RESOURCE);
    }

    /** Returns the tolerances for replayed traces of machines without noise. */
    public static Tolerances replay() {
        return resource(REPLAY_RESOURCE);
    }

    /** Returns the tolerances for recorded scenarios on machines with noise of their own. */
    public static Tolerances recorded() {
        return resource(RECORDED_RESOURCE);
    }

    private static Tolerances resource(final String name) {
        try (InputStream in = Tolerances.class.getResourceAsStream(name)) {
            return parse(Path.of(name), new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads tolerances of the user's own.
     *
     * @param file a document {@value #FORMAT}
     * @return the tolerances
     * @throws FormatException if the file is not such a document
     */
    public static Tolerances read(final Path file) {
        final StringBuilder text = new StringBuilder();
        try (BoundedLines lines = new BoundedLines(file)) {
            while (lines.advance()) {
                text.append(lines.line()).append('\n');
            }
        }
        return parse(file, text.toString());
    }

    /**
     * Returns the tolerance of a quantity.
     *
     * @param name name of a quantity, with or without task
     * @return its tolerance, or nothing if it is not to be judged
     */
    public Optional<Tolerance> of(final String name) {
        return Optional.ofNullable(byQuantity.get(Quantities.withoutTask(name)));
    }

    private static Tolerances parse(final Path file, final String text) {
        final JsonNode root = tree(file, text);
        if (!root.path("format").asText().equals(FORMAT)) {
            throw new FormatException(
                    file,
                    0,
                    "format",
                    FormatException.quoted(root.path("format").asText()),
                    '"' + FORMAT + '"');
        }
        final double resolutionUs = number(file, root.path("resolution"), "resolution", "us");
        final SortedMap<String, Tolerance> byQuantity = new TreeMap<>();
        for (final Map.Entry<String, JsonNode> member : root.path("quantities").properties()) {
            byQuantity.put(member.getKey(), tolerance(file, member.getKey(), member.getValue()));
        }
        if (byQuantity.isEmpty()) {
            throw new FormatException(file, 0, "quantities", "no member", "a tolerance per quantity");
        }
        return new Tolerances(resolutionUs, byQuantity);
    }

    private static JsonNode tree(final Path file, final String text) {
        try {
            return new ObjectMapper()
                    .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
                    .readTree(text);
        } catch (final JsonProcessingException e) {
            final JsonLocation place = e.getLocation();
            final long line = place == null ? 0 : Math.max(0, place.getLineNr());
            throw new FormatException(file, line, "", e.getOriginalMessage(), "a JSON document " + FORMAT);
        }
    }

    private static Tolerance tolerance(final Path file, final String name, final JsonNode node) {
        try {
            final String judge = node.path("judge").asText().toUpperCase(Locale.ROOT);
            return new Tolerance(
                    Tolerance.Judge.valueOf(judge),
                    judge.equals("INTERVAL") ? 0 : number(file, node, name, "ln_ratio"),
                    node.has("absolute") ? number(file, node, name, "absolute") : 0,
                    number(file, node, name, "widest_ln"),
                    node.path("why").asText());
        } catch (final IllegalArgumentException e) {
            final String right = "judge \"ratio\" or \"interval\", numbers that are at least 0, and why";
            throw new FormatException(file, 0, name, FormatException.quoted(node.toString()), right);
        }
    }

    private static double number(final Path file, final JsonNode node, final String parent, final String name) {
        final JsonNode value = node.path(name);
        if (!value.isNumber() || !(value.asDouble() >= 0) || Double.isInfinite(value.asDouble())) {
            final String field = parent + "." + name;
            throw new FormatException(file, 0, field, FormatException.quoted(value.toString()), "a number from 0 on");
        }
        return value.asDouble();
    }
}
