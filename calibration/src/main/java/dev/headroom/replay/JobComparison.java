package dev.headroom.replay;

import dev.headroom.compare.CaseComparison;
import dev.headroom.compare.CaseFacts;
import dev.headroom.compare.MeasuredQuantity;
import dev.headroom.compare.PredictedQuantity;
import dev.headroom.compare.Prediction;
import dev.headroom.compare.Quantities;
import dev.headroom.compare.Tolerances;
import dev.headroom.format.schedtrace.TraceJob;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Compares a replay with the trace: shares of CPU time, number of switches, lengths of runs and waits, and for
 * real-time jobs the order of switches and their times.
 */
final class JobComparison {

    /** Quantiles need so many lengths above them. */
    private static final int LEAST_ABOVE = 2;

    private static final double[] SHARES = {0.5, 0.9, 0.99};
    private static final String[] LABELS = {"p50_us", "p90_us", "p99_us"};
    /** Tasks with less CPU time are noise of the machine, as a share of one CPU. */
    private static final double LEAST_SHARE = 0.01;

    /** So close to the end of the judged part the order of switches is not judged, in ns. */
    private static final long EDGE_NS = 1_000_000;

    /** The traced CPUs execute in turns of 2 us: what lies closer than two turns has no order, in ns. */
    private static final long RACE_NS = 4_000;

    private final JobReplay replay;
    private final JudgedPart part;
    private final SwitchStatistics measured;
    private final SwitchStatistics replayed;
    private final SortedMap<String, MeasuredQuantity> expected = new TreeMap<>(Quantities.ORDER);
    private final SortedMap<String, PredictedQuantity> predicted = new TreeMap<>(Quantities.ORDER);

    private JobComparison(final JobReplay replay) {
        this.replay = replay;
        part = replay.load().part();
        final int cpus = replay.load().cpus();
        measured = SwitchStatistics.of(replay.measured(), cpus, part.fromNs(), part.untilNs());
        replayed = SwitchStatistics.of(replay.replayed(), cpus, part.fromNs(), part.untilNs());
    }

    static CaseComparison of(final JobReplay replay, final Tolerances tolerances) {
        final JobComparison comparison = new JobComparison(replay);
        comparison.compare();
        return CaseComparison.of(
                facts(replay.job()),
                Prediction.of("replay", 0, comparison.predicted),
                OptionalLong.of(comparison.measured.switches()),
                comparison.expected,
                tolerances);
    }

    static CaseFacts facts(final TraceJob job) {
        final String release =
                job.facts().major() + "." + job.facts().minor() + (job.facts().preemptRt() ? "-rt" : "");
        return new CaseFacts(job.id(), "trace", release, job.id(), true, false, false);
    }

    private void compare() {
        put("picks", replay.guided().decisions(), replay.guided().foretold());
        put("switches", measured.switches(), replayed.switches());
        if (replay.load().cpus() > 1) {
            put("migrations", measured.migrations(), replayed.migrations());
        }
        final List<Long> runs = new ArrayList<>();
        final List<Long> runsReplayed = new ArrayList<>();
        final List<Long> waits = new ArrayList<>();
        final List<Long> waitsReplayed = new ArrayList<>();
        for (final TaskProgram task : replay.load().programs()) {
            if (measured.share(task.pid()) >= LEAST_SHARE || replayed.share(task.pid()) >= LEAST_SHARE) {
                put("share:" + nameOf(task), measured.share(task.pid()), replayed.share(task.pid()));
                runs.addAll(measured.of(task.pid()).runsNs);
                runsReplayed.addAll(replayed.of(task.pid()).runsNs);
                waits.addAll(measured.of(task.pid()).waitsNs);
                waitsReplayed.addAll(replayed.of(task.pid()).waitsNs);
            }
        }
        quantiles("job_run_", runs, runsReplayed);
        quantiles("job_wait_", waits, waitsReplayed);
        if (isRealTime()) {
            order();
        }
    }

    private String nameOf(final TaskProgram task) {
        final boolean unique = replay.load().programs().stream()
                        .filter(other -> other.name().equals(task.name()))
                        .count()
                == 1;
        return unique ? task.name() : task.name() + "-" + task.pid();
    }

    private void quantiles(final String prefix, final List<Long> lengths, final List<Long> lengthsReplayed) {
        lengths.sort(null);
        lengthsReplayed.sort(null);
        for (int i = 0; i < SHARES.length; i++) {
            if (lengths.size() * (1 - SHARES[i]) >= LEAST_ABOVE && !lengthsReplayed.isEmpty()) {
                put(prefix + LABELS[i], Quantiles.us(lengths, SHARES[i]), Quantiles.us(lengthsReplayed, SHARES[i]));
            }
        }
    }

    private boolean isRealTime() {
        return replay.job().tasks().values().stream()
                .anyMatch(task -> task.policy().matches("SCHED_(FIFO|RR|DEADLINE)"));
    }

    /** What differs close to the end belongs to the exit of the tasks. */
    private void order() {
        final int cpus = replay.load().cpus();
        int differences = 0;
        final List<Long> shifts = new ArrayList<>();
        for (int number = 0; number < cpus; number++) {
            final int cpu = number;
            final OrderDifference difference = OrderDifference.of(
                    measured.order().get(cpu), replayed.order().get(cpu));
            differences += (int) difference.differencesNs().stream()
                    .filter(this::isWellInside)
                    .filter(timeNs -> !isRace(timeNs, cpu))
                    .count();
            difference.shifts().stream()
                    .filter(shift -> isWellInside(shift.atNs()))
                    .forEach(shift -> shifts.add(shift.byNs()));
        }
        put("order_differences", 0, differences);
        if (!shifts.isEmpty()) {
            shifts.sort(null);
            put("shift_p99_us", 0, Quantiles.us(shifts, 0.99));
            put("shift_max_us", 0, Quantiles.us(shifts, 1));
        }
    }

    /** Whether another CPU switched at the same moment: which of the two came first the trace cannot tell. */
    private boolean isRace(final long timeNs, final int cpu) {
        for (int other = 0; other < measured.order().size(); other++) {
            if (other != cpu
                    && measured.order().get(other).stream()
                            .anyMatch(switched -> Math.abs(switched.timeNs() - timeNs) <= RACE_NS)) {
                return true;
            }
        }
        return false;
    }

    private boolean isWellInside(final long timeNs) {
        return timeNs > part.fromNs() && timeNs <= part.untilNs() - EDGE_NS;
    }

    private void put(final String name, final double inTrace, final double inReplay) {
        expected.put(name, MeasuredQuantity.exactly(inTrace));
        predicted.put(name, new PredictedQuantity(inReplay, inReplay, inReplay));
    }
}
