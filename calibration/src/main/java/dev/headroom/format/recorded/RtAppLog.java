package dev.headroom.format.recorded;

import dev.headroom.format.BoundedLines;
import dev.headroom.format.FormatException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The log that rt-app writes for one thread: a row per loop, times in us.
 *
 * @param loops the rows in order
 */
public record RtAppLog(List<Loop> loops) {

    private static final int COLUMNS = 11;
    private static final int MOST_LOOPS = 20_000_000;

    /**
     * One loop.
     *
     * @param runUs wall time of the busy part, preemption included
     * @param periodUs time from the start of the loop to its end
     * @param startUs start, on the machine's monotonic clock
     * @param endUs end
     * @param slackUs time between completion and the end of the period; negative for a missed deadline
     * @param wakeUpLatencyUs sum of the wake-up latencies of the loop
     */
    public record Loop(long runUs, long periodUs, long startUs, long endUs, long slackUs, long wakeUpLatencyUs) {}

    /** Copies the list. */
    public RtAppLog {
        loops = List.copyOf(loops);
    }

    /** Returns the number of loops with negative slack. */
    public long misses() {
        return loops.stream().filter(loop -> loop.slackUs() < 0).count();
    }

    /**
     * Reads a log, plain or compressed with gzip.
     *
     * @param file the log
     * @return its rows
     * @throws FormatException if a row is not one
     */
    public static RtAppLog read(final Path file) {
        final List<Loop> loops = new ArrayList<>();
        try (BoundedLines lines = new BoundedLines(file)) {
            while (lines.advance()) {
                final String line = lines.line().strip();
                if (!line.isEmpty() && line.charAt(0) != '#') {
                    if (loops.size() == MOST_LOOPS) {
                        throw new FormatException(
                                file, lines.lineNumber(), "", "too many rows", "at most " + MOST_LOOPS + " loops");
                    }
                    loops.add(loop(file, lines.lineNumber(), line.split("\\s+")));
                }
            }
        }
        return new RtAppLog(loops);
    }

    private static Loop loop(final Path file, final long line, final String[] fields) {
        if (fields.length != COLUMNS) {
            throw new FormatException(
                    file, line, "", fields.length + " columns", COLUMNS + " columns as rt-app 1.x writes them");
        }
        return new Loop(
                number(file, line, "run", fields[2]),
                number(file, line, "period", fields[3]),
                number(file, line, "start", fields[4]),
                number(file, line, "end", fields[5]),
                number(file, line, "slack", fields[7]),
                number(file, line, "wu_lat", fields[10]));
    }

    private static long number(final Path file, final long line, final String field, final String text) {
        if (!text.matches(field.equals("slack") ? "-?[0-9]{1,15}" : "[0-9]{1,15}")) {
            throw new FormatException(file, line, field, FormatException.quoted(text), "a whole number of us");
        }
        return Long.parseLong(text);
    }
}
