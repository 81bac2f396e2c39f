package dev.headroom.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headroom.cost.Certificate;
import dev.headroom.cost.Cost;
import dev.headroom.cost.CostModel;
import dev.headroom.cost.CostName;
import dev.headroom.irq.DiskInterrupts;
import dev.headroom.machine.KernelConfig;
import dev.headroom.machine.MachineConfig;
import dev.headroom.machine.MachineRun;
import dev.headroom.machine.TaskConfig;
import dev.headroom.observe.CpuState;
import dev.headroom.observe.SchedulingObserver;
import dev.headroom.observe.TaskState;
import dev.headroom.observe.TimeWindow;
import dev.headroom.observe.TimelineBuilder;
import dev.headroom.observe.TimelineSource;
import dev.headroom.observe.WorstWindows;
import dev.headroom.random.Constant;
import dev.headroom.sched.SchedTask;
import dev.headroom.sched.SchedulingPolicy;
import dev.headroom.topology.Topology;
import dev.headroom.units.CpuSet;
import dev.headroom.workload.MissedReleases;
import dev.headroom.workload.PeriodicWorkload;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class TraceEventJsonTest {

    private static final long RUN_NS = 10_000_000;

    /** Idle exit 2000 ns, timer interrupt 1000, context switch 500, going to sleep 300; all else takes no time. */
    private static CostModel costs() {
        final Certificate certificate = new Certificate("chosen for tests", "2026-01-01", true);
        final Map<CostName, Cost> costs = new EnumMap<>(CostName.class);
        for (final CostName name : CostName.values()) {
            costs.put(name, new Cost(new Constant(0), certificate));
        }
        costs.put(CostName.SMT_THROUGHPUT, new Cost(new Constant(1), certificate));
        costs.put(CostName.IDLE_EXIT, new Cost(new Constant(2000), certificate));
        costs.put(CostName.TIMER_INTERRUPT, new Cost(new Constant(1000), certificate));
        costs.put(CostName.CONTEXT_SWITCH, new Cost(new Constant(500), certificate));
        costs.put(CostName.GO_TO_SLEEP, new Cost(new Constant(300), certificate));
        return new CostModel("constants", costs);
    }

    /** One CPU and one task that is released every ms, works for 10 us and should be complete after 12 us. */
    private static MachineConfig machine() {
        final PeriodicWorkload work =
                new PeriodicWorkload(1_000_000, Optional.of(new Constant(10_000)), 12_000, 0, MissedReleases.CATCH_UP);
        return new MachineConfig(
                Topology.regular(1, 1, 1, false),
                new KernelConfig("test", KernelConfig.Preemption.RT, 24),
                costs(),
                false,
                List.of(),
                CpuSet.of(0),
                new DiskInterrupts(false, CpuSet.of(0)),
                List.of(new TaskConfig(
                        "plc/1", "plc", work, SchedulingPolicy.FIFO, 80, SchedTask.NICE_0_WEIGHT, "", CpuSet.of(0))));
    }

    private static String json(final TimelineSource... sources) throws IOException {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        TraceEventJson.write(out, Map.of("version", "1"), List.of(sources));
        return out.toString(StandardCharsets.UTF_8);
    }

    /** Writes {@code @n} for n ns after the release: us with three decimals since the start of the run. */
    private static String relative(final String json, final long releaseNs) {
        return Pattern.compile("(\"ts\":)(\\d+)\\.(\\d{3})\\b")
                .matcher(json)
                .replaceAll(time -> time.group(1) + "@" + (Long.parseLong(time.group(2) + time.group(3)) - releaseNs));
    }

    @Test
    void theFirstActivationOfATinyMachineIsWrittenAsWorkedOutByHand() throws IOException {
        final WorstWindows worst = new WorstWindows(1, 2000);
        MachineRun.run(machine(), 1, RUN_NS, worst);
        final TimelineBuilder builder = new TimelineBuilder("simulated", worst.windows(), 1000);
        MachineRun.run(machine(), 1, RUN_NS, builder);
        final TimelineSource source = builder.source();
        final long releaseNs = source.releases().get(0).atNs();
        assertThat(releaseNs).as("the first, after the settling time").isBetween(1_000_000_000L, 1_001_000_000L);

        // All activations are equal, so the first one is kept. Latency 2000 + 1000 + 500, response 10,000 more; the
        // window reaches 2000 further on either side. The handler and with it the blocked state end after 3000.
        assertThat(relative(json(source), releaseNs)).isEqualTo("""
                {"displayTimeUnit":"ns","otherData":{"version":"1"},"traceEvents":[
                {"ph":"M","pid":1,"tid":0,"name":"process_name","args":{"name":"simulated"}},
                {"ph":"M","pid":1,"tid":0,"name":"process_sort_index","args":{"sort_index":1}},
                {"ph":"M","pid":1,"tid":1001,"name":"thread_name","args":{"name":"CPU 0"}},
                {"ph":"M","pid":1,"tid":1001,"name":"thread_sort_index","args":{"sort_index":1001}},
                {"ph":"M","pid":1,"tid":1002,"name":"thread_name","args":{"name":"plc/1"}},
                {"ph":"M","pid":1,"tid":1002,"name":"thread_sort_index","args":{"sort_index":1002}},
                {"ph":"b","pid":1,"tid":1001,"name":"recorded","cat":"window","id":1,"ts":@-2000},
                {"ph":"e","pid":1,"tid":1001,"name":"recorded","cat":"window","id":1,"ts":@15500},
                {"ph":"B","pid":1,"tid":1001,"name":"timer interrupt","cat":"interrupt","ts":@0,\
                "args":{"task":"plc/1"}},
                {"ph":"E","pid":1,"tid":1001,"name":"timer interrupt","ts":@3000},
                {"ph":"B","pid":1,"tid":1001,"name":"context switch","cat":"kernel","ts":@3000,\
                "args":{"task":"plc/1"}},
                {"ph":"E","pid":1,"tid":1001,"name":"context switch","ts":@3500},
                {"ph":"B","pid":1,"tid":1001,"name":"plc/1","cat":"task","ts":@3500},
                {"ph":"E","pid":1,"tid":1001,"name":"plc/1","ts":@13500},
                {"ph":"B","pid":1,"tid":1001,"name":"going to sleep","cat":"kernel","ts":@13500,\
                "args":{"task":"plc/1"}},
                {"ph":"E","pid":1,"tid":1001,"name":"going to sleep","ts":@13800},
                {"ph":"B","pid":1,"tid":1002,"name":"blocked","cat":"task","ts":@-2000,\
                "cname":"thread_state_sleeping","args":{"cpu":"CPU 0"}},
                {"ph":"E","pid":1,"tid":1002,"name":"blocked","ts":@3000},
                {"ph":"B","pid":1,"tid":1002,"name":"running","cat":"task","ts":@3000,\
                "cname":"thread_state_running","args":{"cpu":"CPU 0"}},
                {"ph":"E","pid":1,"tid":1002,"name":"running","ts":@13800},
                {"ph":"B","pid":1,"tid":1002,"name":"blocked","cat":"task","ts":@13800,\
                "cname":"thread_state_sleeping","args":{"cpu":"CPU 0"}},
                {"ph":"E","pid":1,"tid":1002,"name":"blocked","ts":@15500},
                {"ph":"b","pid":1,"tid":1002,"name":"plc/1 latency","cat":"latency","id":2,"ts":@0,\
                "args":{"spent_us":{"timer interrupt and wake-up":1.000,"context switch":0.500,"idle exit":2.000}}},
                {"ph":"e","pid":1,"tid":1002,"name":"plc/1 latency","cat":"latency","id":2,"ts":@3500},
                {"ph":"b","pid":1,"tid":1002,"name":"plc/1 response","cat":"response","id":3,"ts":@0},
                {"ph":"e","pid":1,"tid":1002,"name":"plc/1 response","cat":"response","id":3,"ts":@13500},
                {"ph":"s","pid":1,"tid":1001,"name":"wake-up","cat":"wake-up","id":1,"ts":@2999},
                {"ph":"f","pid":1,"tid":1002,"name":"wake-up","cat":"wake-up","id":1,"ts":@3000,"bp":"e"},
                {"ph":"i","pid":1,"tid":1002,"name":"release","cat":"mark","s":"t","ts":@0},
                {"ph":"i","pid":1,"tid":1002,"name":"deadline missed","cat":"mark","s":"t","ts":@12000}
                ]}
                """);
    }

    private static TimelineSource handMade(final String name) {
        final TimelineSource source = new TimelineSource(
                name,
                TimelineSource.numberedCpus(2),
                List.of("control \"é\"", "sleeper", "hog"),
                List.of(new TimeWindow(0, 5_000_000)));
        source.running(0, 2, 0, 1_000_001);
        source.interrupt(0, "tick", 1_000_001, 1_000_900);
        source.cpu(0, CpuState.IDLE, SchedulingObserver.NONE, null, 1_000_900, 2_000_000);
        source.cpu(1, CpuState.PAUSED, SchedulingObserver.NONE, "stolen", 999, 1000);
        source.state(0, TaskState.THROTTLED, 1, "no budget", 0, 7);
        source.state(1, TaskState.BLOCKED, 1, null, 0, 5_000_000);
        source.wake(0, 0, 1_000_900);
        source.migrate(0, 1, 0, 1_000_900);
        source.deadline(0, 2_000_000, false);
        source.latency(0, -1500, 3, Map.of());
        return source;
    }

    @Test
    void severalSourcesHaveTheirOwnProcessesThreadsAndArrows() throws IOException {
        final JsonNode events = new ObjectMapper()
                .readTree(json(handMade("measured"), handMade("simulated")))
                .get("traceEvents");
        final Set<Integer> threads = new HashSet<>();
        final Map<Integer, Integer> arrows = new TreeMap<>();
        for (final JsonNode event : events) {
            if (event.path("name").asText().equals("thread_name")) {
                assertThat(threads.add(event.get("tid").asInt())).isTrue();
            }
            if (event.get("ph").asText().equals("s")) {
                arrows.merge(event.get("id").asInt(), event.get("pid").asInt(), Integer::sum);
            }
        }
        // Two CPUs and the task that does something, and neither the sleeper nor the hog, of which no state is known.
        assertThat(threads).containsExactlyInAnyOrder(1001, 1002, 1003, 1004, 1005, 1006);
        assertThat(arrows).isEqualTo(Map.of(1, 1, 2, 2));
    }

    @Test
    void everythingThatIsNotIdleIsWrittenWithExactTimes() throws IOException {
        assertThat(json(handMade("measured")))
                .contains("\"name\":\"measured\"", "control \\\"é\\\"")
                .contains("\"name\":\"hog\",\"cat\":\"task\",\"ts\":0.000}", "\"ts\":1000.001}")
                .contains("\"name\":\"stolen\",\"cat\":\"paused\",\"ts\":0.999}")
                .contains("\"cname\":\"terrible\",\"args\":{\"cpu\":\"CPU 1\",\"cause\":\"no budget\"}")
                .contains("\"args\":{\"from\":\"CPU 1\",\"to\":\"CPU 0\"}")
                .contains("\"name\":\"deadline\",\"cat\":\"mark\",\"s\":\"t\",\"ts\":2000.000")
                .contains("\"cat\":\"latency\",\"id\":2,\"ts\":-1.500}")
                .doesNotContain("idle", "sleeper", "cut here");
    }

    @Test
    void aTimelineThatWasCutSaysSo() throws IOException {
        final TimelineSource source = handMade("simulated");
        source.cutAt(2_000_000);
        assertThat(json(source))
                .contains("\"cat\":\"window\",\"id\":1,\"ts\":2000.000")
                .contains("cut here");
    }

    @Test
    void theSameTimelineGivesTheSameBytes() throws IOException {
        assertThat(json(handMade("a"))).isEqualTo(json(handMade("a")));
    }
}
