package dev.headroom.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.format.schedtrace.SchedEvent;
import dev.headroom.format.schedtrace.SchedTrace;
import dev.headroom.format.schedtrace.TraceJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * FIFO task f wakes where FIFO task g runs: 8.6 us after the switch g is pushed to the other CPU, which switches 14.4
 * us after that.
 */
class PushTest {

    private static final List<String> TRACE = List.of(
            "0\t0\tS\tswapper/0\t0\t120\tR\tg\t11\t49",
            "0\t1\tS\tswapper/1\t0\t120\tR\th\t13\t120",
            "3000000\t0\tT",
            "3010000\t0\tt",
            "5000000\t0\tT",
            "5002000\t0\tK\tf\t12\t9\t0",
            "5004000\t0\tW\tf\t12\t9\t0",
            "5008000\t0\tt",
            "5015000\t0\tS\tg\t11\t49\tR\tf\t12\t9",
            "5023600\t0\tM\tg\t11\t49\t0\t1",
            "5030000\t1\tR",
            "5038000\t1\tS\th\t13\t120\tR\tg\t11\t49",
            "6015000\t0\tS\tf\t12\t9\tS\tswapper/0\t0\t120",
            "20000000\t1\tS\tg\t11\t49\tX\th\t13\t120",
            "25000000\t1\tS\th\t13\t120\tX\tswapper/1\t0\t120");

    @TempDir
    Path folder;

    @Test
    void aPushTakesTimeAndTheOtherCpuIsAskedByAnInterrupt() throws IOException {
        final Path push = Files.createDirectory(folder.resolve("push"));
        Files.writeString(push.resolve("kernel.txt"), "/proc/version: Linux version 6.12.0 (gcc)\n");
        Files.writeString(
                push.resolve("push.json"),
                "{\"tasks\": {\"f\": {\"policy\": \"SCHED_FIFO\", \"priority\": 90},"
                        + " \"g\": {\"policy\": \"SCHED_FIFO\", \"priority\": 50}, \"h\": {}}}");
        Files.writeString(
                push.resolve("job.json"), "{\"job\": \"push\", \"cpus\": 2, \"hz\": 250, \"rt_app\": [\"push.json\"]}");
        Files.write(push.resolve("trace.tsv"), TRACE);
        final SchedTrace measured = SchedTrace.read(push.resolve("trace.tsv"));
        final TraceJob job = TraceJob.read(push);
        final GivenLoad load = ProgramExtractor.extract(measured, job);
        assertThat(load.costs().preemptionNs()).isEqualTo(7000);
        assertThat(load.costs().remotePreemptionNs()).isEqualTo(14_400);
        assertThat(load.costs().pushNs()).isEqualTo(8600);
        final SchedTrace replayed =
                ReplayMachine.run(load, () -> JobReplay.scheduler(job, measured, load.cpus(), false));
        assertThat(replayed.events())
                .filteredOn(event -> event.kind() != SchedEvent.Kind.WAKE_UP && event.timeNs() > 0)
                .extracting(event -> event.timeNs() + " " + event.kind())
                .startsWith("5015000 SWITCH", "5023600 MIGRATE", "5038000 SWITCH", "6015000 SWITCH");
    }
}
