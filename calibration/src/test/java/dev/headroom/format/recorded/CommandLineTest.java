package dev.headroom.format.recorded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.units.CpuSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {

    @Test
    void whatStandsBeforeTheProgramSaysWhereAndUnderWhichPolicyItRuns() {
        final CommandLine command =
                CommandLine.parse("stress-ng", "chrt -f 50 timeout 9 taskset -c 1 stress-ng --cpu 2 -q -t {L}");
        assertThat(command.cpus()).contains(CpuSet.of(1));
        assertThat(command.policy()).isEqualTo(TaskPolicy.realTime(TaskPolicy.Kind.FIFO, 50));
        assertThat(command.number("cpu", 1)).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cyclictest -q -m -p 80 -t 2 -a 0-1 -i 500 -h 4000 -D {D}",
                "cyclictest -qmp80 -t2 -a0-1 -i500 -h4000 -D {D}",
                "cyclictest --quiet --priority=80 --threads=2 --affinity 0-1 --interval 500 --histogram=4000",
            })
    void optionsMeanTheSameInAllTheirSpellings(final String text) {
        final CommandLine command = CommandLine.parse("cyclictest", text);
        assertThat(command.number("priority", 0)).isEqualTo(80);
        assertThat(command.number("threads", 1)).isEqualTo(2);
        assertThat(command.cpus("affinity")).contains(CpuSet.of(0, 1));
        assertThat(command.number("interval", 1000)).isEqualTo(500);
        assertThat(command.has("histogram")).isTrue();
        assertThat(command.has("smp")).isFalse();
    }

    @Test
    void anArgumentThatMayBeLeftOutDoesNotTakeTheNextOption() {
        final CommandLine command = CommandLine.parse("cyclictest", "cyclictest -t -a -p 80");
        assertThat(command.has("threads")).isTrue();
        assertThat(command.argument("threads")).isEmpty();
        assertThat(command.cpus("affinity")).isEmpty();
        assertThat(command.number("priority", 0)).isEqualTo(80);
    }

    @Test
    void theLengthOfARunMayBeLeftOpenAndNothingThatIsModelledMay() {
        assertThat(CommandLine.parse("cyclictest", "cyclictest -i 500 -D {D}").number("interval", 1000))
                .isEqualTo(500);
        assertThatThrownBy(() -> CommandLine.parse("cyclictest", "cyclictest -i {I} -D {D}"))
                .hasMessageContaining("cyclictest -i '{I}' is not a whole number");
        assertThatThrownBy(() -> CommandLine.parse("cyclictest", "cyclictest --affinity={C} -D {D}"))
                .hasMessageContaining("--affinity");
    }

    @Test
    void aPipeIsABenchmarkOfPerf() {
        assertThat(CommandLine.parse("perf bench", "taskset -c 1 perf bench sched pipe -l 300000")
                        .argument("loop"))
                .contains("300000");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            cyclictest | cyclictest -q -i abc -D {D} | cyclictest -i 'abc' is not a whole number from 1 to 100000000
            cyclictest | cyclictest -q -t 999999999 | cyclictest -t '999999999' is not a whole number from 1 to 1024
            cyclictest | cyclictest -q -p                  | cyclictest -p lacks its argument
            cyclictest | cyclictest -q -p 80 -a 1-         | --affinity
            cyclictest | cyclictest -q --policy=fifo       | cyclictest --policy fifo needs -p from 1 to 99
            cyclictest | cyclictest -q --policy=fife -p 80 | cyclictest has no --policy 'fife'
            cyclictest | cyclictest -q --policy=other -p 8 | cyclictest --policy other goes without -p
            cyclictest | cyclictest -q --spike=5           | cyclictest --spike=5 is not understood
            cyclictest | cyclictest 80                     | cyclictest 80 is not understood
            cyclictest | env cyclictest -p x               | 'env cyclictest -p x' does not run cyclictest
            hackbench  | hackbench -g 100000 -P            | hackbench -g '100000' is not a whole number from 1 to 100
            perf bench | perf bench sched messaging        | does not run perf bench sched pipe
            stress-ng  | chrt -f 100 stress-ng --cpu 1     | chrt -f '100' is not a whole number from 1 to 99
            stress-ng  | chrt -d 5 stress-ng --cpu 1       | chrt has no policy '-d' here
            stress-ng  | chrt -f                           | 'chrt -f' is cut short
            stress-ng  | taskset -c x stress-ng --cpu 1    | taskset -c
            stress-ng  | taskset 2 stress-ng --cpu 1       | taskset is understood with -c
            stress-ng  | taskset -c 1                      | '' does not run stress-ng
            """)
    void aWordThatIsNotWhatItsPlaceAsksForIsRefused(final String tool, final String command, final String message) {
        assertThatThrownBy(() -> CommandLine.parse(tool, command))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }
}
