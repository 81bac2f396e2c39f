package dev.headroom.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.observe.CpuState;
import dev.headroom.observe.SchedulingObserver;
import dev.headroom.observe.TaskState;
import dev.headroom.observe.TimeWindow;
import dev.headroom.observe.TimelineSource;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class TimelineSvgTest {

    private static final TimeWindow WINDOW = new TimeWindow(1000, 1000 + 79_400);

    /** 79,400 ns are 794 pixels: 10 pixels are 1000 ns, from 150 on. */
    private static TimelineSource timeline(final int hogs) {
        final List<String> tasks = new ArrayList<>(List.of("plc/<control>"));
        for (int hog = 0; hog < hogs; hog++) {
            tasks.add("hog-" + hog);
        }
        final TimelineSource source =
                new TimelineSource("simulated", TimelineSource.numberedCpus(3), tasks, List.of(WINDOW));
        source.cpu(1, CpuState.INTERRUPT, 0, "timer interrupt", 11_000, 13_000);
        source.cpu(1, CpuState.KERNEL, 0, "context switch", 13_000, 14_000);
        source.running(1, 0, 14_000, 31_000);
        source.cpu(2, CpuState.IDLE, SchedulingObserver.NONE, null, 1000, 80_400);
        source.state(0, TaskState.BLOCKED, 1, null, 1000, 13_000);
        source.state(0, TaskState.RUNNING, 1, null, 13_000, 31_000);
        for (int hog = 0; hog < hogs; hog++) {
            source.state(1 + hog, TaskState.RUNNABLE, 1, "preempted by plc", 1000, 80_400);
        }
        source.wake(1, 0, 13_000);
        source.release(0, 11_000);
        source.deadline(0, 30_000, true);
        source.latency(0, 11_000, 14_000, Map.of());
        return source;
    }

    private static String draw(final TimelineSource source) {
        return TimelineSvg.draw("a & b", source, source.latencies().get(0), WINDOW);
    }

    private static Document parsed(final String svg) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
    }

    private static List<String> texts(final Document svg, final String element) {
        final NodeList nodes = svg.getElementsByTagName(element);
        final List<String> texts = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            texts.add(nodes.item(i).getTextContent());
        }
        return texts;
    }

    @Test
    void cpusThatDoSomethingAndTasksHaveRowsAndTimesCountFromTheRelease() throws Exception {
        final Document svg = parsed(draw(timeline(1)));
        assertThat(texts(svg, "text"))
                .containsSubsequence("latency 3 us", "-10 us", "release", "10 us", "60 us")
                .containsSubsequence("CPU 1", "plc/<control>", "hog-0")
                .doesNotContain("CPU 0", "CPU 2");
        assertThat(texts(svg, "title"))
                .contains(
                        "a & b",
                        "timer interrupt: plc/<control>, 2 us",
                        "plc/<control>, 17 us",
                        "running on CPU 1, 18 us",
                        "runnable on CPU 1, preempted by plc, 79.4 us",
                        "wake-up of plc/<control>",
                        "deadline missed");
    }

    @Test
    void slicesLieWhereTheirTimesAre() {
        // The interrupt from 11,000 to 13,000: 100 pixels after the left end, 20 wide, in the first row.
        assertThat(draw(timeline(0)))
                .contains("<rect x=\"250.0\" y=\"24\" width=\"20.0\" height=\"18\" fill=\"#d55e00\">")
                .doesNotContain("throttled", "stands still", "more tasks");
    }

    @Test
    void tooManyTasksAreCounted() {
        // Twenty rows: the one that runs and nineteen of thirty that wait.
        final String svg = draw(timeline(30));
        assertThat(svg).contains(">hog-18<", "and 11 more tasks").doesNotContain(">hog-19<");
    }

    @Test
    void whatIsTooShortToBeSeenIsNotDrawnAgainAndAgain() throws Exception {
        final TimelineSource source = timeline(0);
        for (int i = 0; i < 100; i++) {
            source.interrupt(0, "tick", 50_000 + 2 * i, 50_001 + 2 * i);
        }
        // 200 ns are 2 pixels, in which bars of 0.4 pixels have six places.
        assertThat(texts(parsed(draw(source)), "title"))
                .filteredOn(title -> title.equals("tick, 1 ns"))
                .hasSizeBetween(1, 6);
    }
}
