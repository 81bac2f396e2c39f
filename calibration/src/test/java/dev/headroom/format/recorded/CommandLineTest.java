package dev.headroom.format.recorded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.units.CpuSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandLineTest {

    @Test
    void whatStandsBeforeTheProgramSaysWhereAndUnderWhichPolicyItRuns() {
        final CommandLine command = CommandLine.parse("chrt -f 50 taskset -c 1 stress-ng --cpu 2 -q -t {L}");
        assertThat(command.cpus()).contains(CpuSet.of(1));
        assertThat(command.policy()).isEqualTo(TaskPolicy.realTime(TaskPolicy.Kind.FIFO, 50));
        assertThat(command.words()).startsWith("stress-ng");
        assertThat(command.number("--cpu", 1)).isEqualTo(2);
    }

    @Test
    void aTimeLimitIsNotPartOfTheProgram() {
        assertThat(CommandLine.parse("timeout {L} hackbench -g 2 -P").words()).startsWith("hackbench");
    }

    @Test
    void optionsAreReadInBothForms() {
        final CommandLine command = CommandLine.parse("cyclictest -q --policy=other -i 1000 -D {D}");
        assertThat(command.option("--policy")).contains("other");
        assertThat(command.number("-i", 0)).isEqualTo(1000);
        assertThat(command.number("-t", 1)).isEqualTo(1);
        // A placeholder is no number.
        assertThat(command.number("-D", 7)).isEqualTo(7);
        assertThat(command.has("-q")).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            cyclictest -q -i abc -D {D}     | cyclictest -i 'abc' is not a whole number from 1 to 100000000
            cyclictest -q -t 999999999      | cyclictest -t '999999999' is not a whole number from 1 to 1024
            cyclictest -q -p 80 -a 1-       | cyclictest -a
            cyclictest -q --policy=fifo     | cyclictest --policy fifo needs -p from 1 to 99
            hackbench -g 100000 -P          | hackbench -g '100000' is not a whole number from 1 to 100
            chrt -f 100 stress-ng --cpu 1   | chrt -f '100' is not a whole number from 1 to 99
            chrt -d 5 stress-ng --cpu 1     | chrt has no policy '-d' here
            taskset -c x stress-ng --cpu 1  | taskset -c
            """)
    void aWordThatIsNotWhatItsPlaceAsksForIsRefused(final String command, final String message) {
        assertThatThrownBy(() -> CommandLine.parse(command))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }
}
