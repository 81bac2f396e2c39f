package dev.headroom.replay;

import dev.headroom.compare.CaseComparison;
import dev.headroom.compare.CaseFacts;
import dev.headroom.compare.Prediction;
import dev.headroom.compare.Tolerances;
import dev.headroom.compare.ValidationReport;
import dev.headroom.format.FormatException;
import dev.headroom.format.schedtrace.TraceJob;
import dev.headroom.recorded.RecordedCase;
import dev.headroom.recorded.RecordedCases;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import java.util.stream.Stream;

/** The recorded jobs in a folder, one folder each, or the one job that the folder itself is. */
public final class RecordedJobs {

    private static final int MOST_JOBS = 10_000;

    private final List<Path> folders;
    private final RecordedCases cases;
    private final boolean negativeControl;

    private RecordedJobs(final List<Path> folders, final RecordedCases cases, final boolean negativeControl) {
        this.folders = folders;
        this.cases = cases;
        this.negativeControl = negativeControl;
    }

    /** Returns whether a folder holds recorded jobs. */
    public static boolean isAt(final Path folder) {
        return Files.isDirectory(folder) && !foldersIn(folder).isEmpty();
    }

    /**
     * Finds the jobs.
     *
     * @param folder a job, or a folder of jobs
     * @param cases predicts those that have a description instead of a trace to replay
     * @param negativeControl whether each job is replayed with the scheduler of another generation
     */
    public static RecordedJobs open(final Path folder, final RecordedCases cases, final boolean negativeControl) {
        return new RecordedJobs(foldersIn(folder), cases, negativeControl);
    }

    private static List<Path> foldersIn(final Path folder) {
        if (isJob(folder)) {
            return List.of(folder);
        }
        final List<Path> jobs;
        try (Stream<Path> inside = Files.list(folder)) {
            jobs = inside.filter(RecordedJobs::isJob).sorted().toList();
        } catch (final IOException e) {
            throw new UncheckedIOException("cannot list " + folder, e);
        }
        if (jobs.size() > MOST_JOBS) {
            throw new FormatException(folder, 0, "", jobs.size() + " jobs", "at most " + MOST_JOBS);
        }
        return jobs;
    }

    private static boolean isJob(final Path folder) {
        return TraceJob.isAt(folder)
                || RecordedCase.isAt(folder)
                || Files.isRegularFile(folder.resolve("xentrace.tsv.gz"));
    }

    /** Returns the number of jobs. */
    public int size() {
        return folders.size();
    }

    /**
     * Replays and compares all jobs.
     *
     * @param progress told how many jobs are done
     * @return the report, jobs by name
     */
    public ValidationReport run(final IntConsumer progress) {
        final Tolerances tolerances = Tolerances.replay();
        final List<CaseComparison> comparisons = new ArrayList<>();
        for (final Path folder : folders) {
            comparisons.add(compare(folder, tolerances));
            progress.accept(comparisons.size());
        }
        return new ValidationReport(comparisons);
    }

    private CaseComparison compare(final Path folder, final Tolerances tolerances) {
        if (!TraceJob.isAt(folder)) {
            return RecordedCase.isAt(folder)
                    ? cases.compare(RecordedCase.open(folder))
                    : notModelled(folder, "Xen is not modelled.", tolerances);
        }
        if (TraceJob.isOfHypervisor(folder)) {
            return notModelled(folder, "guests are not modelled.", tolerances);
        }
        return JobComparison.of(JobReplay.of(folder, negativeControl), tolerances);
    }

    private static CaseComparison notModelled(final Path folder, final String why, final Tolerances tolerances) {
        final String id = folder.getFileName().toString();
        return CaseComparison.of(
                new CaseFacts(id, "trace", "-", id, true, false, false),
                Prediction.notModelled("-", 0, why),
                OptionalLong.empty(),
                new TreeMap<>(),
                tolerances);
    }
}
