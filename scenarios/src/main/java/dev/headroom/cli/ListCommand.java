package dev.headroom.cli;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.Parameters;
import dev.headroom.profile.Profile;
import dev.headroom.profile.Profiles;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** {@code list WHAT}: says what there is. */
@Parameters(commandDescription = "Lists what there is: profiles, schedulers, examples")
final class ListCommand implements Command {

    private static final String KINDS = "profiles, schedulers, examples";

    @Parameter(description = "WHAT (" + KINDS + ")")
    private List<String> kinds = new ArrayList<>();

    @Override
    public String name() {
        return "list";
    }

    @Override
    public String summary() {
        return "WHAT: lists " + KINDS;
    }

    @Override
    public int run(final Streams streams) throws IOException {
        final String kind = Arguments.only(kinds, name(), "one word", "headroom list profiles");
        switch (kind) {
            case "profiles" -> profiles(streams.out());
            case "schedulers" -> streams.out().println("linux.cfs  Linux 4.4 to 6.5: rt (FIFO, RR) above fair (CFS)");
            case "examples" -> examples(streams.out());
            case "instances" -> throw new UsageException("this version does not list instances yet; it lists " + KINDS);
            default -> throw new UsageException("'" + kind + "' cannot be listed; known are " + KINDS);
        }
        return ExitStatus.OK;
    }

    private static void profiles(final PrintStream out) {
        for (final String id : Profiles.shippedIds()) {
            final Profile profile = Profiles.shipped(id);
            final int assumed = profile.assumed().size();
            out.println(id + "  " + profile.title() + "; " + profile.topology().value() + ", kernel "
                    + profile.kernel().value().version() + ", "
                    + (assumed == 0 ? "nothing assumed" : assumed + " numbers assumed"));
        }
    }

    private static void examples(final PrintStream out) throws IOException {
        final Path home = Path.of(System.getProperty("headroom.home", ""));
        final Path examples = home.resolve("scenarios/examples");
        if (!Files.isDirectory(examples)) {
            throw new UsageException("there is no folder " + examples + "; run headroom from its checkout");
        }
        try (Stream<Path> folders = Files.list(examples)) {
            folders.map(folder -> folder.resolve("plan.yaml"))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .forEach(plan -> out.println(home.relativize(plan)));
        }
    }
}
