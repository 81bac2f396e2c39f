package dev.headroom.format.hofer;

import dev.headroom.evidence.CaseDescription;
import dev.headroom.evidence.CaseStatus;
import dev.headroom.evidence.DeadlineParameters;
import dev.headroom.evidence.Isolation;
import dev.headroom.evidence.Measure;
import dev.headroom.evidence.MeasuringTask;
import dev.headroom.evidence.Setting;
import dev.headroom.format.FormatException;
import dev.headroom.format.TsvRow;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the descriptive columns of a row of {@code index.tsv}; asks for no column that holds a result. */
final class DescriptionRow {

    static final List<String> COLUMNS = List.of(
            "id",
            "env",
            "kernel",
            "set",
            "condition",
            "run",
            "host_iso",
            "host_nobal",
            "host_irq",
            "guest_iso",
            "guest_nobal",
            "guest_irq",
            "load",
            "container",
            "threads",
            "tool",
            "policy_prio",
            "interval_us",
            "kernel_version",
            "vm_host_kernel",
            "date",
            "status");

    private static final Map<String, Measure> MEASURES = Map.of(
            "cyclictest", Measure.WAKE_UP_LATENCY,
            "cyclictest-hist", Measure.WAKE_UP_LATENCY,
            "rt-app-run", Measure.EXECUTION_TIME,
            "rt-app-period", Measure.CYCLE_TIME);
    private static final Map<String, CaseStatus> STATUSES = Map.of(
            "ok", CaseStatus.OK,
            "short", CaseStatus.SHORT,
            "no-result", CaseStatus.NO_RESULT,
            "duplicate-line", CaseStatus.DUPLICATE_LINE,
            "body-only", CaseStatus.BODY_ONLY);

    private static final int MAX_THREADS = HistogramFile.MAX_THREADS;
    private static final long MAX_INTERVAL_US = 1_000_000_000L;

    /** Documented number of cycles: the result columns are never asked. */
    private static final long CYCLES_SHORT_RUN = 100_000;

    private static final long CYCLES_LONG_RUN = 10_000_000;
    private static final long CYCLES_LONG_SMALL_RUN = 1_000_000;
    private static final long RT_APP_RUN_US = 900_000_000;

    private static final Pattern PRIORITY = Pattern.compile("([A-Z]{1,16})(\\d{1,2})");
    private static final Pattern RESERVATION = Pattern.compile("DEADLINE (\\d{1,10})/(\\d{1,10})/(\\d{1,10})");
    private static final Pattern STEPPED = Pattern.compile("(\\d{1,10})\\+(\\d{1,10})k");
    private static final Pattern LISTED = Pattern.compile("\\d{1,10}(\\+\\d{1,10})*");

    private DescriptionRow() {}

    static CaseDescription of(final TsvRow row) {
        return new CaseDescription(
                row.text("id"),
                row.text("env"),
                row.optionalText("kernel"),
                row.text("set"),
                row.text("condition"),
                row.intValue("run", 0, Integer.MAX_VALUE),
                isolation(row, "host"),
                isolation(row, "guest"),
                row.intValue("load", 0, 1) == 1,
                row.intValue("container", 0, 1) == 1,
                task(row),
                row.optionalText("kernel_version"),
                row.optionalText("vm_host_kernel"),
                row.optionalText("date"),
                status(row));
    }

    private static Isolation isolation(final TsvRow row, final String layer) {
        return new Isolation(
                setting(row, layer + "_iso"), setting(row, layer + "_nobal"), setting(row, layer + "_irq"));
    }

    private static Setting setting(final TsvRow row, final String column) {
        final OptionalInt value = row.optionalInt(column, 0, 1);
        if (value.isEmpty()) {
            return Setting.NOT_GIVEN;
        }
        return value.getAsInt() == 1 ? Setting.ON : Setting.OFF;
    }

    private static CaseStatus status(final TsvRow row) {
        if (row.optionalText("status").isEmpty()) {
            return CaseStatus.NOT_GIVEN;
        }
        return row.parsed(
                "status", name -> Optional.ofNullable(STATUSES.get(name)), "one of " + sorted(STATUSES.keySet()));
    }

    private static MeasuringTask task(final TsvRow row) {
        final Measure measure = row.parsed(
                "tool", name -> Optional.ofNullable(MEASURES.get(name)), "one of " + sorted(MEASURES.keySet()));
        final String text = row.text("policy_prio");
        final Matcher priority = PRIORITY.matcher(text);
        final Matcher reservation = RESERVATION.matcher(text);
        final List<Long> intervalsUs = intervalsUs(row);
        final long cycles = cyclesRequested(row, measure, intervalsUs);
        if (priority.matches()) {
            final OptionalInt level = OptionalInt.of(Integer.parseInt(priority.group(2)));
            return new MeasuringTask(
                    row.text("tool"), measure, priority.group(1), level, Optional.empty(), intervalsUs, cycles);
        }
        if (!reservation.matches()) {
            final String right = "a policy and priority such as FIFO99, or DEADLINE RUNTIME/DEADLINE/PERIOD";
            throw row.wrong("policy_prio", FormatException.quoted(text), right);
        }
        return new MeasuringTask(
                row.text("tool"),
                measure,
                "DEADLINE",
                OptionalInt.empty(),
                Optional.of(deadline(row, reservation)),
                intervalsUs,
                cycles);
    }

    private static DeadlineParameters deadline(final TsvRow row, final Matcher reservation) {
        try {
            return new DeadlineParameters(
                    Long.parseLong(reservation.group(1)),
                    Long.parseLong(reservation.group(2)),
                    Long.parseLong(reservation.group(3)));
        } catch (final IllegalArgumentException e) {
            throw row.wrong("policy_prio", e.getMessage(), "runtime <= deadline <= period");
        }
    }

    private static long cyclesRequested(final TsvRow row, final Measure measure, final List<Long> intervalsUs) {
        if (measure != Measure.WAKE_UP_LATENCY) {
            return intervalsUs.isEmpty() ? 0 : RT_APP_RUN_US / intervalsUs.get(0);
        }
        if (row.text("tool").equals("cyclictest")) {
            return CYCLES_SHORT_RUN;
        }
        return row.text("set").endsWith("-long-small") ? CYCLES_LONG_SMALL_RUN : CYCLES_LONG_RUN;
    }

    /** One interval per thread: {@code 1000} for each, {@code 1000+1500} listed, {@code 1000+86400k} in steps. */
    private static List<Long> intervalsUs(final TsvRow row) {
        final OptionalInt threads = row.optionalInt("threads", 1, MAX_THREADS);
        final Optional<String> text = row.optionalText("interval_us");
        if (threads.isEmpty() || text.isEmpty()) {
            return List.of();
        }
        final int count = threads.getAsInt();
        final Matcher stepped = STEPPED.matcher(text.get());
        final List<Long> intervalsUs = new ArrayList<>();
        if (stepped.matches()) {
            for (int k = 0; k < count; k++) {
                intervalsUs.add(Long.parseLong(stepped.group(1)) + k * Long.parseLong(stepped.group(2)));
            }
        } else if (LISTED.matcher(text.get()).matches()) {
            for (final String interval : text.get().split("\\+")) {
                intervalsUs.add(Long.valueOf(interval));
            }
        }
        final List<Long> each = intervalsUs.size() == 1 ? Collections.nCopies(count, intervalsUs.get(0)) : intervalsUs;
        if (each.size() != count || each.stream().anyMatch(us -> us < 1 || us > MAX_INTERVAL_US)) {
            final String right = "one interval of 1 to " + MAX_INTERVAL_US + " us for all or each of " + count
                    + " threads, as 1000, 1000+1500 or 1000+86400k";
            throw row.wrong("interval_us", FormatException.quoted(text.get()), right);
        }
        return each;
    }

    private static String sorted(final Set<String> names) {
        return String.join(", ", new TreeSet<>(names));
    }
}
