package dev.headroom.cli;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.Parameters;
import com.beust.jcommander.ParametersDelegate;
import dev.headroom.document.AtomicFile;
import dev.headroom.plan.Plan;
import dev.headroom.plan.PlanReader;
import dev.headroom.prediction.Prediction;
import dev.headroom.prediction.PredictionRunner;
import dev.headroom.prediction.Progress;
import dev.headroom.prediction.Simulator;
import dev.headroom.prediction.Verdict;
import dev.headroom.report.HtmlReport;
import dev.headroom.report.PredictionJson;
import dev.headroom.report.TextReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code predict PLAN}: simulates a plan and reports latencies and the verdict on its objectives. */
@Parameters(commandDescription = "Simulates a plan: latencies, deadline misses, CPU use, verdict on the objectives")
final class PredictCommand implements Command {

    private final Simulator simulator;

    @Parameter(description = "PLAN")
    private List<String> plans = new ArrayList<>();

    @ParametersDelegate
    private RunOptions options = new RunOptions();

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
        final Progress progress =
                streams.terminal() && !options.quiet() ? new ProgressLine(streams.err()) : Progress.NONE;
        final Prediction prediction = new PredictionRunner(simulator, options.threads(), progress).run(plan);
        if (json != null) {
            AtomicFile.write(json, PredictionJson.write(prediction, Version.current()));
        }
        if (html != null) {
            AtomicFile.write(html, HtmlReport.write(prediction, Version.current()));
        }
        streams.out().print(TextReport.write(prediction, Version.current()));
        streams.out().flush();
        return prediction.verdict() == Verdict.MISSED ? ExitStatus.MISSED : ExitStatus.OK;
    }
}
