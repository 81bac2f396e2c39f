package dev.headroom.format.schedtrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.format.FormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchedTraceTest {

    @TempDir
    Path folder;

    private Path file(final String... lines) throws IOException {
        return Files.write(folder.resolve("trace.tsv"), List.of(lines));
    }

    @Test
    void timesCountFromTheFirstEventAndOtherEventsAreSkipped() throws IOException {
        final SchedTrace trace = SchedTrace.read(file(
                "# legend",
                "1000\t0\tK\trt-app\t7\t120\t1",
                "1200\t1\tE\t7\t0x1234",
                "1500\t1\tS\tswapper/1\t0\t120\tR\trt-app\t7\t9",
                "1900\t1\tM\trt-app\t7\t9\t1\t0",
                "2000\t0\tT"));
        assertThat(trace.cpus()).isEqualTo(2);
        assertThat(trace.endNs()).isEqualTo(1000);
        assertThat(trace.events())
                .extracting(SchedEvent::kind)
                .containsExactly(
                        SchedEvent.Kind.WAKING,
                        SchedEvent.Kind.SWITCH,
                        SchedEvent.Kind.MIGRATE,
                        SchedEvent.Kind.TIMER_ENTRY);
        assertThat(trace.events().get(0).target()).isEqualTo(1);
        assertThat(trace.events().get(1).next()).isEqualTo(new SchedEvent.Task(7, "rt-app", 9));
        assertThat(trace.events().get(1).isPreempted()).isTrue();
        assertThat(trace.events().get(2).target()).isZero();
    }

    @Test
    void linesOfTwoCpusAreSortedByTime() throws IOException {
        final SchedTrace trace = SchedTrace.read(file("100\t0\tT", "130\t1\tT", "120\t0\tt"));
        assertThat(trace.events()).extracting(SchedEvent::timeNs).containsExactly(0L, 20L, 30L);
    }

    @Test
    void timesCountFromTheEarliestLineWhereverItStands() throws IOException {
        final SchedTrace trace = SchedTrace.read(file("900000\t0\tT", "100\t1\tT"));
        assertThat(trace.events()).extracting(SchedEvent::timeNs).containsExactly(0L, 899_900L);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "abc 0 T | ts_ns",
                "-1 0 T | ts_ns",
                "1 0 W comm -5 120 0 | pid",
                "1 0 W comm 5 -2 0 | prio",
                "1 x T | cpu",
                "1 -1 T | cpu",
                "1 99999 T | cpu",
                "1 0 | event",
                "1 0 W comm | pid",
                "1 0 W comm 5 999 0 | prio",
                "1 0 W comm 5 120 -2 | target",
                "1 0 S a 1 120 | prev_state"
            })
    void aLineThatIsNoEventIsRefusedWithItsPlace(final String line, final String field) throws IOException {
        final Path file = file("# legend", line.strip().replace(' ', '\t'));
        assertThatThrownBy(() -> SchedTrace.read(file))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("line 2")
                .hasMessageContaining("field " + field.strip());
    }

    @Test
    void anEmptyTraceHasNoEvents() throws IOException {
        assertThat(SchedTrace.read(file()).events()).isEmpty();
    }
}
