package dev.headroom.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.cost.CostName;
import dev.headroom.format.hofer.HoferCorpus;
import dev.headroom.profile.Profile;
import dev.headroom.profile.ProfileReader;
import dev.headroom.profile.ProfileWriter;
import dev.headroom.profile.Profiles;
import dev.headroom.reproduce.MiniCorpus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CalibrationTest {

    private static final int FEW_EVALUATIONS = 320;

    @TempDir
    private Path folder;

    private static CalibrationResult once;

    @BeforeAll
    static void calibrateOnce() {
        once = calibrate("c5-prt", MiniCorpus.open());
    }

    private static CalibrationResult calibrate(final String id, final HoferCorpus corpus) {
        return new Calibration(Profiles.shipped(id), corpus, described -> true).run(FEW_EVALUATIONS);
    }

    @Test
    void theSameMeasurementsGiveTheSameBytes() throws IOException {
        final CalibrationResult again = calibrate("c5-prt", MiniCorpus.open());

        final String written = ProfileWriter.write(once.profile());
        assertThat(ProfileWriter.write(again.profile())).isEqualTo(written);
        assertThat(again.text()).isEqualTo(once.text());
        final Profile read = ProfileReader.read("c5-prt", written.getBytes(StandardCharsets.UTF_8));
        assertThat(ProfileWriter.write(read)).isEqualTo(written);
    }

    @Test
    void everyParameterIsReportedWithWhetherTheDataDetermineIt() {
        assertThat(once.parameters()).hasSize(FitParameter.values().length);
        assertThat(parameter("path").determined()).isTrue();
        assertThat(once.text())
                .contains("determined by the data", "no: prior or bound", "C5-Prt-long-small/IsoLoad", " p99.99 ");
        assertThat(once.lines())
                .extracting(CalibrationResult.TargetLine::condition)
                .contains("IsoLoad", "IsoNoLoad", "NoIsoNoLoad");
    }

    private static ParameterLine parameter(final String name) {
        return once.parameters().stream()
                .filter(line -> line.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void evenNumberedRepeatsAreNotLookedAt() throws IOException {
        final Path changed = MiniCorpus.copyWithChangedRuns(folder, run -> run % 2 == 0, Map.of("max_us", "900"));

        final CalibrationResult result = calibrate("c5-prt", HoferCorpus.open(changed));

        assertThat(ProfileWriter.write(result.profile())).isEqualTo(ProfileWriter.write(once.profile()));
    }

    @Test
    void anEnvironmentWithoutRowsIsRefused() {
        assertThatThrownBy(() -> calibrate("bm-std", MiniCorpus.open()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no rows to fit for profile bm-std");
    }

    @Test
    void whatIsFittedCarriesASourceAndWhatIsNotSaysAssumed() {
        final Profile profile = once.profile();
        final Map<String, Boolean> determined =
                once.parameters().stream().collect(Collectors.toMap(ParameterLine::name, ParameterLine::determined));
        for (final FittedCost fitted : FittedCost.ALL) {
            final var certificate = profile.costs().costs().get(fitted.cost()).certificate();
            final boolean all = fitted.parameters().stream().allMatch(parameter -> determined.get(parameter.key()));
            assertThat(certificate.assumed())
                    .as(fitted.cost().key())
                    .isEqualTo(!all || fitted.basis() != FittedCost.Basis.OWN);
            assertThat(certificate.source()).as(fitted.cost().key()).isNotBlank();
        }
        for (final CostName name : List.of(CostName.TIMER_INTERRUPT, CostName.HOUSEKEEPING, CostName.DISK_WAIT)) {
            assertThat(profile.costs().costs().get(name).certificate().source())
                    .contains("flhofer/real-time-containers", "odd-numbered repeats");
        }
    }
}
