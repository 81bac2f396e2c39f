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

/** A thread of the stop class preempts a DEADLINE task. */
class StopperTest {

    @TempDir
    Path folder;

    @Test
    void theThreadThatStopsACpuComesBeforeDeadlineTasks() throws IOException {
        final Path job = Files.createDirectory(folder.resolve("oracle-cfs-6.1-stop"));
        Files.writeString(job.resolve("kernel.txt"), "/proc/version: Linux version 6.1.0 (gcc)\n");
        Files.writeString(
                job.resolve("stop.json"),
                "{\"tasks\": {\"d\": {\"policy\": \"SCHED_DEADLINE\", \"dl-runtime\": 5000,"
                        + " \"dl-deadline\": 10000, \"dl-period\": 10000}}}");
        Files.write(
                job.resolve("trace.tsv"),
                List.of(
                        "0\t0\tS\tsh\t1\t120\tS\td\t11\t-1",
                        "3000000\t0\tT",
                        "3010000\t0\tt",
                        "3500000\t0\tT",
                        "3502000\t0\tK\tmigration/0\t16\t0\t0",
                        "3504000\t0\tW\tmigration/0\t16\t0\t0",
                        "3508000\t0\tt",
                        "3515000\t0\tS\td\t11\t-1\tR\tmigration/0\t16\t0",
                        "3525000\t0\tS\tmigration/0\t16\t0\tS\td\t11\t-1",
                        "4500000\t0\tS\td\t11\t-1\tX\tswapper/0\t0\t120"));
        final SchedTrace measured = SchedTrace.read(job.resolve("trace.tsv"));
        final TraceJob described = TraceJob.read(job);
        final GivenLoad load = ProgramExtractor.extract(measured, described);
        final SchedTrace replayed =
                ReplayMachine.run(load, () -> JobReplay.scheduler(described, measured, load.cpus(), false));
        assertThat(replayed.events())
                .filteredOn(event -> event.kind() == SchedEvent.Kind.SWITCH && event.timeNs() > 0)
                .extracting(event -> event.timeNs() + " " + event.next().pid())
                .startsWith("3515000 16", "3525000 11");
    }
}
