package dev.headroom.format.recorded;

import com.fasterxml.jackson.core.JsonFactory;
import dev.headroom.document.DocumentException;
import dev.headroom.document.DocumentNode;
import dev.headroom.document.DocumentReader;
import dev.headroom.evidence.MeasuredHistogram;
import dev.headroom.evidence.ThreadCounts;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The JSON that cyclictest writes with {@code -h} and {@code --json}.
 *
 * <p>{@code cycles} counts the histogram's samples and those beyond its last bin, which have no bin of their own.
 *
 * @param threads each thread, in the order of its number
 */
public record CyclictestJson(List<Thread> threads) {

    /** The number of bins in the command line, which the file repeats. */
    private static final Pattern HISTOGRAM_OPTION = Pattern.compile(" -h ?([0-9]{1,9})\\b");

    /** Most samples of a thread. */
    private static final long MOST_SAMPLES = 10_000_000_000L;

    private static final long LARGEST_US = 1_000_000_000_000L;
    private static final int MOST_CPUS = 1 << 16;

    /**
     * One thread.
     *
     * @param cpu CPU that it ran on at the end
     * @param counts samples by whole us
     * @param minUs smallest sample
     * @param meanUs mean of all samples, those beyond the histogram included
     * @param maxUs largest sample
     */
    public record Thread(int cpu, ThreadCounts counts, long minUs, double meanUs, long maxUs) {}

    /** Copies the list. */
    public CyclictestJson {
        threads = List.copyOf(threads);
    }

    /** Returns all threads as one histogram. */
    public MeasuredHistogram histogram() {
        return new MeasuredHistogram(threads.stream().map(Thread::counts).toList());
    }

    /**
     * Reads a file.
     *
     * @param file JSON as cyclictest 2.x writes it
     * @return what it holds
     * @throws DocumentException if it is not such a file, or its counts contradict each other
     */
    public static CyclictestJson read(final Path file) {
        final DocumentNode root = DocumentReader.read(file.toString(), DocumentReader.bytes(file), new JsonFactory());
        final OptionalLong bins = root.optional("cmdline:")
                .map(DocumentNode::text)
                .map(HISTOGRAM_OPTION::matcher)
                .filter(Matcher::find)
                .map(found -> OptionalLong.of(Long.parseLong(found.group(1))))
                .orElseGet(OptionalLong::empty);
        final SortedMap<Integer, Thread> threads = new TreeMap<>();
        for (final Map.Entry<String, DocumentNode> entry :
                root.required("thread", "\"thread\": {\"0\": {...}}").mapping().entrySet()) {
            threads.put(number(entry.getKey(), entry.getValue()), thread(entry.getValue(), bins));
        }
        if (threads.isEmpty()) {
            throw root.mistake("has no thread", "give the output of a cyclictest that ran");
        }
        return new CyclictestJson(List.copyOf(threads.values()));
    }

    private static Thread thread(final DocumentNode node, final OptionalLong overflowFromUs) {
        final DocumentNode cycles = node.required("cycles", "\"cycles\": 20000");
        final long all = cycles.whole(0, MOST_SAMPLES);
        final SortedMap<Long, Long> bins = new TreeMap<>();
        long inBins = 0;
        for (final Map.Entry<String, DocumentNode> bin : node.required("histogram", "\"histogram\": {\"22\": 3344}")
                .mapping()
                .entrySet()) {
            final long count = bin.getValue().whole(0, MOST_SAMPLES);
            if (count > 0) {
                bins.put((long) number(bin.getKey(), bin.getValue()), count);
            }
            inBins += count;
        }
        if (inBins > all) {
            throw cycles.mistake(
                    "the bins hold " + inBins + " samples, more than the " + all + " cycles",
                    "give a file as cyclictest wrote it");
        }
        return new Thread(
                (int) node.required("cpu", "\"cpu\": 1").whole(0, MOST_CPUS),
                counts(node, bins, overflowFromUs, inBins, all),
                node.required("min", "\"min\": 10").whole(0, LARGEST_US),
                node.required("avg", "\"avg\": 25.1").real(0, LARGEST_US),
                node.required("max", "\"max\": 211").whole(0, LARGEST_US));
    }

    private static ThreadCounts counts(
            final DocumentNode node,
            final SortedMap<Long, Long> bins,
            final OptionalLong overflowFromUs,
            final long inBins,
            final long all) {
        final long fromUs = overflowFromUs.orElse(bins.isEmpty() ? 0 : bins.lastKey() + 1);
        return node.built(() -> new ThreadCounts(bins, inBins, all - inBins, fromUs, OptionalLong.empty()));
    }

    private static int number(final String key, final DocumentNode where) {
        if (!key.matches("[0-9]{1,9}")) {
            throw where.mistake("has the key '" + key + "'", "give a whole number as key");
        }
        return Integer.parseInt(key);
    }
}
