package dev.headroom.cli;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.Parameters;
import dev.headroom.document.AtomicFile;
import dev.headroom.evidence.FittedRows;
import dev.headroom.fit.Calibration;
import dev.headroom.fit.CalibrationResult;
import dev.headroom.fit.LeaveOneOut;
import dev.headroom.fit.LoopCalibration;
import dev.headroom.format.hofer.HoferCorpus;
import dev.headroom.profile.Profile;
import dev.headroom.profile.ProfileWriter;
import dev.headroom.profile.Profiles;
import dev.headroom.recorded.AloneCalibration;
import dev.headroom.reproduce.CaseMachine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code calibrate CORPUS}: fits the costs of environments to a part of the rows of a corpus. */
@Parameters(commandDescription = "Fits costs to a part of the rows of a measured corpus and writes profiles")
final class CalibrateCommand implements Command {

    private static final int EVALUATIONS_MIN = 100;
    private static final int EVALUATIONS_MAX = 1_000_000;

    @Parameter(description = "CORPUS")
    private List<String> corpora = new ArrayList<>();

    @Parameter(
            names = "--profile",
            description = "Id or file of the environment to calibrate; repeatable, default all shipped")
    private List<String> profiles = new ArrayList<>();

    @Parameter(names = "--out", description = "Directory for the profiles, ID.json each; without it nothing is written")
    private String out;

    @Parameter(names = "--evaluations", description = "Evaluations of the optimizer for each fit")
    private int evaluations = 14_000;

    @Parameter(
            names = "--leave-one-out",
            description = "Leave out each condition in turn and predict it; writes no profile")
    private boolean leaveOneOut;

    @Override
    public String name() {
        return "calibrate";
    }

    @Override
    public String summary() {
        return "CORPUS: fits costs to a part of the rows of a measured corpus and writes profiles";
    }

    @Override
    public int run(final Streams streams) throws IOException {
        final String folder = Arguments.only(
                corpora,
                name(),
                "one corpus folder",
                "headroom calibrate corpora/hofer --profile c5-prt --out profiles");
        if (out != null && !Files.isDirectory(Path.of(out))) {
            throw new UsageException("--out " + out + " is no directory; name one that exists");
        }
        if (Files.isDirectory(Path.of(folder)) && AloneCalibration.isPossible(Path.of(folder))) {
            return alone(Path.of(folder), streams);
        }
        if (!HoferCorpus.isAt(Path.of(folder))) {
            throw new UsageException(folder
                    + " is not a corpus that this version reads; give a folder with an index.tsv of measured cases");
        }
        if (evaluations < EVALUATIONS_MIN || evaluations > EVALUATIONS_MAX) {
            throw new UsageException("--evaluations " + evaluations + " is out of range; give " + EVALUATIONS_MIN
                    + " to " + EVALUATIONS_MAX);
        }
        final HoferCorpus corpus = HoferCorpus.open(Path.of(folder));
        final List<Profile> environments = environments(corpus);
        environments.forEach(base -> requireRows(base, corpus));
        if (leaveOneOut) {
            leaveOneOut(environments, corpus, streams);
        } else {
            calibrate(environments, corpus, streams);
        }
        return ExitStatus.OK;
    }

    private void calibrate(final List<Profile> environments, final HoferCorpus corpus, final Streams streams)
            throws IOException {
        final List<CalibrationResult> results = environments.parallelStream()
                .filter(base -> !LoopCalibration.isFor(base, corpus))
                .map(base -> new Calibration(base, corpus, described -> true).run(evaluations))
                .toList();
        for (final CalibrationResult result : results) {
            tell(result.profile(), result.text(), streams);
        }
        final Profile donor = results.stream()
                .map(CalibrationResult::profile)
                .filter(profile -> profile.id().equals(LoopCalibration.DONOR))
                .findFirst()
                .orElseGet(() -> Profiles.shipped(LoopCalibration.DONOR));
        for (final Profile base : environments) {
            if (LoopCalibration.isFor(base, corpus)) {
                final LoopCalibration.Result result = new LoopCalibration(base, donor, corpus).run();
                tell(result.profile(), result.text(), streams);
            }
        }
    }

    private void tell(final Profile profile, final String text, final Streams streams) throws IOException {
        streams.out().println(text);
        if (out != null) {
            AtomicFile.write(Path.of(out).resolve(profile.id() + ".json"), ProfileWriter.write(profile));
        }
    }

    private void leaveOneOut(final List<Profile> environments, final HoferCorpus corpus, final Streams streams) {
        final List<LeaveOneOut.Line> lines = environments.parallelStream()
                .filter(base -> !LoopCalibration.isFor(base, corpus))
                .map(base -> LeaveOneOut.run(base, corpus, evaluations, line -> {
                    if (streams.terminal()) {
                        streams.err().println("predicted " + line.profile() + " " + line.condition());
                    }
                }))
                .flatMap(List::stream)
                .toList();
        streams.out().print(LeaveOneOut.text(lines));
    }

    /** Recorded cases: one environment, fitted to the cases in which one thread was alone. */
    private int alone(final Path folder, final Streams streams) throws IOException {
        if (profiles.size() != 1 || leaveOneOut) {
            throw new UsageException("recorded cases are of one machine; name its profile with --profile, and leave"
                    + " --leave-one-out out");
        }
        final AloneCalibration calibration = AloneCalibration.of(folder, environment(profiles.get(0)));
        streams.out().print(calibration.text());
        if (out != null) {
            final Profile profile = calibration.profile();
            AtomicFile.write(Path.of(out).resolve(profile.id() + ".json"), ProfileWriter.write(profile));
        }
        return ExitStatus.OK;
    }

    private static boolean hasRows(final Profile base, final HoferCorpus corpus) {
        return corpus.cases().stream()
                .anyMatch(described -> CaseMachine.profileId(described).equals(base.id())
                        && CaseMachine.notModelled(described).isEmpty()
                        && FittedRows.uses(described));
    }

    private static void requireRows(final Profile base, final HoferCorpus corpus) {
        if (!hasRows(base, corpus)) {
            throw new UsageException("the corpus has no rows to fit for profile " + base.id()
                    + "; name the environments that it has with --profile");
        }
    }

    /** Those named, or those shipped that the corpus has rows of. */
    private List<Profile> environments(final HoferCorpus corpus) {
        if (!profiles.isEmpty()) {
            return profiles.stream().map(CalibrateCommand::environment).toList();
        }
        final List<Profile> shipped =
                Profiles.shippedIds().stream().map(Profiles::shipped).toList();
        final List<Profile> fitted =
                shipped.stream().filter(base -> hasRows(base, corpus)).toList();
        return fitted.isEmpty() ? shipped : fitted;
    }

    private static Profile environment(final String name) {
        if (Profiles.isPath(name)) {
            return Profiles.read(Path.of(name));
        }
        if (Profiles.shippedIds().contains(name)) {
            return Profiles.shipped(name);
        }
        throw new UsageException("there is no profile '" + name + "'; shipped are "
                + String.join(", ", Profiles.shippedIds()) + ", or give a file");
    }
}
