package dev.headroom.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.cost.CostName;
import dev.headroom.format.hofer.HoferCorpus;
import dev.headroom.profile.Profile;
import dev.headroom.profile.ProfileWriter;
import dev.headroom.profile.Profiles;
import dev.headroom.reproduce.MiniCorpus;
import org.junit.jupiter.api.Test;

class LoopCalibrationTest {

    private static final HoferCorpus CORPUS = HoferCorpus.open(MiniCorpus.RT_APP);

    private static Profile shipped() {
        return Profiles.shipped("c5-rtapp");
    }

    private static LoopCalibration.Result calibrated() {
        return new LoopCalibration(shipped(), Profiles.shipped(LoopCalibration.DONOR), CORPUS).run();
    }

    @Test
    void theShippedProfileIsWhatTheCalibrationGives() {
        assertThat(ProfileWriter.write(calibrated().profile())).isEqualTo(ProfileWriter.write(shipped()));
    }

    @Test
    void ticksAndHousekeepingAreTakenOffTheMeasuredTimes() {
        final LoopCalibration.Result result = calibrated();
        final Profile profile = result.profile();

        // About 9.7 ticks in a loop of 9.7 ms at 1000 Hz; housekeeping adds a few percent of that.
        final double ticksNs = 9.7 * profile.costs().mean(CostName.TICK);
        assertThat(result.interruptionsNs()).isBetween(ticksNs, 1.1 * ticksNs);
        // Both runs together have a mean of 9694.71 whole us, which stands for half a us more.
        assertThat(profile.loop().orElseThrow().value().meanNs() + result.interruptionsNs())
                .isCloseTo(9_695_210, within(1_000.0));
        assertThat(result.text()).contains("C5-rtapp-dyntick", "C5-rtapp-fixtick", "p99");
    }

    @Test
    void costsThatAreTakenOverCountAsAssumed() {
        final Profile donor = Profiles.shipped(LoopCalibration.DONOR);
        final Profile profile = shipped();

        for (final CostName name : CostName.values()) {
            assertThat(profile.costs().value(name)).isEqualTo(donor.costs().value(name));
            assertThat(profile.costs().costs().get(name).certificate().assumed())
                    .isTrue();
        }
        assertThat(profile.assumed()).hasSize(CostName.values().length + 2).doesNotContain("loop", "topology");
    }

    @Test
    void onlyEnvironmentsWithRunsOfRtAppAreCalibratedSo() {
        assertThat(LoopCalibration.isFor(shipped(), CORPUS)).isTrue();
        assertThat(LoopCalibration.isFor(Profiles.shipped("c5-prt"), CORPUS)).isFalse();
        assertThat(LoopCalibration.isFor(shipped(), MiniCorpus.open())).isFalse();
        assertThatThrownBy(() -> new LoopCalibration(shipped(), shipped(), MiniCorpus.open()).run())
                .hasMessageContaining("no rows to fit for profile c5-rtapp");
    }
}
