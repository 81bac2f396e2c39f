package dev.headroom.cli;

import dev.headroom.prediction.Progress;
import java.io.PrintStream;

/** A line on a terminal that says how far a prediction has come. */
final class ProgressLine implements Progress {

    private static final String CLEAR = "\r\u001b[K";

    private final PrintStream terminal;

    ProgressLine(final PrintStream terminal) {
        this.terminal = terminal;
    }

    @Override
    public void replicationDone(final int done, final int total) {
        terminal.print(CLEAR + (done < total ? "simulated " + done + " of " + total + " replications" : ""));
        terminal.flush();
    }
}
