package dev.headroom.recorded;

import dev.headroom.format.recorded.Scenario;
import dev.headroom.format.recorded.ScenarioReader;
import dev.headroom.profile.Profile;
import dev.headroom.profile.Profiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Scenarios for tests. */
final class Recorded {

    static final Path SAMPLE = Path.of("src/test/resources/recorded-sample");
    static final Profile VM2 = Profiles.shipped("vm2");

    private Recorded() {}

    static Scenario sample(final String id) {
        return ScenarioReader.read(SAMPLE.resolve(id).resolve("scenario.json"));
    }

    /** A scenario of 2 CPUs and 2 s with autogroups. */
    static Scenario of(final Path folder, final String tasks) {
        return of(folder, tasks, "");
    }

    static Scenario of(final Path folder, final String tasks, final String more) {
        final String text = """
                {"id": "made", "description": "made for a test", "autogroup": 1, %s
                 "host": {"cpus": [0, 1], "kernel": "6.18.44-fc-v657", "hz": 250, "rt_runtime_us": 950000,
                          "rt_period_us": 1000000},
                 "duration_s": 2, "traced_duration_s": 1, "tasks": [%s]}
                """.formatted(more, tasks);
        try {
            return ScenarioReader.read(Files.writeString(folder.resolve("scenario.json"), text));
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String command(final String tool, final String command) {
        return "{\"tool\": \"%s\", \"role\": \"load\", \"command\": \"%s\"}".formatted(tool, command);
    }

    static String rtApp(final String name, final String attributes) {
        return "{\"name\": \"%s\", \"tool\": \"rt-app\", \"role\": \"measured\", %s}".formatted(name, attributes);
    }
}
