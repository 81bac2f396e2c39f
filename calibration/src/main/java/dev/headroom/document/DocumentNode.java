package dev.headroom.document;

import dev.headroom.units.CpuSet;
import dev.headroom.units.Durations;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A value of a document with its place, read by asking for what it must be. Every method that finds something else
 * throws a {@link DocumentException} that names the place.
 */
public final class DocumentNode {

    /** What a value is. */
    enum Kind {
        MAPPING("a mapping of keys to values"),
        LIST("a list"),
        TEXT("a text"),
        NUMBER("a number"),
        BOOLEAN("true or false"),
        NULL("empty");

        private final String words;

        Kind(final String words) {
            this.words = words;
        }
    }

    private static final int QUOTED_CHARS_MAX = 60;
    private static final int NUMBER_CHARS_MAX = 40;

    private final String file;
    private final int line;
    private final String path;
    private final Kind kind;
    private final String text;
    private final Map<String, DocumentNode> entries = new LinkedHashMap<>();
    private final List<DocumentNode> items = new ArrayList<>();

    DocumentNode(final String file, final int line, final String path, final Kind kind, final String text) {
        this.file = file;
        this.line = line;
        this.path = path;
        this.kind = kind;
        this.text = text;
    }

    /** Adds an entry while the tree is built; the caller has checked that the key is new. */
    void put(final String key, final DocumentNode value) {
        entries.put(key, value);
    }

    /** Adds an item while the tree is built. */
    void add(final DocumentNode item) {
        items.add(item);
    }

    /** Returns the document as the user named it. */
    public String file() {
        return file;
    }

    /** Returns the line from 1. */
    public int line() {
        return line;
    }

    /** Returns the path of the field from the root, such as {@code containers[0].name}; "" for the root. */
    public String path() {
        return path;
    }

    /** Returns whether this is a mapping. */
    public boolean isMapping() {
        return kind == Kind.MAPPING;
    }

    /** Returns whether this is a text, not a number. */
    public boolean isText() {
        return kind == Kind.TEXT;
    }

    /** Returns whether the value is null. */
    public boolean isNull() {
        return kind == Kind.NULL;
    }

    /**
     * Makes the exception for a mistake in this value.
     *
     * @param wrong what is wrong
     * @param right what would be right
     * @return the exception, to be thrown by the caller
     */
    public DocumentException mistake(final String wrong, final String right) {
        return new DocumentException(file, line, path, wrong, right);
    }

    /**
     * Checks that this is a mapping without unknown keys.
     *
     * @param known the keys there are
     * @return this node
     */
    public DocumentNode mapping(final String... known) {
        final List<String> keys = Arrays.asList(known);
        for (final Map.Entry<String, DocumentNode> entry : mapping().entrySet()) {
            if (!keys.contains(entry.getKey())) {
                final String guess = Nearest.of(entry.getKey(), keys)
                        .map(near -> "did you mean '" + near + "'? ")
                        .orElse("");
                throw entry.getValue().mistake("unknown key", guess + "known here are " + String.join(", ", keys));
            }
        }
        return this;
    }

    /** Returns the entries of a mapping whose keys are free, in the order of the document. */
    public Map<String, DocumentNode> mapping() {
        require(Kind.MAPPING);
        return Collections.unmodifiableMap(entries);
    }

    /** Returns the value of a key, if it is there; a key without a value is a mistake. */
    public Optional<DocumentNode> optional(final String key) {
        require(Kind.MAPPING);
        final DocumentNode value = entries.get(key);
        if (value != null && value.kind == Kind.NULL) {
            throw value.mistake("has no value", "give one or leave the key out");
        }
        return Optional.ofNullable(value);
    }

    /**
     * Returns the value of a key that must be there.
     *
     * @param key the key
     * @param right what to write if it is absent, for example {@code "period: 100ms"}
     * @return its value
     */
    public DocumentNode required(final String key, final String right) {
        return optional(key).orElseThrow(() -> mistake("lacks the key '" + key + "'", "write for example " + right));
    }

    /**
     * Returns the items of a list.
     *
     * @param min the least number of items
     * @param max the largest number of items
     * @return the items in the order of the document
     */
    public List<DocumentNode> list(final int min, final int max) {
        require(Kind.LIST);
        if (items.size() < min || items.size() > max) {
            throw mistake(
                    items.isEmpty() ? "is empty" : "has " + items.size() + " items",
                    "give " + (max == Integer.MAX_VALUE ? "at least " + min : min + " to " + max));
        }
        return Collections.unmodifiableList(items);
    }

    /** Returns a text that is not blank. */
    public String text() {
        if (kind == Kind.NUMBER || kind == Kind.BOOLEAN) {
            throw mistake("is " + kind.words + ", not a text", "write it in quotes: \"" + text + "\"");
        }
        require(Kind.TEXT);
        if (text.isBlank()) {
            throw mistake("is blank", "give a text");
        }
        return text;
    }

    /** Returns true or false. */
    public boolean bool() {
        if (kind != Kind.BOOLEAN) {
            throw mistake(quoted() + " is neither true nor false", "write true or false, without quotes");
        }
        return Boolean.parseBoolean(text.toLowerCase(java.util.Locale.ROOT));
    }

    /** Returns a whole number between two bounds, both allowed. */
    public long whole(final long min, final long max) {
        final BigDecimal number = number();
        final String right = "give a whole number from " + min + " to " + max;
        if (number.stripTrailingZeros().scale() > 0) {
            throw mistake(text + " is not a whole number", right);
        }
        if (number.compareTo(BigDecimal.valueOf(min)) < 0 || number.compareTo(BigDecimal.valueOf(max)) > 0) {
            throw mistake(text + " is out of range", right);
        }
        return number.longValueExact();
    }

    /** Returns a number between two bounds, both allowed. */
    public double real(final double min, final double max) {
        final double number = number().doubleValue();
        if (!(number >= min && number <= max)) {
            throw mistake(text + " is out of range", "give a number from " + plain(min) + " to " + plain(max));
        }
        return number;
    }

    /**
     * Returns a duration in ns, given with its unit.
     *
     * @param minNs the shortest
     * @param maxNs the longest
     * @return the duration in ns
     */
    public long durationNs(final long minNs, final long maxNs) {
        if (kind == Kind.NUMBER) {
            throw mistake("the duration " + text + " has no unit", "write a number and a unit, such as " + text + "ms");
        }
        require(Kind.TEXT);
        final long ns = parsed(Durations::parseNs);
        if (ns < minNs || ns > maxNs) {
            throw mistake(
                    quoted() + " is out of range",
                    "give a duration from " + Durations.exact(minNs) + " to " + Durations.exact(maxNs));
        }
        return ns;
    }

    /** Returns a CPU list such as {@code 0,2-5}; a single CPU may be a bare number. */
    public CpuSet cpus() {
        if (kind != Kind.NUMBER) {
            require(Kind.TEXT);
        }
        final CpuSet cpus = parsed(CpuSet::parse);
        if (cpus.isEmpty()) {
            throw mistake("names no CPU", "write a CPU list such as \"0,2-5\"");
        }
        return cpus;
    }

    /**
     * Returns the member of a family that a word names.
     *
     * @param known the words
     * @param right ends the sentence in which the words are listed, such as "scheduling policies"
     * @return the index of the word
     */
    public int word(final List<String> known, final String right) {
        final String word = text();
        final int index = known.indexOf(word);
        if (index < 0) {
            throw unknown(word, known, right);
        }
        return index;
    }

    /**
     * Makes the exception for a word that is not one of a family.
     *
     * @param word what the user wrote
     * @param known the words
     * @param family what they are, such as "profiles"
     * @return the exception, to be thrown by the caller
     */
    public DocumentException unknown(final String word, final Collection<String> known, final String family) {
        final String guess = Nearest.of(word, known)
                .map(near -> "did you mean '" + near + "'? ")
                .orElse("");
        return mistake(quote(word) + " is unknown", guess + "the " + family + " are " + String.join(", ", known));
    }

    /**
     * Builds a value whose constructor refuses impossible arguments, and turns its refusal into a mistake of this node.
     *
     * @param builder calls the constructor
     * @return what it built
     */
    public <T> T built(final java.util.function.Supplier<T> builder) {
        try {
            return builder.get();
        } catch (final IllegalArgumentException refused) {
            throw mistake(refused.getMessage(), "correct the values below this field");
        }
    }

    private <T> T parsed(final Function<String, T> parser) {
        try {
            return parser.apply(text);
        } catch (final IllegalArgumentException refused) {
            // The parsers say "what is wrong; what is right" themselves.
            final String[] halves = refused.getMessage().split("; ", 2);
            throw mistake(halves[0], halves.length > 1 ? halves[1] : "see the reference of the format");
        }
    }

    private BigDecimal number() {
        if (kind != Kind.NUMBER) {
            throw mistake(quoted() + " is not a number", "write a number without quotes and unit");
        }
        try {
            if (text.length() <= NUMBER_CHARS_MAX) {
                final BigDecimal number = new BigDecimal(text.replace("_", ""));
                if (Math.abs((long) number.scale()) <= 400) {
                    return number;
                }
            }
        } catch (final NumberFormatException notDecimal) {
            throw mistake(quoted() + " is not a decimal number", "write digits such as 20 or 0.5");
        }
        throw mistake(quoted() + " has too many digits", "write a number of usual size");
    }

    private void require(final Kind needed) {
        if (kind != needed) {
            throw mistake("is " + (kind == Kind.TEXT ? "the text " + quoted() : kind.words), "give " + needed.words);
        }
    }

    private String quoted() {
        return text == null ? "this (" + kind.words + ")" : quote(text);
    }

    private static String quote(final String text) {
        final String head = text.length() <= QUOTED_CHARS_MAX ? text : text.substring(0, QUOTED_CHARS_MAX) + "...";
        return "'" + head.replaceAll("\\p{Cntrl}", "?") + "'";
    }

    private static String plain(final double number) {
        return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
    }
}
