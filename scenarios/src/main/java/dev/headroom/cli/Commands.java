package dev.headroom.cli;

import dev.headroom.prediction.Simulator;
import java.util.List;

/** All commands, in the order of the help. */
final class Commands {

    /** Commands of later versions. */
    static final List<String> PLANNED = List.of("explain", "analyze", "capacity", "plan", "sweep", "record", "import");

    private Commands() {}

    /** Returns a new object for every command. */
    static List<Command> all(final Simulator simulator) {
        return List.of(new PredictCommand(simulator), new ValidateCommand(), new CalibrateCommand(), new ListCommand());
    }
}
