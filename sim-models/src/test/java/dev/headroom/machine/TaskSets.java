package dev.headroom.machine;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** The task sets by which simulators are compared. */
final class TaskSets {

    /** A periodic task: period and work in us, priority (more urgent if higher), CPU of the partitioned form. */
    record Entry(long periodUs, long workUs, int priority, int cpu) {}

    private TaskSets() {}

    static List<Entry> read(final String name) {
        try (BufferedReader reader = new BufferedReader(
                new InputStreamReader(TaskSets.class.getResourceAsStream(name + ".csv"), StandardCharsets.US_ASCII))) {
            return reader.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> Arrays.stream(line.split(","))
                            .mapToInt(Integer::parseInt)
                            .toArray())
                    .map(numbers -> new Entry(numbers[0], numbers[1], numbers[2], numbers[3]))
                    .toList();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
