package dev.headroom.cli;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.Parameters;
import com.beust.jcommander.ParametersDelegate;
import dev.headroom.document.AtomicFile;
import dev.headroom.observe.TimeWindow;
import dev.headroom.observe.TimelineSource;
import dev.headroom.plan.Plan;
import dev.headroom.plan.PlanReader;
import dev.headroom.prediction.Prediction;
import dev.headroom.prediction.PredictionRunner;
import dev.headroom.prediction.Progress;
import dev.headroom.prediction.Simulator;
import dev.headroom.prediction.TracedReplication;
import dev.headroom.prediction.Verdict;
import dev.headroom.report.HtmlReport;
import dev.headroom.report.PredictionJson;
import dev.headroom.report.TextReport;
import dev.headroom.timeline.TraceEventJson;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code predict PLAN}: simulates a plan and reports latencies and the verdict on its objectives. */
@Parameters(commandDescription = "Simulates a plan: latencies, deadline misses, CPU use, verdict on the objectives")
final class PredictCommand implements Command {

    private final Simulator simulator;

    @Parameter(description = "PLAN")
    private List<String> plans = new ArrayList<>();

    @ParametersDelegate
    private RunOptions options = new RunOptions();

    @ParametersDelegate
    private TraceOptions traceOptions = new TraceOptions();

    PredictCommand(final Simulator simulator) {
        this.simulator = simulator;
    }

    @Override
    public String name() {
        return "predict";
    }

    @Override
    public String summary() {
        return "PLAN: simulates a plan; latencies, deadline misses, CPU use, verdict on the objectives";
    }

    @Override
    public int run(final Streams streams) throws IOException {
        final String file =
                Arguments.only(plans, name(), "one plan", "headroom predict scenarios/examples/one-plc/plan.yaml");
        final Plan read = PlanReader.read(Path.of(file));
        final Plan plan = read.with(options.length(read.length()));
        final Path json = options.json();
        final Path html = options.html();
        final Path trace = traceOptions.file(options);
        final int worst = traceOptions.worst();
        final TimeWindow window = traceOptions.window(
                TracedReplication.endNs(plan), "the run, with its first second, which is not measured,");
        final Progress progress =
                streams.terminal() && !options.quiet() ? new ProgressLine(streams.err()) : Progress.NONE;
        final Prediction prediction = new PredictionRunner(simulator, options.threads(), progress).run(plan);
        if (json != null) {
            AtomicFile.write(json, PredictionJson.write(prediction, Version.current()));
        }
        if (html != null) {
            AtomicFile.write(
                    html, HtmlReport.write(prediction, TracedReplication.latest(prediction), Version.current()));
        }
        if (trace != null) {
            final TracedReplication replication = new TracedReplication(prediction);
            final TimelineSource timeline =
                    window == null ? replication.worst(worst) : replication.windows(List.of(window));
            AtomicFile.write(trace, out -> TraceEventJson.write(out, facts(plan), List.of(timeline)));
            if (timeline.isCut()) {
                streams.err().println("headroom: there was too much to record; the timeline ends early, see its end");
            }
        }
        streams.out().print(TextReport.write(prediction, Version.current()));
        streams.out().flush();
        return prediction.verdict() == Verdict.MISSED ? ExitStatus.MISSED : ExitStatus.OK;
    }

    private static Map<String, String> facts(final Plan plan) {
        final Map<String, String> facts = new LinkedHashMap<>();
        facts.put("headroom", Version.current());
        facts.put("plan", plan.name());
        facts.put("plan_sha256", plan.digest());
        facts.put("seed", Long.toString(plan.length().seed()));
        return facts;
    }
}
