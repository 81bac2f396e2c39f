package dev.headroom.fit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.cost.Certificate;
import dev.headroom.cost.CostModel;
import dev.headroom.cost.CostName;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CertificatesTest {

    private static Certificate certificate(final CostName cost, final FitParameter... determined) {
        final Set<FitParameter> known = Set.of(determined);
        final List<ParameterLine> lines = Arrays.stream(FitParameter.values())
                .map(parameter -> new ParameterLine(
                        parameter.key(), parameter.typical(), parameter.unit(), 1, 2, 0.1, known.contains(parameter)))
                .toList();
        final CostModel costs = FitVector.costs(FitVector.typical(), Rig.free());
        return new Certificates("rows of a corpus", "2026-01-01", lines)
                .certify(costs)
                .costs()
                .get(cost)
                .certificate();
    }

    @Test
    void aCostWhoseParametersAreAllDeterminedIsFitted() {
        final Certificate certificate =
                certificate(CostName.IDLE_EXIT, FitParameter.IDLE_EXIT, FitParameter.PATH_SIGMA);
        assertThat(certificate.assumed()).isFalse();
        assertThat(certificate.source()).startsWith("rows of a corpus").contains("idle-exit", "(1.00..2.00)");
    }

    @Test
    void aCostOfWhichTheDataLeaveAParameterOpenIsAssumedInPart() {
        final Certificate certificate = certificate(CostName.IDLE_EXIT, FitParameter.IDLE_EXIT);
        assertThat(certificate.assumed()).isTrue();
        assertThat(certificate.source()).startsWith("assumed in part").contains("left to the prior: path-sigma");
    }

    @Test
    void halfOfASumIsAssumedEvenWhereTheSumIsDetermined() {
        final Certificate certificate =
                certificate(CostName.TIMER_INTERRUPT, FitParameter.PATH, FitParameter.PATH_SIGMA);
        assertThat(certificate.assumed()).isTrue();
        assertThat(certificate.source()).contains("only the sum is determined");
    }

    @Test
    void aDisturbanceOfWhichNoRunToldAnythingIsNoFit() {
        assertThat(certificate(CostName.DAEMON_RATE, FitParameter.values())).isSameAs(Rig.CERTIFICATE);
    }
}
