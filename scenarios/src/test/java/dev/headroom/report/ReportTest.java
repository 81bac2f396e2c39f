package dev.headroom.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headroom.document.AtomicFile;
import dev.headroom.observe.TimeWindow;
import dev.headroom.observe.TimelineSource;
import dev.headroom.plan.PlanReader;
import dev.headroom.prediction.FakeSimulator;
import dev.headroom.prediction.Prediction;
import dev.headroom.prediction.PredictionRunner;
import dev.headroom.prediction.Progress;
import dev.headroom.prediction.TracedActivation;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;

class ReportTest {

    private static final String PLAN = """
            format: headroom-plan/1
            name: A PLC <beside> a probe
            duration: 20s
            replications: 5
            machine: {profile: golden.json}
            containers:
              - name: plc
                cpus: "2"
                tasks: [{name: control, policy: fifo, priority: 80, period: 100ms, work: 10ms}]
              - name: probe
                cyclictest: {priority: 99}
            objectives:
              - containers: plc
                latency: {max: 90ms, probability: 0.999}
                deadline-misses: 0
              - containers: probe
                latency: {max: 15us, probability: 0.99}
            variants:
              - name: with a neighbour
                add: [{name: load, stress: {cpu: 1}}]
            """;

    @TempDir
    private Path directory;

    @Test
    void theReportIsTheGoldenOne() throws IOException {
        // The fake's latencies are uniform from 10 us to 20 us: mean 15 us, half of the probe's above its limit. 5 x 20
        // s
        // are 1000 jobs of the PLC, which allow only a bound of 1 - 0.05^(1/1000), 1 in 334.
        assertThat(TextReport.write(prediction(1), "1.0")).isEqualTo(resource("golden-report.txt"));
    }

    @Test
    void jsonHoldsTheSameVerdictsAndEveryQuantityWithItsBounds() throws IOException {
        final JsonNode json = new ObjectMapper().readTree(PredictionJson.write(prediction(1), "1.0"));

        assertThat(json.at("/format").asText()).isEqualTo("headroom-prediction/1");
        assertThat(json.at("/verdict").asText()).isEqualTo("missed");
        assertThat(json.at("/seed").asLong()).isEqualTo(1);
        final JsonNode plc = json.at("/variants/0/tasks/0");
        assertThat(plc.at("/activations").asLong()).isEqualTo(1000);
        final JsonNode mean = plc.at("/latency/mean_us");
        assertThat(mean.at("/value").asDouble()).isBetween(14.5, 15.5);
        assertThat(mean.at("/low").asDouble()).isLessThan(mean.at("/value").asDouble());
        assertThat(mean.at("/high").asDouble()).isGreaterThan(mean.at("/value").asDouble());
        assertThat(plc.at("/response/mean_us/value").asDouble()).isBetween(10_014.5, 10_015.5);
        // 1000 latencies do not bound the quantile that one in 100 000 exceeds.
        assertThat(plc.at("/latency").get("p99.999_us").get("high").isNull()).isTrue();
        assertThat(json.at("/variants/0/cpus/3/utilisation").asDouble()).isEqualTo(0.25);
        assertThat(json.at("/variants/0/busy_cpus/value").asDouble()).isEqualTo(1);
        assertThat(json.at("/variants/0/steal").asDouble()).isZero();
    }

    @Test
    void theResultDoesNotDependOnTheNumberOfThreads() throws IOException {
        final Prediction one = prediction(1);
        final Prediction four = prediction(4);

        assertThat(PredictionJson.write(four, "1.0")).isEqualTo(PredictionJson.write(one, "1.0"));
        assertThat(HtmlReport.write(four, Optional.empty(), "1.0"))
                .isEqualTo(HtmlReport.write(one, Optional.empty(), "1.0"));
    }

    @Test
    void thePageHasCurvesForEveryVariantAndLoadsNothing() throws Exception {
        final String page = HtmlReport.write(prediction(1), Optional.empty(), "1.0");

        assertThat(page).contains("A PLC &lt;beside&gt; a probe").doesNotContain("<beside>", "http", "<script");
        final int start = page.indexOf("<svg");
        final String svg = page.substring(start, page.indexOf("</svg>", start) + 6);
        assertThat(DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(new InputSource(new StringReader(svg)))
                        .getElementsByTagName("polyline")
                        .getLength())
                .isEqualTo(2);
    }

    @Test
    void thePageShowsTheLatestActivation() throws Exception {
        final TimeWindow window = new TimeWindow(2_000_000_000L, 2_000_050_000L);
        final TimelineSource timeline = new TimelineSource(
                "simulated, replication 3 of 20", List.of("CPU 0"), List.of("plc/<control>"), List.of(window));
        timeline.running(0, 0, 2_000_020_000L, 2_000_050_000L);
        timeline.latency(0, 2_000_000_000L, 2_000_020_000L, Map.of("context switch", 5000L, "tick", 15_000L));
        final TracedActivation latest =
                new TracedActivation(timeline, timeline.latencies().get(0), window);

        assertThat(HtmlReport.write(prediction(1), Optional.of(latest), "1.0"))
                .contains(
                        "<h2>The latest activation: plc/&lt;control&gt;</h2>",
                        "replication 3 of 20, released 2 s after the start",
                        "Its latency: tick 15 us, context switch 5 us.",
                        "latency 20 us</text>")
                .doesNotContain("<control>");
    }

    @Test
    void aFileIsReplacedAsAWhole() throws IOException {
        final Path file = Files.writeString(directory.resolve("out.json"), "before, and longer");

        AtomicFile.write(file, "after");

        assertThat(file).hasContent("after");
        assertThat(directory.toFile().list()).containsExactly("out.json");
    }

    private static Prediction prediction(final int threads) throws IOException {
        final Path directory = Path.of("src/test/resources/dev/headroom/report");
        return new PredictionRunner(new FakeSimulator(0), threads, Progress.NONE)
                .run(PlanReader.read("plan.yaml", PLAN.getBytes(StandardCharsets.UTF_8), directory));
    }

    private static String resource(final String name) throws IOException {
        try (InputStream in = ReportTest.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
