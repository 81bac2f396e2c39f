package dev.headroom.format.schedtrace;

import dev.headroom.format.BoundedLines;
import dev.headroom.format.FormatException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A scheduler trace.
 *
 * @param events in the order of their time
 * @param cpus number of CPUs: one more than the highest number that occurs
 */
public record SchedTrace(List<SchedEvent> events, int cpus) {

    private static final int MOST_EVENTS = 20_000_000;
    private static final int MOST_CPUS = 4096;
    /** {@code PID_MAX_LIMIT}. */
    private static final int MOST_PIDS = 1 << 22;
    /** Thirty years. */
    private static final long LATEST_NS = 1_000_000_000_000_000_000L - 1;

    private static final String NUMBER = "-?[0-9]{1,18}";

    /** Copies the list. */
    public SchedTrace {
        events = List.copyOf(events);
    }

    /** Returns the time of the last event in ns from the start of the trace, 0 for an empty one. */
    public long endNs() {
        return events.isEmpty() ? 0 : events.get(events.size() - 1).timeNs();
    }

    /**
     * Reads a trace, plain or compressed with gzip. Events of other kinds are skipped; times are made relative to the
     * earliest line.
     *
     * @param file tab-separated lines
     * @return its events, sorted by time where lines of two CPUs are out of order
     * @throws FormatException if a line is not an event
     */
    public static SchedTrace read(final Path file) {
        final List<SchedEvent> events = new ArrayList<>();
        int cpus = 0;
        long startNs = Long.MAX_VALUE;
        try (BoundedLines lines = new BoundedLines(file)) {
            while (lines.advance()) {
                if (lines.line().isEmpty() || lines.line().charAt(0) == '#') {
                    continue;
                }
                final Line line =
                        new Line(file, lines.lineNumber(), lines.line().split("\t", -1));
                final long timeNs = line.number(0, "ts_ns", 0, LATEST_NS);
                startNs = Math.min(startNs, timeNs);
                final Optional<SchedEvent> event = event(line, timeNs);
                if (event.isPresent()) {
                    events.add(event.get());
                    cpus = Math.max(cpus, event.get().cpu() + 1);
                }
                if (events.size() > MOST_EVENTS) {
                    throw line.wrong("", "too many events", "at most " + MOST_EVENTS);
                }
            }
        }
        final long zeroNs = startNs;
        events.replaceAll(event -> event.at(event.timeNs() - zeroNs));
        events.sort(Comparator.comparingLong(SchedEvent::timeNs));
        return new SchedTrace(events, cpus);
    }

    private static Optional<SchedEvent> event(final Line line, final long timeNs) {
        final Optional<SchedEvent.Kind> known = SchedEvent.Kind.of(line.text(2, "event"));
        if (known.isEmpty()) {
            return Optional.empty();
        }
        final SchedEvent.Kind kind = known.get();
        final int cpu = line.cpu(1, "cpu");
        return Optional.of(
                switch (kind) {
                    case SWITCH ->
                        new SchedEvent(kind, timeNs, cpu, line.task(3), line.text(6, "prev_state"), line.task(7), -1);
                    case WAKE_UP, NEW, WAKING ->
                        new SchedEvent(
                                kind, timeNs, cpu, line.task(3), "", SchedEvent.Task.NONE, line.cpu(6, "target"));
                    case MIGRATE ->
                        new SchedEvent(kind, timeNs, cpu, line.task(3), "", SchedEvent.Task.NONE, line.cpu(7, "to"));
                    case TIMER_ENTRY, TIMER_EXIT, RESCHEDULE, CALL_FUNCTION ->
                        new SchedEvent(kind, timeNs, cpu, SchedEvent.Task.NONE, "", SchedEvent.Task.NONE, -1);
                });
    }

    /** One line with its place, for messages. */
    private record Line(Path file, long number, String[] fields) {

        FormatException wrong(final String field, final String what, final String right) {
            return new FormatException(file, number, field, what, right);
        }

        String text(final int column, final String field) {
            if (column >= fields.length) {
                throw wrong(field, "the line has " + fields.length + " columns", "at least " + (column + 1));
            }
            return fields[column];
        }

        long number(final int column, final String field, final long least, final long most) {
            final String text = text(column, field);
            if (!text.matches(NUMBER) || Long.parseLong(text) < least || Long.parseLong(text) > most) {
                throw wrong(field, FormatException.quoted(text), "a whole number from " + least + " to " + most);
            }
            return Long.parseLong(text);
        }

        int cpu(final int column, final String field) {
            return (int) number(column, field, 0, MOST_CPUS - 1);
        }

        SchedEvent.Task task(final int column) {
            final int pid = (int) number(column + 1, "pid", 0, MOST_PIDS);
            return new SchedEvent.Task(pid, text(column, "comm"), (int) number(column + 2, "prio", -1, 139));
        }
    }
}
