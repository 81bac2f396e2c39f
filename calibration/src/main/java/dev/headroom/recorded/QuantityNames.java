package dev.headroom.recorded;

import dev.headroom.format.recorded.Scenario;
import dev.headroom.format.recorded.ScenarioTask;
import java.util.List;

/** How the quantities of a scenario are named, and which of its tasks they are about. */
final class QuantityNames {

    private QuantityNames() {}

    /** Returns what follows the name of a latency of a thread of cyclictest: nothing where there is but one. */
    static String ofThread(final int thread, final int threads) {
        return threads == 1 ? "" : ":cyclictest-" + thread;
    }

    /** Returns the tasks of rt-app. */
    static List<ScenarioTask> rtApp(final Scenario scenario) {
        return scenario.tasks().stream()
                .filter(task -> task.tool().equals("rt-app"))
                .toList();
    }

    /**
     * Returns whether the shares of rt-app's tasks are of interest: where one of them never waits. They are shares in
     * the work that all tasks of rt-app did, counted in nominal CPU time, because that is what its logs hold.
     */
    static boolean hasShares(final Scenario scenario) {
        return rtApp(scenario).stream().anyMatch(task -> task.periodUs().isEmpty());
    }

    /** Returns whether a scenario is nothing but loads that log nothing, so that only a trace tells their shares. */
    static boolean isAboutLoads(final Scenario scenario) {
        return scenario.tasks().stream().allMatch(task -> task.tool().equals("stress-ng"));
    }
}
