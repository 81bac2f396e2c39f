package dev.headroom.cli;

import com.beust.jcommander.Parameter;
import dev.headroom.observe.TimeWindow;
import dev.headroom.units.Durations;
import java.nio.file.Path;

/** The options that say which timeline is written where. */
public final class TraceOptions {

    private static final int WORST_MAX = 100;

    @Parameter(
            names = "--trace",
            description =
                    "Write a timeline for ui.perfetto.dev or chrome://tracing to this file: what CPUs and tasks do "
                            + "around the worst activations, in the replication of the latest one")
    private String trace;

    @Parameter(
            names = "--trace-window",
            description = "What the timeline shows instead, such as 12.5s..12.6s since the start of the run, of which "
                    + "the first second is not measured")
    private String window;

    @Parameter(
            names = "--trace-worst",
            description = "How many of the worst activations of each task the timeline shows, by latency and by "
                    + "response; by default 1")
    private Integer worst;

    /** Filled by JCommander. */
    public TraceOptions() {}

    /** Returns the file for the timeline, or null; refuses options that do not fit. */
    Path file(final RunOptions others) {
        if (trace == null) {
            if (window != null || worst != null) {
                throw new UsageException((window != null ? "--trace-window" : "--trace-worst")
                        + " says what a timeline shows; name its file with --trace");
            }
            return null;
        }
        if (window != null && worst != null) {
            throw new UsageException("--trace-window and --trace-worst cannot be combined; give one");
        }
        others.requireOther("--trace", trace);
        return RunOptions.output("--trace", trace);
    }

    /** Refuses {@code --trace-worst}, which means nothing to a command. */
    void refuseWorst(final String why) {
        if (worst != null) {
            throw new UsageException("--trace-worst means nothing here: " + why + "; leave it out");
        }
    }

    /** Returns how many of the worst activations of each task are shown. */
    int worst() {
        final int count = worst == null ? 1 : worst;
        if (count < 1 || count > WORST_MAX) {
            throw new UsageException("--trace-worst " + count + " is out of range; give 1 to " + WORST_MAX);
        }
        return count;
    }

    /**
     * Returns the wanted window, or null for the worst activations.
     *
     * @param endNs the end of what can be shown
     * @param what what ends then, such as "the run, with the first second, which is not measured,"
     */
    TimeWindow window(final long endNs, final String what) {
        if (window == null) {
            return null;
        }
        final int dots = window.indexOf("..");
        if (dots < 0) {
            throw new UsageException("--trace-window " + window
                    + " has no '..'; give two times since the start of the run, such as " + "12.5s..12.6s");
        }
        final long fromNs = time(window.substring(0, dots));
        final long toNs = time(window.substring(dots + 2));
        if (fromNs >= toNs) {
            throw new UsageException("--trace-window " + window + " is empty; give the earlier time first");
        }
        if (toNs > endNs) {
            throw new UsageException(
                    "--trace-window " + window + " ends after " + what + " of " + Durations.exact(endNs));
        }
        return new TimeWindow(fromNs, toNs);
    }

    private static long time(final String text) {
        try {
            return Durations.parseNs(text);
        } catch (final IllegalArgumentException refused) {
            throw new UsageException("--trace-window: " + refused.getMessage());
        }
    }
}
