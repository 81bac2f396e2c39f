package dev.headroom.format.hofer;

import dev.headroom.evidence.MeasuredHistogram;
import dev.headroom.evidence.ThreadCounts;
import dev.headroom.format.BoundedLines;
import dev.headroom.format.FormatException;
import dev.headroom.format.TsvTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.LongBinaryOperator;

/**
 * One histogram file: header lines {@code # name: values}, a line of column names, one row per bin with samples.
 *
 * <p>The bins of each thread must add up to its total; a file marked <em>body only</em> is cut at each thread's last
 * bin, and there they must not exceed it. Unknown header lines are ignored.
 *
 * @param id name of the run in the file itself; of rt-app runs without the ending that names the quantity
 * @param histogram counts per thread or container
 * @param minUs smallest reading over all threads in us, if the header has it
 * @param meanUs mean over all threads in us, weighted by samples, if the header has it
 * @param maxUs largest reading over all threads in us, if the header has it
 */
public record HistogramFile(
        String id, MeasuredHistogram histogram, OptionalLong minUs, OptionalDouble meanUs, OptionalLong maxUs) {

    /** Most threads of a histogram. */
    public static final int MAX_THREADS = 1024;

    /** Most samples of a thread: 115 days at one per ms, and small enough that no sum over threads overflows. */
    public static final long MAX_SAMPLES = 10_000_000_000L;

    /** Largest bin, in us: about 11 days. */
    public static final long MAX_BIN_US = 1_000_000_000_000L;

    /** The instrument's own histogram ends here, in us; the files say so in the name of a header. */
    public static final long OVERFLOW_FROM_US = 10_000;

    private static final String LAST_BIN = "last bin per thread:";

    /**
     * Reads a file.
     *
     * @param file the histogram
     * @return the histogram, or nothing if the file is missing, empty, or holds no bins
     * @throws FormatException if the file has bins and is not as demanded
     */
    public static Optional<HistogramFile> read(final Path file) {
        return TsvTable.isBlank(file) ? Optional.empty() : new Parser(file).parse();
    }

    /** The state of one reading. */
    private static final class Parser {

        private final Path file;
        private final Map<String, String> headers = new HashMap<>();
        private final List<TreeMap<Long, Long>> counts = new ArrayList<>();
        private long lastUs = Long.MIN_VALUE;

        Parser(final Path file) {
            this.file = file;
        }

        Optional<HistogramFile> parse() {
            try (BoundedLines lines = new BoundedLines(file)) {
                boolean bins = false;
                while (lines.advance()) {
                    final String line = lines.line();
                    if (line.startsWith("#")) {
                        header(line.substring(1).strip());
                    } else if (!line.isEmpty() && !bins) {
                        columns(lines);
                        bins = true;
                    } else if (!line.isEmpty()) {
                        bin(lines);
                    }
                }
            }
            final boolean empty = counts.stream().allMatch(Map::isEmpty);
            return empty ? Optional.empty() : Optional.of(assembled());
        }

        private void header(final String text) {
            final int cut = text.startsWith("body only") ? text.indexOf(LAST_BIN) : -1;
            if (cut >= 0) {
                headers.put(LAST_BIN, text.substring(cut + LAST_BIN.length()).strip());
                return;
            }
            final int colon = text.indexOf(':');
            if (colon > 0) {
                headers.put(text.substring(0, colon), text.substring(colon + 1).strip());
            }
        }

        private void columns(final BoundedLines lines) {
            final String[] names = lines.line().split("\t", -1);
            if (!names[0].equals("us") || names.length < 2 || names.length > MAX_THREADS + 1) {
                final String right = "us and the names of 1 to " + MAX_THREADS + " threads, separated by tabs";
                throw wrong(lines.lineNumber(), "column names", FormatException.quoted(lines.line()), right);
            }
            for (int thread = 1; thread < names.length; thread++) {
                counts.add(new TreeMap<>());
            }
        }

        private void bin(final BoundedLines lines) {
            final String[] fields = lines.line().split("\t", -1);
            final long line = lines.lineNumber();
            if (fields.length != counts.size() + 1) {
                throw wrong(line, "", fields.length + " fields", (counts.size() + 1) + " as in the line of names");
            }
            final long us = number(line, "us", fields[0], MAX_BIN_US);
            if (us <= lastUs) {
                throw wrong(line, "us", us + " after " + lastUs, "bins in ascending order");
            }
            lastUs = us;
            for (int thread = 0; thread < counts.size(); thread++) {
                final long count = number(line, "thread " + thread, fields[thread + 1], MAX_SAMPLES);
                if (count > 0) {
                    counts.get(thread).put(us, count);
                }
            }
        }

        private HistogramFile assembled() {
            final String id = headers.get("id");
            if (id == null) {
                throw wrong(0, "id", "the header is missing", "a line \"# id: SET/RUN\"");
            }
            final String totalName = headers.containsKey("total") ? "total" : "binned_total";
            final List<Long> totals = longs(totalName, MAX_SAMPLES)
                    .orElseThrow(() -> wrong(0, totalName, "the header is missing", "the samples of each thread"));
            final List<Long> overflows =
                    longs("overflow_ge_" + OVERFLOW_FROM_US + "us", MAX_SAMPLES).orElse(List.of());
            final List<Long> lastBins = longs(LAST_BIN, MAX_BIN_US).orElse(List.of());
            final List<ThreadCounts> threads = new ArrayList<>();
            for (int i = 0; i < counts.size(); i++) {
                final OptionalLong lastBin =
                        lastBins.isEmpty() ? OptionalLong.empty() : OptionalLong.of(lastBins.get(i));
                threads.add(thread(i, totals.get(i), overflows.isEmpty() ? 0 : overflows.get(i), lastBin));
            }
            final OptionalLong min = extreme("min", Math::min);
            final OptionalLong max = extreme("max", Math::max);
            return new HistogramFile(id, new MeasuredHistogram(threads), min, mean(totals), max);
        }

        private ThreadCounts thread(
                final int index, final long total, final long overflow, final OptionalLong lastBinUs) {
            try {
                return new ThreadCounts(counts.get(index), total, overflow, OVERFLOW_FROM_US, lastBinUs);
            } catch (final IllegalArgumentException e) {
                throw wrong(0, "thread " + index, e.getMessage(), "bins and headers that agree");
            }
        }

        private OptionalLong extreme(final String name, final LongBinaryOperator choice) {
            final Optional<List<Long>> values = longs(name + "_us", MAX_BIN_US).or(() -> longs(name, MAX_BIN_US));
            return values.isEmpty()
                    ? OptionalLong.empty()
                    : values.get().stream().mapToLong(Long::longValue).reduce(choice);
        }

        private OptionalDouble mean(final List<Long> totals) {
            final String name = headers.containsKey("avg_us") ? "avg_us" : "mean";
            final Optional<String[]> texts = values(name);
            final long samples = totals.stream().mapToLong(Long::longValue).sum();
            if (texts.isEmpty() || samples == 0) {
                return OptionalDouble.empty();
            }
            double sumUs = 0;
            for (int i = 0; i < totals.size(); i++) {
                sumUs += totals.get(i) * decimal(name, texts.get()[i]);
            }
            return OptionalDouble.of(sumUs / samples);
        }

        private Optional<List<Long>> longs(final String name, final long max) {
            return values(name).map(texts -> {
                final List<Long> numbers = new ArrayList<>();
                for (final String text : texts) {
                    numbers.add(number(0, name, text, max));
                }
                return numbers;
            });
        }

        private Optional<String[]> values(final String name) {
            final String text = headers.get(name);
            if (text == null) {
                return Optional.empty();
            }
            final String[] values = text.split(" ");
            if (values.length != counts.size()) {
                throw wrong(0, name, values.length + " values", "one for each of " + counts.size() + " threads");
            }
            return Optional.of(values);
        }

        private double decimal(final String name, final String text) {
            if (!text.matches("\\d{1,12}(\\.\\d{1,9})?")) {
                throw wrong(0, name, FormatException.quoted(text), "a decimal number");
            }
            return Double.parseDouble(text);
        }

        private long number(final long line, final String field, final String text, final long max) {
            try {
                final long value = Long.parseLong(text);
                if (value >= 0 && value <= max) {
                    return value;
                }
            } catch (final NumberFormatException e) {
                // Told below together with a number out of range.
            }
            throw wrong(line, field, FormatException.quoted(text), "a whole number from 0 to " + max);
        }

        private FormatException wrong(final long line, final String field, final String wrong, final String right) {
            return new FormatException(file, line, field, wrong, right);
        }
    }
}
