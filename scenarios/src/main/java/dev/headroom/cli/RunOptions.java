package dev.headroom.cli;

import com.beust.jcommander.Parameter;
import dev.headroom.plan.PlanReader;
import dev.headroom.plan.RunLength;
import dev.headroom.units.Durations;
import java.nio.file.Files;
import java.nio.file.Path;

/** The options that all simulating commands have in common. */
public final class RunOptions {

    private static final int THREADS_MAX = 1024;

    @Parameter(names = "--json", description = "Write the results as JSON to this file")
    private String json;

    @Parameter(names = "--html", description = "Write the report as a page to this file")
    private String html;

    @Parameter(names = "--seed", description = "Seed of the random streams, instead of the plan's")
    private Long seed;

    @Parameter(names = "--replications", description = "Number of replications, instead of the plan's")
    private Integer replications;

    @Parameter(
            names = "--duration",
            converter = DurationConverter.class,
            description = "Simulated time of a replication such as 60s, instead of the plan's")
    private Long durationNs;

    @Parameter(names = "--threads", description = "Replications at a time; by default as many as there are CPUs")
    private Integer threads;

    @Parameter(names = "--quiet", description = "No progress on standard error")
    private boolean quiet;

    /** Filled by JCommander. */
    public RunOptions() {}

    /**
     * Returns what is to be simulated.
     *
     * @param planned what the plan says, where no option says otherwise
     */
    RunLength length(final RunLength planned) {
        final long ns = durationNs == null ? planned.durationNs() : durationNs;
        if (ns < Durations.MILLISECOND_NS) {
            throw new UsageException("--duration " + Durations.exact(ns) + " is too short; give at least 1ms");
        }
        final int count = replications == null ? planned.replications() : replications;
        if (count < 1 || count > PlanReader.REPLICATIONS_MAX) {
            throw new UsageException(
                    "--replications " + count + " is out of range; give 1 to " + PlanReader.REPLICATIONS_MAX);
        }
        return new RunLength(ns, count, seed == null ? planned.seed() : seed);
    }

    /** Returns how many replications run at a time. */
    int threads() {
        final int count = threads == null ? Runtime.getRuntime().availableProcessors() : threads;
        if (count < 1 || count > THREADS_MAX) {
            throw new UsageException("--threads " + count + " is out of range; give 1 to " + THREADS_MAX);
        }
        return count;
    }

    /** Returns whether no progress is wanted. */
    boolean quiet() {
        return quiet;
    }

    /** Returns the file for JSON, or null. */
    Path json() {
        return output("--json", json);
    }

    /** Returns the file for the page, or null. */
    Path html() {
        if (html != null && html.equals(json)) {
            throw new UsageException("--json and --html name the same file " + html + "; give two files");
        }
        return output("--html", html);
    }

    /** Refuses a further file that is one of these. */
    void requireOther(final String option, final String name) {
        if (name.equals(json) || name.equals(html)) {
            throw new UsageException((name.equals(json) ? "--json" : "--html") + " and " + option
                    + " name the same file " + name + "; give two files");
        }
    }

    /** Refuses early what could not be written after a long simulation. */
    static Path output(final String option, final String name) {
        if (name == null) {
            return null;
        }
        final Path file = Path.of(name);
        final Path directory = file.toAbsolutePath().getParent();
        if (Files.isDirectory(file) || directory == null) {
            throw new UsageException(option + " " + name + " is a directory; name a file");
        }
        if (!Files.isDirectory(directory) || !Files.isWritable(directory)) {
            throw new UsageException(option + " " + name + " lies in a directory that "
                    + (Files.isDirectory(directory) ? "cannot be written" : "does not exist")
                    + "; name a file in one that can be written");
        }
        return file;
    }
}
