package dev.headroom.recorded;

import dev.headroom.format.recorded.CommandLine;
import dev.headroom.format.recorded.CyclictestJson;
import dev.headroom.format.recorded.Scenario;
import dev.headroom.machine.KernelSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The recorded cases to which costs are fitted: those in which nothing but one thread of cyclictest ran. */
final class AloneCases {

    private static final int NS_PER_US = 1000;

    /**
     * One of them.
     *
     * @param id its name
     * @param file what cyclictest wrote
     * @param durationS length of the run in s
     * @param intervalUs interval of the thread in us
     * @param slackUs slack of its timer in us
     * @param thread what cyclictest counted
     */
    record Alone(String id, Path file, long durationS, long intervalUs, long slackUs, CyclictestJson.Thread thread) {}

    private AloneCases() {}

    /** Returns whether a case is fitted, by what describes it and not by its result. */
    static boolean isAlone(final Scenario scenario) {
        return scenario.tasks().size() == 1
                && scenario.tasks().get(0).tool().equals("cyclictest")
                && command(scenario).number("threads", 1) == 1;
    }

    private static CommandLine command(final Scenario scenario) {
        return scenario.tasks().get(0).command().orElseThrow();
    }

    /** Returns whether a folder holds cases that are fitted; reads descriptions only. */
    static boolean areIn(final Path folder) {
        return folders(folder).stream()
                .anyMatch(one -> isAlone(RecordedCase.open(one).scenario()));
    }

    /** Reads the cases that are fitted, in the order of their names. */
    static List<Alone> in(final Path folder) {
        final List<Alone> cases = new ArrayList<>();
        for (final Path one : folders(folder)) {
            final Scenario scenario = RecordedCase.open(one).scenario();
            if (isAlone(scenario)) {
                final CommandLine command = command(scenario);
                final boolean fair = command.number("priority", 0) == 0;
                final Path file = one.resolve("plain").resolve("cyclictest.json");
                cases.add(new Alone(
                        scenario.id(),
                        file,
                        scenario.durationS(),
                        command.number("interval", NS_PER_US),
                        fair ? KernelSettings.DEFAULT_TIMER_SLACK_NS / NS_PER_US : 0,
                        CyclictestJson.read(file).threads().get(0)));
            }
        }
        return cases;
    }

    private static List<Path> folders(final Path folder) {
        try (Stream<Path> inside = Files.list(folder)) {
            return inside.filter(RecordedCase::isAt).sorted().toList();
        } catch (final IOException e) {
            throw new UncheckedIOException("cannot list " + folder, e);
        }
    }
}
