package dev.headroom.document;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes JSON that is the same byte for byte on every JVM: keys in the given order, numbers without exponent and of at
 * most twelve significant digits, values in one line where they fit into 120 columns.
 */
public final class JsonText {

    private static final int COLUMNS_MAX = 120;
    private static final MathContext TWELVE_DIGITS = new MathContext(12);

    private JsonText() {}

    /**
     * Makes a mapping that keeps its order, from keys and values in turn.
     *
     * @param keysAndValues a text, its value, the next text ...
     * @return the mapping, to which more may be added
     */
    public static Map<String, Object> object(final Object... keysAndValues) {
        final Map<String, Object> object = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            object.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return object;
    }

    /**
     * Writes a document.
     *
     * @param value made of {@code Map} (with an order of its own), {@code List}, {@code String}, {@code Number},
     *     {@code Boolean}; null is written as such
     * @return the text, ending in a line feed
     */
    public static String write(final Object value) {
        final StringBuilder out = new StringBuilder();
        write(out, value, 0, 0);
        return out.append('\n').toString();
    }

    private static void write(final StringBuilder out, final Object value, final int indent, final int used) {
        final String compact = compact(value);
        final boolean fits = indent > 0 && indent * 2 + used + compact.length() < COLUMNS_MAX;
        if (fits && !isTable(value) || !(value instanceof Map) && !(value instanceof List)) {
            out.append(compact);
        } else if (value instanceof Map<?, ?> map) {
            String separator = "{\n";
            for (final Map.Entry<?, ?> entry : map.entrySet()) {
                final String key =
                        "  ".repeat(indent + 1) + quoted(entry.getKey().toString()) + ": ";
                out.append(separator).append(key);
                write(out, entry.getValue(), indent + 1, key.length() - 2 * indent);
                separator = ",\n";
            }
            out.append('\n').append("  ".repeat(indent)).append('}');
        } else if (value instanceof List<?> list) {
            String separator = "[\n";
            for (final Object item : list) {
                out.append(separator).append("  ".repeat(indent + 1));
                write(out, item, indent + 1, 0);
                separator = ",\n";
            }
            out.append('\n').append("  ".repeat(indent)).append(']');
        }
    }

    /** A list of mappings reads better as one line each, however short. */
    private static boolean isTable(final Object value) {
        return value instanceof List<?> list && list.size() > 1 && list.get(0) instanceof Map;
    }

    private static String compact(final Object value) {
        if (value instanceof Map<?, ?> map) {
            final StringBuilder out = new StringBuilder("{");
            map.forEach((key, entry) -> out.append(out.length() == 1 ? "" : ", ")
                    .append(quoted(key.toString()))
                    .append(": ")
                    .append(compact(entry)));
            return out.append('}').toString();
        }
        if (value instanceof List<?> list) {
            final StringBuilder out = new StringBuilder("[");
            list.forEach(item -> out.append(out.length() == 1 ? "" : ", ").append(compact(item)));
            return out.append(']').toString();
        }
        if (value instanceof Number number) {
            return number(number);
        }
        return value == null || value instanceof Boolean ? String.valueOf(value) : quoted(value.toString());
    }

    private static String number(final Number number) {
        if (number instanceof Long || number instanceof Integer) {
            return number.toString();
        }
        final double real = number.doubleValue();
        if (!Double.isFinite(real)) {
            return "null";
        }
        // From the exact binary value: Double.toString differs between releases of the JDK.
        final BigDecimal rounded = new BigDecimal(real).round(TWELVE_DIGITS).stripTrailingZeros();
        return rounded.signum() == 0 ? "0" : rounded.toPlainString();
    }

    private static String quoted(final String text) {
        final StringBuilder out = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            final char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\t' -> out.append("\\t");
                default -> out.append(c < ' ' ? String.format("\\u%04x", (int) c) : String.valueOf(c));
            }
        }
        return out.append('"').toString();
    }
}
