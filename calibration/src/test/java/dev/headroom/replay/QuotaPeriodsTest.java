package dev.headroom.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.format.schedtrace.SchedTrace;
import dev.headroom.format.schedtrace.TraceJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Traces of 400 ms on one CPU that ticks at 3 ms, 7 ms, ...; task q is in a group with a quota, task h is not. */
class QuotaPeriodsTest {

    private static final long MS = 1_000_000L;
    private static final long US = 1000L;
    private static final String Q_TO_IDLE = "S\tq\t11\t120\tR\tswapper/0\t0\t120";
    private static final String IDLE_TO_Q = "S\tswapper/0\t0\t120\tR\tq\t11\t120";

    @TempDir
    Path folder;

    private final TreeMap<Long, String> events = new TreeMap<>();

    @BeforeEach
    void describe() throws IOException {
        Files.writeString(folder.resolve("kernel.txt"), "/proc/version: Linux version 6.1.0 (gcc)\n");
        Files.writeString(folder.resolve("limited.json"), "{\"tasks\": {\"q\": {}}}");
        Files.writeString(folder.resolve("other.json"), "{\"tasks\": {\"h\": {}}}");
        for (long atNs = 3 * MS; atNs < 400 * MS; atNs += 4 * MS) {
            interrupt(atNs);
        }
    }

    private QuotaPeriodsTest interrupt(final long atNs) {
        events.put(atNs, "T");
        events.put(atNs + 10 * US, "t");
        return this;
    }

    private QuotaPeriodsTest event(final long atNs, final String event) {
        events.put(atNs, event);
        return this;
    }

    /** When a period of 100 ms, or another one, ends. */
    private long endNs(final String... limits) throws IOException {
        final String limited = limits.length == 0 ? "30000 100000" : limits[0];
        final String other = limits.length < 2 ? "" : "\"cpu.max\": \"" + limits[1] + "\", ";
        Files.writeString(
                folder.resolve("job.json"),
                "{\"job\": \"quota\", \"groups\": {\"a\": {\"cpu.max\": \"" + limited + "\", \"tasks\": \"limited\"},"
                        + "\"b\": {" + other + "\"tasks\": \"other\"}}}");
        final List<String> lines = events.entrySet().stream()
                .map(event -> event.getKey() + "\t0\t" + event.getValue())
                .toList();
        Files.write(folder.resolve("trace.tsv"), lines);
        final SchedTrace trace = SchedTrace.read(folder.resolve("trace.tsv"));
        // Times of a trace are relative to its first event, the tick at 3 ms.
        return new QuotaPeriods(trace, TraceJob.read(folder), 1).endNs("a") + 3 * MS;
    }

    @Test
    void anEndIsATimerInterruptThatIsNoTickAndWakesNobody() throws IOException {
        for (int i = 0; i < 4; i++) {
            interrupt(45_500 * US + i * 100 * MS);
            interrupt(61_500 * US + i * 100 * MS).event(61_502 * US + i * 100 * MS, "K\th\t12\t120\t0");
        }
        assertThat(endNs()).isEqualTo(45_500 * US);
    }

    @Test
    void anInterruptMayBeLateButNotEarly() throws IOException {
        // 5, 0, 8 and 3 us after 45.51 ms.
        for (final long lateUs : new long[] {5, 100_000, 200_008, 300_003}) {
            interrupt((45_510 + lateUs) * US);
        }
        assertThat(endNs()).isEqualTo(45_510 * US);
    }

    @Test
    void anEndThatSharesTheInterruptOfATickShowsByTheTaskThatGoesOn() throws IOException {
        // It stops at the ticks at 59, 159, 259 ms and goes on behind those at 83, 183, 283 ms, which are on one grid.
        for (int i = 0; i < 3; i++) {
            event(59_025 * US + i * 100 * MS, Q_TO_IDLE).event(83_027 * US + i * 100 * MS, IDLE_TO_Q);
        }
        assertThat(endNs()).isEqualTo(83 * MS);
    }

    @Test
    void aTaskThatWasWokenOrMovedSaysNothing() throws IOException {
        for (int i = 0; i < 3; i++) {
            event(59_025 * US + i * 100 * MS, Q_TO_IDLE).event(83_027 * US + i * 100 * MS, IDLE_TO_Q);
            event(83_005 * US + i * 100 * MS, i == 0 ? "K\tq\t11\t120\t0" : "M\tq\t11\t120\t1\t0");
        }
        assertThat(endNs()).isEqualTo(3 * MS);
    }

    @Test
    void aTaskThatGoesOnLongAfterAnInterruptSaysNothing() throws IOException {
        for (int i = 0; i < 3; i++) {
            event(59_025 * US + i * 100 * MS, Q_TO_IDLE).event(83_090 * US + i * 100 * MS, IDLE_TO_Q);
        }
        assertThat(endNs()).isEqualTo(3 * MS);
    }

    @Test
    void tasksOfOtherGroupsSayNothing() throws IOException {
        for (int i = 0; i < 3; i++) {
            event(59_025 * US + i * 100 * MS, Q_TO_IDLE.replace("q\t11", "h\t12"));
            event(83_027 * US + i * 100 * MS, IDLE_TO_Q.replace("q\t11", "h\t12"));
        }
        assertThat(endNs()).isEqualTo(3 * MS);
    }

    @Test
    void theEndsOfShortPeriodsAreNotTakenForThoseOfLongOnes() throws IOException {
        // Every 20 ms from 5.5 ms on for one group, every 100 ms from 45.7 ms on for the other.
        for (int i = 0; i < 19; i++) {
            interrupt(5_500 * US + i * 20 * MS);
        }
        for (int i = 0; i < 4; i++) {
            interrupt(45_700 * US + i * 100 * MS);
        }
        assertThat(endNs("30000 100000", "5000 20000")).isEqualTo(45_700 * US);
    }

    @Test
    void twoInterruptsAreNoGrid() throws IOException {
        interrupt(45_500 * US).interrupt(145_500 * US);
        assertThat(endNs()).isEqualTo(3 * MS);
    }
}
