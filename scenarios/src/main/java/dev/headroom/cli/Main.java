package dev.headroom.cli;

import com.beust.jcommander.JCommander;
import com.beust.jcommander.ParameterException;
import dev.headroom.document.DocumentException;
import dev.headroom.format.FormatException;
import dev.headroom.machine.MachineRun;
import dev.headroom.prediction.Simulator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Entry point of the program: finds the command, runs it, turns failures into messages and an exit status. */
public final class Main {

    private final Simulator simulator;
    private final Streams streams;

    /**
     * Makes a program.
     *
     * @param simulator runs a replication
     * @param streams where to write to
     */
    Main(final Simulator simulator, final Streams streams) {
        this.simulator = simulator;
        this.streams = streams;
    }

    /**
     * Runs the program and ends the JVM.
     *
     * @param args command and options
     */
    public static void main(final String[] args) {
        final Streams streams = new Streams(System.out, System.err, System.console() != null);
        System.exit(new Main(MachineRun::run, streams).run(args));
    }

    /**
     * Runs the program.
     *
     * @param args command and options
     * @return one of {@link ExitStatus}
     */
    int run(final String... args) {
        try {
            return dispatch(args);
        } catch (final DocumentException | FormatException | UsageException mistake) {
            return complain(mistake.getMessage());
        } catch (final ParameterException mistake) {
            return complain(
                    mistake.getMessage().replaceAll("\\s*\\R\\s*", " ") + "; see headroom " + args[0] + " --help");
        } catch (final IOException
                | RuntimeException
                | StackOverflowError
                | OutOfMemoryError
                | AssertionError failure) {
            return fail(failure);
        }
    }

    private int dispatch(final String... args) throws IOException {
        if (args.length == 0) {
            throw new UsageException("a command is needed; one of " + names() + ", see headroom --help");
        }
        switch (args[0]) {
            case "--version" -> {
                streams.out().println("headroom " + Version.current());
                return ExitStatus.OK;
            }
            case "--help", "-h", "help" -> {
                streams.out().print(help());
                return ExitStatus.OK;
            }
            default -> {
                return command(args[0], Arrays.copyOfRange(args, 1, args.length));
            }
        }
    }

    private int command(final String name, final String... args) throws IOException {
        if (Commands.PLANNED.contains(name) && !commandNames().contains(name)) {
            throw new UsageException("this version does not have the command '" + name + "' yet; it has " + names());
        }
        final Command command = Commands.all(simulator).stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new UsageException("there is no command '" + name + "'; there are " + names()));
        final JCommander parser = JCommander.newBuilder()
                .programName("headroom " + name)
                .addObject(command)
                .build();
        parser.setExpandAtSign(false);
        if (List.of(args).contains("--help")) {
            final StringBuilder usage = new StringBuilder();
            parser.getUsageFormatter().usage(usage);
            streams.out().print(command.summary() + "\n" + usage);
            return ExitStatus.OK;
        }
        parser.parse(args);
        return command.run(streams);
    }

    private List<String> commandNames() {
        return Commands.all(simulator).stream().map(Command::name).toList();
    }

    private String names() {
        return String.join(", ", commandNames());
    }

    private String help() {
        return "Predicts how late real-time containers are when they share CPUs.\n\nUsage: headroom COMMAND ...\n\n"
                + Commands.all(simulator).stream()
                        .map(command -> "  " + command.name() + " " + command.summary() + "\n")
                        .collect(Collectors.joining())
                + "\nheadroom COMMAND --help lists the options of a command; --version prints the version.\n"
                + "Exit status: 0 objectives met; 1 an objective missed; 2 bad input or usage; 3 internal error.\n";
    }

    private int complain(final String message) {
        streams.err().println("headroom: " + message);
        return ExitStatus.BAD_INPUT;
    }

    private int fail(final Throwable failure) {
        final String what = failure instanceof OutOfMemoryError
                ? "out of memory; give more with HEADROOM_JAVA_OPTS=-Xmx8g, or simulate fewer replications"
                : "internal error (" + failure.getClass().getSimpleName() + ": " + failure.getMessage() + ")";
        streams.err().println("headroom: " + what.replaceAll("\\s*\\R\\s*", " ") + trace(failure));
        return ExitStatus.INTERNAL_ERROR;
    }

    /** Writes the stack trace to a file and returns where it is, or nothing if even that is impossible. */
    private static String trace(final Throwable failure) {
        final StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text, true));
        final Path state = Path.of(System.getProperty("headroom.home", ""), ".headroom");
        try {
            final Path directory = Files.isDirectory(state) ? state : Path.of(System.getProperty("java.io.tmpdir"));
            final Path file = Files.createTempFile(directory, "headroom-error-", ".txt");
            Files.writeString(file, text.toString());
            return "; please report it with the plan and " + file;
        } catch (final IOException unwritable) {
            return "";
        }
    }
}
