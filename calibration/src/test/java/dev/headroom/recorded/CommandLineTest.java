package dev.headroom.recorded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.sched.SchedAttributes;
import dev.headroom.units.CpuSet;
import org.junit.jupiter.api.Test;

class CommandLineTest {

    @Test
    void whatStandsBeforeTheProgramSaysWhereAndUnderWhichPolicyItRuns() {
        final CommandLine command = CommandLine.parse("chrt -f 50 taskset -c 1 stress-ng --cpu 2 -q -t {L}");
        assertThat(command.cpus()).contains(CpuSet.of(1));
        assertThat(command.attributes()).isEqualTo(SchedAttributes.fifo(50));
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
}
