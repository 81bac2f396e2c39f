package dev.headroom.cli;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.Parameters;
import com.beust.jcommander.ParametersDelegate;
import dev.headroom.compare.ValidationReport;
import dev.headroom.document.AtomicFile;
import dev.headroom.format.hofer.HoferCorpus;
import dev.headroom.observe.TimeWindow;
import dev.headroom.observe.TimelineSource;
import dev.headroom.plan.RunLength;
import dev.headroom.profile.Profile;
import dev.headroom.profile.Profiles;
import dev.headroom.recorded.RecordedCases;
import dev.headroom.recorded.ScenarioPredictor;
import dev.headroom.replay.JobTimelines;
import dev.headroom.replay.RecordedJobs;
import dev.headroom.reproduce.CasePredictor;
import dev.headroom.reproduce.CorpusValidation;
import dev.headroom.timeline.TraceEventJson;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Function;

/** {@code validate CORPUS}: predicts every case of a corpus without its results, then compares. */
@Parameters(commandDescription = "Predicts every case of a measured corpus without its results, then compares")
final class ValidateCommand implements Command {

    private static final RunLength DEFAULT = new RunLength(100_000_000_000L, 20, 1);

    @Parameter(description = "CORPUS")
    private List<String> corpora = new ArrayList<>();

    @Parameter(
            names = "--profile",
            description = "Profile file to use instead of the shipped one of the same id; repeatable")
    private List<String> profiles = new ArrayList<>();

    @Parameter(names = "--negative-control", description = "Use deliberately wrong profiles: the cases must disagree")
    private boolean negativeControl;

    @Parameter(names = "--misses", description = "How many of the worst misses to list")
    private int misses = 12;

    @ParametersDelegate
    private TraceOptions traceOptions = new TraceOptions();

    @ParametersDelegate
    private RunOptions options = new RunOptions();

    @Override
    public String name() {
        return "validate";
    }

    @Override
    public String summary() {
        return "CORPUS: predicts every case of a measured corpus without its results, then compares";
    }

    @Override
    public int run(final Streams streams) throws IOException {
        final String folder = Arguments.only(corpora, name(), "one corpus folder", "headroom validate corpora/hofer");
        if (options.html() != null) {
            throw new UsageException("validate writes no page yet; use --json");
        }
        final Path corpus = Path.of(folder);
        drawTimelines(corpus);
        if (RecordedJobs.isAt(corpus)) {
            final RunLength each = length();
            final ScenarioPredictor predictor =
                    new ScenarioPredictor(each.replications(), each.seed(), each.durationNs());
            final RecordedJobs jobs = RecordedJobs.open(
                    corpus, new RecordedCases(profiles().values(), predictor, negativeControl), negativeControl);
            return finish(inThreads(() -> jobs.run(progress(streams))), ValidationReport::casesText, streams);
        }
        if (!HoferCorpus.isAt(corpus)) {
            throw new UsageException(folder + " is not a corpus that this version reads; give a folder with an"
                    + " index.tsv of measured cases, or folders with traces of jobs");
        }
        final RunLength length = length();
        final CorpusValidation validation = new CorpusValidation(
                HoferCorpus.open(corpus),
                profiles(),
                new CasePredictor(length.replications(), length.seed(), length.durationNs()),
                negativeControl);
        return finish(inThreads(() -> validation.run(progress(streams))), report -> report.text(misses), streams);
    }

    private RunLength length() {
        final RunLength length = options.length(DEFAULT);
        if (length.replications() < 2) {
            throw new UsageException("--replications 1 gives no intervals; give at least 2");
        }
        return length;
    }

    /** Draws a traced job and its replay into one file, if asked for. */
    private void drawTimelines(final Path job) throws IOException {
        final Path file = traceOptions.file(options);
        if (file == null) {
            return;
        }
        if (!JobTimelines.isAt(job)) {
            throw new UsageException("--trace draws one traced job; give the folder of a job, such as"
                    + " scenarios/corpora/linux-traces/oracle-cfs-6.1-fiform");
        }
        traceOptions.refuseWorst("validate shows the first difference");
        final JobTimelines replay = JobTimelines.of(job, negativeControl);
        final TimeWindow window = traceOptions.window(replay.endNs(), "the trace");
        final List<TimelineSource> timelines = replay.sources(Optional.ofNullable(window));
        final Map<String, String> facts = Map.of("headroom", Version.current());
        AtomicFile.write(file, out -> TraceEventJson.write(out, facts, timelines));
    }

    private int finish(
            final ValidationReport report, final Function<ValidationReport, String> text, final Streams streams) {
        if (options.json() != null) {
            report.writeJson(options.json());
        }
        streams.out().print(text.apply(report));
        streams.out().flush();
        return report.anyDisagrees() ? ExitStatus.MISSED : ExitStatus.OK;
    }

    private Map<String, Profile> profiles() {
        final Map<String, Profile> byId = new TreeMap<>();
        for (final String id : Profiles.shippedIds()) {
            byId.put(id, Profiles.shipped(id));
        }
        for (final String file : profiles) {
            final Profile profile = Profiles.read(Path.of(file));
            byId.put(profile.id(), profile);
        }
        return byId;
    }

    private java.util.function.IntConsumer progress(final Streams streams) {
        if (!streams.terminal() || options.quiet()) {
            return done -> {};
        }
        return done -> {
            streams.err().print("\r\u001b[Kpredicted " + done + " cases");
            streams.err().flush();
        };
    }

    /** Parallel streams started inside a pool use its threads; the result does not depend on their number. */
    private ValidationReport inThreads(final java.util.concurrent.Callable<ValidationReport> work) {
        final ForkJoinPool pool = new ForkJoinPool(options.threads());
        try {
            return pool.submit(work).get();
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (final ExecutionException e) {
            throw rethrown(e.getCause());
        } finally {
            pool.shutdown();
        }
    }

    private static RuntimeException rethrown(final Throwable cause) {
        if (cause instanceof RuntimeException unchecked) {
            return unchecked;
        }
        return new IllegalStateException(cause);
    }
}
