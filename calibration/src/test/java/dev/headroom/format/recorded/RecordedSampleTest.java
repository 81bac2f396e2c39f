package dev.headroom.format.recorded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.document.DocumentException;
import dev.headroom.format.FormatException;
import dev.headroom.units.CpuSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordedSampleTest {

    private static final Path SAMPLE = Path.of("src/test/resources/recorded-sample");
    private static final Path CYCLICTEST = SAMPLE.resolve("01-cyc-fifo80-pin1-alone/plain/cyclictest.json");
    private static final Path RT_APP = SAMPLE.resolve("26-rta-dl-u86/plain/rtapp-log/rta-c-2.log.gz");

    @TempDir
    private Path folder;

    private static Scenario scenario(final String id) {
        return ScenarioReader.read(SAMPLE.resolve(id).resolve("scenario.json"));
    }

    @Test
    void aScenarioSaysWhichTasksRunWhereAndUnderWhichPolicy() {
        final Scenario scenario = scenario("26-rta-dl-u86");
        assertThat(scenario.host()).isEqualTo(new Scenario.Host(2, "6.18.44-fc-v657", 250, 950_000, 1_000_000, true));
        assertThat(scenario.cpusets()).containsEntry("rt", CpuSet.of(1)).containsEntry("sys", CpuSet.of(0));
        assertThat(scenario.rootLoadBalance()).isFalse();
        assertThat(scenario.tasks()).hasSize(4);
        final ScenarioTask first = scenario.tasks().get(0);
        assertThat(first.policy()).isEqualTo(TaskPolicy.deadline(new TaskPolicy.ReservationUs(2900, 10_000, 10_000)));
        assertThat(first.runUs()).isEqualTo(OptionalLong.of(2800));
        assertThat(first.cpuset()).isEqualTo("rt");
        assertThat(scenario.tasks().get(3).measured()).isFalse();
        assertThat(scenario.tasks().get(3).policy()).isEqualTo(TaskPolicy.fair(TaskPolicy.Kind.OTHER, 0));
    }

    @Test
    void aScenarioSaysWhatItsGroupsMayUse() {
        assertThat(scenario("11-cyc-other-quota20of100").groups())
                .containsEntry("c1", new Scenario.GroupLimits(131_072, OptionalLong.of(20_000), 100_000, 50_000));
    }

    @Test
    void cyclictestCountsSamplesBeyondItsLastBinOnlyInTheirNumber() {
        final CyclictestJson.Thread thread =
                CyclictestJson.read(CYCLICTEST).threads().get(0);
        // 19,989 cycles, of which 2 lie beyond the bin of 4000 us; the largest is 6126 us.
        assertThat(thread.counts().samples()).isEqualTo(19_987);
        assertThat(thread.counts().overflow()).isEqualTo(2);
        assertThat(thread.counts().overflowFromUs()).isEqualTo(4000);
        assertThat(thread.maxUs()).isEqualTo(6126);
        assertThat(thread.counts().countsByUs()).containsEntry(21L, 5896L);
        assertThat(CyclictestJson.read(CYCLICTEST).histogram().samples()).isEqualTo(19_989);
    }

    @Test
    void anRtAppLogIsReadCompressedAsWellAsPlain() throws IOException {
        final RtAppLog compressed = RtAppLog.read(RT_APP);
        assertThat(compressed.loops()).hasSize(239);
        assertThat(compressed.misses()).isEqualTo(5);
        final Path plain = folder.resolve("rta.log");
        try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(RT_APP))) {
            Files.write(plain, in.readAllBytes());
        }
        assertThat(RtAppLog.read(plain)).isEqualTo(compressed);
    }

    @Test
    void theCountersOfAGroupAreReadByName() {
        assertThat(GroupStatistics.read(SAMPLE.resolve("11-cyc-other-quota20of100/plain/cgroup-c1-cpu.stat.txt")))
                .isEqualTo(new GroupStatistics(212, 210, 16_736_516_841L));
    }

    private Path mutated(final Path original, final String old, final String by) throws IOException {
        final Path path = folder.resolve(original.getFileName());
        final String text = Files.readString(original);
        assertThat(text).contains(old);
        Files.writeString(path, text.replaceFirst(Pattern.quote(old), by));
        return path;
    }

    @Test
    void aTaskInAGroupThatDoesNotExistIsRefused() throws IOException {
        final Path file = mutated(
                SAMPLE.resolve("11-cyc-other-quota20of100/scenario.json"), "\"cgroup\": \"c1\"", "\"cgroup\": \"c9\"");
        assertThatThrownBy(() -> ScenarioReader.read(file))
                .isInstanceOf(DocumentException.class)
                .hasMessageContaining("unknown group 'c9'");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            26-rta-dl-u86            | "run_us": 2800             | "run_us": null       | run_us
            26-rta-dl-u86 | "dl_runtime_us": 2900 | "dl_runtime_us": 1 | a run time of 1 us is impossible
            26-rta-dl-u86            | "policy": "SCHED_DEADLINE" | "policy": "DEADLINE" | SCHED_DEADLINE
            26-rta-dl-u86            | --cpu 1                    | --cpu many           | 'many' is not a whole number
            01-cyc-fifo80-pin1-alone | -i 1000                    | -i 1ms               | '1ms' is not a whole number
            """)
    void aTaskThatCannotBeRunIsRefusedWithItsLineAndField(
            final String id, final String old, final String by, final String message) throws IOException {
        final Path file = mutated(SAMPLE.resolve(id).resolve("scenario.json"), old, by);
        assertThatThrownBy(() -> ScenarioReader.read(file))
                .isInstanceOf(DocumentException.class)
                .hasMessageContaining("tasks[")
                .hasMessageContaining(message)
                .hasMessageMatching("(?s).*scenario.json:[1-9][0-9]*: .*");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            26-rta-dl-u86 | "sys": "0" | "sys": "9" | CPU 9 does not exist
            26-rta-dl-u86             | "sys": "0"                    | "sys": "0-1"                 | overlaps
            26-rta-dl-u86             | "name": "b"                   | "name": "a"                  | a second task 'a'
            26-rta-dl-u86 | "cpuset": "rt" | "cpuset": "tr" | unknown cpuset 'tr'
            26-rta-dl-u86 | "rt_runtime_us": 950000 | "rt_runtime_us": 1000001 | longer than the period
            01-cyc-fifo80-pin1-alone | -a 1 | -a 7 | CPU 7 does not exist
            11-cyc-other-quota20of100 | taskset -c 1 | taskset -c 2 | CPU 2 does not exist
            11-cyc-other-quota20of100 | "cpu.cfs_quota_us": 20000     | "cpu.cfs_quota_us": 1        | from 1000
            """)
    void whatCannotBeOnTheHostIsRefused(final String id, final String old, final String by, final String message)
            throws IOException {
        final Path file = mutated(SAMPLE.resolve(id).resolve("scenario.json"), old, by);
        assertThatThrownBy(() -> ScenarioReader.read(file))
                .isInstanceOf(DocumentException.class)
                .hasMessageContaining(message)
                .hasMessageMatching("(?s).*scenario.json:[1-9][0-9]*: .*");
    }

    @Test
    void aLatencyBelowZeroIsRefusedAndASlackIsNot() throws IOException {
        final Path file = folder.resolve("rta.log");
        Files.writeString(file, "0 155555 2838 9983 1000 10983 10000 -5 10000 0 3\n");
        assertThat(RtAppLog.read(file).misses()).isEqualTo(1);
        Files.writeString(file, "0 155555 2838 9983 1000 10983 10000 5 10000 0 -3\n");
        assertThatThrownBy(() -> RtAppLog.read(file))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("wu_lat");
    }

    @Test
    void moreSamplesInTheBinsThanCyclesAreRefused() throws IOException {
        final Path file = mutated(CYCLICTEST, "\"cycles\": 19989", "\"cycles\": 100");
        assertThatThrownBy(() -> CyclictestJson.read(file))
                .isInstanceOf(DocumentException.class)
                .hasMessageContaining("more than the 100 cycles");
    }

    @Test
    void aRowWithAColumnTooFewNamesItsLine() throws IOException {
        final Path file = folder.resolve("rta.log");
        Files.writeString(file, "# Policy : SCHED_FIFO\n#idx perf\n0 155555 2838 9983\n");
        assertThatThrownBy(() -> RtAppLog.read(file))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("4 columns")
                .extracting(refused -> ((FormatException) refused).line())
                .isEqualTo(3L);
    }

    @Test
    void aFileThatOnlySaysThatItIsCompressedIsRefused() throws IOException {
        final Path file = folder.resolve("rta.log.gz");
        Files.writeString(file, "0 155555 2838 9983");
        assertThatThrownBy(() -> RtAppLog.read(file))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("not compressed with gzip");
    }

    /** Whatever is broken, the answer is a reading or a refusal that names the file. */
    @Property(tries = 600)
    void brokenBytesGiveAReadingOrARefusal(@ForAll final long seed) throws IOException {
        final SplittableRandom random = new SplittableRandom(seed);
        final Path[] originals = {
            CYCLICTEST,
            RT_APP,
            SAMPLE.resolve("26-rta-dl-u86/scenario.json"),
            SAMPLE.resolve("11-cyc-other-quota20of100/plain/cgroup-c1-cpu.stat.txt")
        };
        final int which = random.nextInt(originals.length);
        final byte[] bytes = Files.readAllBytes(originals[which]);
        final int changes = 1 + random.nextInt(4);
        for (int i = 0; i < changes; i++) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        final Path broken = Files.createTempFile("broken", which == 1 ? ".gz" : ".txt");
        try {
            Files.write(
                    broken,
                    random.nextInt(3) == 0 ? java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes);
            switch (which) {
                case 0 -> CyclictestJson.read(broken);
                case 1 -> RtAppLog.read(broken);
                case 2 -> ScenarioReader.read(broken);
                default -> GroupStatistics.read(broken);
            }
        } catch (final DocumentException | FormatException refused) {
            assertThat(refused).hasMessageContaining(broken.getFileName().toString());
        } finally {
            Files.delete(broken);
        }
    }
}
