package dev.headroom.prediction;

import dev.headroom.machine.MachineRun;
import dev.headroom.observe.SchedulingObserver;
import dev.headroom.observe.TimeWindow;
import dev.headroom.observe.TimelineBuilder;
import dev.headroom.observe.TimelineSource;
import dev.headroom.observe.WorstWindows;
import dev.headroom.plan.Plan;
import java.util.List;
import java.util.Optional;

/**
 * Runs a replication of a plan as it is, without its variants, again to see what happened in it. It is the replication
 * of the latest activation, or the first one if there was none.
 */
public final class TracedReplication {

    /** Simulated time that a timeline shows before and after an activation, in ns. */
    static final long MARGIN_NS = 2_000_000L;

    /** Most slices and marks of a timeline. */
    static final long SIZE_MAX = 1_000_000L;

    private static final long LATEST_MARGIN_MIN_NS = 20_000L;

    private final Plan plan;
    private final int number;
    private final Replication replication;

    /** Chooses the replication of a prediction. */
    public TracedReplication(final Prediction prediction) {
        final VariantPrediction asPlanned = prediction.variants().get(0);
        plan = prediction.plan();
        number = asPlanned.latest().map(LatestActivation::replication).orElse(0);
        replication = Replication.of(plan, asPlanned.variant(), number);
    }

    /** Returns the number of the replication from 1, as people count. */
    public int number() {
        return number + 1;
    }

    /** Returns the end of a run in ns since its start: what is not measured at its beginning belongs to it. */
    public static long endNs(final Plan plan) {
        return Math.addExact(MachineRun.SETTLING_NS, plan.length().durationNs());
    }

    /** Returns what happens around the worst activations of each task, so many by latency and so many by response. */
    public TimelineSource worst(final int count) {
        final WorstWindows worst = new WorstWindows(count, MARGIN_NS);
        run(worst);
        return windows(worst.windows());
    }

    /** Returns what happens in some windows of time since the start of the run. */
    public TimelineSource windows(final List<TimeWindow> windows) {
        final String name =
                "simulated, replication " + number() + " of " + plan.length().replications();
        final TimelineBuilder builder = new TimelineBuilder(name, windows, SIZE_MAX);
        run(builder);
        return builder.source();
    }

    /** Returns the latest activation with what happens around it, empty if no task was ever served. */
    public static Optional<TracedActivation> latest(final Prediction prediction) {
        return prediction.variants().get(0).latest().flatMap(latest -> {
            final long marginNs = Math.max(LATEST_MARGIN_MIN_NS, latest.latencyNs() / 3);
            final TimeWindow window = new TimeWindow(
                    Math.max(0, latest.releaseNs() - marginNs), latest.releaseNs() + latest.latencyNs() + marginNs);
            final TimelineSource timeline = new TracedReplication(prediction).windows(List.of(window));
            return timeline.latencies().stream()
                    .filter(one -> one.fromNs() == latest.releaseNs()
                            && timeline.tasks().get(one.task()).equals(latest.task()))
                    .findFirst()
                    .map(one -> new TracedActivation(timeline, one, window));
        });
    }

    private void run(final SchedulingObserver observer) {
        MachineRun.run(replication.machine(), replication.seed(), replication.durationNs(), observer);
    }
}
