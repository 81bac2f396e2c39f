package dev.headroom.timeline;

import dev.headroom.observe.CpuState;
import dev.headroom.observe.TaskState;
import dev.headroom.observe.TimeWindow;
import dev.headroom.observe.TimelineSource;
import dev.headroom.units.Durations;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Draws one activation and what happens around it as SVG: a row for every CPU that is not idle all the time, a row for
 * every task that does more than sleep (the first twenty, those that run before those that wait), wake-ups as arrows.
 * The same bytes for the same timeline; nothing is loaded from elsewhere.
 */
public final class TimelineSvg {

    private static final int WIDTH = 960;
    private static final int LEFT = 150;
    private static final int RIGHT = 16;
    private static final int TOP = 24;
    private static final int ROW = 26;
    private static final int CPU_BAR = 18;
    private static final int TASK_BAR = 12;
    private static final int AXIS = 26;
    private static final int LEGEND = 26;
    private static final int TICKS_MAX = 8;
    private static final int LABEL_MAX = 22;
    private static final int TASKS_MAX = 20;
    private static final int NO_ROW = -1;
    private static final int TENTHS = 10;

    /** Colours of tasks, which people with the usual defects of colour vision tell apart (Okabe, Ito, 2008). */
    private static final List<String> TASKS =
            List.of("#0072b2", "#009e73", "#56b4e9", "#cc79a7", "#8c6d31", "#7b61b8", "#3d7a80", "#a0522d");

    private static final String KERNEL = "#6e7781";
    private static final String INTERRUPT = "#d55e00";
    private static final String PAUSED = "#1b1f24";
    private static final String RUNNABLE = "#f5c04e";
    private static final String THROTTLED = "#c2255c";

    private final TimelineSource source;
    private final TimelineSource.Latency focus;
    private final TimeWindow window;
    private final int[] rowOfCpu;
    private final int[] rowOfTask;
    private final int cpuRows;
    private final Set<Integer> left = new HashSet<>();
    private int rows;
    private final StringBuilder svg = new StringBuilder();

    private TimelineSvg(final TimelineSource source, final TimelineSource.Latency focus, final TimeWindow window) {
        this.source = source;
        this.focus = focus;
        this.window = window;
        rowOfCpu = new int[source.cpus().size()];
        rowOfTask = new int[source.tasks().size()];
        Arrays.fill(rowOfCpu, NO_ROW);
        Arrays.fill(rowOfTask, NO_ROW);
        rowsOfCpus();
        cpuRows = rows;
        rowOfTask[focus.task()] = rows++;
        rowsOfTasks(Set.of(TaskState.RUNNING));
        rowsOfTasks(Set.of(TaskState.RUNNABLE, TaskState.THROTTLED));
    }

    /** A CPU that is idle all the time has none. */
    private void rowsOfCpus() {
        for (final TimelineSource.CpuSlice slice : source.cpuSlices()) {
            if (slice.state() != CpuState.IDLE && isSeen(slice.fromNs(), slice.toNs())) {
                rowOfCpu[slice.cpu()] = 0;
            }
        }
        for (int cpu = 0; cpu < rowOfCpu.length; cpu++) {
            rowOfCpu[cpu] = rowOfCpu[cpu] == NO_ROW ? NO_ROW : rows++;
        }
    }

    private void rowsOfTasks(final Set<TaskState> states) {
        for (final TimelineSource.TaskSlice slice : source.taskSlices()) {
            if (states.contains(slice.state())
                    && isSeen(slice.fromNs(), slice.toNs())
                    && rowOfTask[slice.task()] == NO_ROW) {
                if (rows - cpuRows < TASKS_MAX) {
                    rowOfTask[slice.task()] = rows++;
                } else {
                    left.add(slice.task());
                }
            }
        }
    }

    private boolean isSeen(final long fromNs, final long toNs) {
        return toNs > window.fromNs() && fromNs < window.toNs();
    }

    /**
     * Draws an activation.
     *
     * @param title for those who cannot see it
     * @param source the timeline
     * @param focus the latency that it is about; times count from its release
     * @param window what is drawn
     * @return an {@code svg} element
     */
    public static String draw(
            final String title,
            final TimelineSource source,
            final TimelineSource.Latency focus,
            final TimeWindow window) {
        return new TimelineSvg(source, focus, window).svg(title);
    }

    private String svg(final String title) {
        final int height = TOP + rows * ROW + AXIS + LEGEND;
        svg.append("<svg viewBox=\"0 0 ").append(WIDTH).append(' ').append(height);
        svg.append("\" role=\"img\" font-size=\"12\">\n<title>")
                .append(escaped(title))
                .append("</title>\n");
        latency();
        axis();
        for (int cpu = 0; cpu < rowOfCpu.length; cpu++) {
            if (rowOfCpu[cpu] >= 0) {
                label(rowOfCpu[cpu], source.cpus().get(cpu));
            }
        }
        for (int task = 0; task < rowOfTask.length; task++) {
            if (rowOfTask[task] >= 0) {
                label(rowOfTask[task], source.tasks().get(task));
            }
        }
        final Map<Integer, String> drawn = new HashMap<>();
        source.cpuSlices().forEach(slice -> cpuSlice(slice, drawn));
        source.taskSlices().forEach(slice -> taskSlice(slice, drawn));
        source.wakeUps().forEach(this::wakeUp);
        source.releases().forEach(release -> mark(release.task(), release.atNs(), "#57606a", "release"));
        source.deadlines().stream()
                .filter(TimelineSource.Deadline::missed)
                .forEach(deadline -> mark(deadline.task(), deadline.atNs(), "#d0021b", "deadline missed"));
        legend(TOP + rows * ROW + AXIS + 10);
        return svg.append("</svg>\n").toString();
    }

    /** The time between release and reading the clock as a band behind everything. */
    private void latency() {
        final int fromX = x(Math.max(window.fromNs(), focus.fromNs()));
        final int toX = x(Math.min(window.toNs(), focus.toNs()));
        rectangle(fromX, TOP - 18, toX - fromX, rows * ROW + 18, "#fff3bf", null);
        text((fromX + toX) / 2, TOP - 6, "middle", "latency " + Durations.format(focus.toNs() - focus.fromNs()));
    }

    private void axis() {
        final long lengthNs = window.toNs() - window.fromNs();
        long stepNs = 1;
        for (int i = 0; lengthNs / stepNs > TICKS_MAX; i++) {
            // 1, 2, 5, 10, ...
            stepNs = i % 3 == 1 ? stepNs / 2 * 5 : stepNs * 2;
        }
        final long firstNs = Math.floorDiv(window.fromNs() - focus.fromNs() + stepNs - 1, stepNs) * stepNs;
        for (long ns = firstNs; ns <= window.toNs() - focus.fromNs(); ns += stepNs) {
            final int x = x(focus.fromNs() + ns);
            line(x, TOP, x, TOP + rows * ROW, "#e3e7eb");
            text(x, TOP + rows * ROW + 16, "middle", ns == 0 ? "release" : Durations.format(ns));
        }
    }

    private void label(final int row, final String name) {
        final String shown = name.length() <= LABEL_MAX ? name : "..." + name.substring(name.length() - LABEL_MAX + 3);
        text(LEFT * TENTHS - 80, TOP + row * ROW + 13, "end", escaped(shown));
    }

    private void cpuSlice(final TimelineSource.CpuSlice slice, final Map<Integer, String> drawn) {
        final String colour = colour(slice);
        if (colour != null && rowOfCpu[slice.cpu()] >= 0) {
            final String about = slice.task() < 0 ? "" : source.tasks().get(slice.task());
            final String what = slice.what() == null ? about : slice.what() + (about.isEmpty() ? "" : ": " + about);
            bar(rowOfCpu[slice.cpu()], CPU_BAR, slice.fromNs(), slice.toNs(), colour, what, drawn);
        }
    }

    private String colour(final TimelineSource.CpuSlice slice) {
        return switch (slice.state()) {
            case IDLE -> null;
            case TASK -> colour(slice.task());
            case KERNEL -> KERNEL;
            case INTERRUPT -> INTERRUPT;
            case PAUSED -> PAUSED;
        };
    }

    private String colour(final int task) {
        return rowOfTask[task] < 0 ? "#c8ced4" : TASKS.get((rowOfTask[task] - cpuRows) % TASKS.size());
    }

    private void taskSlice(final TimelineSource.TaskSlice slice, final Map<Integer, String> drawn) {
        final int row = rowOfTask[slice.task()];
        if (row < 0) {
            return;
        }
        final String what = slice.state().name().toLowerCase(Locale.ROOT) + " on "
                + source.cpus().get(slice.cpu()) + (slice.cause() == null ? "" : ", " + slice.cause());
        switch (slice.state()) {
            case BLOCKED -> {
                if (isSeen(slice.fromNs(), slice.toNs())) {
                    final int y = TOP + row * ROW + CPU_BAR / 2;
                    line(x(slice.fromNs()), y, x(slice.toNs()), y, "#c8ced4");
                }
            }
            case RUNNABLE -> bar(row, TASK_BAR, slice.fromNs(), slice.toNs(), RUNNABLE, what, drawn);
            case THROTTLED -> bar(row, TASK_BAR, slice.fromNs(), slice.toNs(), THROTTLED, what, drawn);
            case RUNNING -> bar(row, TASK_BAR, slice.fromNs(), slice.toNs(), colour(slice.task()), what, drawn);
        }
    }

    /** Draws a slice unless it would look exactly like the last one of its row, which is so for very short ones. */
    private void bar(
            final int row,
            final int height,
            final long fromNs,
            final long toNs,
            final String colour,
            final String what,
            final Map<Integer, String> drawn) {
        if (!isSeen(fromNs, toNs)) {
            return;
        }
        final int fromX = x(fromNs);
        final int width = Math.max(4, x(toNs) - fromX);
        final String look = colour + fromX / 4 + (width <= 4 ? "" : "+" + width);
        if (!look.equals(drawn.put(row, look))) {
            final String words = what + ", " + Durations.format(toNs - fromNs);
            rectangle(fromX, TOP + row * ROW + (CPU_BAR - height) / 2, width, height, colour, words);
        }
    }

    /** An arrow from the CPU on which the task was woken to the row of the task. */
    private void wakeUp(final TimelineSource.WakeUp wakeUp) {
        final int fromRow = rowOfCpu[wakeUp.fromCpu()];
        if (!window.contains(wakeUp.atNs()) || fromRow < 0 || rowOfTask[wakeUp.task()] < 0) {
            return;
        }
        final int x = x(wakeUp.atNs());
        final int toY = TOP + rowOfTask[wakeUp.task()] * ROW + (CPU_BAR - TASK_BAR) / 2;
        line(x, TOP + fromRow * ROW + CPU_BAR, x, toY - 4, "#1b1f24");
        svg.append("<path d=\"M").append(px(x)).append(' ').append(toY);
        svg.append("l-3 -6h6z\" fill=\"#1b1f24\"><title>wake-up of ");
        svg.append(escaped(source.tasks().get(wakeUp.task()))).append("</title></path>\n");
    }

    private void mark(final int task, final long atNs, final String colour, final String what) {
        if (!window.contains(atNs) || rowOfTask[task] < 0) {
            return;
        }
        final int y = TOP + rowOfTask[task] * ROW + CPU_BAR + 1;
        svg.append("<path d=\"M").append(px(x(atNs))).append(' ').append(y - 3).append("l-3 6h6z\" fill=\"");
        svg.append(colour).append("\"><title>").append(what).append("</title></path>\n");
    }

    private void legend(final int y) {
        final boolean throttled = source.taskSlices().stream().anyMatch(slice -> slice.state() == TaskState.THROTTLED);
        final boolean paused = source.cpuSlices().stream().anyMatch(slice -> slice.state() == CpuState.PAUSED);
        int x = LEFT;
        x = key(x, y, RUNNABLE, "waits for a CPU");
        x = key(x, y, KERNEL, "context switch, going to sleep");
        x = key(x, y, INTERRUPT, "interrupt");
        x = throttled ? key(x, y, THROTTLED, "throttled") : x;
        x = paused ? key(x, y, PAUSED, "stands still") : x;
        svg.append("<path d=\"M").append(x + 3).append(' ').append(y).append("l-3 8h6z\" fill=\"#57606a\"/>\n");
        text((x + 12) * TENTHS, y + 9, "start", "release");
        if (!left.isEmpty()) {
            text((WIDTH - RIGHT) * TENTHS, y + 9, "end", "and " + left.size() + " more tasks that wait or run");
        }
    }

    private int key(final int x, final int y, final String colour, final String words) {
        rectangle(x * TENTHS, y, 14 * TENTHS, 9, colour, null);
        text((x + 20) * TENTHS, y + 9, "start", words);
        return x + 34 + 7 * words.length();
    }

    /** Returns the place of a time in tenths of a pixel. */
    private int x(final long atNs) {
        final long inside = Math.max(window.fromNs(), Math.min(window.toNs(), atNs)) - window.fromNs();
        final double part = (double) inside / (window.toNs() - window.fromNs());
        return LEFT * TENTHS + (int) (part * (WIDTH - LEFT - RIGHT) * TENTHS);
    }

    private static String px(final int tenths) {
        return tenths / TENTHS + "." + tenths % TENTHS;
    }

    private void rectangle(
            final int x, final int y, final int width, final int height, final String colour, final String title) {
        svg.append("<rect x=\"").append(px(x)).append("\" y=\"").append(y).append("\" width=\"");
        svg.append(px(width))
                .append("\" height=\"")
                .append(height)
                .append("\" fill=\"")
                .append(colour);
        svg.append(title == null ? "\"/>\n" : "\"><title>" + escaped(title) + "</title></rect>\n");
    }

    private void line(final int x1, final int y1, final int x2, final int y2, final String colour) {
        svg.append("<line x1=\"").append(px(x1)).append("\" y1=\"").append(y1).append("\" x2=\"");
        svg.append(px(x2))
                .append("\" y2=\"")
                .append(y2)
                .append("\" stroke=\"")
                .append(colour)
                .append("\"/>\n");
    }

    private void text(final int x, final int y, final String anchor, final String words) {
        svg.append("<text x=\"").append(px(x)).append("\" y=\"").append(y).append("\" text-anchor=\"");
        svg.append(anchor).append("\">").append(words).append("</text>\n");
    }

    private static String escaped(final String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
