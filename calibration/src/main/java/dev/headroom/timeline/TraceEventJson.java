package dev.headroom.timeline;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import dev.headroom.observe.CpuState;
import dev.headroom.observe.SchedulingObserver;
import dev.headroom.observe.TaskState;
import dev.headroom.observe.TimeWindow;
import dev.headroom.observe.TimelineSource;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Writes timelines in the Trace Event Format, which {@code ui.perfetto.dev} and {@code chrome://tracing} show: the same
 * bytes for the same timelines.
 *
 * <p>Design. A source is a process; its CPUs and those of its tasks that do more than sleep are threads, in this order.
 * A slice of either has a begin and an end (B, E), because readers that add a duration to a time in floating point find
 * that neighbours overlap; a wake-up is a flow from the CPU to the task (s, f), a release, deadline or migration an
 * instant (i). Latencies, responses and windows are asynchronous (b, e), because those of one task may overlap. Times
 * are us with three decimals, which is exact. One event is one line.
 *
 * <p>Source: "Trace Event Format", N. Duca, D. Sinclair, 2016.
 */
public final class TraceEventJson {

    private static final int FIRST_THREAD = 1001;
    private static final long NS_PER_US = 1000;

    private final JsonGenerator json;
    private int threads = FIRST_THREAD;
    private int flows;
    private int intervals;

    private TimelineSource source;
    private int process;
    private int[] cpuThreads;
    private int[] taskThreads;

    private TraceEventJson(final JsonGenerator json) {
        this.json = json;
    }

    /**
     * Writes a file.
     *
     * @param out where to; stays open
     * @param facts what else a reader should know, such as version and seed
     * @param sources the timelines; what is to be compared should have the same zero of time
     * @throws IOException if it cannot be written
     */
    public static void write(
            final OutputStream out, final Map<String, String> facts, final List<TimelineSource> sources)
            throws IOException {
        final JsonGenerator json = JsonFactory.builder()
                .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
                .build()
                .createGenerator(out, JsonEncoding.UTF8)
                .setPrettyPrinter(oneLineEach());
        json.writeStartObject();
        json.writeStringField("displayTimeUnit", "ns");
        json.writeObjectFieldStart("otherData");
        for (final Map.Entry<String, String> fact : facts.entrySet()) {
            json.writeStringField(fact.getKey(), fact.getValue());
        }
        json.writeEndObject();
        json.writeArrayFieldStart("traceEvents");
        final TraceEventJson writer = new TraceEventJson(json);
        for (int i = 0; i < sources.size(); i++) {
            writer.write(sources.get(i), i + 1);
        }
        json.writeEndArray();
        json.writeEndObject();
        json.writeRaw('\n');
        json.close();
    }

    private static DefaultPrettyPrinter oneLineEach() {
        final Separators tight = Separators.createDefaultInstance()
                .withObjectFieldValueSpacing(Separators.Spacing.NONE)
                .withObjectEntrySpacing(Separators.Spacing.NONE);
        return new DefaultPrettyPrinter(tight)
                .withObjectIndenter(new DefaultPrettyPrinter.NopIndenter())
                .withArrayIndenter(new DefaultIndenter("", "\n"));
    }

    private void write(final TimelineSource nextSource, final int nextProcess) throws IOException {
        source = nextSource;
        process = nextProcess;
        names();
        for (final TimeWindow window : source.windows()) {
            interval("window", "recorded", cpuThreads[0], window.fromNs(), window.toNs(), null);
        }
        for (final TimelineSource.CpuSlice slice : source.cpuSlices()) {
            // A gap is easier to see than a slice that says that there is nothing.
            if (slice.state() != CpuState.IDLE) {
                cpuSlice(slice);
            }
        }
        for (final TimelineSource.TaskSlice slice : source.taskSlices()) {
            if (taskThreads[slice.task()] > 0) {
                taskSlice(slice);
            }
        }
        for (final TimelineSource.Latency latency : source.latencies()) {
            interval(
                    "latency",
                    source.tasks().get(latency.task()) + " latency",
                    taskThreads[latency.task()],
                    latency.fromNs(),
                    latency.toNs(),
                    latency.causesNs());
        }
        for (final TimelineSource.Response response : source.responses()) {
            interval(
                    "response",
                    source.tasks().get(response.task()) + " response",
                    taskThreads[response.task()],
                    response.fromNs(),
                    response.toNs(),
                    null);
        }
        marks();
    }

    private void names() throws IOException {
        name("process_name", 0, source.name());
        sortIndex("process_sort_index", 0, process);
        cpuThreads = new int[source.cpus().size()];
        for (int cpu = 0; cpu < cpuThreads.length; cpu++) {
            cpuThreads[cpu] = thread(source.cpus().get(cpu));
        }
        taskThreads = new int[source.tasks().size()];
        final boolean[] seen = tasksThatDoSomething();
        for (int task = 0; task < taskThreads.length; task++) {
            if (seen[task]) {
                taskThreads[task] = thread(source.tasks().get(task));
            }
        }
    }

    private boolean[] tasksThatDoSomething() {
        final boolean[] seen = new boolean[source.tasks().size()];
        source.taskSlices().forEach(slice -> seen[slice.task()] |= slice.state() != TaskState.BLOCKED);
        source.latencies().forEach(latency -> seen[latency.task()] = true);
        source.responses().forEach(response -> seen[response.task()] = true);
        source.wakeUps().forEach(wakeUp -> seen[wakeUp.task()] = true);
        source.migrations().forEach(migration -> seen[migration.task()] = true);
        source.releases().forEach(release -> seen[release.task()] = true);
        source.deadlines().forEach(deadline -> seen[deadline.task()] = true);
        return seen;
    }

    private int thread(final String name) throws IOException {
        name("thread_name", threads, name);
        sortIndex("thread_sort_index", threads, threads);
        return threads++;
    }

    private void name(final String what, final int thread, final String name) throws IOException {
        begin("M", thread, what);
        json.writeObjectFieldStart("args");
        json.writeStringField("name", name);
        json.writeEndObject();
        json.writeEndObject();
    }

    private void sortIndex(final String what, final int thread, final int index) throws IOException {
        begin("M", thread, what);
        json.writeObjectFieldStart("args");
        json.writeNumberField("sort_index", index);
        json.writeEndObject();
        json.writeEndObject();
    }

    private void cpuSlice(final TimelineSource.CpuSlice slice) throws IOException {
        final boolean aboutTask = slice.task() != SchedulingObserver.NONE;
        final String task = aboutTask ? source.tasks().get(slice.task()) : null;
        final String name = slice.state() == CpuState.TASK ? task : slice.what();
        beginSlice(cpuThreads[slice.cpu()], name, key(slice.state()), slice.fromNs());
        final boolean executes = slice.state() == CpuState.TASK;
        final String more = executes ? slice.what() : task;
        if (more != null) {
            json.writeObjectFieldStart("args");
            json.writeStringField(executes ? "what" : "task", more);
            json.writeEndObject();
        }
        json.writeEndObject();
        endSlice(cpuThreads[slice.cpu()], name, slice.toNs());
    }

    private void taskSlice(final TimelineSource.TaskSlice slice) throws IOException {
        beginSlice(taskThreads[slice.task()], key(slice.state()), "task", slice.fromNs());
        json.writeStringField("cname", colour(slice.state()));
        json.writeObjectFieldStart("args");
        json.writeStringField("cpu", source.cpus().get(slice.cpu()));
        if (slice.cause() != null) {
            json.writeStringField("cause", slice.cause());
        }
        json.writeEndObject();
        json.writeEndObject();
        endSlice(taskThreads[slice.task()], key(slice.state()), slice.toNs());
    }

    /** The names of colours that chrome://tracing has for the states of threads. */
    private static String colour(final TaskState state) {
        return switch (state) {
            case BLOCKED -> "thread_state_sleeping";
            case RUNNABLE -> "thread_state_runnable";
            case RUNNING -> "thread_state_running";
            case THROTTLED -> "terrible";
        };
    }

    private void marks() throws IOException {
        for (final TimelineSource.WakeUp wakeUp : source.wakeUps()) {
            flows++;
            // The handler ends with the wake-up; 1 ns earlier it is still the slice that the arrow begins at.
            flow("s", cpuThreads[wakeUp.fromCpu()], wakeUp.atNs() - 1);
            flow("f", taskThreads[wakeUp.task()], wakeUp.atNs());
        }
        for (final TimelineSource.Release release : source.releases()) {
            instant("release", taskThreads[release.task()], release.atNs());
            json.writeEndObject();
        }
        for (final TimelineSource.Deadline deadline : source.deadlines()) {
            instant(deadline.missed() ? "deadline missed" : "deadline", taskThreads[deadline.task()], deadline.atNs());
            json.writeEndObject();
        }
        for (final TimelineSource.Migration migration : source.migrations()) {
            instant("migration", taskThreads[migration.task()], migration.atNs());
            json.writeObjectFieldStart("args");
            json.writeStringField("from", source.cpus().get(migration.fromCpu()));
            json.writeStringField("to", source.cpus().get(migration.toCpu()));
            json.writeEndObject();
            json.writeEndObject();
        }
        if (source.isCut()) {
            final List<TimeWindow> windows = source.windows();
            instant(
                    "cut here: too much to record",
                    cpuThreads[0],
                    windows.isEmpty() ? 0 : windows.get(windows.size() - 1).toNs());
            json.writeEndObject();
        }
    }

    private void flow(final String phase, final int thread, final long atNs) throws IOException {
        begin(phase, thread, "wake-up");
        json.writeStringField("cat", "wake-up");
        json.writeNumberField("id", flows);
        us("ts", atNs);
        if (phase.equals("f")) {
            json.writeStringField("bp", "e");
        }
        json.writeEndObject();
    }

    private void beginSlice(final int thread, final String name, final String category, final long atNs)
            throws IOException {
        begin("B", thread, name);
        json.writeStringField("cat", category);
        us("ts", atNs);
    }

    private void endSlice(final int thread, final String name, final long atNs) throws IOException {
        begin("E", thread, name);
        us("ts", atNs);
        json.writeEndObject();
    }

    private void instant(final String name, final int thread, final long atNs) throws IOException {
        begin("i", thread, name);
        json.writeStringField("cat", "mark");
        json.writeStringField("s", "t");
        us("ts", atNs);
    }

    private void interval(
            final String category,
            final String name,
            final int thread,
            final long fromNs,
            final long toNs,
            final Map<String, Long> causesNs)
            throws IOException {
        intervals++;
        begin("b", thread, name);
        json.writeStringField("cat", category);
        json.writeNumberField("id", intervals);
        us("ts", fromNs);
        if (causesNs != null && !causesNs.isEmpty()) {
            json.writeObjectFieldStart("args");
            json.writeObjectFieldStart("spent_us");
            for (final Map.Entry<String, Long> cause : causesNs.entrySet()) {
                us(cause.getKey(), cause.getValue());
            }
            json.writeEndObject();
            json.writeEndObject();
        }
        json.writeEndObject();
        begin("e", thread, name);
        json.writeStringField("cat", category);
        json.writeNumberField("id", intervals);
        us("ts", toNs);
        json.writeEndObject();
    }

    private void begin(final String phase, final int thread, final String name) throws IOException {
        json.writeStartObject();
        json.writeStringField("ph", phase);
        json.writeNumberField("pid", process);
        json.writeNumberField("tid", thread);
        json.writeStringField("name", name);
    }

    private void us(final String field, final long ns) throws IOException {
        final long rest = Math.abs(ns % NS_PER_US);
        final String sign = ns < 0 && ns > -NS_PER_US ? "-" : "";
        json.writeFieldName(field);
        json.writeNumber(sign + ns / NS_PER_US + "." + (rest < 10 ? "00" : rest < 100 ? "0" : "") + rest);
    }

    private static String key(final Enum<?> state) {
        return state.name().toLowerCase(Locale.ROOT);
    }
}
