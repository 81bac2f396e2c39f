package dev.headroom.format.schedtrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.document.DocumentException;
import dev.headroom.format.FormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceJobTest {

    @TempDir
    Path parent;

    private Path folder;

    @BeforeEach
    void describe() throws IOException {
        folder = Files.createDirectory(parent.resolve("oracle-cfs-6.1-shares"));
        write("kernel.txt", """
                /proc/sys/kernel/sched_rt_runtime_us: 950000
                /sys/kernel/debug/sched/preempt: none (voluntary) full
                /proc/version: Linux version 6.1.0-56-amd64 (gcc) #1 SMP PREEMPT_DYNAMIC
                """);
        write("shA.json", """
                {"tasks": {
                  "pa": {"policy": "SCHED_OTHER", "priority": -5, "loop": -1, "run": 2000},
                  "d": {"policy": "SCHED_DEADLINE", "dl-runtime": 2950, "dl-deadline": 9000, "dl-period": 10000}},
                 "global": {"duration": 2}}
                """);
    }

    private void write(final String name, final String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    @Test
    void aJobWithoutDescriptionRunsOnOneCpuWithTheGroupsKnownForItsName() {
        final TraceJob job = TraceJob.read(folder);
        assertThat(job.job()).isEqualTo("shares");
        assertThat(job.cpus()).isEqualTo(1);
        assertThat(job.tickHz()).isEqualTo(250);
        assertThat(job.facts().major()).isEqualTo(6);
        assertThat(job.facts().minor()).isEqualTo(1);
        assertThat(job.facts().preemptRt()).isFalse();
        assertThat(job.facts().number("sched_rt_runtime_us")).hasValue(950_000);
        assertThat(job.tasks().get("pa").priority()).isEqualTo(-5);
        assertThat(job.tasks().get("pa").file()).isEqualTo("shA");
        assertThat(job.tasks().get("d").reservation()).contains(new TraceJob.ReservationUs(2950, 9000, 10_000));
        assertThat(job.groups()).extracting(TraceJob.Group::file).containsExactly("shA", "shB");
        assertThat(job.groups().get(0).weight()).hasValue(200);
    }

    @Test
    void aDescriptionNamesCpusAndGroups() throws IOException {
        write("job.json", """
                {"job": "quota", "cpus": 2, "hz": 1000,
                 "groups": {"a": {"cpu.max": "80000 100000", "tasks": "quA"},
                            "b": {"cpu.max": "max 100000", "tasks": "quB"}}}
                """);
        final TraceJob job = TraceJob.read(folder);
        assertThat(job.job()).isEqualTo("quota");
        assertThat(job.cpus()).isEqualTo(2);
        assertThat(job.tickHz()).isEqualTo(1000);
        assertThat(job.groups().get(0).quotaUs()).hasValue(80_000);
        assertThat(job.groups().get(0).periodUs()).isEqualTo(100_000);
        assertThat(job.groups().get(1).quotaUs()).isEmpty();
        assertThat(TraceJob.isOfHypervisor(folder)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"much", "80000 999999999999", "80000 999", "1 100000"})
    void aQuotaThatTheKernelWouldRefuseIsRefused(final String max) throws IOException {
        write(
                "job.json",
                "{\"job\": \"quota\", \"groups\": {\"a\": {\"cpu.max\": \"" + max + "\", \"tasks\": \"quA\"}}}");
        assertThatThrownBy(() -> TraceJob.read(folder))
                .isInstanceOf(DocumentException.class)
                .hasMessageContaining("job.json")
                .hasMessageContaining("cpu.max");
    }

    @Test
    void aReservationWithMoreRunTimeThanItsDeadlineIsRefused() throws IOException {
        write("dl.json", """
                {"tasks": {"d": {"policy": "SCHED_DEADLINE", "dl-runtime": 9001, "dl-deadline": 9000,
                                 "dl-period": 10000}}}
                """);
        assertThatThrownBy(() -> TraceJob.read(folder))
                .isInstanceOf(DocumentException.class)
                .hasMessageContaining("dl.json")
                .hasMessageContaining("from 2 to 9000");
    }

    @Test
    void aKernelWithoutReleaseIsRefused() throws IOException {
        write("kernel.txt", "/proc/version: something else\n");
        assertThatThrownBy(() -> TraceJob.read(folder))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("kernel.txt")
                .hasMessageContaining("/proc/version");
    }
}
