package dev.headroom.cli;

import dev.headroom.prediction.Simulator;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Runs the program inside the test, with its streams caught. */
final class Headroom {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final int status;

    private Headroom(final Simulator simulator, final String... args) {
        final Streams streams = new Streams(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false);
        status = new Main(simulator, streams).run(args);
    }

    static Headroom run(final Simulator simulator, final String... args) {
        return new Headroom(simulator, args);
    }

    int status() {
        return status;
    }

    String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
